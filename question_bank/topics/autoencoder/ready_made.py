"""The families that are read from data beside this module: statements, passages, pairs, orders and pictures."""

from question_bank.kinds.match.pools import match_family
from question_bank.kinds.options.diagrams import diagram_family
from question_bank.kinds.options.passages import passage_family
from question_bank.kinds.order.procedures import procedure_family
from question_bank.kinds.statements import statements_family
from question_bank.model.family import Family

FAMILIES: tuple[Family, ...] = (
    statements_family("autoencoder", version=3),
    procedure_family("autoencoder", "stages-order", "training", "generation", version=3),
    match_family("autoencoder", "terms", version=5),
    diagram_family("autoencoder", "vae", version=2),
    passage_family("autoencoder", version=2),
)
