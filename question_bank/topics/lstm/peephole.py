"""A gate with a peephole: i and f see C^{t-1}, o sees C^t."""

from functools import partial

import numpy as np

from engine import lstm
from engine.derivation import Run
from engine.derivation.slips import (
    Slip,
    exchanged,
    factor_dropped,
    function_dropped,
    function_replaced,
    replaced,
    term_dropped,
)
from engine.functions import sigmoid
from question_bank.model.computed import Asked, Numeric
from question_bank.model.draw import Draw
from question_bank.model.family import Family, Parameters
from question_bank.model.fitting import fitting
from question_bank.model.inputs import array, sequence
from question_bank.model.instance import Rounding

HALVES = (-1, -0.5, 0.5, 1)
TABLED = (-2, -1, 0, 1, 2)  # pre-activations whose sigmoid is printed in the question
STEEP = (-1.6, -1.2, -0.7, -0.3, 0.3, 0.7, 1.2, 1.6)  # where a slip is not lost in the flat ends of the sigmoid
CELLS = (-1.5, -0.5, 0.5, 1.5)
MARGIN = 0.05  # between a cell and what no LSTM could reach


def _reachable(name: str, value: float, old: float) -> list[float]:
    """The cells C^1 = f C^0 + i a that there are for a gate of this value, |a| < 1, and apart from C^0."""
    kept = (value * old,) if name == "f" else (min(0.0, old), max(0.0, old))
    written = (value if name == "i" else 1.0) - MARGIN
    return [C for C in CELLS if kept[0] - written < C < kept[-1] + written and abs(C - old) >= 0.5]


def _weights(d: Draw, name: str, tried: int) -> list[list[float]]:
    weights: list[list[float]] = d.array(f"{name} {tried} ", (2, 2), HALVES)
    return weights


def _counts(weights: list[list[float]], seen: list[float]) -> bool:
    """Whether what a gate sees counts in each of its entries."""
    return bool(np.all(array(weights) @ array(seen)))


def draw(d: Draw, level: int) -> Parameters:
    """The bias makes the pre-activation one of a printed table (level 2), or one where the sigmoid is steep (level 3).

    C^1 is one that this gate could lead to from C^0.
    """
    values = TABLED if level == 2 else STEEP
    p = {
        "gate": d.pick("gate", ("i", "f", "o")),
        "x": d.array("x", (2,), (-1, 1)),
        "h0": d.array("h0", (2,), HALVES),
        "p": d.array("p", (2,), (-1, -0.5, 0.5)),
        "entry": d.integer("entry", 0, 1),
    }
    for name, seen in (("W", p["x"]), ("U", p["h0"])):
        p[name] = fitting(partial(_weights, d, name), partial(_counts, seen=seen))
    u, C0 = d.array("u", (2,), values), d.array("C0", (2,), (-2, -1, 1, 2))
    gates = sigmoid(array(u)).tolist()
    C1 = [d.pick("C1", _reachable(p["gate"], gates[k], C0[k]), k) for k in (0, 1)]
    seen = array(C1 if p["gate"] == "o" else C0)
    weighted = array(p["W"]) @ array(p["x"]) + array(p["U"]) @ array(p["h0"]) + array(p["p"]) * seen
    return {**p, "C": [C0, C1], "b": np.round(array(u) - weighted, 4).tolist()}


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
            Slip("weights-of-input-and-state-exchanged", f"u_{gate}", exchanged(f"W_{gate}", f"U_{gate}")),
            Slip("gate-tanh", gate, function_replaced("sigmoid", "tanh")),
            Slip("gate-activation-dropped", gate, function_dropped("sigmoid")),
        ),
        essential=("peephole-dropped", late),
        context={"C": "the cell that the gate does not see is there to be told apart from the one it sees"},
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
