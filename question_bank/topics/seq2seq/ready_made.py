"""The families that are read from data beside this module: statements, passages, pairs, orders and pictures."""

from question_bank.kinds.match.pools import match_family
from question_bank.kinds.options.diagrams import diagram_family
from question_bank.kinds.options.passages import passage_family
from question_bank.kinds.order.procedures import procedure_family
from question_bank.kinds.statements import statements_family
from question_bank.model.family import Family

FAMILIES: tuple[Family, ...] = (
    statements_family("seq2seq", version=3),
    procedure_family("seq2seq", "pipeline-order", "encoder", "decoder", version=3),
    match_family("seq2seq", "terms", version=3),
    diagram_family("seq2seq", "states", version=2),
    passage_family("seq2seq", version=4),
)
