"""The forward loop of an RNN in NumPy: which line fills the blank (R01, R02, R08)."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from question_bank.draw import Draw
from question_bank.family import Code, Family, Parameters
from question_bank.inputs import array


def state(x, W_in, W, b, z0, f):
    z = [z0]
    for x_t in x:
        u = W_in @ x_t + W @ z[-1] + b
        z.append(f(u))
    return np.array(z)


def state_input_only(x, W_in, W, b, z0, f):
    z = [z0]
    for x_t in x:
        u = W_in @ x_t + b
        z.append(f(u))
    return np.array(z)


def state_exchanged(x, W_in, W, b, z0, f):
    z = [z0]
    for x_t in x:
        u = W @ x_t + W_in @ z[-1] + b
        z.append(f(u))
    return np.array(z)


def state_from_start(x, W_in, W, b, z0, f):
    z = [z0]
    for x_t in x:
        u = W_in @ x_t + W @ z[0] + b
        z.append(f(u))
    return np.array(z)


def state_transposed(x, W_in, W, b, z0, f):
    z = [z0]
    for x_t in x:
        u = W_in @ x_t + W.T @ z[-1] + b
        z.append(f(u))
    return np.array(z)


def state_elementwise(x, W_in, W, b, z0, f):
    z = [z0]
    for x_t in x:
        u = W_in @ x_t + W * z[-1] + b
        z.append(f(u))
    return np.array(z)


def carry(x, W_in, W, b, z0, f):
    z = [z0]
    for x_t in x:
        u = W_in @ x_t + W @ z[-1] + b
        z.append(f(u))
    return np.array(z)


def carry_unactivated(x, W_in, W, b, z0, f):
    z = [z0]
    for x_t in x:
        u = W_in @ x_t + W @ z[-1] + b
        z.append(u)
    return np.array(z)


def carry_added(x, W_in, W, b, z0, f):
    z = [z0]
    for x_t in x:
        u = W_in @ x_t + W @ z[-1] + b
        z.append(z[-1] + f(u))
    return np.array(z)


def carry_overwritten(x, W_in, W, b, z0, f):
    z = [z0]
    for x_t in x:
        u = W_in @ x_t + W @ z[-1] + b
        z[-1] = f(u)
    return np.array(z)


def carry_old_state(x, W_in, W, b, z0, f):
    z = [z0]
    for x_t in x:
        u = W_in @ x_t + W @ z[-1] + b
        z.append(f(z[-1]))
    return np.array(z)


BLANKS: Mapping[str, tuple[Callable[..., Any], Mapping[str, Callable[..., Any]]]] = {
    "state": (
        state,
        {
            "recurrent-term-dropped": state_input_only,
            "input-and-recurrent-weight-exchanged": state_exchanged,
            "state-not-advanced": state_from_start,
            "recurrent-weight-transposed": state_transposed,
            "elementwise-for-matrix-product": state_elementwise,
        },
    ),
    "carry": (
        carry,
        {
            "activation-dropped": carry_unactivated,
            "state-added-to-previous": carry_added,
            "state-overwritten": carry_overwritten,
            "activation-of-previous-state": carry_old_state,
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
    right, wrong = BLANKS[p["blank"]]
    arguments = {name: array(p[name]) for name in ("x", "W_in", "W", "b", "z0")}
    return Code(right, wrong, {**arguments, "f": np.tanh}, conventions=("columns", "rnn"))


FAMILY = Family(
    id="rnn.forward-code",
    asks=((1, "code"),),
    draw=draw,
    problem=problem,
    contents=14,  # 10 sets of three wrong lines for one blank, 4 for the other
)
