"""Vanishing, exploding and clipped gradients."""

from question_bank.family import Family
from question_bank.gradients import chain, clipping, norm, power
from question_bank.match import match_family
from question_bank.order import procedure_family
from question_bank.passages import passage_family
from question_bank.statements import statements_family

FAMILIES: tuple[Family, ...] = (
    statements_family("gradients"),
    power.FAMILY,
    chain.FAMILY,
    norm.FAMILY,
    clipping.FAMILY,
    match_family("gradients", "remedies", version=2),
    procedure_family("gradients", "training-order", "training"),
    passage_family("gradients"),
)
