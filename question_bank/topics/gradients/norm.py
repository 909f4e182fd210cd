"""The global norm that clipping compares with its threshold."""

import numpy as np

from engine import clipping
from engine.derivation import Run, total
from engine.derivation.slips import Slip, formula, function_dropped, l1_for_l2
from engine.functions import squared_norm
from question_bank.model.computed import Asked, Numeric
from question_bank.model.draw import Draw
from question_bank.model.family import Family, Parameters
from question_bank.model.inputs import sequence
from question_bank.model.instance import Rounding
from question_bank.topics.gradients.clipping import WHOLE_NORM


def draw(d: Draw, level: int) -> Parameters:
    """Level 1: a whole number. Level 3: three gradients, any norm."""
    if level == 1:
        scale = d.pick("scale", (1.0, 2.0))
        shapes = d.pick("gradients", WHOLE_NORM)
        signs = iter([d.pick("sign", (-1.0, 1.0), k) for k in range(3)])
        g = [[round(value * next(signs) * scale, 4) for value in gradient] for gradient in shapes]
    else:
        g = d.sequence("g", 3, (2,), (-3, -2, -1.5, -1, -0.5, 0.5, 1, 1.5, 2, 3))
    return {"g": g}


def problem(p: Parameters) -> Numeric:
    """‖g‖ over all gradients together."""
    count = range(1, len(p["g"]) + 1)
    return Numeric(
        run=Run(clipping.global_norm, clipping.NOTATION, {"g": sequence(p["g"])}),
        asked=Asked("norm"),
        rounding=Rounding(digits=2),
        conventions=("l2-norm",),
        slips=(
            Slip(
                "norms-added", "norm", formula(lambda v, _: total({k: np.sqrt(squared_norm(v("g", k))) for k in count}))
            ),
            Slip("norm-not-rooted", "norm", function_dropped("sqrt")),
            Slip("l1-for-l2", "norm", l1_for_l2()),
            Slip("norm-of-one-gradient", "norm", formula(lambda v, _: np.sqrt(squared_norm(v("g", 1))))),
            Slip(
                "norms-averaged",
                "norm",
                formula(lambda v, _: total({k: np.sqrt(squared_norm(v("g", k))) for k in count}) / len(count)),
            ),
        ),
        essential=("norms-added", "norm-not-rooted"),
        words={"count": len(p["g"])},
    )


FAMILY = Family(
    id="gradients.norm",
    version=4,
    points=("G03", "G05"),
    asks=((1, "number"), (1, "choice"), (3, "number"), (3, "choice")),
    draw=draw,
    problem=problem,
)
