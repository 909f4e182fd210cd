"""Vanishing, exploding and clipped gradients."""

from question_bank.family import Family
from question_bank.gradients import chain, clipping, norm, power

FAMILIES: tuple[Family, ...] = (
    power.FAMILY,
    chain.FAMILY,
    norm.FAMILY,
    clipping.FAMILY,
)
