"""双方向 RNN: two directions, one output."""

from question_bank.kinds.options.diagrams import diagram_family
from question_bank.kinds.options.passages import passage_family
from question_bank.kinds.statements import statements_family
from question_bank.model.family import Family
from question_bank.topics.bidirectional import join_code, joined_output, parameter_count, summary

FAMILIES: tuple[Family, ...] = (
    joined_output.FAMILY,
    summary.FAMILY,
    parameter_count.FAMILY,
    join_code.FAMILY,
    statements_family("bidirectional", version=3),
    diagram_family("bidirectional", "layers", version=3),
    passage_family("bidirectional", version=2),
)
