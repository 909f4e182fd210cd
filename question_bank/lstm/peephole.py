"""A gate with a peephole: i and f see C^{t-1}, o sees C^t."""

import numpy as np

from engine import lstm
from engine.derivation import Run
from engine.derivation.slips import (
    Slip,
    factor_dropped,
    function_dropped,
    function_replaced,
    replaced,
    term_dropped,
)
from question_bank.draw import Draw
from question_bank.family import Asked, Family, Numeric, Parameters
from question_bank.inputs import array, sequence
from question_bank.instance import Rounding

HALVES = (-1, -0.5, 0.5, 1)
TABLED = (-2, -1, 0, 1, 2)  # pre-activations whose sigmoid is printed in the question


def draw(d: Draw, level: int) -> Parameters:
    """Level 2: the bias makes the pre-activation one of a printed table. Level 3: any, with a calculator."""
    p = {
        "gate": d.pick("gate", ("i", "f", "o")),
        "x": d.array("x", (2,), (-1, 1)),
        "h0": d.array("h0", (2,), HALVES),
        "C": [d.array("C0", (2,), (-2, -1, 1, 2)), d.array("C1", (2,), (-1.5, -0.5, 0.5, 1.5))],
        "W": d.array("W", (2, 2), (-1, -0.5, 0.5, 1)),
        "U": d.array("U", (2, 2), (-1, 0, 1)),
        "p": d.array("p", (2,), HALVES),
        "b": d.array("b", (2,), (-0.5, 0.5, 1)),
        "entry": d.integer("entry", 0, 1),
    }
    if level == 2:
        seen = array(p["C"][1 if p["gate"] == "o" else 0])
        weighted = array(p["W"]) @ array(p["x"]) + array(p["U"]) @ array(p["h0"]) + array(p["p"]) * seen
        p["b"] = np.round(array(d.array("u", (2,), TABLED)) - weighted, 4).tolist()
    return p


def problem(p: Parameters) -> Numeric:
    """The gate at time 1."""
    gate = p["gate"]
    seen, other, late = ("C[t]", "C[t-1]", "peephole-sees-old-cell")
    if gate != "o":
        seen, other, late = ("C[t-1]", "C[t]", "peephole-sees-new-cell")
    inputs = {
        "x": sequence([p["x"]]),
        "h0": array(p["h0"]),
        "C": sequence(p["C"], 0),
        "parameters": {f"{letter}_{gate}": array(p[letter]) for letter in "WUpb"},
    }
    return Numeric(
        run=Run(lstm.gate, lstm.NOTATION, inputs, {"name": gate, "peephole": True}),
        asked=Asked(gate, 1, (p["entry"],)),
        rounding=Rounding(digits=2),
        probability=True,
        slips=(
            Slip("peephole-dropped", f"u_{gate}", term_dropped(f"p_{gate}")),
            Slip(late, f"u_{gate}", replaced(seen, other)),
            Slip("peephole-sees-output", f"u_{gate}", replaced(seen, "h[t-1]")),
            Slip("peephole-weight-dropped", f"u_{gate}", factor_dropped(f"p_{gate}")),
            Slip("gate-recurrent-dropped", f"u_{gate}", term_dropped(f"U_{gate}")),
            Slip("gate-bias-dropped", f"u_{gate}", term_dropped(f"b_{gate}")),
            Slip("gate-tanh", gate, function_replaced("sigmoid", "tanh")),
            Slip("gate-activation-dropped", gate, function_dropped("sigmoid")),
        ),
        words={"gate": gate},
    )


FAMILY = Family(
    id="lstm.peephole",
    points=("L06",),
    asks=((2, "number"), (2, "vector"), (2, "choice"), (3, "number"), (3, "choice")),
    draw=draw,
    problem=problem,
    version=3,
)
