"""One step back through an LSTM in NumPy, to the gates and from them on: which line fills the blank."""

from collections.abc import Mapping
from inspect import signature

import numpy as np

from question_bank.kinds.code import Code
from question_bank.kinds.code.running import Blank
from question_bank.model.draw import Draw
from question_bank.model.family import Family, Parameters
from question_bank.model.inputs import array

HALVES = (-1, -0.5, 0.5, 1)


def lstm_step_backward(dh, dc_next, i, f, o, a, c_prev, c):
    tanh_c = np.tanh(c)
    dc = dc_next + dh * o * (1 - tanh_c**2)
    do = dh * tanh_c * o * (1 - o)
    df = dc * c_prev * f * (1 - f)
    di = dc * a * i * (1 - i)
    da = dc * i * (1 - a**2)
    dc_prev = dc * f
    return do, df, di, da, dc_prev


def lstm_parameters_backward(di, df, do, da, x, h_prev, W, U):
    dA = np.hstack((di, df, do, da))
    dW = x.T @ dA
    dU = h_prev.T @ dA
    db = dA.sum(axis=0)
    dx = dA @ W.T
    dh_prev = dA @ U.T
    return dW, dU, db, dx, dh_prev


BLANKS: Mapping[str, Blank] = {
    "cell": Blank(
        lstm_step_backward,
        "dc = dc_next + dh * o * (1 - tanh_c**2)",
        {
            "later-cell-error-dropped": "dc = dh * o * (1 - tanh_c**2)",
            "cell-tanh-slope-dropped": "dc = dc_next + dh * o",
            "tanh-not-squared": "dc = dc_next + dh * o * (1 - tanh_c)",
            "sigmoid-slope-for-output": "dc = dc_next + dh * o * (1 - o)",
            "cell-tanh-applied-twice": "dc = dc_next + dh * o * (1 - np.tanh(tanh_c) ** 2)",
        },
        essential=("later-cell-error-dropped", "cell-tanh-slope-dropped"),
    ),
    "forget": Blank(
        lstm_step_backward,
        "df = dc * c_prev * f * (1 - f)",
        {
            "candidate-for-old-cell": "df = dc * a * f * (1 - f)",
            "gate-slope-dropped": "df = dc * c_prev",
            "new-cell-for-old-cell": "df = dc * c * f * (1 - f)",
            "tanh-slope-for-gate": "df = dc * c_prev * (1 - f**2)",
        },
        essential=("candidate-for-old-cell", "gate-slope-dropped"),
    ),
    "previous": Blank(
        lstm_step_backward,
        "dc_prev = dc * f",
        {
            "memory-error-not-passed": "dc_prev = dc",
            "input-gate-for-forget-gate": "dc_prev = dc * i",
            "forgotten-instead-of-kept": "dc_prev = dc * (1 - f)",
            "gate-slope-for-gate": "dc_prev = dc * f * (1 - f)",
        },
        essential=("memory-error-not-passed", "input-gate-for-forget-gate"),
    ),
    "stacked": Blank(
        lstm_parameters_backward,
        "dA = np.hstack((di, df, do, da))",
        {
            "stacked-in-other-order": "dA = np.hstack((da, di, df, do))",
            "stacked-along-batch": "dA = np.vstack((di, df, do, da))",
            "gate-gradients-added": "dA = di + df + do + da",
            "candidate-gradient-left-out": "dA = np.hstack((di, df, do))",
        },
        essential=("stacked-in-other-order", "stacked-along-batch"),
    ),
    "state": Blank(
        lstm_parameters_backward,
        "dh_prev = dA @ U.T",
        {
            "weights-not-transposed": "dh_prev = dA @ U",
            "input-weights-for-recurrent": "dh_prev = dA @ W.T",
            "weights-on-the-left": "dh_prev = U @ dA.T",
            "gate-paths-dropped": "dh_prev = da @ np.hsplit(U, 4)[3].T",
        },
        essential=("weights-not-transposed", "gate-paths-dropped"),
    ),
}


def draw(d: Draw, level: int) -> Parameters:
    """Which line is blank, and the numbers every choice is run on."""
    gates = (0.2, 0.4, 0.6, 0.7, 0.8)
    return {
        "blank": d.pick("blank", tuple(BLANKS)),
        **{gate: d.array(gate, (2,), gates) for gate in "ifo"},
        "a": d.array("a", (2,), (-0.7, -0.3, 0.3, 0.7)),
        "dh": d.array("dh", (2,), (-2, -1, 1, 2)),
        "dc_next": d.array("dc_next", (2,), (-1, -0.5, 0.5, 1)),
        "c_prev": d.array("c_prev", (2,), (-2, -1.2, 1.2, 2)),
        "c": d.array("c", (2,), (-0.9, -0.4, 0.4, 0.9)),
        **{f"d{gate}": d.array(f"d{gate}", (3, 2), HALVES) for gate in "ifoa"},
        "x": d.array("x", (3, 4), HALVES),
        "h_prev": d.array("h_prev", (3, 2), HALVES),
        "W": d.array("W", (4, 8), HALVES),
        "U": d.array("U", (2, 8), HALVES),
    }


def problem(p: Parameters) -> Code:
    """One line of either function."""
    blank = BLANKS[p["blank"]]
    further = blank.function is lstm_parameters_backward
    return Code(
        blank.function,
        blank.line,
        blank.wrong,
        {name: array(p[name]) for name in signature(blank.function).parameters},
        essential=blank.essential,
        conventions=("fused-columns",) if further else ("lstm",),
        words={"further": further},
    )


FAMILY = Family(
    id="lstm.backward-code",
    points=("L16", "L17", "L18"),
    asks=((2, "code"),),
    draw=draw,
    problem=problem,
    contents=25,  # sets of three wrong lines, one of them essential: 9 where there are five, 4 where there are four
    version=3,
)
