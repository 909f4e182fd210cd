"""Attention: scores, weights, masks, gradients."""

from question_bank.attention import additive, causal, dot_context, score_gradient, weighting_code, weights
from question_bank.family import Family

FAMILIES: tuple[Family, ...] = (
    weights.FAMILY,
    dot_context.FAMILY,
    additive.FAMILY,
    causal.FAMILY,
    score_gradient.FAMILY,
    weighting_code.FAMILY,
)
