"""A whole step of a GRU with one unit."""

from engine import gru
from engine.derivation import Run
from engine.derivation.slips import Slip, factor_dropped, formula, function_replaced, term_dropped
from question_bank.draw import Draw
from question_bank.family import Asked, Family, Numeric, Parameters
from question_bank.inputs import array, sequence
from question_bank.instance import Rounding


def draw(d: Draw, level: int) -> Parameters:
    """Weights of a unit with two inputs."""
    halves = (-1, -0.5, 0.5, 1)
    parameters: Parameters = {}
    for part in gru.PARTS:
        parameters[f"W_{part}"] = d.array(f"W_{part}", (1, 2), halves)
        parameters[f"U_{part}"] = d.array(f"U_{part}", (1, 1), (-1, 1, 2))
        parameters[f"b_{part}"] = d.array(f"b_{part}", (1,), (-0.5, 0.5))
    return {
        "x": d.array("x", (2,), halves),
        "h0": d.array("h0", (1,), (-0.8, -0.5, 0.5, 0.8)),
        "parameters": parameters,
        "update": d.pick("update", ("new", "keep")),
    }


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
        rounding=Rounding(digits=2),
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
