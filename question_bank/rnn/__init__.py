"""概要: the simple recurrent network and its forward pass."""

from question_bank.family import Family
from question_bank.rnn import hidden_state

FAMILIES: tuple[Family, ...] = (hidden_state.FAMILY,)
