"""Seq2Seq: encoding a sentence, decoding, losses, shifting, lookup."""

from question_bank.kinds.match.pools import match_family
from question_bank.kinds.options.diagrams import diagram_family
from question_bank.kinds.options.passages import passage_family
from question_bank.kinds.order.procedures import procedure_family
from question_bank.kinds.statements import statements_family
from question_bank.model.family import Family
from question_bank.topics.seq2seq import (
    beam,
    embedding_code,
    ids,
    masked_loss,
    normalised_score,
    shift_code,
    temperature,
    thought_vector,
)

FAMILIES: tuple[Family, ...] = (
    statements_family("seq2seq", version=3),
    ids.FAMILY,
    thought_vector.FAMILY,
    embedding_code.FAMILY,
    shift_code.FAMILY,
    masked_loss.FAMILY,
    beam.FAMILY,
    normalised_score.FAMILY,
    temperature.FAMILY,
    procedure_family("seq2seq", "pipeline-order", "encoder", "decoder", version=3),
    match_family("seq2seq", "terms", version=2),
    diagram_family("seq2seq", "states", version=2),
    passage_family("seq2seq", version=4),
)
