"""Draws that are built to fit: what decides whether the point of a question shows is drawn until it does."""

from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
TRIES = 40


def fitting(draw: Callable[[int], T], fits: Callable[[T], bool]) -> T:
    """The first value of ``draw`` (its k-th, for k = 0, 1, …) that fits.

    Where none of forty does, the last one; what is not fit to be asked is rejected later.
    """
    for k in range(TRIES - 1):
        value = draw(k)
        if fits(value):
            return value
    return draw(TRIES - 1)
