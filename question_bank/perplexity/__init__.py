"""パープレキシティ: how surprised a language model is by a text."""

from question_bank.family import Family
from question_bank.passages import passage_family
from question_bank.perplexity import sequence

FAMILIES: tuple[Family, ...] = (
    sequence.FAMILY,
    passage_family("perplexity"),
)
