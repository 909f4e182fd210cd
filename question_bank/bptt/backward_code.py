"""The backward loop of an RNN in NumPy: which line fills the blank."""

from collections.abc import Mapping

import numpy as np

from question_bank.draw import Draw
from question_bank.family import Code, Family, Parameters
from question_bank.inputs import array

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


BLANKS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "order": (
        "for t in reversed(range(T)):",
        {
            "backward-loop-forwards": "for t in range(T):",
            "last-time-only": "for t in range(T - 1, T):",
            "backward-loop-too-short": "for t in reversed(range(T - 1)):",
            "backward-loop-misses-last": "for t in reversed(range(1, T)):",
        },
    ),
    "error": (
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
        "dW += np.outer(delta, z[t])",
        {
            "gradient-overwritten": "dW = np.outer(delta, z[t])",
            "state-of-same-time": "dW += np.outer(delta, z[t + 1])",
            "outer-product-reversed": "dW += np.outer(z[t], delta)",
            "input-for-state": "dW += np.outer(delta, x[t])",
            "inner-for-outer-product": "dW += delta @ z[t]",
        },
    ),
}


def draw(d: Draw, level: int) -> Parameters:
    """Which line is blank, and the numbers every choice is run on."""
    values = (-0.8, -0.6, -0.5, 0.5, 0.6, 0.8)
    return {
        "blank": d.pick("blank", tuple(BLANKS)),
        "x": d.sequence("x", 3, (2,), (-1, -0.5, 0.5, 1)),
        "z": d.sequence("z", 4, (2,), values),
        "delta_out": d.sequence("delta_out", 3, (1,), (-1, -0.5, 0.5, 1)),
        "W": [[0.5, -1.0], [d.pick("W", (0.25, 0.75)), 0.5]],
        "W_out": d.array("W_out", (1, 2), (-1, -0.5, 0.5, 1)),
    }


def problem(p: Parameters) -> Code:
    """One of the four lines of the loop."""
    line, wrong = BLANKS[p["blank"]]
    arguments = {name: array(p[name]) for name in ("x", "z", "delta_out", "W", "W_out")}
    return Code(backward_code, line, wrong, arguments, conventions=("columns", "rnn", "output", "delta", "tanh"))


FAMILY = Family(
    id="bptt.backward-code",
    version=2,
    points=("B11", "B12", "B15", "B16"),
    asks=((2, "code"),),
    draw=draw,
    problem=problem,
    contents=34,  # sets of three wrong lines: 4 for the loop, 10 for each of the other blanks
)
