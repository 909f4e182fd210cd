"""One step of a GRU in NumPy: which line fills the blank."""

from collections.abc import Mapping

import numpy as np

from question_bank.draw import Draw
from question_bank.family import Code, Family, Parameters
from question_bank.inputs import array


def gru_step(x, h, W_r, U_r, W_z, U_z, W_h, U_h, sigmoid):
    r = sigmoid(W_r @ x + U_r @ h)
    z = sigmoid(W_z @ x + U_z @ h)
    h_bar = np.tanh(W_h @ x + U_h @ (r * h))
    h_new = (1 - z) * h + z * h_bar
    return h_new


BLANKS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "candidate": (
        "h_bar = np.tanh(W_h @ x + U_h @ (r * h))",
        {
            "reset-gate-dropped": "h_bar = np.tanh(W_h @ x + U_h @ h)",
            "reset-on-input": "h_bar = np.tanh(W_h @ (r * x) + U_h @ h)",
            "gates-of-gru-exchanged": "h_bar = np.tanh(W_h @ x + U_h @ (z * h))",
            "candidate-sigmoid": "h_bar = sigmoid(W_h @ x + U_h @ (r * h))",
            "reset-on-the-other-side": "h_bar = np.tanh(W_h @ x + r * (U_h @ h))",
        },
    ),
    "mixture": (
        "h_new = (1 - z) * h + z * h_bar",
        {
            "update-gate-reversed": "h_new = z * h + (1 - z) * h_bar",
            "shares-not-complementary": "h_new = z * h + z * h_bar",
            "product-for-sum": "h_new = (1 - z) * h * z * h_bar",
            "old-state-dropped": "h_new = z * h_bar",
            "gates-of-gru-exchanged": "h_new = (1 - r) * h + r * h_bar",
        },
    ),
}


def sigmoid(u):
    return 1 / (1 + np.exp(-u))


def draw(d: Draw, level: int) -> Parameters:
    """Which line is blank, and the numbers every choice is run on."""
    values = (-1, -0.5, 0.5, 1)
    weights = {f"{letter}_{part}": d.array(f"{letter}_{part}", (2, 2), values) for letter in "WU" for part in "rzh"}
    return {
        "blank": d.pick("blank", tuple(BLANKS)),
        "x": d.array("x", (2,), values),
        "h": d.array("h", (2,), (-0.8, -0.4, 0.4, 0.8)),
        **weights,
    }


def problem(p: Parameters) -> Code:
    """One of two lines."""
    line, wrong = BLANKS[p["blank"]]
    arguments = {name: array(value) for name, value in p.items() if name != "blank"}
    return Code(gru_step, line, wrong, {**arguments, "sigmoid": sigmoid}, conventions=("gru-code",))


FAMILY = Family(
    id="gru.step-code",
    version=2,
    points=("U02", "U04"),
    asks=((1, "code"),),
    draw=draw,
    problem=problem,
    contents=20,  # 10 sets of three wrong lines for each blank
)
