"""Attention: scores, weights, masks, gradients."""

from question_bank.attention import additive, causal, dot_context, score_gradient, weighting_code, weights
from question_bank.family import Family
from question_bank.statements import statements_family

FAMILIES: tuple[Family, ...] = (
    statements_family("attention"),
    weights.FAMILY,
    dot_context.FAMILY,
    additive.FAMILY,
    causal.FAMILY,
    score_gradient.FAMILY,
    weighting_code.FAMILY,
)
