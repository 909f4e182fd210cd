"""Draws that are built to fit: what decides whether the point of a question shows is drawn until it does."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import combinations, product
from typing import Any, TypeVar

import numpy as np

T = TypeVar("T")
TRIES = 200
_COUNTED: ContextVar[list[int] | None] = ContextVar("counted", default=None)
LEAST = 0.03  # between two answers of two decimals, so that neither is taken for the other


def fitting(draw: Callable[[int], T], fits: Callable[[T], bool]) -> T:
    """The first value of ``draw`` (its k-th, for k = 0, 1, …) that fits.

    Where none of two hundred does, the last one; what is not fit to be asked is rejected later.
    """
    for k in range(TRIES - 1):
        value = draw(k)
        if fits(value):
            _count(k + 1)
            return value
    _count(TRIES)
    return draw(TRIES - 1)


def _count(tries: int) -> None:
    counted = _COUNTED.get()
    if counted is not None:
        counted.append(tries)


@contextmanager
def counted_tries() -> Iterator[list[int]]:
    """How many values each ``fitting`` inside looked at; ``TRIES`` where none fitted."""
    counted: list[int] = []
    token = _COUNTED.set(counted)
    try:
        yield counted
    finally:
        _COUNTED.reset(token)


def all_count(terms: Sequence[float]) -> bool:
    """Whether no term of a sum, and no two of them together, can be left out without harm to two decimals."""
    twos = (one + other for one, other in combinations(terms, 2))
    return all(abs(part) > LEAST for part in (*terms, *twos))


def asymmetric(values: tuple[float, ...]) -> tuple[list[list[float]], ...]:
    """All 2×2 matrices of these values that are not their own transpose."""
    return tuple([[float(a), float(b)], [float(c), float(e)]] for a, b, c, e in product(values, repeat=4) if b != c)


def moved(inputs: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The inputs with one array after the other, of a sequence one time after the other, replaced by another."""
    for name, value in inputs.items():
        if isinstance(value, Mapping):
            yield from ({**inputs, name: {**value, t: np.asarray(0.3 - entry)}} for t, entry in value.items())
        else:
            yield {**inputs, name: 0.3 - value}
