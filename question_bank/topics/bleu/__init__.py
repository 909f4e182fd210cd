"""精度指標: BLEU with its modified precision and brevity penalty."""

from question_bank.kinds.match.pools import match_family
from question_bank.kinds.options.passages import passage_family
from question_bank.kinds.statements import statements_family
from question_bank.model.family import Family
from question_bank.topics.bleu import (
    brevity_penalty,
    corpus,
    from_counts,
    modified_precision,
    ngram_count,
    reference_length,
    sentence,
    steps_order,
)

FAMILIES: tuple[Family, ...] = (
    statements_family("bleu", version=3),
    modified_precision.FAMILY,
    ngram_count.FAMILY,
    brevity_penalty.FAMILY,
    reference_length.FAMILY,
    sentence.FAMILY,
    from_counts.FAMILY,
    corpus.FAMILY,
    steps_order.FAMILY,
    match_family("bleu", "measures", version=2),
    passage_family("bleu", version=2),
)
