"""What the float of an operation hides: rules for ``Operation.hides``.

Each takes the arguments, of each of them which entries are no short numbers though they look so, and the value; and
says the same of the value.
"""

from collections.abc import Callable
from functools import reduce
from typing import Any

import numpy as np

from engine.derivation.operation import Flags, Hiding
from engine.derivation.places import part_of

UNSEEN = 1e-14  # of a sum, or of a limit: what is nearer is beyond the digits that are compared


def nothing(arguments: list[Any], flags: list[Flags], value: Any) -> Flags:
    """The value is whole, whatever the digits it was made of."""
    return np.asarray(False)


def limits(*of: float, from_zero: bool = False) -> Hiding:
    """A function that has come so near to a limit that its float is the limit, which is met at 0 or nowhere.

    ``from_zero``: it is its argument where that is small.
    """

    def rule(arguments: list[Any], flags: list[Flags], value: Any) -> Flags:
        argument, result = np.asarray(arguments[0], dtype=float), np.asarray(value)
        near = reduce(np.logical_or, (np.abs(result - limit) <= UNSEEN for limit in of))
        if from_zero:
            near = near | (np.abs(result - argument) <= UNSEEN * np.abs(argument))
        return np.asarray(flags[0] | (near & (argument != 0) & np.isfinite(argument)))

    return rule


def factors(arguments: list[Any], flags: list[Flags], value: Any) -> Flags:
    """What is multiplied by 0 no longer shows."""
    a, b = (np.asarray(argument) != 0 for argument in arguments)
    return np.asarray((flags[0] & (b | flags[1])) | (flags[1] & (a | flags[0])))


def products(times: Callable[[Any, Any], Any]) -> Hiding:
    """The same where entries are multiplied and added: ``times`` does it."""

    def rule(arguments: list[Any], flags: list[Flags], value: Any) -> Flags:
        a, b = ((np.asarray(x) != 0) | flag for x, flag in zip(arguments, flags, strict=True))
        one, two = flags[0].astype(float), flags[1].astype(float)
        return np.asarray((times(one, b.astype(float)) + times(a.astype(float), two)) > 0)

    return rule


def moved(move: Callable[..., Any]) -> Hiding:
    """Entries are put elsewhere: ``move`` does it with the flags as with the values."""

    def rule(arguments: list[Any], flags: list[Flags], value: Any) -> Flags:
        return np.asarray(move(*flags))

    return rule


def part(arguments: list[Any], flags: list[Flags], value: Any) -> Flags:
    """The entries that are taken."""
    return np.asarray(part_of(np.broadcast_to(flags[0], np.shape(arguments[0])), arguments[1]))


def _counting(scores: Any) -> Flags | None:
    """Which scores count: one of -∞ does not. None where fewer than two do."""
    counting = np.isfinite(scores)
    return np.asarray(counting) if np.count_nonzero(counting) >= 2 else None


def _any(flags: list[Flags], hidden: Any) -> Flags:
    return np.asarray(np.asarray(any(map(np.any, flags))) | np.asarray(hidden))


def shares(arguments: list[Any], flags: list[Flags], value: Any) -> Flags:
    """A share so near 0 or 1 that some score no longer shows in it."""
    counting = _counting(np.asarray(arguments[0], dtype=float))
    if counting is None:
        return _any(flags, False)
    share = np.asarray(value)
    return _any(flags, counting & ((share <= UNSEEN) | (1 - share <= UNSEEN)))


def _alone(value: Any, alone: Any) -> Any:
    return np.abs(value - alone) <= UNSEEN * np.maximum(1.0, np.abs(alone))


def log_shares(arguments: list[Any], flags: list[Flags], value: Any) -> Flags:
    """The logarithm of a share in which only the largest score shows."""
    scores = np.asarray(arguments[0], dtype=float)
    counting = _counting(scores)
    if counting is None:
        return _any(flags, False)
    return _any(flags, _alone(np.asarray(value), np.where(counting, scores - np.max(scores[counting]), value)))


def log_sum(arguments: list[Any], flags: list[Flags], value: Any) -> Flags:
    """The logarithm of a sum of powers in which only the largest shows."""
    scores = np.asarray(arguments, dtype=float)
    counting = _counting(scores)
    return _any(flags, False if counting is None else _alone(np.asarray(value), np.max(scores[counting])))
