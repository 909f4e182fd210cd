"""Gradient clipping by the global norm.

    ‖g‖ = √(Σ_k ‖g_k‖²)  over all gradients together,   ĝ_k = min(1, θ / ‖g‖) g_k

Source: Pascanu, Mikolov and Bengio 2013. Some libraries divide by ‖g‖ + 10⁻⁶.
"""

from collections.abc import Mapping
from typing import Literal

import numpy as np

from engine import functions
from engine.derivation import Array, Notation, StepFunction, fused, keep, total
from engine.functions import squared_norm

Denominator = Literal["norm", "norm+1e-6"]
ADDED = 1e-6
NOTATION = Notation(
    symbols={
        "g": "g_{#}",
        "theta": r"\theta",
        "norm": r"\lVert g \rVert",
        "rate": "r",
        "g_clipped": r"\hat{g}_{#}",
    },
    phrases={
        "norm": ("すべての勾配をまとめたノルムを求める", "Find the norm of all gradients together"),
        "rate": (
            "ノルムがしきい値を超えないよう比率を決める",
            "Choose the rate that keeps the norm within the threshold",
        ),
        "g_clipped": ("勾配に共通の比率を掛ける", "Scale the gradient by the rate that all share"),
    },
    running="k",
    last="K",
)


def global_norm(g: Mapping[int, Array], *, step: StepFunction = keep) -> Array:
    """‖g‖ = √(Σ_k ‖g_k‖²) over all gradients together; a scalar."""
    return step(
        "norm",
        None,
        fused(lambda: np.sqrt(total({k: squared_norm(g[k]) for k in g})), lambda: functions.norm(*g.values())),
    )


def clip_by_global_norm(
    g: Mapping[int, Array], theta: Array, *, denominator: Denominator = "norm", step: StepFunction = keep
) -> dict[int, Array]:
    """Scale all gradients by one factor so that their global L2 norm is at most ``theta`` (a scalar array, > 0).

    ``g`` maps 1..K to gradients of any shape, not all zero; the direction of the whole is kept.
    """
    norm = global_norm(g, step=step)
    rate = step("rate", None, np.minimum(1, theta / (norm if denominator == "norm" else norm + ADDED)))
    return {k: step("g_clipped", k, rate * g[k]) for k in g}
