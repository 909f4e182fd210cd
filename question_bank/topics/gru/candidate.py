"""The candidate of a GRU: where the reset gate acts."""

import numpy as np

from engine import gru
from engine.derivation import Run
from engine.derivation.slips import Slip, exchanged, factor_dropped, formula, function_dropped, term_dropped
from question_bank.model.computed import Asked, Numeric
from question_bank.model.draw import Draw
from question_bank.model.family import Family, Parameters
from question_bank.model.inputs import array, sequence
from question_bank.model.instance import Rounding

TABLED = (-1.5, -1, -0.5, 0.5, 1, 1.5)  # pre-activations whose tanh is printed in the question
STEEP = (-1.4, -0.9, -0.6, -0.3, 0.3, 0.6, 0.9, 1.4)  # where a slip is not lost in the flat ends of tanh


def draw(d: Draw, level: int) -> Parameters:
    """The bias makes the pre-activation one of a printed table (level 2), or one where tanh is steep (level 3).

    The entries of h0 and of r are such that no product with U cancels, so that the reset gate always shows.
    """
    p = {
        "x": d.array("x", (2,), (-1, 1, 2)),
        "h0": [d.pick("h0", (-0.5, 0.5)), d.pick("h0", (-0.8, 0.8), 1)],
        "r": d.shuffled("r", (0.2, 0.4, 0.6, 0.8))[:2],
        "W": d.array("W", (2, 2), (-1, -0.5, 0.5, 1)),
        "U": d.array("U", (2, 2), (-2, -1, 1, 2)),
        "reset": d.pick("reset", ("before", "after")),
        "entry": d.integer("entry", 0, 1),
    }
    x, h, r, W, U = (array(p[name]) for name in ("x", "h0", "r", "W", "U"))
    seen = U @ (r * h) if p["reset"] == "before" else r * (U @ h)
    u = d.array("u", (2,), TABLED if level == 2 else STEEP)
    return {**p, "b": np.round(array(u) - W @ x - seen, 4).tolist()}


def problem(p: Parameters) -> Numeric:
    """The candidate at time 1."""
    before = p["reset"] == "before"
    inputs = {
        "x": sequence([p["x"]]),
        "h0": array(p["h0"]),
        "r": sequence([p["r"]]),
        "parameters": {f"{letter}_h": array(p[letter]) for letter in "WUb"},
    }
    other = formula(
        lambda v, t: (
            v("W_h") @ v("x", t)
            + (v("r", t) * (v("U_h") @ v("h", t - 1)) if before else v("U_h") @ (v("r", t) * v("h", t - 1)))
            + v("b_h")
        )
    )
    return Numeric(
        run=Run(gru.candidate, gru.NOTATION, inputs, {"reset": p["reset"]}),
        asked=Asked("h_tilde", 1, (p["entry"],)),
        rounding=Rounding(digits=3),
        essential=("reset-gate-dropped", "reset-on-the-other-side"),
        slips=(
            Slip("reset-gate-dropped", "u_h", factor_dropped("r[t]")),
            Slip("reset-on-the-other-side", "u_h", other),
            Slip(
                "reset-on-input",
                "u_h",
                formula(lambda v, t: v("r", t) * (v("W_h") @ v("x", t)) + v("U_h") @ v("h", t - 1) + v("b_h")),
            ),
            Slip("candidate-recurrent-dropped", "u_h", term_dropped("U_h")),
            Slip("candidate-bias-dropped", "u_h", term_dropped("b_h")),
            Slip("weights-of-input-and-state-exchanged", "u_h", exchanged("W_h", "U_h")),
            Slip("candidate-activation-dropped", "h_tilde", function_dropped("tanh")),
        ),
    )


FAMILY = Family(
    id="gru.candidate",
    points=("U02",),
    asks=((2, "number"), (2, "vector"), (2, "choice"), (3, "number"), (3, "choice")),
    draw=draw,
    problem=problem,
    version=3,
)
