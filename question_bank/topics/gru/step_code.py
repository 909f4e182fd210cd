"""One step of a GRU in NumPy, in two conventions, and one step back: which line fills the blank."""

from collections.abc import Mapping
from inspect import signature

import numpy as np

from question_bank.kinds.code import Code
from question_bank.kinds.code.running import Blank
from question_bank.model.draw import Draw
from question_bank.model.family import Family, Parameters
from question_bank.model.inputs import array

VALUES = (-1, -0.5, 0.5, 1)


def gru_step(x, h, W_r, U_r, W_z, U_z, W_h, U_h, sigmoid):
    r = sigmoid(W_r @ x + U_r @ h)
    z = sigmoid(W_z @ x + U_z @ h)
    h_bar = np.tanh(W_h @ x + U_h @ (r * h))
    h_new = (1 - z) * h + z * h_bar
    return h_new


def gru_cell(x, h, W_r, U_r, W_z, U_z, W_h, U_h, sigmoid):
    r = sigmoid(W_r @ x + U_r @ h)
    z = sigmoid(W_z @ x + U_z @ h)
    h_bar = np.tanh(W_h @ x + r * (U_h @ h))
    h_new = z * h + (1 - z) * h_bar
    return h_new


def gru_step_backward(dh_new, h, r, z, h_bar, U_r, U_z, U_h):
    du_h = dh_new * z * (1 - h_bar**2)
    du_z = dh_new * (h_bar - h) * z * (1 - z)
    du_r = (U_h.T @ du_h) * h * r * (1 - r)
    dh = dh_new * (1 - z) + r * (U_h.T @ du_h) + U_z.T @ du_z + U_r.T @ du_r
    return du_h, du_z, du_r, dh


BLANKS: Mapping[str, Blank] = {
    "candidate": Blank(
        gru_step,
        "h_bar = np.tanh(W_h @ x + U_h @ (r * h))",
        {
            "reset-gate-dropped": "h_bar = np.tanh(W_h @ x + U_h @ h)",
            "reset-on-input": "h_bar = np.tanh(W_h @ (r * x) + U_h @ h)",
            "gates-of-gru-exchanged": "h_bar = np.tanh(W_h @ x + U_h @ (z * h))",
            "candidate-sigmoid": "h_bar = sigmoid(W_h @ x + U_h @ (r * h))",
            "reset-on-the-other-side": "h_bar = np.tanh(W_h @ x + r * (U_h @ h))",
        },
        essential=("reset-gate-dropped", "reset-on-the-other-side"),
    ),
    "mixture": Blank(
        gru_step,
        "h_new = (1 - z) * h + z * h_bar",
        {
            "update-gate-reversed": "h_new = z * h + (1 - z) * h_bar",
            "shares-not-complementary": "h_new = z * h + z * h_bar",
            "product-for-sum": "h_new = (1 - z) * h * z * h_bar",
            "old-state-dropped": "h_new = z * h_bar",
            "gates-of-gru-exchanged": "h_new = (1 - r) * h + r * h_bar",
        },
        essential=("update-gate-reversed", "shares-not-complementary"),
    ),
    "candidate, reset after": Blank(
        gru_cell,
        "h_bar = np.tanh(W_h @ x + r * (U_h @ h))",
        {
            "reset-gate-dropped": "h_bar = np.tanh(W_h @ x + U_h @ h)",
            "reset-on-input": "h_bar = np.tanh(r * (W_h @ x) + U_h @ h)",
            "gates-of-gru-exchanged": "h_bar = np.tanh(W_h @ x + z * (U_h @ h))",
            "candidate-sigmoid": "h_bar = sigmoid(W_h @ x + r * (U_h @ h))",
            "reset-on-the-other-side": "h_bar = np.tanh(W_h @ x + U_h @ (r * h))",
        },
        essential=("reset-gate-dropped", "reset-on-the-other-side"),
    ),
    "mixture, z keeps": Blank(
        gru_cell,
        "h_new = z * h + (1 - z) * h_bar",
        {
            "update-gate-reversed": "h_new = (1 - z) * h + z * h_bar",
            "shares-not-complementary": "h_new = z * h + z * h_bar",
            "product-for-sum": "h_new = z * h * (1 - z) * h_bar",
            "old-state-dropped": "h_new = (1 - z) * h_bar",
            "gates-of-gru-exchanged": "h_new = r * h + (1 - r) * h_bar",
        },
        essential=("update-gate-reversed", "shares-not-complementary"),
    ),
}
BACKWARD: Mapping[str, Blank] = {
    "state": Blank(
        gru_step_backward,
        "dh = dh_new * (1 - z) + r * (U_h.T @ du_h) + U_z.T @ du_z + U_r.T @ du_r",
        {
            "direct-path-only": "dh = dh_new * (1 - z)",
            "gate-paths-dropped": "dh = dh_new * (1 - z) + r * (U_h.T @ du_h)",
            "reset-gate-not-passed": "dh = dh_new * (1 - z) + U_h.T @ du_h + U_z.T @ du_z + U_r.T @ du_r",
            "weights-not-transposed": "dh = dh_new * (1 - z) + r * (U_h @ du_h) + U_z @ du_z + U_r @ du_r",
            "direct-path-dropped": "dh = r * (U_h.T @ du_h) + U_z.T @ du_z + U_r.T @ du_r",
        },
        essential=("direct-path-only", "reset-gate-not-passed"),
    ),
    "update gate": Blank(
        gru_step_backward,
        "du_z = dh_new * (h_bar - h) * z * (1 - z)",
        {
            "update-gate-of-candidate-alone": "du_z = dh_new * h_bar * z * (1 - z)",
            "gate-slope-dropped": "du_z = dh_new * (h_bar - h)",
            "old-minus-new": "du_z = dh_new * (h - h_bar) * z * (1 - z)",
            "tanh-slope-for-gate": "du_z = dh_new * (h_bar - h) * (1 - z**2)",
        },
        essential=("update-gate-of-candidate-alone", "gate-slope-dropped"),
    ),
}


def sigmoid(u):
    return 1 / (1 + np.exp(-u))


def draw(d: Draw, level: int) -> Parameters:
    """Which line is blank, and the numbers every choice is run on. Level 1: a step; level 2: a step back."""
    U = {f"U_{part}": d.array(f"U_{part}", (2, 2), VALUES) for part in "rzh"}
    h = d.array("h", (2,), (-0.8, -0.4, 0.4, 0.8))
    if level == 1:
        W = {f"W_{part}": d.array(f"W_{part}", (2, 2), VALUES) for part in "rzh"}
        return {"blank": d.pick("blank", tuple(BLANKS)), "x": d.array("x", (2,), VALUES), "h": h, **W, **U}
    return {
        "blank": d.pick("blank", tuple(BACKWARD)),
        "dh_new": d.array("dh_new", (2,), VALUES),
        "h": h,
        **{gate: d.array(gate, (2,), (0.2, 0.3, 0.6, 0.7)) for gate in "rz"},
        "h_bar": d.array("h_bar", (2,), (-0.7, -0.3, 0.3, 0.7)),
        **U,
    }


def problem(p: Parameters) -> Code:
    """One line of a step, or of a step back."""
    blank = {**BLANKS, **BACKWARD}[p["blank"]]
    known = {name: array(value) for name, value in p.items() if name != "blank"} | {"sigmoid": sigmoid}
    return Code(
        blank.function,
        blank.line,
        blank.wrong,
        {name: known[name] for name in signature(blank.function).parameters},
        essential=blank.essential,
        conventions=("gru-code-after" if blank.function is gru_cell else "gru-code",),
        words={"backward": blank.function is gru_step_backward},
    )


FAMILY = Family(
    id="gru.step-code",
    version=2,
    points=("U02", "U03", "U04", "U10"),
    asks=((1, "code"), (2, "code")),
    draw=draw,
    problem=problem,
    contents=49,  # sets of three wrong lines, one of them essential: 9 where there are five, 4 where there are four
)
