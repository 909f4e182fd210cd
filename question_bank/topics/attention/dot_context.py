"""The context vector of dot-product attention."""

from itertools import product

import numpy as np

from engine import attention
from engine.derivation import Run, total
from engine.derivation.slips import Slip, formula
from question_bank.model.computed import Asked, Numeric
from question_bank.model.draw import Draw
from question_bank.model.family import Family, Parameters
from question_bank.model.inputs import array, sequence
from question_bank.model.instance import Rounding


def draw(d: Draw, level: int) -> Parameters:
    """Level 2: the scores are of the printed table. Level 3: three positions, any scores, no two alike."""
    if level == 3:
        values = (-1.0, -0.5, 0.5, 1.0)
        s = d.array("s", (2,), values)
        scored = {a * s[0] + b * s[1]: [a, b] for a, b in d.shuffled("h", list(product(values, repeat=2)))}
        return {"h": d.shuffled("states", list(scored.values()))[:3], "s": s, "entry": d.integer("entry", 0, 1)}
    first, second = d.shuffled("scores", (-1, 0, 1, 2))[:2]
    one, other = d.shuffled("tails", (-2, -1, 1, 2))[:2]
    if first - one == second - other:  # an entry that both states share would be the context's whatever the weights
        one, other = other, one
    h = [[float(first - one), float(one)], [float(second - other), float(other)]]
    return {"h": h, "s": [1.0, 1.0], "entry": d.integer("entry", 0, 1)}


def problem(p: Parameters) -> Numeric:
    """C."""
    places = range(1, len(p["h"]) + 1)
    inputs = {"h": sequence(p["h"]), "s": array(p["s"]), "parameters": {}}
    return Numeric(
        run=Run(attention.attend, attention.NOTATION, inputs, {"score": "dot"}),
        asked=Asked("context", None, (p["entry"],)),
        essential=("scores-for-weights", "states-averaged", "exponentials-not-normalised"),
        rounding=Rounding(digits=2),
        conventions=("over-source",),
        slips=(
            Slip(
                "scores-for-weights", "context", formula(lambda v, _: total({j: v("e", j) * v("h", j) for j in places}))
            ),
            Slip(
                "states-averaged", "context", formula(lambda v, _: total({j: v("h", j) for j in places}) / len(places))
            ),
            Slip("query-weighted", "context", formula(lambda v, _: total({j: v("a", j) * v("s") for j in places}))),
            Slip(
                "weighted-mean-divided-again",
                "context",
                formula(lambda v, _: total({j: v("a", j) * v("h", j) for j in places}) / len(places)),
            ),
            Slip("exponentials-not-normalised", "a", formula(lambda v, j: np.exp(v("e", j)))),
        ),
    )


FAMILY = Family(
    id="attention.dot-context",
    points=("A02", "A03"),
    asks=((2, "number"), (2, "vector"), (2, "choice"), (3, "number"), (3, "choice")),
    draw=draw,
    problem=problem,
    version=3,
)
