"""Vanishing, exploding and clipped gradients."""

from question_bank.family import Family
from question_bank.gradients import clipping

FAMILIES: tuple[Family, ...] = (clipping.FAMILY,)
