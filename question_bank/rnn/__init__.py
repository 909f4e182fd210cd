"""概要: the simple recurrent network and its forward pass."""

from question_bank.family import Family
from question_bank.rnn import forward_code, hidden_state, output, parameter_count, unrolled
from question_bank.statements import statements_family

FAMILIES: tuple[Family, ...] = (
    statements_family("rnn", version=2),
    hidden_state.FAMILY,
    unrolled.FAMILY,
    output.FAMILY,
    parameter_count.FAMILY,
    forward_code.FAMILY,
)
