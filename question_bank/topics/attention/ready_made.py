"""The families that are read from data beside this module: statements, passages, pairs, orders and pictures."""

from question_bank.kinds.match.pools import match_family
from question_bank.kinds.options.diagrams import diagram_family
from question_bank.kinds.options.passages import passage_family
from question_bank.kinds.order.procedures import procedure_family
from question_bank.kinds.statements import statements_family
from question_bank.model.family import Family

FAMILIES: tuple[Family, ...] = (
    statements_family("attention", version=3),
    procedure_family("attention", "stages-order", "decoder", "scaled", "post-norm", version=3),
    match_family("attention", "sources", version=4),
    match_family("attention", "transformer", version=3),
    match_family("attention", "shapes", version=3),
    diagram_family("attention", "decoder", version=2),
    diagram_family("attention", "cross", version=3),
    passage_family("attention", version=2),
)
