"""Vanishing, exploding and clipped gradients."""

from question_bank.family import Family
from question_bank.gradients import chain, clipping, norm, power
from question_bank.statements import statements_family

FAMILIES: tuple[Family, ...] = (
    statements_family("gradients", version=2),
    power.FAMILY,
    chain.FAMILY,
    norm.FAMILY,
    clipping.FAMILY,
)
