"""One unit over k steps: the gradient is multiplied by (f' w)^k."""

import numpy as np

from engine import around, through_time
from engine.derivation import Run
from engine.derivation.slips import Slip, formula
from question_bank.model.computed import Asked, Check, Numeric
from question_bank.model.draw import Draw
from question_bank.model.family import Family, Parameters
from question_bank.model.fitting import fitting
from question_bank.model.inputs import array
from question_bank.model.instance import Rounding


def draw(d: Draw, level: int) -> Parameters:
    """Level 1: powers of one half and of two, a few steps. Level 3: any, up to ten steps."""
    weights = (0.5, 1.5, 2.0, 3.0, 4.0) if level == 1 else tuple(tenths / 10 for tenths in range(5, 26) if tenths != 10)
    slopes = (0.25, 0.5, 0.75) if level == 1 else (0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
    steps = (2.0, 3.0, 4.0) if level == 1 else (4.0, 5.0, 6.0, 8.0, 10.0)

    def drawn(tried: int) -> Parameters:
        return {
            "w": d.pick("w", weights, tried),
            "slope": d.pick("slope", slopes, tried),
            "k": d.pick("k", steps, tried),
        }

    return fitting(drawn, _counts)


def _counts(p: Parameters) -> bool:
    """Whether the number of steps counts, and is no mere factor: f' w is not 1, and (f' w)^k not k f' w."""
    factor, k = float(p["slope"] * p["w"]), float(p["k"])
    return abs(factor - 1) > 0.02 and abs(factor ** (k - 1) / k - 1) > 0.02


def problem(p: Parameters) -> Numeric:
    """The factor between the gradients at both ends."""
    inputs = {name: array(p[name]) for name in ("w", "slope", "k")}
    slopes = dict.fromkeys(range(1, int(p["k"]) + 1), inputs["slope"])
    return Numeric(
        run=Run(through_time.power, through_time.NOTATION, inputs),
        asked=Asked("product"),
        rounding=Rounding(kind="significant", digits=3),
        conventions=("constant-slope",),
        slips=(
            Slip("multiplied-by-steps", "product", formula(lambda v, _: v("k") * v("factor"))),
            Slip("slope-left-out-of-power", "product", formula(lambda v, _: np.power(v("w"), v("k")) * v("slope"))),
            Slip("weight-left-out-of-power", "product", formula(lambda v, _: np.power(v("slope"), v("k")) * v("w"))),
            Slip("one-step-too-few", "product", formula(lambda v, _: np.power(v("factor"), v("k") - 1))),
            Slip("one-step-too-many", "product", formula(lambda v, _: np.power(v("factor"), v("k") + 1))),
        ),
        essential=("multiplied-by-steps", "one-step-too-few", "one-step-too-many"),
        check=Check(around.unit(inputs["w"], slopes), "linear-unit"),
        words={"k": int(p["k"])},
    )


FAMILY = Family(
    id="gradients.power",
    version=3,
    points=("B18", "B19", "G01"),
    asks=((1, "number"), (1, "choice"), (3, "number"), (3, "choice")),
    draw=draw,
    problem=problem,
)
