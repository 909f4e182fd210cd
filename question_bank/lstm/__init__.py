"""LSTM: cell, gates, peephole, the way back."""

from question_bank.family import Family
from question_bank.lstm import (
    backward_code,
    carousel,
    cell_backward,
    cell_code,
    cell_state,
    fused_code,
    hidden_state,
    parameter_count,
    peephole,
)
from question_bank.statements import statements_family

FAMILIES: tuple[Family, ...] = (
    statements_family("lstm", version=2),
    cell_state.FAMILY,
    hidden_state.FAMILY,
    peephole.FAMILY,
    cell_code.FAMILY,
    fused_code.FAMILY,
    carousel.FAMILY,
    cell_backward.FAMILY,
    backward_code.FAMILY,
    parameter_count.FAMILY,
)
