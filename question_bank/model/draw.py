"""Random draws that are ours: one stream per family and parameter, from SHA-256 of their names, seed and attempt.

NumPy does not promise the same generator stream across versions, a new parameter must not shift the old ones, and one
seed must not put the right choice at the same place in every family.
"""

import hashlib
from collections.abc import Sequence
from typing import Any, TypeVar

import numpy as np

T = TypeVar("T")


class Draw:
    """The draws of one attempt at an instance. Family, seed, attempt and name say which, everywhere."""

    def __init__(self, family: str, seed: int, attempt: int = 0) -> None:
        self._stem = f"{family}:{seed}:{attempt}:"

    def _bits(self, name: str, count: int) -> int:
        digest = hashlib.sha256(f"{self._stem}{name}:{count}".encode()).digest()
        return int.from_bytes(digest[:8], "big")

    def integer(self, name: str, low: int, high: int, count: int = 0) -> int:
        """A whole number from ``low`` to ``high``, both included, uniform to within 2⁻⁵⁰.

        Raises ``ValueError`` where there is none.
        """
        if high < low:
            raise ValueError(f"nothing to draw {name!r} from: no whole number lies from {low} to {high}")
        return low + self._bits(name, count) % (high - low + 1)

    def pick(self, name: str, options: Sequence[T], count: int = 0) -> T:
        """One of ``options``, uniformly. Raises ``ValueError`` where there is none."""
        if not options:
            raise ValueError(f"nothing to draw {name!r} from: the options are empty")
        return options[self.integer(name, 0, len(options) - 1, count)]

    def array(self, name: str, shape: tuple[int, ...], values: Sequence[float]) -> Any:
        """A nested list of that shape, each entry drawn from ``values`` on its own."""
        size = int(np.prod(shape, dtype=int))
        entries = [float(self.pick(name, values, count)) for count in range(size)]
        return np.array(entries).reshape(shape).tolist()

    def sequence(self, name: str, length: int, shape: tuple[int, ...], values: Sequence[float]) -> list[Any]:
        """A list of ``length`` arrays."""
        return [self.array(f"{name}{t}", shape, values) for t in range(1, length + 1)]

    def shuffled(self, name: str, items: Sequence[T]) -> list[T]:
        """The items in a random order, every order equally likely (Fisher and Yates)."""
        result = list(items)
        for last in range(len(result) - 1, 0, -1):
            other = self.integer(name, 0, last, last)
            result[last], result[other] = result[other], result[last]
        return result
