"""Formulas at fifty digits, each value with the error that a careful float computation may have made in it.

A second reading of the engine's formulas: ``value`` goes through a tree with mpmath and with nothing of NumPy's. What
it says of an error is that of the formula as it is written: an operation adds ``UNIT`` of its result, or of its larger
term where it adds, and hands on the errors of its arguments. So a sum whose terms cancel may be wrong by its terms, and
nothing else may be wrong at all.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from itertools import product
from typing import Any, TypeAlias

import numpy as np
from mpmath import inf, isfinite, isinf, isnan, mp, mpf, nan

from engine.derivation.term import Call, Constant, Fused, Name, Named, Places, Tree

DIGITS = 50
UNIT = mpf(10) ** -12  # of one operation, so that a thousand of them stay within 1e-9
mp.dps = DIGITS


@dataclass(frozen=True, slots=True)
class Near:
    """A number and the error that it may have."""

    at: Any
    error: Any = 0


Entries: TypeAlias = Any  # an object array of ``Near``


def exact(value: Any) -> Entries:
    """Floats as they are."""
    array = np.asarray(value, dtype=float)
    found = np.empty(array.shape, dtype=object)
    for place in np.ndindex(array.shape):
        found[place] = Near(mpf(float(array[place])))
    return found


def _is_number(*numbers: Near) -> bool:
    return all(isfinite(number.at) for number in numbers)


def _made(at: Any, error: Any, size: Any = None) -> Near:
    """A result with the errors handed on, and its own: ``UNIT`` of ``size``, or of itself."""
    if not isfinite(at):
        return Near(at)
    if not isfinite(error):  # also of 0 times what nobody knows
        return Near(at, inf)
    return Near(at, error + UNIT * abs(at if size is None else size))


def _add(a: Near, b: Near) -> Near:
    return _made(a.at + b.at, a.error + b.error, max(abs(a.at), abs(b.at)) if _is_number(a, b) else None)


def _minus(a: Near) -> Near:
    return Near(-a.at, a.error)


def _times(a: Near, b: Near) -> Near:
    if not _is_number(a, b):
        return Near(a.at * b.at)
    return _made(a.at * b.at, abs(a.at) * b.error + abs(b.at) * a.error + a.error * b.error)


def _over(a: Near, b: Near) -> Near:
    if b.at == 0:
        return Near(nan if a.at == 0 or isnan(a.at) else inf if a.at > 0 else -inf)
    if not _is_number(a, b):
        return Near(a.at / b.at)
    sure = abs(b.at) - b.error
    if sure <= 0:
        return Near(a.at / b.at, inf)
    return _made(a.at / b.at, (abs(a.at) * b.error + abs(b.at) * a.error) / (abs(b.at) * sure))


def _exp(a: Near) -> Near:
    return _made(mp.exp(a.at), mp.exp(a.at) * mp.expm1(a.error) if isfinite(a.at) else 0)


def _log(a: Near) -> Near:
    if a.at == 0:
        return Near(-inf)
    if a.at < 0 or not isfinite(a.at):
        return Near(nan if a.at < 0 or isnan(a.at) else inf)
    return Near(mp.log(a.at), inf) if a.error >= a.at else _made(mp.log(a.at), -mp.log1p(-a.error / a.at))


def _sloped(function: Callable[[Any], Any], slope: Callable[[Any], Any]) -> Callable[[Near], Near]:
    """A function whose slope is the larger the nearer its argument lies to 0."""

    def applied(a: Near) -> Near:
        return _made(function(a.at), a.error * slope(max(mpf(0), abs(a.at) - a.error)))

    return applied


def _sigma(u: Any) -> Any:
    return 1 / (1 + mp.exp(-u))


def _root(a: Near) -> Near:
    if a.at == 0:
        return Near(mpf(0), mp.sqrt(a.error))
    return _made(mp.sqrt(a.at), a.error / mp.sqrt(a.at)) if isfinite(a.at) else a


def _decided(a: Near, above: Any, below: Any) -> Near:
    return Near(above if a.at > 0 else below, abs(above - below) if abs(a.at) < a.error else mpf(0))


def _either(a: Near, b: Near, choose: Callable[[Any, Any], Any]) -> Near:
    return Near(choose(a.at, b.at), max(a.error, b.error))


def _magnitude(a: Near) -> Near:
    return Near(abs(a.at), a.error)


def _raised(a: Near, k: Near) -> Near:
    if a.at == 0 or not _is_number(a):
        return Near(a.at**k.at)
    return _made(a.at**k.at, abs(a.at**k.at) * mp.expm1(abs(k.at) * a.error / abs(a.at)), a.at**k.at)


def _sum(entries: Iterable[Near]) -> Near:
    found, *others = entries
    for entry in others:
        found = _add(found, entry)
    return found


def _dot(row: Any, column: Any) -> Near:
    return _sum(_times(a, b) for a, b in zip(row, column, strict=True))


def _each(function: Callable[..., Near]) -> Callable[..., Entries]:
    """A function of numbers, entry by entry; a single number goes with every entry."""

    def applied(*arguments: Entries) -> Entries:
        cast = np.broadcast_arrays(*arguments)
        found = np.empty(cast[0].shape, dtype=object)
        for place in np.ndindex(found.shape):
            found[place] = function(*(argument[place] for argument in cast))
        return found

    return applied


def _scalar(number: Near) -> Entries:
    found = np.empty((), dtype=object)
    found[()] = number
    return found


def _matmul(a: Entries, b: Entries) -> Entries:
    if a.ndim == b.ndim == 1:
        return _scalar(_dot(a, b))
    rows = a if a.ndim == 2 else a[None, :]
    columns = b.T if b.ndim == 2 else b[None, :]
    found = np.empty((len(rows), len(columns)), dtype=object)
    for i, j in product(range(len(rows)), range(len(columns))):
        found[i, j] = _dot(rows[i], columns[j])
    return found.reshape(((len(rows),) if a.ndim == 2 else ()) + ((len(columns),) if b.ndim == 2 else ()))


def _outer(a: Entries, b: Entries) -> Entries:
    return _each(_times)(a[:, None], b[None, :])


def _share(entries: Any, k: int) -> Near:
    """A share of a softmax: only differences of the exponents matter, so their errors do and not their size."""
    differences = [Near(other.at - entries[k].at, other.error + entries[k].error) for other in entries]
    return _over(Near(mpf(1)), _sum(_exp(d) for d in differences))


def _softmax(v: Entries) -> Entries:
    return np.array([_share(v, k) for k in range(len(v))], dtype=object)


def _total(*terms: Entries) -> Entries:
    found = terms[0]
    for term in terms[1:]:
        found = _each(_add)(found, term)
    return found


def _joined(a: Entries, b: Entries) -> Entries:
    return np.concatenate([a, b])


def _part(a: Entries, key: Any) -> Entries:
    found = a[tuple(place if isinstance(place, int) else slice(place.start, place.stop, place.step) for place in key)]
    return _scalar(found) if isinstance(found, Near) else found


def _one_hot(k: Entries, size: Entries) -> Entries:
    return exact([float(place == k[()].at) for place in range(int(size[()].at))])


def _stacked(*entries: Entries) -> Entries:
    return np.array([entry[()] for entry in entries], dtype=object)


def _average(*terms: Entries) -> Entries:
    return _each(_over)(_total(*terms), exact(len(terms)))


OPERATIONS: Mapping[str, Callable[..., Entries]] = {
    "add": _each(_add),
    "subtract": _each(lambda a, b: _add(a, _minus(b))),
    "negative": _each(_minus),
    "multiply": _each(_times),
    "scale": _each(_times),
    "divide": _each(_over),
    "matmul": _matmul,
    "inner": _matmul,
    "outer": _outer,
    "transpose": lambda a: a.T,
    "square": _each(lambda a: _times(a, a)),
    "power": _each(_raised),
    "sqrt": _each(_root),
    "exp": _each(_exp),
    "log": _each(_log),
    "log2": _each(lambda a: _over(_log(a), Near(mp.log(2)))),
    "tanh": _each(_sloped(mp.tanh, lambda u: mp.sech(u) ** 2)),
    "sigmoid": _each(_sloped(_sigma, lambda u: _sigma(u) * _sigma(-u))),
    "relu": _each(lambda a: Near(max(a.at, mpf(0)), a.error)),
    "positive": _each(lambda a: _decided(a, mpf(1), mpf(0))),
    "ones_like": _each(lambda a: Near(mpf(1))),
    "softmax": _softmax,
    "log_softmax": lambda v: _each(_log)(_softmax(v)),
    "log_sum_exp": lambda *terms: _each(_log)(_total(*map(_each(_exp), terms))),
    "masked": _each(lambda m, a: Near(mpf(0)) if m.at == 0 else _times(m, a)),
    "norm": lambda *a: _each(_root)(_scalar(_sum(_times(one, one) for array in a for one in array.ravel()))),
    "squared_norm": lambda a: _scalar(_sum(_times(one, one) for one in a.ravel())),
    "l1_norm": lambda a: _scalar(_sum(_magnitude(one) for one in a.ravel())),
    "sum": lambda a: _scalar(_sum(a.ravel())),
    "minimum": _each(lambda a, b: _either(a, b, min)),
    "maximum": _each(lambda a, b: _either(a, b, max)),
    "joined": _joined,
    "largest": lambda *terms: reduce(_each(lambda a, b: _either(a, b, max)), terms),
    "max": lambda a: _scalar(reduce(lambda one, other: _either(one, other, max), a.ravel())),
    "part": _part,
    "one_hot": _one_hot,
    "stacked": _stacked,
    "total": _total,
    "average": _average,
}


def value(tree: Tree, values: Mapping[Name, Entries]) -> Entries:
    """The formula of a tree as it is written, not the way on which it is computed."""
    if isinstance(tree, Fused):
        return value(tree.formula, values)
    if isinstance(tree, Named):
        return values[tree.name]
    if isinstance(tree, Constant):
        return exact(tree.value)
    if isinstance(tree, Places):
        return tree.value
    assert isinstance(tree, Call)
    return OPERATIONS[tree.operation](*(value(argument, values) for argument in tree.arguments))


LARGEST, SMALLEST = mpf(float(np.finfo(float).max)), mpf(10) ** -305


def holds(found: float, sought: Near) -> bool:
    """Whether a float is the number within its error: ∞ only where it is beyond all floats, 0 where it is below."""
    if isnan(sought.at):
        return bool(np.isnan(found))
    if isinf(sought.at) or isinf(sought.error):
        return isinf(sought.error) or found == float(sought.at)
    if not np.isfinite(found):
        return not np.isnan(found) and found * sought.at > 0 and abs(sought.at) + sought.error > LARGEST
    return bool(abs(mpf(found) - sought.at) <= sought.error + 1000 * UNIT * abs(sought.at) + SMALLEST)


def is_sharp(sought: Near) -> bool:
    """Whether the reference says what the value is: to a millionth of it, or that it is none."""
    return bool(
        not isfinite(sought.at) or (isfinite(sought.error) and sought.error <= abs(sought.at) / 10**6 + SMALLEST)
    )
