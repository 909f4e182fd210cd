"""The forward loop of an RNN in NumPy, for one sequence and for rows of a batch: which line fills the blank."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from question_bank.kinds.code import Code
from question_bank.model.draw import Draw
from question_bank.model.family import Family, Parameters
from question_bank.model.inputs import array


def forward_code(x, W_in, W, b, z0, f):
    z = [z0]
    for x_t in x:
        u = W_in @ x_t + W @ z[-1] + b
        z.append(f(u))
    return np.array(z)


def batch_code(x, h0, Wx, Wh, b):
    h = [h0]
    for t in range(x.shape[1]):
        h_next = np.tanh(x[:, t] @ Wx + h[-1] @ Wh + b)
        h.append(h_next)
    return np.stack(h[1:], axis=1)


# The mistakes that each blank is about.
ESSENTIAL = {
    "state": ("recurrent-term-dropped", "state-not-advanced", "input-and-recurrent-weight-exchanged"),
    "carry": ("activation-dropped", "state-added-to-previous"),
    "batch-state": ("recurrent-term-dropped", "state-not-advanced"),
    "batch-states": ("time-axis-first", "initial-state-returned"),
}
BLANKS: Mapping[str, tuple[Callable[..., Any], str, Mapping[str, str]]] = {
    "state": (
        forward_code,
        "u = W_in @ x_t + W @ z[-1] + b",
        {
            "recurrent-term-dropped": "u = W_in @ x_t + b",
            "input-and-recurrent-weight-exchanged": "u = W @ x_t + W_in @ z[-1] + b",
            "state-not-advanced": "u = W_in @ x_t + W @ z[0] + b",
            "recurrent-weight-transposed": "u = W_in @ x_t + W.T @ z[-1] + b",
            "elementwise-for-matrix-product": "u = W_in @ x_t + W * z[-1] + b",
        },
    ),
    "carry": (
        forward_code,
        "z.append(f(u))",
        {
            "activation-dropped": "z.append(u)",
            "state-added-to-previous": "z.append(z[-1] + f(u))",
            "state-overwritten": "z[-1] = f(u)",
            "activation-of-previous-state": "z.append(f(z[-1]))",
        },
    ),
    "batch-state": (
        batch_code,
        "h_next = np.tanh(x[:, t] @ Wx + h[-1] @ Wh + b)",
        {
            "recurrent-term-dropped": "h_next = np.tanh(x[:, t] @ Wx + b)",
            "state-not-advanced": "h_next = np.tanh(x[:, t] @ Wx + h[0] @ Wh + b)",
            "activation-dropped": "h_next = x[:, t] @ Wx + h[-1] @ Wh + b",
            "batch-axis-for-time": "h_next = np.tanh(x[t] @ Wx + h[-1] @ Wh + b)",
            "batch-weights-on-the-left": "h_next = np.tanh(Wx @ x[:, t] + Wh @ h[-1] + b)",
        },
    ),
    "batch-states": (
        batch_code,
        "return np.stack(h[1:], axis=1)",
        {
            "time-axis-first": "return np.stack(h[1:], axis=0)",
            "initial-state-returned": "return np.stack(h, axis=1)",
            "last-state-returned": "return h[-1]",
            "states-side-by-side": "return np.concatenate(h[1:], axis=1)",
        },
    ),
}


def draw(d: Draw, level: int) -> Parameters:
    """Which line is blank, and the numbers every choice is run on; the batch has two rows, three times, four inputs."""
    blank = d.pick("blank", tuple(BLANKS))
    if BLANKS[blank][0] is batch_code:
        return {
            "blank": blank,
            "x": [d.array("x", (3, 4), (-1, -0.5, 0.5, 1)), d.array("second x", (3, 4), (-1, -0.5, 0.5, 1))],
            "h0": d.array("h0", (2, 2), (-0.5, 0.5)),
            "Wx": d.array("Wx", (4, 2), (-1, -0.5, 0.5, 1)),
            "Wh": [[0.5, -1.0], [d.pick("Wh", (0.25, 0.75)), 0.5]],
            "b": d.array("b", (2,), (-0.5, 0.5)),
        }
    return {
        "blank": blank,
        "x": d.sequence("x", 3, (2,), (-1, -0.5, 0.5, 1)),
        "W_in": d.array("W_in", (2, 2), (-1, -0.5, 0.5, 1)),
        "W": [[0.5, -1.0], [d.pick("W", (0.25, 0.75)), 0.5]],
        "b": d.array("b", (2,), (-0.5, 0.5)),
        "z0": d.array("z0", (2,), (-0.5, 0.5)),
    }


def problem(p: Parameters) -> Code:
    """One of the lines of either function."""
    function, line, wrong = BLANKS[p["blank"]]
    arguments = {name: array(value) for name, value in p.items() if name != "blank"}
    if function is batch_code:
        return Code(function, line, wrong, arguments, ESSENTIAL[p["blank"]], words={"batch": True})
    conventions, words = ("columns", "rnn"), {"batch": False}
    return Code(
        function, line, wrong, {**arguments, "f": np.tanh}, ESSENTIAL[p["blank"]], conventions=conventions, words=words
    )


FAMILY = Family(
    id="rnn.forward-code",
    version=3,
    points=("R01", "R02", "R06", "R08"),
    asks=((1, "code"),),
    draw=draw,
    problem=problem,
    contents=28,  # sets of three wrong lines: 10 for either formula of the state, 4 for each of the other blanks
)
