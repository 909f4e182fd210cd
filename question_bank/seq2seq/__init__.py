"""Seq2Seq: decoding, losses, shifting, lookup."""

from question_bank.family import Family
from question_bank.seq2seq import beam, embedding_code, masked_loss, normalised_score, shift_code, temperature

FAMILIES: tuple[Family, ...] = (
    embedding_code.FAMILY,
    shift_code.FAMILY,
    masked_loss.FAMILY,
    beam.FAMILY,
    normalised_score.FAMILY,
    temperature.FAMILY,
)
