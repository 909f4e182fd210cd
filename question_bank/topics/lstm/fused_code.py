"""The four parts of an LSTM from one product, its weights side by side or stacked: which line fills the blank."""

from collections.abc import Mapping

import numpy as np

from question_bank.kinds.code import Code
from question_bank.kinds.code.running import Blank
from question_bank.model.draw import Draw
from question_bank.model.family import Family, Parameters
from question_bank.model.inputs import array
from question_bank.topics.lstm.cell_code import sigmoid


def lstm_step(x, h_prev, c_prev, W, U, b, sigmoid):
    A = x @ W + h_prev @ U + b
    a, i, f, o = np.hsplit(A, 4)
    c = sigmoid(f) * c_prev + sigmoid(i) * np.tanh(a)
    h = sigmoid(o) * np.tanh(c)
    return h, c


def lstm_cell(x, h_prev, c_prev, W_ih, W_hh, b, sigmoid):
    A = x @ W_ih.T + h_prev @ W_hh.T + b
    i, f, a, o = np.split(A, 4, axis=1)
    c = sigmoid(f) * c_prev + sigmoid(i) * np.tanh(a)
    h = sigmoid(o) * np.tanh(c)
    return h, c


BLANKS: Mapping[str, Blank] = {
    "product": Blank(
        lstm_step,
        "A = x @ W + h_prev @ U + b",
        {
            "weights-on-the-left": "A = W @ x + U @ h_prev + b",
            "gate-recurrent-dropped": "A = x @ W + b",
            "cell-fed-to-gates": "A = x @ W + c_prev @ U + b",
            "product-for-sum": "A = (x @ W) * (h_prev @ U) + b",
            "gate-bias-dropped": "A = x @ W + h_prev @ U",
        },
        essential=("gate-recurrent-dropped", "cell-fed-to-gates"),
    ),
    "split": Blank(
        lstm_step,
        "a, i, f, o = np.hsplit(A, 4)",
        {
            "slices-in-other-order": "i, f, o, a = np.hsplit(A, 4)",
            "gates-exchanged": "a, f, i, o = np.hsplit(A, 4)",
            "split-along-batch": "a, i, f, o = np.vsplit(A, 4)",
            "split-into-three": "i, f, o = np.hsplit(A, 3)",
            "split-across-units": "a, i, f, o = np.moveaxis(A.reshape(len(A), -1, 4), 2, 0)",
        },
        essential=("slices-in-other-order", "split-along-batch"),
    ),
    "product with stacked weights": Blank(
        lstm_cell,
        "A = x @ W_ih.T + h_prev @ W_hh.T + b",
        {
            "weights-not-transposed": "A = x @ W_ih + h_prev @ W_hh + b",
            "weights-on-the-left": "A = W_ih @ x + W_hh @ h_prev + b",
            "gate-recurrent-dropped": "A = x @ W_ih.T + b",
            "cell-fed-to-gates": "A = x @ W_ih.T + c_prev @ W_hh.T + b",
            "gate-bias-dropped": "A = x @ W_ih.T + h_prev @ W_hh.T",
        },
        essential=("weights-not-transposed", "cell-fed-to-gates"),
    ),
    "split of stacked weights": Blank(
        lstm_cell,
        "i, f, a, o = np.split(A, 4, axis=1)",
        {
            "slices-in-other-order": "a, i, f, o = np.split(A, 4, axis=1)",
            "gates-exchanged": "f, i, a, o = np.split(A, 4, axis=1)",
            "split-along-batch": "i, f, a, o = np.split(A, 4, axis=0)",
            "split-into-three": "i, f, o = np.split(A, 3, axis=1)",
            "split-across-units": "i, f, a, o = np.moveaxis(A.reshape(len(A), -1, 4), 2, 0)",
        },
        essential=("slices-in-other-order", "split-along-batch"),
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
    """One of two lines of either step."""
    blank = BLANKS[p["blank"]]
    x, h_prev, c_prev, W, U, b = (array(p[name]) for name in ("x", "h_prev", "c_prev", "W", "U", "b"))
    stacked = blank.function is lstm_cell
    weights = {"W_ih": W.T, "W_hh": U.T} if stacked else {"W": W, "U": U}
    return Code(
        blank.function,
        blank.line,
        blank.wrong,
        {"x": x, "h_prev": h_prev, "c_prev": c_prev, **weights, "b": b, "sigmoid": sigmoid},
        essential=blank.essential,
        conventions=("fused-rows" if stacked else "fused-order",),
        words={"stacked": stacked},
    )


FAMILY = Family(
    id="lstm.fused-code",
    version=2,
    points=("L13", "L14"),
    asks=((1, "code"),),
    draw=draw,
    problem=problem,
    contents=36,  # sets of three wrong lines, one of them essential: 9 where there are five, 4 where there are four
)
