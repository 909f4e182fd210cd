"""word2vec: hidden layer, losses, noise, similarity, pairs, lookup."""

from question_bank.kinds.match.pools import match_family
from question_bank.kinds.options.passages import passage_family
from question_bank.kinds.statements import statements_family
from question_bank.model.family import Family
from question_bank.topics.word2vec import (
    cbow_hidden,
    cosine,
    embedding_code,
    negative_sampling,
    noise,
    pairs,
    parameter_count,
    ppmi,
)

FAMILIES: tuple[Family, ...] = (
    statements_family("word2vec", version=3),
    pairs.FAMILY,
    cbow_hidden.FAMILY,
    negative_sampling.FAMILY,
    noise.FAMILY,
    cosine.FAMILY,
    ppmi.FAMILY,
    parameter_count.FAMILY,
    embedding_code.FAMILY,
    match_family("word2vec", "models", version=2),
    passage_family("word2vec", version=2),
)
