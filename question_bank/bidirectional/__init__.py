"""双方向 RNN: two directions, one output."""

from question_bank.bidirectional import join_code, joined_output, parameter_count, summary
from question_bank.diagrams import diagram_family
from question_bank.family import Family
from question_bank.passages import passage_family
from question_bank.statements import statements_family

FAMILIES: tuple[Family, ...] = (
    joined_output.FAMILY,
    summary.FAMILY,
    parameter_count.FAMILY,
    join_code.FAMILY,
    statements_family("bidirectional", version=3),
    diagram_family("bidirectional", "layers", version=3),
    passage_family("bidirectional", version=2),
)
