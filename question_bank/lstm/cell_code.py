"""One step of an LSTM in NumPy: which line fills the blank."""

from collections.abc import Mapping

import numpy as np

from question_bank.draw import Draw
from question_bank.family import Code, Family, Parameters
from question_bank.inputs import array


def lstm_step(x, h_prev, c_prev, W, U, b, sigmoid):
    A = np.split(W @ x + U @ h_prev + b, 4)  # i, f, o, a
    i, f, o = sigmoid(A[0]), sigmoid(A[1]), sigmoid(A[2])
    a = np.tanh(A[3])
    c = f * c_prev + i * a
    h = o * np.tanh(c)
    return h, c


BLANKS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "cell": (
        "c = f * c_prev + i * a",
        {
            "gates-exchanged": "c = i * c_prev + f * a",
            "memory-dropped": "c = i * a",
            "output-gate-in-cell": "c = f * c_prev + o * a",
            "product-for-sum": "c = (f * c_prev) * (i * a)",
            "coupled-gates": "c = f * c_prev + (1 - f) * a",
        },
    ),
    "hidden": (
        "h = o * np.tanh(c)",
        {
            "cell-tanh-dropped": "h = o * c",
            "tanh-outside": "h = np.tanh(o * c)",
            "previous-cell-read-out": "h = o * np.tanh(c_prev)",
            "output-gate-dropped": "h = np.tanh(c)",
            "output-gate-added": "h = o + np.tanh(c)",
        },
    ),
    "candidate": (
        "a = np.tanh(A[3])",
        {
            "candidate-sigmoid": "a = sigmoid(A[3])",
            "candidate-activation-dropped": "a = A[3]",
            "slice-of-other-gate": "a = np.tanh(A[2])",
            "candidate-squashed-twice": "a = np.tanh(sigmoid(A[3]))",
        },
    ),
}


def sigmoid(u):
    return 1 / (1 + np.exp(-u))


def draw(d: Draw, level: int) -> Parameters:
    """Which line is blank, and the numbers every choice is run on."""
    values = (-1, -0.5, 0.5, 1)
    return {
        "blank": d.pick("blank", tuple(BLANKS)),
        "x": d.array("x", (2,), values),
        "h_prev": d.array("h_prev", (2,), values),
        "c_prev": d.array("c_prev", (2,), (-2, -1.5, 1.5, 2)),
        "W": d.array("W", (8, 2), values),
        "U": d.array("U", (8, 2), values),
        "b": d.array("b", (8,), (-0.5, 0, 0.5)),
    }


def problem(p: Parameters) -> Code:
    """One of three lines of the step."""
    line, wrong = BLANKS[p["blank"]]
    arguments = {name: array(p[name]) for name in ("x", "h_prev", "c_prev", "W", "U", "b")}
    return Code(lstm_step, line, wrong, {**arguments, "sigmoid": sigmoid}, conventions=("lstm-code",))


FAMILY = Family(
    id="lstm.cell-code",
    points=("L08", "L09", "L15"),
    asks=((1, "code"),),
    draw=draw,
    problem=problem,
    contents=24,  # sets of three wrong lines: 10 and 10 for the cell and the output, 4 for the candidate
    version=3,
)
