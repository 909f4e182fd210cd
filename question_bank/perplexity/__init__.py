"""パープレキシティ: how surprised a language model is by a text."""

from question_bank.family import Family
from question_bank.passages import passage_family
from question_bank.perplexity import sequence
from question_bank.statements import statements_family

FAMILIES: tuple[Family, ...] = (
    statements_family("perplexity", version=3),
    sequence.FAMILY,
    passage_family("perplexity", version=2),
)
