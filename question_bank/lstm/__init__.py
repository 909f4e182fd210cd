"""LSTM: cell, gates, peephole."""

from question_bank.family import Family
from question_bank.lstm import cell_code, cell_state, hidden_state, peephole

FAMILIES: tuple[Family, ...] = (cell_state.FAMILY, hidden_state.FAMILY, peephole.FAMILY, cell_code.FAMILY)
