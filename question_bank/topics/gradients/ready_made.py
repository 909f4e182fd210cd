"""The families that are read from data beside this module: statements, passages, pairs, orders and pictures."""

from question_bank.kinds.match.pools import match_family
from question_bank.kinds.options.passages import passage_family
from question_bank.kinds.order.procedures import procedure_family
from question_bank.kinds.statements import statements_family
from question_bank.model.family import Family

FAMILIES: tuple[Family, ...] = (
    statements_family("gradients", version=3),
    match_family("gradients", "remedies", version=3),
    procedure_family("gradients", "training-order", "training", version=2),
    passage_family("gradients", version=2),
)
