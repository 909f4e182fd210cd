"""The candidate of a GRU: where the reset gate acts."""

import numpy as np

from engine import gru
from engine.derivation import Run
from engine.derivation.slips import Slip, factor_dropped, formula, function_dropped, term_dropped
from question_bank.draw import Draw
from question_bank.family import Asked, Family, Numeric, Parameters
from question_bank.inputs import array, sequence
from question_bank.instance import Rounding

TABLED = (-2, -1, -0.5, 0.5, 1, 2)  # pre-activations whose tanh is printed in the question


def draw(d: Draw, level: int) -> Parameters:
    """Level 2: the bias makes the pre-activation one of a printed table. Level 3: any, with a calculator."""
    halves = (-1, -0.5, 0.5, 1)
    p = {
        "x": d.array("x", (2,), (-1, 1, 2)),
        "h0": d.array("h0", (2,), (-1, -0.5, 0.5, 1)),
        "r": d.array("r", (2,), (0.2, 0.4, 0.6, 0.8)),
        "W": d.array("W", (2, 2), halves),
        "U": d.array("U", (2, 2), (-2, -1, 1, 2)),
        "b": d.array("b", (2,), (-0.5, 0, 0.5)),
        "reset": d.pick("reset", ("before", "after")),
        "entry": d.integer("entry", 0, 1),
    }
    if level == 2:
        x, h, r, W, U = (array(p[name]) for name in ("x", "h0", "r", "W", "U"))
        seen = U @ (r * h) if p["reset"] == "before" else r * (U @ h)
        p["b"] = np.round(array(d.array("u", (2,), TABLED)) - W @ x - seen, 4).tolist()
    return p


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
        conventions=("columns",),
        slips=(
            Slip("reset-gate-dropped", "u_h", factor_dropped("r[t]")),
            Slip("reset-on-the-other-side", "u_h", other),
            Slip(
                "reset-on-input",
                "u_h",
                formula(lambda v, t: v("r", t) * (v("W_h") @ v("x", t)) + v("U_h") @ v("h", t - 1) + v("b_h")),
            ),
            Slip("gate-recurrent-dropped", "u_h", term_dropped("U_h")),
            Slip("gate-bias-dropped", "u_h", term_dropped("b_h")),
            Slip("gate-activation-dropped", "h_tilde", function_dropped("tanh")),
        ),
    )


FAMILY = Family(
    id="gru.candidate",
    points=("U02",),
    asks=((2, "number"), (2, "vector"), (2, "choice"), (3, "number"), (3, "choice")),
    draw=draw,
    problem=problem,
)
