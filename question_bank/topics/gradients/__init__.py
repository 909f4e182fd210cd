"""Vanishing, exploding and clipped gradients."""

from question_bank.kinds.match.pools import match_family
from question_bank.kinds.options.passages import passage_family
from question_bank.kinds.order.procedures import procedure_family
from question_bank.kinds.statements import statements_family
from question_bank.model.family import Family
from question_bank.topics.gradients import chain, clipping, norm, power

FAMILIES: tuple[Family, ...] = (
    statements_family("gradients", version=3),
    power.FAMILY,
    chain.FAMILY,
    norm.FAMILY,
    clipping.FAMILY,
    match_family("gradients", "remedies", version=3),
    procedure_family("gradients", "training-order", "training", version=2),
    passage_family("gradients", version=2),
)
