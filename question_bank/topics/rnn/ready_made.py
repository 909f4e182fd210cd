"""The families that are read from data beside this module: statements, passages, pairs, orders and pictures."""

from question_bank.kinds.match.pools import match_family
from question_bank.kinds.options.diagrams import diagram_family
from question_bank.kinds.options.passages import passage_family
from question_bank.kinds.order.procedures import procedure_family
from question_bank.kinds.statements import statements_family
from question_bank.model.family import Family

FAMILIES: tuple[Family, ...] = (
    statements_family("rnn", version=3),
    match_family("rnn", "shapes", version=2),
    match_family("rnn", "networks", version=3),
    procedure_family("rnn", "addition-order", "addition", version=2),
    diagram_family("rnn", "unit", version=3),
    passage_family("rnn", version=3),
)
