"""One step of an LSTM in NumPy: which line fills the blank (L08, L09, L15)."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from question_bank.draw import Draw
from question_bank.family import Code, Family, Parameters
from question_bank.inputs import array


def right(x, h_prev, c_prev, W, U, b, sigmoid):
    A = np.split(W @ x + U @ h_prev + b, 4)  # i, f, o, a
    i, f, o = sigmoid(A[0]), sigmoid(A[1]), sigmoid(A[2])
    a = np.tanh(A[3])
    c = f * c_prev + i * a
    h = o * np.tanh(c)
    return h, c

def cell_gates_exchanged(x, h_prev, c_prev, W, U, b, sigmoid):
    A = np.split(W @ x + U @ h_prev + b, 4)  # i, f, o, a
    i, f, o = sigmoid(A[0]), sigmoid(A[1]), sigmoid(A[2])
    a = np.tanh(A[3])
    c = i * c_prev + f * a
    h = o * np.tanh(c)
    return h, c

def cell_memory_dropped(x, h_prev, c_prev, W, U, b, sigmoid):
    A = np.split(W @ x + U @ h_prev + b, 4)  # i, f, o, a
    i, f, o = sigmoid(A[0]), sigmoid(A[1]), sigmoid(A[2])
    a = np.tanh(A[3])
    c = i * a
    h = o * np.tanh(c)
    return h, c

def cell_output_gate_in_cell(x, h_prev, c_prev, W, U, b, sigmoid):
    A = np.split(W @ x + U @ h_prev + b, 4)  # i, f, o, a
    i, f, o = sigmoid(A[0]), sigmoid(A[1]), sigmoid(A[2])
    a = np.tanh(A[3])
    c = f * c_prev + o * a
    h = o * np.tanh(c)
    return h, c

def cell_product_for_sum(x, h_prev, c_prev, W, U, b, sigmoid):
    A = np.split(W @ x + U @ h_prev + b, 4)  # i, f, o, a
    i, f, o = sigmoid(A[0]), sigmoid(A[1]), sigmoid(A[2])
    a = np.tanh(A[3])
    c = (f * c_prev) * (i * a)
    h = o * np.tanh(c)
    return h, c

def cell_coupled_gates(x, h_prev, c_prev, W, U, b, sigmoid):
    A = np.split(W @ x + U @ h_prev + b, 4)  # i, f, o, a
    i, f, o = sigmoid(A[0]), sigmoid(A[1]), sigmoid(A[2])
    a = np.tanh(A[3])
    c = f * c_prev + (1 - f) * a
    h = o * np.tanh(c)
    return h, c

def hidden_cell_tanh_dropped(x, h_prev, c_prev, W, U, b, sigmoid):
    A = np.split(W @ x + U @ h_prev + b, 4)  # i, f, o, a
    i, f, o = sigmoid(A[0]), sigmoid(A[1]), sigmoid(A[2])
    a = np.tanh(A[3])
    c = f * c_prev + i * a
    h = o * c
    return h, c

def hidden_tanh_outside(x, h_prev, c_prev, W, U, b, sigmoid):
    A = np.split(W @ x + U @ h_prev + b, 4)  # i, f, o, a
    i, f, o = sigmoid(A[0]), sigmoid(A[1]), sigmoid(A[2])
    a = np.tanh(A[3])
    c = f * c_prev + i * a
    h = np.tanh(o * c)
    return h, c

def hidden_previous_cell_read_out(x, h_prev, c_prev, W, U, b, sigmoid):
    A = np.split(W @ x + U @ h_prev + b, 4)  # i, f, o, a
    i, f, o = sigmoid(A[0]), sigmoid(A[1]), sigmoid(A[2])
    a = np.tanh(A[3])
    c = f * c_prev + i * a
    h = o * np.tanh(c_prev)
    return h, c

def hidden_output_gate_dropped(x, h_prev, c_prev, W, U, b, sigmoid):
    A = np.split(W @ x + U @ h_prev + b, 4)  # i, f, o, a
    i, f, o = sigmoid(A[0]), sigmoid(A[1]), sigmoid(A[2])
    a = np.tanh(A[3])
    c = f * c_prev + i * a
    h = np.tanh(c)
    return h, c

def hidden_product_for_sum(x, h_prev, c_prev, W, U, b, sigmoid):
    A = np.split(W @ x + U @ h_prev + b, 4)  # i, f, o, a
    i, f, o = sigmoid(A[0]), sigmoid(A[1]), sigmoid(A[2])
    a = np.tanh(A[3])
    c = f * c_prev + i * a
    h = o + np.tanh(c)
    return h, c

def candidate_candidate_sigmoid(x, h_prev, c_prev, W, U, b, sigmoid):
    A = np.split(W @ x + U @ h_prev + b, 4)  # i, f, o, a
    i, f, o = sigmoid(A[0]), sigmoid(A[1]), sigmoid(A[2])
    a = sigmoid(A[3])
    c = f * c_prev + i * a
    h = o * np.tanh(c)
    return h, c

def candidate_gate_activation_dropped(x, h_prev, c_prev, W, U, b, sigmoid):
    A = np.split(W @ x + U @ h_prev + b, 4)  # i, f, o, a
    i, f, o = sigmoid(A[0]), sigmoid(A[1]), sigmoid(A[2])
    a = A[3]
    c = f * c_prev + i * a
    h = o * np.tanh(c)
    return h, c

def candidate_slice_of_other_gate(x, h_prev, c_prev, W, U, b, sigmoid):
    A = np.split(W @ x + U @ h_prev + b, 4)  # i, f, o, a
    i, f, o = sigmoid(A[0]), sigmoid(A[1]), sigmoid(A[2])
    a = np.tanh(A[2])
    c = f * c_prev + i * a
    h = o * np.tanh(c)
    return h, c

def candidate_candidate_squashed_twice(x, h_prev, c_prev, W, U, b, sigmoid):
    A = np.split(W @ x + U @ h_prev + b, 4)  # i, f, o, a
    i, f, o = sigmoid(A[0]), sigmoid(A[1]), sigmoid(A[2])
    a = np.tanh(sigmoid(A[3]))
    c = f * c_prev + i * a
    h = o * np.tanh(c)
    return h, c


BLANKS: Mapping[str, tuple[Callable[..., Any], Mapping[str, Callable[..., Any]]]] = {
    "cell": (
        right,
        {
            "gates-exchanged": cell_gates_exchanged,
            "memory-dropped": cell_memory_dropped,
            "output-gate-in-cell": cell_output_gate_in_cell,
            "product-for-sum": cell_product_for_sum,
            "coupled-gates": cell_coupled_gates,
        },
    ),
    "hidden": (
        right,
        {
            "cell-tanh-dropped": hidden_cell_tanh_dropped,
            "tanh-outside": hidden_tanh_outside,
            "previous-cell-read-out": hidden_previous_cell_read_out,
            "output-gate-dropped": hidden_output_gate_dropped,
            "product-for-sum": hidden_product_for_sum,
        },
    ),
    "candidate": (
        right,
        {
            "candidate-sigmoid": candidate_candidate_sigmoid,
            "gate-activation-dropped": candidate_gate_activation_dropped,
            "slice-of-other-gate": candidate_slice_of_other_gate,
            "candidate-squashed-twice": candidate_candidate_squashed_twice,
        },
    ),
}


def sigmoid(u):
    return 1 / (1 + np.exp(-u))


def draw(d: Draw, level: int) -> Parameters:
    """Which line is blank, and the numbers every choice is run on."""
    values = (-1, -0.5, 0.5, 1)
    return {
        "blank": d.pick("blank", tuple(BLANKS)),
        "x": d.array("x", (2,), values),
        "h_prev": d.array("h_prev", (2,), values),
        "c_prev": d.array("c_prev", (2,), (-2, -1.5, 1.5, 2)),
        "W": d.array("W", (8, 2), values),
        "U": d.array("U", (8, 2), values),
        "b": d.array("b", (8,), (-0.5, 0, 0.5)),
    }


def problem(p: Parameters) -> Code:
    """One of three lines of the step."""
    right_one, wrong = BLANKS[p["blank"]]
    arguments = {name: array(p[name]) for name in ("x", "h_prev", "c_prev", "W", "U", "b")}
    return Code(right_one, wrong, {**arguments, "sigmoid": sigmoid}, conventions=("columns", "lstm-code"))


FAMILY = Family(
    id="lstm.cell-code",
    asks=((1, "code"),),
    draw=draw,
    problem=problem,
    contents=24,  # sets of three wrong lines: 10 and 10 for the cell and the output, 4 for the candidate
)
