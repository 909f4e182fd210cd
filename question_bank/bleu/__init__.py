"""精度指標: BLEU with its modified precision and brevity penalty."""

from question_bank.bleu import brevity_penalty, modified_precision, sentence
from question_bank.family import Family

FAMILIES: tuple[Family, ...] = (modified_precision.FAMILY, brevity_penalty.FAMILY, sentence.FAMILY)
