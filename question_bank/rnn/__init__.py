"""概要: the simple recurrent network and its forward pass."""

from question_bank.family import Family
from question_bank.rnn import forward_code, hidden_state, output

FAMILIES: tuple[Family, ...] = (hidden_state.FAMILY, output.FAMILY, forward_code.FAMILY)
