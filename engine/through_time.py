"""What a gradient is multiplied by on its way through time.

    ∂z^k/∂z^0 = Π_t f'(u^t) w                 one unit: shrinks or grows with the k-th power
    ∂C^T/∂C^0 = Π_t f^t                       LSTM, direct path: the product of the forget gates
    C^t = C^{t-1} + a^t,  ∂C^t/∂C^{t-1} = 1   the CEC without a forget gate: the change arrives unchanged
    δ^t = f'(u^t) ⊙ (Wᵀ δ^{t+1})              several units, no loss before the last time

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
        "W": "W",
        "delta": r"\delta^{#}",
        "a": "a^{#}",
        "C": "C^{#}",
        "kept": r"\operatorname{diag} \frac{\partial C^{#}}{\partial C^{(0)}}",
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


def carried_back(
    W: Array, f_prime: Mapping[int, Array], delta: Mapping[int, Array], *, step: StepFunction = keep
) -> dict[int, Array]:
    """Errors δ^t = f'(u^t) ⊙ (Wᵀ δ^{t+1}) at the times of ``f_prime``; ``delta`` holds that of the last time.

    With f' = 1 and W = I, the constant error carousel, they all are the last one. Returns {t}, each (H,).
    """
    carried = dict(delta)
    for t in sorted(f_prime, reverse=True):
        carried[t] = step("delta", t, f_prime[t] * (W.T @ carried[t + 1]))
    return carried


def carousel(a: Mapping[int, Array], C0: Array, *, step: StepFunction = keep) -> Array:
    """The cell after the last time of a CEC without gates, C^t = C^{t-1} + a^t; (H,)."""
    C = C0
    for t in a:
        C = step("C", t, C + a[t])
    return C
