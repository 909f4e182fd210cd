"""The backward loop of an RNN in NumPy: which line fills the blank (B11, B12, B15, B16, W1-W3, A3)."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from question_bank.draw import Draw
from question_bank.family import Code, Family, Parameters
from question_bank.inputs import array

# z holds z^0 to z^T; x, delta_out those of 1 to T. The RNN is of tanh units, so f'(u) = 1 - z².


def right(x, z, delta_out, W, W_out):
    T = len(x)
    dW = np.zeros_like(W)
    delta = np.zeros(len(W))
    for t in reversed(range(T)):
        error = W_out.T @ delta_out[t] + W.T @ delta
        delta = error * (1 - z[t + 1] ** 2)
        dW += np.outer(delta, z[t])
    return dW

def order_backward_loop_forwards(x, z, delta_out, W, W_out):
    T = len(x)
    dW = np.zeros_like(W)
    delta = np.zeros(len(W))
    for t in range(T):
        error = W_out.T @ delta_out[t] + W.T @ delta
        delta = error * (1 - z[t + 1] ** 2)
        dW += np.outer(delta, z[t])
    return dW

def order_last_time_only(x, z, delta_out, W, W_out):
    T = len(x)
    dW = np.zeros_like(W)
    delta = np.zeros(len(W))
    for t in range(T - 1, T):
        error = W_out.T @ delta_out[t] + W.T @ delta
        delta = error * (1 - z[t + 1] ** 2)
        dW += np.outer(delta, z[t])
    return dW

def order_backward_loop_too_short(x, z, delta_out, W, W_out):
    T = len(x)
    dW = np.zeros_like(W)
    delta = np.zeros(len(W))
    for t in reversed(range(T - 1)):
        error = W_out.T @ delta_out[t] + W.T @ delta
        delta = error * (1 - z[t + 1] ** 2)
        dW += np.outer(delta, z[t])
    return dW

def order_backward_loop_misses_last(x, z, delta_out, W, W_out):
    T = len(x)
    dW = np.zeros_like(W)
    delta = np.zeros(len(W))
    for t in reversed(range(1, T)):
        error = W_out.T @ delta_out[t] + W.T @ delta
        delta = error * (1 - z[t + 1] ** 2)
        dW += np.outer(delta, z[t])
    return dW

def error_backward_transpose_dropped(x, z, delta_out, W, W_out):
    T = len(x)
    dW = np.zeros_like(W)
    delta = np.zeros(len(W))
    for t in reversed(range(T)):
        error = W_out.T @ delta_out[t] + W @ delta
        delta = error * (1 - z[t + 1] ** 2)
        dW += np.outer(delta, z[t])
    return dW

def error_future_path_dropped(x, z, delta_out, W, W_out):
    T = len(x)
    dW = np.zeros_like(W)
    delta = np.zeros(len(W))
    for t in reversed(range(T)):
        error = W_out.T @ delta_out[t]
        delta = error * (1 - z[t + 1] ** 2)
        dW += np.outer(delta, z[t])
    return dW

def error_output_path_dropped(x, z, delta_out, W, W_out):
    T = len(x)
    dW = np.zeros_like(W)
    delta = np.zeros(len(W))
    for t in reversed(range(T)):
        error = W.T @ delta
        delta = error * (1 - z[t + 1] ** 2)
        dW += np.outer(delta, z[t])
    return dW

def error_output_error_unweighted(x, z, delta_out, W, W_out):
    T = len(x)
    dW = np.zeros_like(W)
    delta = np.zeros(len(W))
    for t in reversed(range(T)):
        error = delta_out[t] + W.T @ delta
        delta = error * (1 - z[t + 1] ** 2)
        dW += np.outer(delta, z[t])
    return dW

def error_weights_of_paths_exchanged(x, z, delta_out, W, W_out):
    T = len(x)
    dW = np.zeros_like(W)
    delta = np.zeros(len(W))
    for t in reversed(range(T)):
        error = W.T @ delta_out[t] + W_out.T @ delta
        delta = error * (1 - z[t + 1] ** 2)
        dW += np.outer(delta, z[t])
    return dW

def delta_derivative_dropped(x, z, delta_out, W, W_out):
    T = len(x)
    dW = np.zeros_like(W)
    delta = np.zeros(len(W))
    for t in reversed(range(T)):
        error = W_out.T @ delta_out[t] + W.T @ delta
        delta = error
        dW += np.outer(delta, z[t])
    return dW

def delta_activation_for_derivative(x, z, delta_out, W, W_out):
    T = len(x)
    dW = np.zeros_like(W)
    delta = np.zeros(len(W))
    for t in reversed(range(T)):
        error = W_out.T @ delta_out[t] + W.T @ delta
        delta = error * z[t + 1]
        dW += np.outer(delta, z[t])
    return dW

def delta_derivative_of_previous_state(x, z, delta_out, W, W_out):
    T = len(x)
    dW = np.zeros_like(W)
    delta = np.zeros(len(W))
    for t in reversed(range(T)):
        error = W_out.T @ delta_out[t] + W.T @ delta
        delta = error * (1 - z[t] ** 2)
        dW += np.outer(delta, z[t])
    return dW

def delta_tanh_applied_twice(x, z, delta_out, W, W_out):
    T = len(x)
    dW = np.zeros_like(W)
    delta = np.zeros(len(W))
    for t in reversed(range(T)):
        error = W_out.T @ delta_out[t] + W.T @ delta
        delta = error * (1 - np.tanh(z[t + 1]) ** 2)
        dW += np.outer(delta, z[t])
    return dW

def delta_sigmoid_derivative(x, z, delta_out, W, W_out):
    T = len(x)
    dW = np.zeros_like(W)
    delta = np.zeros(len(W))
    for t in reversed(range(T)):
        error = W_out.T @ delta_out[t] + W.T @ delta
        delta = error * z[t + 1] * (1 - z[t + 1])
        dW += np.outer(delta, z[t])
    return dW

def sum_gradient_overwritten(x, z, delta_out, W, W_out):
    T = len(x)
    dW = np.zeros_like(W)
    delta = np.zeros(len(W))
    for t in reversed(range(T)):
        error = W_out.T @ delta_out[t] + W.T @ delta
        delta = error * (1 - z[t + 1] ** 2)
        dW = np.outer(delta, z[t])
    return dW

def sum_state_of_same_time(x, z, delta_out, W, W_out):
    T = len(x)
    dW = np.zeros_like(W)
    delta = np.zeros(len(W))
    for t in reversed(range(T)):
        error = W_out.T @ delta_out[t] + W.T @ delta
        delta = error * (1 - z[t + 1] ** 2)
        dW += np.outer(delta, z[t + 1])
    return dW

def sum_outer_product_reversed(x, z, delta_out, W, W_out):
    T = len(x)
    dW = np.zeros_like(W)
    delta = np.zeros(len(W))
    for t in reversed(range(T)):
        error = W_out.T @ delta_out[t] + W.T @ delta
        delta = error * (1 - z[t + 1] ** 2)
        dW += np.outer(z[t], delta)
    return dW

def sum_input_for_state(x, z, delta_out, W, W_out):
    T = len(x)
    dW = np.zeros_like(W)
    delta = np.zeros(len(W))
    for t in reversed(range(T)):
        error = W_out.T @ delta_out[t] + W.T @ delta
        delta = error * (1 - z[t + 1] ** 2)
        dW += np.outer(delta, x[t])
    return dW

def sum_inner_for_outer_product(x, z, delta_out, W, W_out):
    T = len(x)
    dW = np.zeros_like(W)
    delta = np.zeros(len(W))
    for t in reversed(range(T)):
        error = W_out.T @ delta_out[t] + W.T @ delta
        delta = error * (1 - z[t + 1] ** 2)
        dW += delta @ z[t]
    return dW


BLANKS: Mapping[str, tuple[Callable[..., Any], Mapping[str, Callable[..., Any]]]] = {
    "order": (
        right,
        {
            "backward-loop-forwards": order_backward_loop_forwards,
            "last-time-only": order_last_time_only,
            "backward-loop-too-short": order_backward_loop_too_short,
            "backward-loop-misses-last": order_backward_loop_misses_last,
        },
    ),
    "error": (
        right,
        {
            "backward-transpose-dropped": error_backward_transpose_dropped,
            "future-path-dropped": error_future_path_dropped,
            "output-path-dropped": error_output_path_dropped,
            "output-error-unweighted": error_output_error_unweighted,
            "weights-of-paths-exchanged": error_weights_of_paths_exchanged,
        },
    ),
    "delta": (
        right,
        {
            "derivative-dropped": delta_derivative_dropped,
            "activation-for-derivative": delta_activation_for_derivative,
            "derivative-of-previous-state": delta_derivative_of_previous_state,
            "tanh-applied-twice": delta_tanh_applied_twice,
            "sigmoid-derivative": delta_sigmoid_derivative,
        },
    ),
    "sum": (
        right,
        {
            "gradient-overwritten": sum_gradient_overwritten,
            "state-of-same-time": sum_state_of_same_time,
            "outer-product-reversed": sum_outer_product_reversed,
            "input-for-state": sum_input_for_state,
            "inner-for-outer-product": sum_inner_for_outer_product,
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
    right_one, wrong = BLANKS[p["blank"]]
    arguments = {name: array(p[name]) for name in ("x", "z", "delta_out", "W", "W_out")}
    return Code(right_one, wrong, arguments, conventions=("columns", "rnn", "output", "delta", "tanh"))


FAMILY = Family(
    id="bptt.backward-code",
    asks=((2, "code"),),
    draw=draw,
    problem=problem,
    contents=34,  # sets of three wrong lines: 4 for the loop, 10 for each of the other blanks
)
