"""BPTT: gradients of the simple recurrent network, and its update."""

from question_bank.kinds.match.pools import match_family
from question_bank.kinds.options.passages import passage_family
from question_bank.kinds.order.procedures import procedure_family
from question_bank.kinds.statements import statements_family
from question_bank.model.family import Family
from question_bank.topics.bptt import (
    backward_code,
    backward_order,
    bias_gradient,
    delta,
    formula,
    gradients_match,
    input_weight_gradient,
    one_loss,
    output_weight_gradient,
    recurrent_weight_gradient,
    truncated,
    update,
)

FAMILIES: tuple[Family, ...] = (
    statements_family("bptt", version=3),
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
    backward_order.FAMILY,
    gradients_match.FAMILY,
    match_family("bptt", "code", version=3),
    procedure_family("bptt", "truncated-order", "truncated", version=2),
    passage_family("bptt", version=2),
)
