"""From the context vector back to the scores."""

from itertools import product

import numpy as np

from engine import around, attention
from engine.derivation import Run
from engine.derivation.slips import Slip, formula
from question_bank.model.computed import Asked, Check, Numeric
from question_bank.model.draw import Draw
from question_bank.model.family import Family, Parameters
from question_bank.model.inputs import array, sequence
from question_bank.model.instance import Rounding

SHARES = ((0.5, 0.3, 0.2), (0.6, 0.3, 0.1), (0.4, 0.4, 0.2), (0.7, 0.2, 0.1), (0.5, 0.4, 0.1))


def draw(d: Draw, level: int) -> Parameters:
    """Level 1: the weights of two positions. Level 2: of three."""
    if level == 1:
        first = d.pick("first", (0.2, 0.3, 0.4, 0.6, 0.7, 0.8))
        a = [first, round(1 - first, 4)]
    else:
        a = d.shuffled("order", d.pick("weights", SHARES))
    dc = d.array("dc", (2,), (-2, -1, 1, 2))
    # One state for each gradient of a weight that there can be, 0 left out: no position is without influence.
    states = d.shuffled("states", list(product((-2.0, -1.0, 1.0, 2.0), repeat=2)))
    by_gradient = {float(np.dot(state, dc)): list(state) for state in states if np.dot(state, dc)}
    return {
        "a": a,
        "h": d.shuffled("h", list(by_gradient.values()))[: len(a)],
        "dc": dc,
        "position": d.integer("position", 1, len(a)),
        "asked": "de",
    }


def problem(p: Parameters) -> Numeric:
    """∂E/∂e_j."""
    a, h, dc = sequence(p["a"]), sequence(p["h"]), array(p["dc"])
    return Numeric(
        run=Run(attention.weight_gradients, attention.NOTATION, {"a": a, "h": h, "dc": dc}),
        asked=Asked("de", p["position"]),
        essential=("softmax-not-differentiated", "other-positions-forgotten", "weight-left-out-of-softmax"),
        rounding=Rounding(digits=2),
        conventions=("attention-errors",),
        slips=(
            Slip("softmax-not-differentiated", "de", formula(lambda v, j: v("da", j))),
            Slip("other-positions-forgotten", "de", formula(lambda v, j: v("a", j) * v("da", j))),
            Slip("sigmoid-slope-for-softmax", "de", formula(lambda v, j: v("a", j) * (1 - v("a", j)) * v("da", j))),
            Slip("weight-left-out-of-softmax", "de", formula(lambda v, j: v("da", j) - v("mean"))),
        ),
        check=Check(around.scores(a, h, dc, p["position"]), "known-context-error"),
        words={"position": p["position"]},
    )


FAMILY = Family(
    id="attention.score-gradient",
    version=2,
    points=("A09",),
    asks=((1, "number"), (1, "choice"), (2, "number"), (2, "choice")),
    draw=draw,
    problem=problem,
)
