"""Joining the states of both directions in NumPy: which line fills the blank."""

from collections.abc import Mapping

import numpy as np

from question_bank.draw import Draw
from question_bank.family import Code, Family, Parameters
from question_bank.inputs import array


def both_directions(x, rnn_f, rnn_b):
    h_f = rnn_f(x)
    h_b = rnn_b(x[::-1])
    y = np.concatenate([h_f, h_b[::-1]], axis=1)
    return y


BLANKS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "join": (
        "y = np.concatenate([h_f, h_b[::-1]], axis=1)",
        {
            "joined-along-time": "y = np.concatenate([h_f, h_b[::-1]], axis=0)",
            "backward-states-not-turned": "y = np.concatenate([h_f, h_b], axis=1)",
            "states-added": "y = h_f + h_b[::-1]",
            "states-multiplied": "y = h_f * h_b[::-1]",
            "forward-states-turned": "y = np.concatenate([h_f[::-1], h_b], axis=1)",
        },
    ),
    "read": (
        "h_b = rnn_b(x[::-1])",
        {
            "sequence-not-turned": "h_b = rnn_b(x)",
            "entries-turned": "h_b = rnn_b(x[:, ::-1])",
            "forward-rnn-twice": "h_b = rnn_f(x[::-1])",
            "forward-states-read": "h_b = rnn_b(h_f[::-1])",
        },
    ),
}


def _rnn(W, U):
    def run(x):
        h, states = np.zeros(2), []
        for x_t in x:
            h = np.tanh(W @ x_t + U @ h)
            states.append(h)
        return np.array(states)

    return run


def draw(d: Draw, level: int) -> Parameters:
    """Which line is blank, and the numbers every choice is run on."""
    values = (-1, -0.5, 0.5, 1)
    weights = {name: d.array(name, (2, 2), values) for name in ("W_f", "U_f", "W_b", "U_b")}
    return {"blank": d.pick("blank", tuple(BLANKS)), "x": d.sequence("x", 3, (2,), values), **weights}


def problem(p: Parameters) -> Code:
    """One of two lines."""
    line, wrong = BLANKS[p["blank"]]
    directions = {f"rnn_{side}": _rnn(array(p[f"W_{side}"]), array(p[f"U_{side}"])) for side in "fb"}
    return Code(both_directions, line, wrong, {"x": array(p["x"]), **directions}, conventions=("bidirectional-code",))


FAMILY = Family(
    id="bidirectional.join-code",
    version=2,
    points=("D02", "D03"),
    asks=((1, "code"),),
    draw=draw,
    problem=problem,
    contents=14,  # sets of three wrong lines: 10 for the join, 4 for the reading
)
