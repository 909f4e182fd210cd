"""BPTT: gradients of the simple recurrent network, and its update."""

from question_bank.bptt import (
    backward_code,
    delta,
    formula,
    input_weight_gradient,
    output_weight_gradient,
    recurrent_weight_gradient,
    truncated,
    update,
)
from question_bank.family import Family

FAMILIES: tuple[Family, ...] = (
    delta.FAMILY,
    recurrent_weight_gradient.FAMILY,
    input_weight_gradient.FAMILY,
    output_weight_gradient.FAMILY,
    update.FAMILY,
    truncated.FAMILY,
    formula.FAMILY,
    backward_code.FAMILY,
)
