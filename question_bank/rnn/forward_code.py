"""The forward loop of an RNN in NumPy: which line fills the blank."""

from collections.abc import Mapping

import numpy as np

from question_bank.draw import Draw
from question_bank.family import Code, Family, Parameters
from question_bank.inputs import array


def forward_code(x, W_in, W, b, z0, f):
    z = [z0]
    for x_t in x:
        u = W_in @ x_t + W @ z[-1] + b
        z.append(f(u))
    return np.array(z)


BLANKS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "state": (
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
        "z.append(f(u))",
        {
            "activation-dropped": "z.append(u)",
            "state-added-to-previous": "z.append(z[-1] + f(u))",
            "state-overwritten": "z[-1] = f(u)",
            "activation-of-previous-state": "z.append(f(z[-1]))",
        },
    ),
}


def draw(d: Draw, level: int) -> Parameters:
    """Which line is blank, and the numbers every choice is run on."""
    return {
        "blank": d.pick("blank", tuple(BLANKS)),
        "x": d.sequence("x", 3, (2,), (-1, -0.5, 0.5, 1)),
        "W_in": d.array("W_in", (2, 2), (-1, -0.5, 0.5, 1)),
        "W": [[0.5, -1.0], [d.pick("W", (0.25, 0.75)), 0.5]],
        "b": d.array("b", (2,), (-0.5, 0.5)),
        "z0": d.array("z0", (2,), (-0.5, 0.5)),
    }


def problem(p: Parameters) -> Code:
    """One of the two lines of the loop."""
    line, wrong = BLANKS[p["blank"]]
    arguments = {name: array(p[name]) for name in ("x", "W_in", "W", "b", "z0")}
    return Code(forward_code, line, wrong, {**arguments, "f": np.tanh}, conventions=("columns", "rnn"))


FAMILY = Family(
    id="rnn.forward-code",
    version=2,
    points=("R01", "R02", "R08"),
    asks=((1, "code"),),
    draw=draw,
    problem=problem,
    contents=14,  # 10 sets of three wrong lines for one blank, 4 for the other
)
