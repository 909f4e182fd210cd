"""Attention: scores, weights, masks, gradients."""

from question_bank.attention import additive, causal, dot_context, score_gradient, scores_match, weighting_code, weights
from question_bank.diagrams import diagram_family
from question_bank.family import Family
from question_bank.match import match_family
from question_bank.order import procedure_family
from question_bank.passages import passage_family
from question_bank.statements import statements_family

FAMILIES: tuple[Family, ...] = (
    statements_family("attention", version=3),
    weights.FAMILY,
    dot_context.FAMILY,
    additive.FAMILY,
    causal.FAMILY,
    score_gradient.FAMILY,
    weighting_code.FAMILY,
    procedure_family("attention", "stages-order", "decoder", "scaled", "post-norm", version=3),
    scores_match.FAMILY,
    match_family("attention", "sources", version=4),
    match_family("attention", "transformer", version=2),
    match_family("attention", "shapes", version=3),
    diagram_family("attention", "decoder", version=2),
    diagram_family("attention", "cross", version=3),
    passage_family("attention", version=2),
)
