"""The families that are read from data beside this module: statements, passages, pairs, orders and pictures."""

from question_bank.kinds.match.pools import match_family
from question_bank.kinds.options.diagrams import diagram_family
from question_bank.kinds.options.passages import passage_family
from question_bank.kinds.order.procedures import procedure_family
from question_bank.kinds.statements import statements_family
from question_bank.model.family import Family

FAMILIES: tuple[Family, ...] = (
    statements_family("lstm", version=3),
    match_family("lstm", "parts", version=2),
    match_family("lstm", "shapes", version=2),
    match_family("lstm", "language-model", version=2),
    procedure_family("lstm", "remedies-order", "remedies", version=2),
    procedure_family("lstm", "history-order", "history", version=2),
    diagram_family("lstm", "peephole", version=2),
    passage_family("lstm", version=3),
)
