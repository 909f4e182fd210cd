"""Numerical gradients, for engine functions as they stand."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from engine.derivation import Array, Notation, Run
from engine.gradient_check import H, Slope, Through


def central_differences(scalar: Callable[[Array], Any], at: Array, h: float = H) -> Array:
    """Numerical gradient of a scalar function of one array, of the array's shape."""
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
) -> Array:
    """Central differences of the step ``scalar`` of an engine function, with respect to one of its input arrays.

    The input may also be an entry of a mapping of named parameters. Raises ``KeyError`` where there is no such step or
    input.
    """
    run = Run(function, Notation(symbols={}), inputs, conventions)
    slope = Slope(Through(run), (scalar, None), (with_respect_to, None))
    return np.array([slope.central(place) for place in np.ndindex(slope.start.shape)]).reshape(slope.start.shape)
