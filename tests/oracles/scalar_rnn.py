"""The simple RNN, its gradients by BPTT and its update, number by number."""

import math
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

Vector = list[float]
Matrix = list[list[float]]

VALUES: dict[str, Callable[[float], float]] = {
    "identity": lambda u: u,
    "tanh": math.tanh,
    "sigmoid": lambda u: 1 / (1 + math.exp(-u)),
    "relu": lambda u: max(0.0, u),
}
# Of z = f(u), which determines f'(u) for each of these.
DERIVATIVES: dict[str, Callable[[float], float]] = {
    "identity": lambda z: 1.0,
    "tanh": lambda z: 1 - z * z,
    "sigmoid": lambda z: z * (1 - z),
    "relu": lambda z: 1.0 if z > 0 else 0.0,
}


def affine(parts: Sequence[tuple[Matrix, Vector]], bias: Vector) -> Vector:
    """Σ A v + bias."""
    result = []
    for row, b in enumerate(bias):
        entry = b
        for matrix, vector in parts:
            for weight, value in zip(matrix[row], vector, strict=True):
                entry += weight * value
        result.append(entry)
    return result


def softmax(v: Vector) -> Vector:
    """e^v over its sum."""
    powers = [math.exp(entry) for entry in v]
    return [power / sum(powers) for power in powers]


def states(x: Sequence[Vector], W_in: Matrix, W: Matrix, b: Vector, z0: Vector, f: str) -> list[Vector]:
    """z^0 … z^T."""
    z = [z0]
    for x_t in x:
        z.append([VALUES[f](u) for u in affine([(W_in, x_t), (W, z[-1])], b)])
    return z


def outputs(z: Sequence[Vector], W_out: Matrix, c: Vector, g: str) -> list[Vector]:
    """y^1 … y^T."""
    v = [affine([(W_out, z_t)], c) for z_t in z[1:]]
    return [softmax(entry) for entry in v] if g == "softmax" else v


@dataclass(frozen=True)
class Backward:
    """δ_out and δ by time (None before the first loss), from time 1 on."""

    delta_out: list[Vector | None]
    delta: list[Vector | None]


def backward(
    z: Sequence[Vector],
    y: Sequence[Vector],
    d: Mapping[int, Vector],
    W: Matrix,
    W_out: Matrix,
    *,
    f: str,
    mean: bool = False,
    cut: Collection[int] = (),
) -> Backward:
    """Errors from the last time to the first; ``d`` maps the times of the loss to their targets."""
    T, H = len(y), len(W)
    share = len(d) if mean else 1
    delta_out: list[Vector | None] = [None] * (T + 1)
    delta: list[Vector | None] = [None] * (T + 2)
    for t in range(T, 0, -1):
        later = None if t in cut else delta[t + 1]
        if t in d:
            delta_out[t] = [(a - b) / share for a, b in zip(y[t - 1], d[t], strict=True)]
        now = delta_out[t]
        if now is None and later is None:
            continue
        errors = []
        for h in range(H):
            error = 0.0
            if now is not None:
                for o, entry in enumerate(now):
                    error += W_out[o][h] * entry
            if later is not None:
                for k, entry in enumerate(later):
                    error += W[k][h] * entry
            errors.append(error * DERIVATIVES[f](z[t][h]))
        delta[t] = errors
    return Backward(delta_out[1:], delta[1 : T + 1])


def outer_sum(left: Sequence[Vector | None], right: Sequence[Vector]) -> Matrix:
    """Σ_t left^t (right^t)ᵀ over the times at which there is a left one."""
    pairs = [(a, b) for a, b in zip(left, right, strict=True) if a is not None]
    rows, columns = len(pairs[0][0]), len(pairs[0][1])
    return [[sum(a[i] * b[j] for a, b in pairs) for j in range(columns)] for i in range(rows)]


def vector_sum(parts: Sequence[Vector | None]) -> Vector:
    """Σ_t of what there is."""
    present = [part for part in parts if part is not None]
    return [sum(entries) for entries in zip(*present, strict=True)]


def gradients(x: Sequence[Vector], z: Sequence[Vector], errors: Backward) -> dict[str, Matrix]:
    """The gradients by name; of b and c as one column."""
    return {
        "W_in": outer_sum(errors.delta, x),
        "W": outer_sum(errors.delta, z[:-1]),
        "W_out": outer_sum(errors.delta_out, z[1:]),
        "b": [[entry] for entry in vector_sum(errors.delta)],
        "c": [[entry] for entry in vector_sum(errors.delta_out)],
    }


def loss(y: Sequence[Vector], d: Mapping[int, Vector], kind: str, *, mean: bool) -> float:
    """E over the times of ``d``."""
    parts = []
    for t, target in d.items():
        pairs = list(zip(y[t - 1], target, strict=True))
        if kind == "squared":
            parts.append(sum((a - b) ** 2 for a, b in pairs) / 2)
        else:
            parts.append(-sum(b * math.log(a) for a, b in pairs))
    return sum(parts) / (len(parts) if mean else 1)
