"""GRU: reset, update, mixing."""

from question_bank.family import Family
from question_bank.gru import candidate, new_state, parameter_count, step_code, whole_step
from question_bank.statements import statements_family

FAMILIES: tuple[Family, ...] = (
    statements_family("gru", version=2),
    new_state.FAMILY,
    candidate.FAMILY,
    whole_step.FAMILY,
    step_code.FAMILY,
    parameter_count.FAMILY,
)
