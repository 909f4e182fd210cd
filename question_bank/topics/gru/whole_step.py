"""A whole step of a GRU with one unit."""

import numpy as np

from engine import gru
from engine.derivation import Run
from engine.derivation.slips import Slip, factor_dropped, formula, function_replaced, term_dropped
from engine.functions import sigmoid
from question_bank.model.computed import Asked, Numeric
from question_bank.model.draw import Draw
from question_bank.model.family import Family, Parameters
from question_bank.model.inputs import array, sequence
from question_bank.model.instance import Rounding


def draw(d: Draw, level: int) -> Parameters:
    """Weights of a unit with two inputs.

    The biases make the reset gate half shut or more, the update gate leave much room for the candidate, and the
    candidate one where tanh is steep and apart from h^0: so that both gates show.
    """
    halves = (-1, -0.5, 0.5, 1)
    x, h0, update = d.array("x", (2,), halves), d.pick("h0", (-0.8, -0.5, 0.5, 0.8)), d.pick("update", ("new", "keep"))
    sign = 1 if update == "new" else -1
    inside = {
        "r": d.pick("u_r", (-2, -1.5, -1, -0.5)),
        "z": sign * d.pick("u_z", (0.4, 0.8, 1.2)),  # r is neither z nor 1 - z
        "h": d.pick("u_h", [u for u in (-1, -0.75, -0.25, 0.25, 0.75, 1) if abs(np.tanh(u) - h0) >= 0.15]),
    }
    parameters: Parameters = {}
    r = float(sigmoid(array(inside["r"])))
    for part in gru.PARTS:
        W, U = d.array(f"W_{part}", (1, 2), halves), d.pick(f"U_{part}", (-2, -1, 1, 2))
        state = r * h0 if part == "h" else h0
        weighted = float((array(W) @ array(x)).item()) + U * state
        parameters |= {f"W_{part}": W, f"U_{part}": [[float(U)]], f"b_{part}": [round(inside[part] - weighted, 2)]}
    return {"x": x, "h0": [h0], "parameters": parameters, "update": update}


def problem(p: Parameters) -> Numeric:
    """H of time 1 from the weights."""
    update = p["update"]
    inputs = {
        "x": sequence([p["x"]]),
        "h0": array(p["h0"]),
        "parameters": {name: array(value) for name, value in p["parameters"].items()},
    }
    other: gru.Update = "keep" if update == "new" else "new"
    return Numeric(
        run=Run(gru.forward, gru.NOTATION, inputs, {"reset": "before", "update": update}),
        asked=Asked("h", 1),
        rounding=Rounding(digits=3),
        essential=("update-gate-reversed", "reset-gate-dropped"),
        conventions=("gru-gates",),
        slips=(
            Slip(
                "update-gate-reversed",
                "h",
                formula(lambda v, t: gru.mix(v("z", t), v("h", t - 1), v("h_tilde", t), other)),
            ),
            Slip("reset-gate-dropped", "u_h", factor_dropped("r[t]")),
            Slip("candidate-sigmoid", "h_tilde", function_replaced("tanh", "sigmoid")),
            Slip("old-state-dropped", "h", term_dropped("h[t-1]")),
            Slip(
                "gates-of-gru-exchanged",
                "h",
                formula(lambda v, t: gru.mix(v("r", t), v("h", t - 1), v("h_tilde", t), update)),
            ),
            Slip("gate-tanh", "z", function_replaced("sigmoid", "tanh")),
        ),
    )


FAMILY = Family(
    id="gru.whole-step",
    version=2,
    points=("U02", "U03"),
    asks=((3, "number"), (3, "choice")),
    draw=draw,
    problem=problem,
)
