"""Clipping by the global norm."""

import math

import numpy as np

from engine import clipping
from engine.derivation import Run
from engine.derivation.slips import Slip, factor_dropped, formula, function_dropped, l1_for_l2
from engine.functions import squared_norm
from question_bank.model.computed import Asked, Numeric
from question_bank.model.draw import Draw
from question_bank.model.family import Family, Parameters
from question_bank.model.inputs import array, sequence
from question_bank.model.instance import Rounding

# Gradients whose global norm is a whole number, so that it can be taken by hand; signs are drawn.
WHOLE_NORM = (
    ((3, 4), (12,)),
    ((1, 2), (2,)),
    ((2, 3), (6,)),
    ((4, 4), (7,)),
    ((1, 4), (8,)),
    ((2, 6), (9,)),
    ((6, 6), (7,)),
    ((2, 10), (11,)),
    ((3, 6), (2,)),
    ((6, 8), (24,)),
)


def draw(d: Draw, level: int) -> Parameters:
    """Level 1: the global norm is a whole number. Level 3: any, with two gradients of two entries."""
    if level == 1:
        shapes = d.pick("gradients", WHOLE_NORM)
        signs = iter([d.pick("sign", (-1.0, 1.0), k) for k in range(3)])
        g = [[value * next(signs) for value in gradient] for gradient in shapes]
        norm = math.sqrt(sum(value**2 for gradient in g for value in gradient))
        theta = d.pick("theta", [value for value in (1.5, 2.0, 2.5, 5.0) if value < norm])
    else:
        g = d.sequence("g", 2, (2,), (-4, -3, -2, -1.5, -1, 1, 1.5, 2, 3, 4))
        theta = d.pick("theta", (0.5, 0.8, 1.5, 2.0))
    part = d.integer("gradient", 1, 2)
    return {"g": g, "theta": theta, "gradient": part, "entry": d.integer("entry", 0, len(g[part - 1]) - 1)}


def problem(p: Parameters) -> Numeric:
    """One of the clipped gradients; the norm always exceeds the threshold."""
    k = p["gradient"]
    inputs = {"g": sequence(p["g"]), "theta": array(p["theta"])}
    return Numeric(
        run=Run(clipping.clip_by_global_norm, clipping.NOTATION, inputs),
        asked=Asked("g_clipped", k, (p["entry"],) if len(p["g"][k - 1]) > 1 else None),
        rounding=Rounding(digits=2),
        conventions=("global-norm",),
        slips=(
            Slip("norm-of-one-gradient", "norm", formula(lambda v, _: np.sqrt(squared_norm(v("g", k))))),
            Slip("norm-not-rooted", "norm", function_dropped("sqrt")),
            Slip("l1-for-l2", "norm", l1_for_l2()),
            Slip("not-clipped", "g_clipped", factor_dropped("rate")),
            Slip("divided-by-norm-only", "rate", formula(lambda v, _: 1 / v("norm"))),
            Slip("threshold-not-divided", "rate", formula(lambda v, _: v("theta"))),
            Slip(
                "clipped-entry-by-entry",
                "g_clipped",
                formula(lambda v, at: np.minimum(v("theta"), np.maximum(-v("theta"), v("g", at)))),
            ),
            Slip("rate-inverted", "rate", formula(lambda v, _: v("norm") / v("theta"))),
        ),
        essential=("not-clipped", "norm-of-one-gradient", "divided-by-norm-only"),
        words={"count": len(p["g"]), "scalar": len(p["g"][k - 1]) == 1},
    )


FAMILY = Family(
    id="gradients.clipping",
    version=3,
    points=("G03", "G05"),
    asks=((1, "number"), (1, "choice"), (3, "number"), (3, "choice")),
    draw=draw,
    problem=problem,
)
