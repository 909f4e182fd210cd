"""One step of an LSTM in NumPy, with and without peepholes: which line fills the blank."""

from collections.abc import Mapping

import numpy as np

from question_bank.kinds.code import Code
from question_bank.kinds.code.running import Blank
from question_bank.model.draw import Draw
from question_bank.model.family import Family, Parameters
from question_bank.model.inputs import array


def lstm_step(x, h_prev, c_prev, W, U, b, sigmoid):
    A = np.split(W @ x + U @ h_prev + b, 4)  # i, f, o, a
    i, f, o = sigmoid(A[0]), sigmoid(A[1]), sigmoid(A[2])
    a = np.tanh(A[3])
    c = f * c_prev + i * a
    h = o * np.tanh(c)
    return h, c


def peephole_step(x, h_prev, c_prev, W, U, b, p_i, p_f, p_o, sigmoid):
    A = np.split(W @ x + U @ h_prev + b, 4)  # i, f, o, a
    i = sigmoid(A[0] + p_i * c_prev)
    f = sigmoid(A[1] + p_f * c_prev)
    c = f * c_prev + i * np.tanh(A[3])
    o = sigmoid(A[2] + p_o * c)
    h = o * np.tanh(c)
    return h, c


BLANKS: Mapping[str, Blank] = {
    "cell": Blank(
        lstm_step,
        "c = f * c_prev + i * a",
        {
            "gates-exchanged": "c = i * c_prev + f * a",
            "memory-dropped": "c = i * a",
            "output-gate-in-cell": "c = f * c_prev + o * a",
            "product-for-sum": "c = (f * c_prev) * (i * a)",
            "coupled-gates": "c = f * c_prev + (1 - f) * a",
        },
        essential=("gates-exchanged", "memory-dropped"),
    ),
    "hidden": Blank(
        lstm_step,
        "h = o * np.tanh(c)",
        {
            "cell-tanh-dropped": "h = o * c",
            "tanh-outside": "h = np.tanh(o * c)",
            "previous-cell-read-out": "h = o * np.tanh(c_prev)",
            "output-gate-dropped": "h = np.tanh(c)",
            "output-gate-added": "h = o + np.tanh(c)",
        },
        essential=("cell-tanh-dropped", "output-gate-dropped"),
    ),
    "candidate": Blank(
        lstm_step,
        "a = np.tanh(A[3])",
        {
            "candidate-sigmoid": "a = sigmoid(A[3])",
            "candidate-activation-dropped": "a = A[3]",
            "slice-of-other-gate": "a = np.tanh(A[2])",
            "candidate-squashed-twice": "a = np.tanh(sigmoid(A[3]))",
        },
        essential=("candidate-sigmoid", "slice-of-other-gate"),
    ),
    "peephole of the output gate": Blank(
        peephole_step,
        "o = sigmoid(A[2] + p_o * c)",
        {
            "peephole-sees-old-cell": "o = sigmoid(A[2] + p_o * c_prev)",
            "peephole-dropped": "o = sigmoid(A[2])",
            "peephole-sees-output": "o = sigmoid(A[2] + p_o * h_prev)",
            "peephole-weight-dropped": "o = sigmoid(A[2] + c)",
        },
        essential=("peephole-sees-old-cell", "peephole-dropped"),
    ),
    "peephole of the forget gate": Blank(
        peephole_step,
        "f = sigmoid(A[1] + p_f * c_prev)",
        {
            "peephole-sees-new-cell": "f = sigmoid(A[1] + p_f * c)",
            "peephole-dropped": "f = sigmoid(A[1])",
            "peephole-sees-output": "f = sigmoid(A[1] + p_f * h_prev)",
            "peephole-weight-dropped": "f = sigmoid(A[1] + c_prev)",
            "gate-tanh": "f = np.tanh(A[1] + p_f * c_prev)",
        },
        essential=("peephole-sees-new-cell", "peephole-dropped"),
    ),
}


PEEPHOLES = ("p_i", "p_f", "p_o")


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
        **{name: d.array(name, (2,), values) for name in PEEPHOLES},
    }


def problem(p: Parameters) -> Code:
    """One line of either step."""
    blank = BLANKS[p["blank"]]
    peephole = blank.function is peephole_step
    names = ("x", "h_prev", "c_prev", "W", "U", "b", *(PEEPHOLES if peephole else ()))
    arguments = {name: array(p[name]) for name in names}
    return Code(
        blank.function,
        blank.line,
        blank.wrong,
        {**arguments, "sigmoid": sigmoid},
        essential=blank.essential,
        conventions=("lstm-code",),
        words={"peephole": peephole},
    )


FAMILY = Family(
    id="lstm.cell-code",
    points=("L06", "L08", "L09", "L15"),
    asks=((1, "code"),),
    draw=draw,
    problem=problem,
    contents=35,  # sets of three wrong lines, one of them essential: 9 where there are five, 4 where there are four
    version=3,
)
