"""How an operation is done for many cases at once, where it is not done entry by entry."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.derivation.places import Key, Span, part_of


@dataclass(frozen=True, slots=True)
class Cases:
    """A value for each case: the first axis runs over the cases."""

    value: NDArray[np.float64]

    @property
    def dimensions(self) -> int:
        """How many axes the value of one case has."""
        return self.value.ndim - 1


def matmul(a: Cases, b: Cases) -> Any:
    """Matrices and vectors, case by case."""
    left = a.value if a.dimensions == 2 else a.value[:, None, :]
    right = b.value if b.dimensions == 2 else b.value[:, :, None]
    product = np.matmul(left, right)
    product = product if b.dimensions == 2 else product[..., 0]
    return product if a.dimensions == 2 else product[:, 0]


def outer(a: Cases, b: Cases) -> Any:
    """Vectors, case by case."""
    return a.value[:, :, None] * b.value[:, None, :]


def transpose(a: Cases) -> Any:
    """Matrices, case by case."""
    return np.swapaxes(a.value, 1, 2)


def _flat(a: Cases) -> Any:
    return a.value.reshape(len(a.value), -1)


def over_entries(a: Cases) -> Any:
    """The sum of all entries."""
    return np.sum(_flat(a), axis=1)


def over_squares(a: Cases) -> Any:
    """The sum of the squares of all entries."""
    return np.sum(np.square(_flat(a)), axis=1)


def part(a: Cases, key: Key) -> Any:
    """The same entries of every case."""
    whole = Span(None, None, 1, len(a.value))
    return part_of(a.value, (whole, *key))


def greatest(a: Cases) -> Any:
    """The largest of all entries."""
    return np.max(_flat(a), axis=1)
