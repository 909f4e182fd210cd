"""Central differences: ∂E/∂θ_k ≈ (E(θ + h e_k) - E(θ - h e_k)) / 2h, with error O(h²)."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from engine.derivation import Array


def central_differences(scalar: Callable[[Array], Any], at: Array, h: float = 1e-5) -> Array:
    """Numerical gradient of a scalar function of one array, of the array's shape.

    ``h`` balances the truncation error h² against the rounding error 1e-16 / h.
    """
    gradient = np.zeros_like(at, dtype=float)
    for place in np.ndindex(at.shape):
        above, below = at.astype(float), at.astype(float)
        above[place] += h
        below[place] -= h
        gradient[place] = (float(scalar(above)) - float(scalar(below))) / (2 * h)
    return gradient


def gradient_of_step(
    function: Callable[..., Any],
    inputs: Mapping[str, Any],
    conventions: Mapping[str, Any],
    scalar: str,
    with_respect_to: str,
    h: float = 1e-5,
) -> Array:
    """Central differences of the step ``scalar`` of an engine function, with respect to one of its input arrays.

    The input may also be an entry of a mapping of named parameters. Raises ``KeyError`` where there is no such step or
    input.
    """

    def value(array: Array) -> float:
        found: dict[str, float] = {}

        def listen(name: str, index: Any, result: Any, evidence: object = None) -> Any:
            if name == scalar:
                found[name] = float(result)
            return result

        function(**_with(inputs, with_respect_to, array), **conventions, step=listen)
        return found[scalar]

    return central_differences(value, _input(inputs, with_respect_to), h)


def _input(inputs: Mapping[str, Any], name: str) -> Array:
    if name in inputs:
        return np.asarray(inputs[name], dtype=float)
    for value in inputs.values():
        if isinstance(value, Mapping) and name in value:
            return np.asarray(value[name], dtype=float)
    raise KeyError(name)


def _with(inputs: Mapping[str, Any], name: str, array: Array) -> dict[str, Any]:
    if name in inputs:
        return {**inputs, name: array}
    return {
        key: {**value, name: array} if isinstance(value, Mapping) and name in value else value
        for key, value in inputs.items()
    }
