"""パープレキシティ: how surprised a language model is by a text."""

from question_bank.kinds.options.passages import passage_family
from question_bank.kinds.statements import statements_family
from question_bank.model.family import Family
from question_bank.topics.perplexity import sequence

FAMILIES: tuple[Family, ...] = (
    statements_family("perplexity", version=3),
    sequence.FAMILY,
    passage_family("perplexity", version=2),
)
