"""The families that are read from data beside this module: statements, passages, pairs, orders and pictures."""

from question_bank.kinds.match.pools import match_family
from question_bank.kinds.options.passages import passage_family
from question_bank.kinds.statements import statements_family
from question_bank.model.family import Family

FAMILIES: tuple[Family, ...] = (
    statements_family("word2vec", version=3),
    match_family("word2vec", "models", version=3),
    passage_family("word2vec", version=2),
)
