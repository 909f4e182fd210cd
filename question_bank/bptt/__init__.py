"""BPTT: gradients of the simple recurrent network, and its update."""

from question_bank.bptt import (
    backward_code,
    bias_gradient,
    delta,
    formula,
    input_weight_gradient,
    one_loss,
    output_weight_gradient,
    recurrent_weight_gradient,
    truncated,
    update,
)
from question_bank.family import Family
from question_bank.statements import statements_family

FAMILIES: tuple[Family, ...] = (
    statements_family("bptt", version=2),
    delta.FAMILY,
    recurrent_weight_gradient.FAMILY,
    input_weight_gradient.FAMILY,
    output_weight_gradient.FAMILY,
    bias_gradient.FAMILY,
    one_loss.FAMILY,
    update.FAMILY,
    truncated.FAMILY,
    formula.FAMILY,
    backward_code.FAMILY,
)
