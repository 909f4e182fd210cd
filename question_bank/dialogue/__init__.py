"""HRED and VHRED: context over utterances, a learned prior."""

from question_bank.dialogue import context_state, prior_divergence
from question_bank.family import Family
from question_bank.statements import statements_family

FAMILIES: tuple[Family, ...] = (context_state.FAMILY, prior_divergence.FAMILY, statements_family("dialogue"))
