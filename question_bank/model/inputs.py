"""From stored parameters (JSON) to the arrays an engine function takes."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from engine.derivation import Array


def array(values: Any) -> Array:
    """A float64 array of a number or of nested lists."""
    return np.array(values, dtype=float)


def sequence(values: Sequence[Any], first: int = 1) -> dict[int, Array]:
    """A sequence over time, counted from ``first``."""
    return {first + k: array(value) for k, value in enumerate(values)}


def network(parameters: Mapping[str, Any], sequences: Sequence[str] = ("x", "d", "y")) -> dict[str, Any]:
    """Inputs of a network by name: sequences over time from 1 (z from 0), everything else an array."""
    return {
        name: sequence(value, 0) if name == "z" else sequence(value) if name in sequences else array(value)
        for name, value in parameters.items()
    }
