"""Both directions in NumPy, their outputs, their summary and the way back: which line fills the blank."""

from collections.abc import Mapping

import numpy as np

from question_bank.kinds.code import Code
from question_bank.kinds.code.running import Blank
from question_bank.model.draw import Draw
from question_bank.model.family import Family, Parameters
from question_bank.model.inputs import array


def both_directions(x, rnn_f, rnn_b):
    h_f = rnn_f(x)
    h_b = rnn_b(x[::-1])
    y = np.concatenate([h_f, h_b[::-1]], axis=1)
    return y


def summary(x, rnn_f, rnn_b):
    h_f = rnn_f(x)
    h_b = rnn_b(x[::-1])
    s = np.concatenate([h_f[-1], h_b[-1]])
    return s


def both_directions_backward(dy, back_f, back_b):
    dh_f, dh_b = np.split(dy, 2, axis=1)
    dx_f = back_f(dh_f)
    dx_b = back_b(dh_b[::-1])
    dx = dx_f + dx_b[::-1]
    return dx


BLANKS: Mapping[str, Blank] = {
    "join": Blank(
        both_directions,
        "y = np.concatenate([h_f, h_b[::-1]], axis=1)",
        {
            "joined-along-time": "y = np.concatenate([h_f, h_b[::-1]], axis=0)",
            "backward-states-not-turned": "y = np.concatenate([h_f, h_b], axis=1)",
            "states-added": "y = h_f + h_b[::-1]",
            "states-multiplied": "y = h_f * h_b[::-1]",
            "forward-states-turned": "y = np.concatenate([h_f[::-1], h_b], axis=1)",
        },
        essential=("joined-along-time", "backward-states-not-turned"),
    ),
    "read": Blank(
        both_directions,
        "h_b = rnn_b(x[::-1])",
        {
            "sequence-not-turned": "h_b = rnn_b(x)",
            "entries-turned": "h_b = rnn_b(x[:, ::-1])",
            "forward-rnn-twice": "h_b = rnn_f(x[::-1])",
            "forward-states-read": "h_b = rnn_b(h_f[::-1])",
        },
        essential=("sequence-not-turned", "forward-rnn-twice"),
    ),
    "summary": Blank(
        summary,
        "s = np.concatenate([h_f[-1], h_b[-1]])",
        {
            "last-output-for-summary": "s = np.concatenate([h_f[-1], h_b[0]])",
            "first-output-for-summary": "s = np.concatenate([h_f[0], h_b[-1]])",
            "ends-exchanged": "s = np.concatenate([h_f[0], h_b[0]])",
            "states-added": "s = h_f[-1] + h_b[-1]",
        },
        essential=("last-output-for-summary", "first-output-for-summary"),
    ),
}
BACKWARD: Mapping[str, Blank] = {
    "input": Blank(
        both_directions_backward,
        "dx = dx_f + dx_b[::-1]",
        {
            "backward-gradient-not-turned": "dx = dx_f + dx_b",
            "gradients-joined": "dx = np.concatenate([dx_f, dx_b[::-1]], axis=1)",
            "gradients-averaged": "dx = (dx_f + dx_b[::-1]) / 2",
            "one-direction-sent-back": "dx = dx_f",
        },
        essential=("backward-gradient-not-turned", "gradients-joined"),
    ),
    "split": Blank(
        both_directions_backward,
        "dh_f, dh_b = np.split(dy, 2, axis=1)",
        {
            "split-along-time": "dh_f, dh_b = np.split(dy, 2, axis=0)",
            "halves-exchanged": "dh_b, dh_f = np.split(dy, 2, axis=1)",
            "gradient-not-split": "dh_f, dh_b = dy, dy",
            "columns-taken-in-turn": "dh_f, dh_b = dy[:, ::2], dy[:, 1::2]",
        },
        essential=("split-along-time", "halves-exchanged"),
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


def _back(W, U, states):
    def run(dh):
        delta, dx = np.zeros(2), []
        for dh_t, h_t in zip(dh[::-1], states[::-1], strict=True):
            delta = (1 - h_t**2) * (dh_t + U.T @ delta)
            dx.append(W.T @ delta)
        return np.array(dx[::-1])

    return run


def draw(d: Draw, level: int) -> Parameters:
    """Which line is blank, and the numbers every choice is run on. Level 1: forward; level 2: the way back."""
    values = (-1, -0.5, 0.5, 1)
    weights = {name: d.array(name, (2, 2), values) for name in ("W_f", "U_f", "W_b", "U_b")}
    blank = d.pick("blank", tuple(BLANKS if level == 1 else BACKWARD))
    return {"blank": blank, "x": d.sequence("x", 4, (2,), values), "dy": d.sequence("dy", 4, (4,), values), **weights}


def problem(p: Parameters) -> Code:
    """One line of one of the functions."""
    blank = {**BLANKS, **BACKWARD}[p["blank"]]
    x, dy = array(p["x"]), array(p["dy"])
    weights = {side: (array(p[f"W_{side}"]), array(p[f"U_{side}"])) for side in "fb"}
    rnn = {f"rnn_{side}": _rnn(*both) for side, both in weights.items()}
    back = {
        "back_f": _back(*weights["f"], rnn["rnn_f"](x)),
        "back_b": _back(*weights["b"], rnn["rnn_b"](x[::-1])),
    }
    backward = blank.function is both_directions_backward
    return Code(
        blank.function,
        blank.line,
        blank.wrong,
        {"dy": dy, **back} if backward else {"x": x, **rnn},
        essential=blank.essential,
        conventions=("bidirectional-code-summary" if blank.function is summary else "bidirectional-code",),
        words={"function": blank.function.__name__},
    )


FAMILY = Family(
    id="bidirectional.join-code",
    version=2,
    points=("D02", "D03", "D05", "D06"),
    asks=((1, "code"), (2, "code")),
    draw=draw,
    problem=problem,
    contents=25,  # sets of three wrong lines, one of them essential: 9 where there are five, 4 where there are four
)
