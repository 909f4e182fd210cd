"""Attention weights from scores: a softmax over the source."""

import numpy as np

from engine import attention
from engine.derivation import Run, total
from engine.derivation.slips import Slip, formula
from engine.derivation.term import call
from question_bank.model.computed import Asked, Numeric
from question_bank.model.draw import Draw
from question_bank.model.family import Family, Parameters
from question_bank.model.inputs import sequence
from question_bank.model.instance import Rounding


def draw(d: Draw, level: int) -> Parameters:
    """Level 2: scores of the printed table. Level 3: any, four positions."""
    if level == 2:
        return {"e": [float(e) for e in d.shuffled("e", (-1, 0, 1, 2))[:3]], "position": d.integer("position", 1, 3)}
    return {"e": [k / 10 for k in d.shuffled("e", range(-15, 26))[:4]], "position": d.integer("position", 1, 4)}


def problem(p: Parameters) -> Numeric:
    """One weight."""
    places, j = range(1, len(p["e"]) + 1), p["position"]
    beside = j + 1 if j < len(places) else j - 1  # as one who counts from 0 reads it
    return Numeric(
        run=Run(attention.weights, attention.NOTATION, {"e": sequence(p["e"])}),
        asked=Asked("a", j),
        essential=("weight-not-normalised", "sigmoid-for-softmax"),
        rounding=Rounding(digits=3),
        probability=True,
        conventions=("over-source",),
        slips=(
            Slip("weight-not-normalised", "a", formula(lambda v, i: np.exp(v("e", i)) / len(places))),
            Slip(
                "share-without-exponential",
                "a",
                formula(lambda v, i: v("e", i) / total({k: v("e", k) for k in places})),
            ),
            Slip("sigmoid-for-softmax", "a", formula(lambda v, i: np.exp(v("e", i)) / (1 + np.exp(v("e", i))))),
            Slip(
                "own-term-left-out",
                "a",
                formula(lambda v, i: np.exp(v("e", i)) / total({k: np.exp(v("e", k)) for k in places if k != i})),
            ),
            Slip("uniform-weights", "a", formula(lambda v, i: call("divide", 1, len(places)))),
            Slip(
                "position-beside",
                "a",
                formula(lambda v, i: np.exp(v("e", beside)) / total({k: np.exp(v("e", k)) for k in places})),
            ),
        ),
        words={"position": j},
    )


FAMILY = Family(
    id="attention.weights",
    points=("A02", "A06"),
    asks=((2, "number"), (2, "choice"), (3, "number"), (3, "choice")),
    draw=draw,
    problem=problem,
    version=3,
)
