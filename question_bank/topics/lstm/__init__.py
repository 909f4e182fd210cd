"""LSTM: cell, gates, peephole, the way back."""

from question_bank.kinds.match.pools import match_family
from question_bank.kinds.options.diagrams import diagram_family
from question_bank.kinds.options.passages import passage_family
from question_bank.kinds.order.procedures import procedure_family
from question_bank.kinds.statements import statements_family
from question_bank.model.family import Family
from question_bank.topics.lstm import (
    backward_code,
    backward_match,
    carousel,
    cell_backward,
    cell_code,
    cell_state,
    fused_code,
    hidden_state,
    parameter_count,
    peephole,
    step_order,
)

FAMILIES: tuple[Family, ...] = (
    statements_family("lstm", version=3),
    cell_state.FAMILY,
    hidden_state.FAMILY,
    peephole.FAMILY,
    cell_code.FAMILY,
    fused_code.FAMILY,
    carousel.FAMILY,
    cell_backward.FAMILY,
    backward_code.FAMILY,
    parameter_count.FAMILY,
    step_order.FAMILY,
    backward_match.FAMILY,
    match_family("lstm", "parts", version=2),
    match_family("lstm", "shapes", version=2),
    match_family("lstm", "language-model", version=2),
    procedure_family("lstm", "remedies-order", "remedies", version=2),
    procedure_family("lstm", "history-order", "history", version=2),
    diagram_family("lstm", "peephole", version=2),
    passage_family("lstm", version=3),
)
