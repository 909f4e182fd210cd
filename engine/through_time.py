"""What a gradient is multiplied by on its way through time.

    ∂z^k/∂z^0 = Π_t f'(u^t) w                 one unit: shrinks or grows with the k-th power
    ∂C^T/∂C^0 = Π_t f^t                       LSTM, direct path: the product of the forget gates

Source: Hochreiter and Schmidhuber 1997, Pascanu et al. 2013.
"""

from collections.abc import Mapping

import numpy as np

from engine.derivation import Array, Notation, StepFunction, keep

NOTATION = Notation(
    symbols={
        "w": "w",
        "slope": "f'",
        "k": "k",
        "factor": r"\left( f' w \right)",  # it is raised to a power
        "product": r"\frac{\partial z^{k}}{\partial z^{(0)}}",
        "f_prime": "f'(u^{#})",
        "passed": r"\frac{\partial z^{#}}{\partial z^{(0)}}",
        "f": "f^{#}",
        "kept": r"\operatorname{diag} \frac{\partial C^{#}}{\partial C^{(0)}}",
    },
    phrases={
        "factor": ("時刻ごとに勾配へ掛かる係数を求める", "Find the factor that each time multiplies the gradient by"),
        "product": ("係数を時刻の数だけ掛け合わせる", "Multiply the factor by itself, once for each time"),
        "passed": ("この時刻まで通った勾配を求める", "Find the gradient that has come through up to this time"),
        "kept": ("忘却ゲートを通って残る勾配を求める", "Find what the forget gates let through of the gradient"),
    },
    initial={"C0": ("C", 0)},
)


def power(w: Array, slope: Array, k: Array, *, step: StepFunction = keep) -> Array:
    """(f' w)^k for one unit whose slope is the same at each of the k steps; a scalar."""
    factor = step("factor", None, slope * w)
    return step("product", None, np.power(factor, k))


def chain(w: Array, f_prime: Mapping[int, Array], *, step: StepFunction = keep) -> Array:
    """Π_t f'(u^t) w for one unit over the given times; a scalar."""
    passed = None
    for t in f_prime:
        passed = step("passed", t, f_prime[t] * w if passed is None else f_prime[t] * w * passed)
    if passed is None:
        raise ValueError("at least one time")
    return passed


def cell_chain(f: Mapping[int, Array], *, step: StepFunction = keep) -> Array:
    """Π_t f^t entry by entry: how much of a change of C^0 reaches C^T on the direct path; (H,)."""
    kept = None
    for t in f:
        kept = step("kept", t, f[t] if kept is None else f[t] * kept)
    if kept is None:
        raise ValueError("at least one time")
    return kept
