"""The four parts of an LSTM from one product: which line fills the blank."""

from collections.abc import Mapping

import numpy as np

from question_bank.draw import Draw
from question_bank.family import Code, Family, Parameters
from question_bank.inputs import array
from question_bank.lstm.cell_code import sigmoid


def lstm_step(x, h_prev, c_prev, W, U, b, sigmoid):
    A = x @ W + h_prev @ U + b
    a, i, f, o = np.hsplit(A, 4)
    c = sigmoid(f) * c_prev + sigmoid(i) * np.tanh(a)
    h = sigmoid(o) * np.tanh(c)
    return h, c


BLANKS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "product": (
        "A = x @ W + h_prev @ U + b",
        {
            "weights-on-the-left": "A = W @ x + U @ h_prev + b",
            "gate-recurrent-dropped": "A = x @ W + b",
            "cell-fed-to-gates": "A = x @ W + c_prev @ U + b",
            "product-for-sum": "A = (x @ W) * (h_prev @ U) + b",
            "gate-bias-dropped": "A = x @ W + h_prev @ U",
        },
    ),
    "split": (
        "a, i, f, o = np.hsplit(A, 4)",
        {
            "slices-in-other-order": "i, f, o, a = np.hsplit(A, 4)",
            "gates-exchanged": "a, f, i, o = np.hsplit(A, 4)",
            "split-along-batch": "a, i, f, o = np.vsplit(A, 4)",
            "split-into-three": "i, f, o = np.hsplit(A, 3)",
            "split-across-units": "a, i, f, o = np.moveaxis(A.reshape(len(A), -1, 4), 2, 0)",
        },
    ),
}


def draw(d: Draw, level: int) -> Parameters:
    """Which line is blank, and the numbers every choice is run on: two examples, three inputs, two units."""
    values = (-1, -0.5, 0.5, 1)
    return {
        "blank": d.pick("blank", tuple(BLANKS)),
        "x": d.array("x", (2, 3), values),
        "h_prev": d.array("h_prev", (2, 2), (-0.8, -0.4, 0.4, 0.8)),
        "c_prev": d.array("c_prev", (2, 2), (-2, -1.5, 1.5, 2)),
        "W": d.array("W", (3, 8), values),
        "U": d.array("U", (2, 8), values),
        "b": d.array("b", (8,), (-0.5, 0.5, 1)),
    }


def problem(p: Parameters) -> Code:
    """One of two lines of the step."""
    line, wrong = BLANKS[p["blank"]]
    arguments = {name: array(p[name]) for name in ("x", "h_prev", "c_prev", "W", "U", "b")}
    return Code(lstm_step, line, wrong, {**arguments, "sigmoid": sigmoid}, conventions=("fused-order",))


FAMILY = Family(
    id="lstm.fused-code",
    version=2,
    points=("L13", "L14"),
    asks=((1, "code"),),
    draw=draw,
    problem=problem,
    contents=20,  # 10 sets of three wrong lines for each blank
)
