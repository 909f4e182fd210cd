"""Vanishing, exploding and clipped gradients."""

from question_bank.family import Family
from question_bank.gradients import chain, clipping, norm, power
from question_bank.match import match_family
from question_bank.order import procedure_family
from question_bank.passages import passage_family
from question_bank.statements import statements_family

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
