"""A weight after one step with momentum or two, and the gradient of any of them."""

from typing import Any

from engine.derivation import Run
from engine.derivation.slips import (
    Slip,
    factor_dropped,
    function_replaced,
    only,
    replaced,
    sign_flipped,
    term_dropped,
)
from question_bank.model.computed import Asked, Formulas, Numeric
from question_bank.model.draw import Draw
from question_bank.model.family import Family, Parameters
from question_bank.model.inputs import array, sequence
from question_bank.model.instance import Rounding
from tests.fields import momentum

OF_THE_GRADIENT = (
    Slip("momentum-summed", "g", function_replaced("average", "total")),
    Slip("momentum-input-left-out", "g", factor_dropped("x[i]")),
    Slip("momentum-one-sample", "g", only("last")),
)
OLD_ERROR = Slip("momentum-old-error", "g", replaced("r[k,i]", "r[k-1,i]"), at=2)


def draw(d: Draw, level: int) -> Parameters:
    """Two samples; a step at level 1, two at level 2.

    With these values no gradient at θ_0 is 0, and v_0 has gone against it: so no given cancels in two steps.
    """
    x = d.shuffled("x", [d.pick("one", (1.0, -1.0)), d.pick("two", (2.0, -2.0))])
    target, theta0 = d.array("target", (2,), (-3, -1, 1, 3)), d.pick("theta0", (-2.0, 2.0))
    gradient = sum((theta0 * one - goal) * one for one, goal in zip(x, target, strict=True))
    speed = d.pick("v0", (0.2, 0.3))
    return {
        "x": x,
        "target": target,
        "theta0": theta0,
        "v0": -speed if gradient > 0 else speed,
        "beta": d.pick("beta", (0.5, 0.9)),
        "eta": d.pick("eta", (0.1, 0.3)),
        "K": level,
    }


def run(p: Parameters) -> Run:
    """All steps."""
    inputs: dict[str, Any] = {name: sequence(p[name]) for name in ("x", "target")}
    inputs |= {name: array(p[name]) for name in ("theta0", "v0", "beta", "eta")}
    return Run(momentum.momentum, momentum.NOTATION, inputs, {"K": p["K"]})


def problem(p: Parameters) -> Numeric:
    """The weight after the last step."""
    last = p["K"]
    return Numeric(
        run=run(p),
        asked=Asked("theta", last),
        conventions=("optimiser-momentum",),
        rounding=Rounding(digits=2),
        slips=(
            Slip("momentum-ascent", "v", sign_flipped("g[k]")),
            Slip("momentum-forgotten", "v", term_dropped("v[k-1]")),
            Slip("momentum-not-damped", "v", factor_dropped("beta")),
            *OF_THE_GRADIENT,
            *((OLD_ERROR,) if last == 2 else ()),
        ),
        essential=("momentum-ascent", "momentum-forgotten"),
    )


def formula(p: Parameters) -> Formulas:
    """g_k for any k."""
    return Formulas(
        run=run(p),
        step=("g", 2),
        conventions=("optimiser-mean",),
        slips=(*OF_THE_GRADIENT, OLD_ERROR),
        essential=("momentum-summed", "momentum-input-left-out"),
    )


FAMILIES = (
    Family(
        id="optimiser.momentum",
        asks=((1, "number"), (1, "choice"), (2, "number"), (2, "choice")),
        draw=draw,
        problem=problem,
    ),
    Family(id="optimiser.gradient", asks=((2, "choice"),), draw=draw, problem=formula, contents=4),
)
