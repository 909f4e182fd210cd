"""The backward loop of an RNN in NumPy, and one layer's step for rows of a batch: which line fills the blank."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from question_bank.kinds.code import Code
from question_bank.model.draw import Draw
from question_bank.model.family import Family, Parameters
from question_bank.model.inputs import array

# z holds z^0 to z^T; x, delta_out those of 1 to T. The RNN is of tanh units, so f'(u) = 1 - z².


def backward_code(x, z, delta_out, W, W_out):
    T = len(x)
    dW = np.zeros_like(W)
    delta = np.zeros(len(W))
    for t in reversed(range(T)):
        error = W_out.T @ delta_out[t] + W.T @ delta
        delta = error * (1 - z[t + 1] ** 2)
        dW += np.outer(delta, z[t])
    return dW


def layer_backward(x, h_prev, h_next, dh_next, Wx, Wh):
    dt = dh_next * (1 - h_next**2)
    db = dt.sum(axis=0)
    dWx = x.T @ dt
    dWh = h_prev.T @ dt
    dx = dt @ Wx.T
    dh_prev = dt @ Wh.T
    return dx, dh_prev, dWx, dWh, db


# The mistakes that each blank is about.
ESSENTIAL = {
    "order": ("backward-loop-forwards", "last-time-only"),
    "error": ("backward-transpose-dropped", "future-path-dropped"),
    "delta": ("derivative-dropped", "tanh-applied-twice"),
    "sum": ("gradient-overwritten", "state-of-same-time"),
    "dt": ("tanh-applied-twice", "sigmoid-derivative"),
    "db": ("bias-summed-over-features", "bias-not-summed"),
    "dWh": ("weight-gradient-transposed", "next-state-for-previous"),
    "dh_prev": ("weight-not-transposed", "elementwise-for-weight-product"),
}
BLANKS: Mapping[str, tuple[Callable[..., Any], str, Mapping[str, str]]] = {
    "order": (
        backward_code,
        "for t in reversed(range(T)):",
        {
            "backward-loop-forwards": "for t in range(T):",
            "last-time-only": "for t in range(T - 1, T):",
            "backward-loop-too-short": "for t in reversed(range(T - 1)):",
            "backward-loop-misses-last": "for t in reversed(range(1, T)):",
        },
    ),
    "error": (
        backward_code,
        "error = W_out.T @ delta_out[t] + W.T @ delta",
        {
            "backward-transpose-dropped": "error = W_out.T @ delta_out[t] + W @ delta",
            "future-path-dropped": "error = W_out.T @ delta_out[t]",
            "output-path-dropped": "error = W.T @ delta",
            "output-error-unweighted": "error = delta_out[t] + W.T @ delta",
            "weights-of-paths-exchanged": "error = W.T @ delta_out[t] + W_out.T @ delta",
        },
    ),
    "delta": (
        backward_code,
        "delta = error * (1 - z[t + 1] ** 2)",
        {
            "derivative-dropped": "delta = error",
            "activation-for-derivative": "delta = error * z[t + 1]",
            "derivative-of-previous-state": "delta = error * (1 - z[t] ** 2)",
            "tanh-applied-twice": "delta = error * (1 - np.tanh(z[t + 1]) ** 2)",
            "sigmoid-derivative": "delta = error * z[t + 1] * (1 - z[t + 1])",
        },
    ),
    "sum": (
        backward_code,
        "dW += np.outer(delta, z[t])",
        {
            "gradient-overwritten": "dW = np.outer(delta, z[t])",
            "state-of-same-time": "dW += np.outer(delta, z[t + 1])",
            "outer-product-reversed": "dW += np.outer(z[t], delta)",
            "input-for-state": "dW += np.outer(delta, x[t])",
            "inner-for-outer-product": "dW += delta @ z[t]",
        },
    ),
    "dt": (
        layer_backward,
        "dt = dh_next * (1 - h_next**2)",
        {
            "derivative-dropped": "dt = dh_next",
            "activation-for-derivative": "dt = dh_next * h_next",
            "derivative-at-previous-state": "dt = dh_next * (1 - h_prev**2)",
            "tanh-applied-twice": "dt = dh_next * (1 - np.tanh(h_next) ** 2)",
            "sigmoid-derivative": "dt = dh_next * h_next * (1 - h_next)",
        },
    ),
    "db": (
        layer_backward,
        "db = dt.sum(axis=0)",
        {
            "bias-summed-over-features": "db = dt.sum(axis=1)",
            "bias-averaged-over-examples": "db = dt.mean(axis=0)",
            "bias-summed-over-both": "db = dt.sum()",
            "bias-not-summed": "db = dt",
        },
    ),
    "dWh": (
        layer_backward,
        "dWh = h_prev.T @ dt",
        {
            "weight-gradient-transposed": "dWh = dt.T @ h_prev",
            "next-state-for-previous": "dWh = h_next.T @ dt",
            "input-for-previous-state": "dWh = x.T @ dt",
            "factor-not-transposed": "dWh = h_prev @ dt",
        },
    ),
    "dh_prev": (
        layer_backward,
        "dh_prev = dt @ Wh.T",
        {
            "weight-not-transposed": "dh_prev = dt @ Wh",
            "input-weight-for-recurrent": "dh_prev = dt @ Wx.T",
            "weight-on-the-left": "dh_prev = Wh.T @ dt",
            "elementwise-for-weight-product": "dh_prev = dt * Wh",
        },
    ),
}


def draw(d: Draw, level: int) -> Parameters:
    """Which line is blank, and the numbers every choice is run on; the batch has three rows of four inputs."""
    values = (-0.8, -0.6, -0.5, 0.5, 0.6, 0.8)
    blank = d.pick("blank", tuple(BLANKS))
    if BLANKS[blank][0] is layer_backward:
        return {
            "blank": blank,
            "x": d.array("rows of x", (3, 4), (-1, -0.5, 0.5, 1)),
            "h_prev": d.array("h_prev", (3, 2), values),
            "h_next": d.array("h_next", (3, 2), values),
            "dh_next": d.array("dh_next", (3, 2), (-1, -0.5, 0.5, 1)),
            "Wx": d.array("Wx", (4, 2), (-1, -0.5, 0.5, 1)),
            "Wh": [[0.5, -1.0], [d.pick("Wh", (0.25, 0.75)), 0.5]],
        }
    return {
        "blank": blank,
        "x": d.sequence("x", 3, (2,), (-1, -0.5, 0.5, 1)),
        "z": d.sequence("z", 4, (2,), values),
        "delta_out": d.sequence("delta_out", 3, (1,), (-1, -0.5, 0.5, 1)),
        "W": [[0.5, -1.0], [d.pick("W", (0.25, 0.75)), 0.5]],
        "W_out": d.array("W_out", (1, 2), (-1, -0.5, 0.5, 1)),
    }


def problem(p: Parameters) -> Code:
    """One of the lines of either function."""
    function, line, wrong = BLANKS[p["blank"]]
    arguments = {name: array(value) for name, value in p.items() if name != "blank"}
    layer = function is layer_backward
    conventions = () if layer else ("columns", "rnn", "output", "delta", "tanh")
    words = {"layer": layer}
    return Code(function, line, wrong, arguments, ESSENTIAL[p["blank"]], conventions=conventions, words=words)


FAMILY = Family(
    id="bptt.backward-code",
    version=3,
    points=("B11", "B12", "B13", "B14", "B15", "B16"),
    asks=((2, "code"),),
    draw=draw,
    problem=problem,
    contents=56,  # sets of three wrong lines: 10 for four of the blanks, 4 for the loop, db, dWh and dh_prev
)
