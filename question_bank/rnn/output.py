"""The output of a simple RNN: read-out of a state, with the identity or with softmax."""

import numpy as np

from engine import recurrent
from engine.derivation import Run
from engine.derivation.slips import Slip, formula, function_dropped, function_replaced, replaced, term_dropped
from question_bank.draw import Draw
from question_bank.family import Asked, Family, Numeric, Parameters
from question_bank.inputs import array, network
from question_bank.instance import Rounding

SIGNS = (-1, 0, 1)
MOSTLY_SIGNED = (-1, -1, 0, 1, 1)
HALVES = (-1, -0.5, 0.5, 1)
LOGITS = (-1, 0, 1, 2)  # logits whose exponentials are printed in the question

SOFTMAX_SLIPS = (
    Slip("sigmoid-for-softmax", "y", function_replaced("softmax", "sigmoid")),
    Slip("share-without-exponential", "y", formula(lambda v, t: v("v", t) / np.sum(v("v", t)))),
    Slip("softmax-not-normalised", "y", function_replaced("softmax", "exp")),
)


def draw(d: Draw, level: int) -> Parameters:
    """Level 1: one linear step and read-out. Level 2: softmax of a given state. Level 3: a tanh step and softmax."""
    if level == 2:
        z, W_out = d.array("z", (2,), HALVES), d.array("W_out", (3, 2), (-2, -1, 1, 2))
        v = array(d.array("v", (3,), LOGITS))
        inputs = {"z": [[0.0, 0.0], z], "W_out": W_out, "c": (v - array(W_out) @ array(z)).tolist()}
        return {"inputs": inputs, "f": "", "g": "softmax", "entry": d.integer("entry", 0, 2)}
    values = MOSTLY_SIGNED if level == 1 else HALVES
    inputs = {
        "x": d.sequence("x", 1, (2,), values),
        "W_in": d.array("W_in", (2, 2), values),
        "W": d.array("W", (2, 2), values),
        "W_out": d.array("W_out", (2 if level == 1 else 3, 2), values),
        "b": d.array("b", (2,), values),
        "c": d.array("c", (2 if level == 1 else 3,), values),
        "z0": d.array("z0", (2,), values),
    }
    linear = level == 1
    entry = d.integer("entry", 0, 1 if linear else 2)
    return {
        "inputs": inputs,
        "f": "identity" if linear else "tanh",
        "g": "identity" if linear else "softmax",
        "entry": entry,
    }


def problem(p: Parameters) -> Numeric:
    """y^1 from the inputs, or from the state where it is given."""
    linear = p["g"] == "identity"
    asked = Asked("y", 1, (p["entry"],))
    inputs = network(p["inputs"])
    if p["f"]:
        run = Run(recurrent.predict, recurrent.NOTATION, inputs, {"f": p["f"], "g": p["g"]})
    else:
        run = Run(recurrent.output, recurrent.NOTATION, {**inputs, "z": {1: inputs["z"][1]}}, {"g": p["g"]})
    return Numeric(
        run=run,
        asked=asked,
        rounding=Rounding(kind="integer", digits=0) if linear else Rounding(digits=3),
        probability=not linear,
        conventions=("columns", "rnn", "output") if p["f"] else ("columns", "output"),
        slips=(
            Slip("output-bias-dropped", "v", term_dropped("c")),
            Slip("state-replaced-by-previous", "v", replaced("z[t]", "z[t-1]")),
            Slip("hidden-bias-dropped", "u", term_dropped("b")),
            Slip("recurrent-term-dropped", "u", term_dropped("W")),
            Slip("activation-dropped", "z", function_dropped("tanh")),
            Slip("input-read-out", "v", replaced("z[t]", "x[t]")),
            *(() if linear else SOFTMAX_SLIPS),
        ),
    )


FAMILY = Family(
    id="rnn.output",
    version=3,
    points=("R02",),
    asks=((1, "number"), (1, "vector"), (2, "number"), (2, "choice"), (3, "number"), (3, "choice")),
    draw=draw,
    problem=problem,
)
