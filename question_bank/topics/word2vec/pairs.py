"""How many training pairs a window gives, borders included."""

import numpy as np

from engine import word2vec
from engine.derivation import Run
from engine.derivation.slips import Slip
from question_bank.model.computed import Asked, Numeric
from question_bank.model.draw import Draw
from question_bank.model.family import Family, Parameters
from question_bank.model.instance import Rounding


def draw(d: Draw, level: int) -> Parameters:
    """A text longer than the window on both sides."""
    return {"length": d.integer("length", 6, 40), "window": d.integer("window", 1, 4)}


def problem(p: Parameters) -> Numeric:
    """The number of (centre, context) pairs."""
    length, window = p["length"], p["window"]
    return Numeric(
        run=Run(word2vec.pairs, word2vec.NOTATION, {"length": length, "window": window}),
        asked=Asked("pairs"),
        rounding=Rounding(kind="integer", digits=0),
        essential=("borders-ignored", "border-words-skipped", "one-side-only"),
        slips=(
            Slip("borders-ignored", "pairs", counted=lambda _: np.asarray(2.0 * window * length)),
            Slip("one-side-only", "pairs", counted=lambda pairs: np.asarray(sum(pairs.counts) / 2)),
            Slip("border-words-skipped", "pairs", counted=lambda _: np.asarray(2.0 * window * (length - 2 * window))),
            Slip("centre-counted-too", "pairs", counted=lambda pairs: np.asarray(float(sum(pairs.counts) + length))),
        ),
        words={"length": length, "window": window},
    )


FAMILY = Family(
    id="word2vec.pairs", version=2, points=("W05",), asks=((1, "number"), (1, "choice")), draw=draw, problem=problem
)
