"""One LSTM step, with or without peephole, unit by unit."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from tests.oracles.scalar_rnn import Vector, affine


def sigmoid(u: float) -> float:
    """1 / (1 + e^-u)."""
    return 1 / (1 + math.exp(-u))


def pre_activation(gate: str, x: Vector, h: Vector, seen: Vector | None, p: Mapping[str, Any]) -> Vector:
    """W x + U h + b, and p ⊙ seen with a peephole."""
    plain = affine([(p[f"W_{gate}"], x), (p[f"U_{gate}"], h)], p[f"b_{gate}"])
    if seen is None:
        return plain
    return [u + w * c for u, w, c in zip(plain, p[f"p_{gate}"], seen, strict=True)]


def gate(name: str, x: Vector, h: Vector, seen: Vector | None, p: Mapping[str, Any]) -> Vector:
    """A gate's value."""
    return [sigmoid(u) for u in pre_activation(name, x, h, seen, p)]


def cell(i: Vector, f: Vector, a: Vector, C: Vector) -> Vector:
    """F C + i a."""
    return [f_k * c + i_k * a_k for i_k, f_k, a_k, c in zip(i, f, a, C, strict=True)]


def read_out(o: Vector, C: Vector) -> Vector:
    """O tanh C."""
    return [o_k * math.tanh(c) for o_k, c in zip(o, C, strict=True)]


def run(
    x: Sequence[Vector], h: Vector, C: Vector, p: Mapping[str, Any], *, peephole: bool = False
) -> tuple[list[Vector], list[Vector]]:
    """h^1 … h^T and C^1 … C^T."""
    hidden, cells = [], []
    for x_t in x:
        seen = C if peephole else None
        i, f = gate("i", x_t, h, seen, p), gate("f", x_t, h, seen, p)
        a = [math.tanh(u) for u in pre_activation("a", x_t, h, None, p)]
        C = cell(i, f, a, C)
        h = read_out(gate("o", x_t, h, C if peephole else None, p), C)
        hidden.append(h)
        cells.append(C)
    return hidden, cells
