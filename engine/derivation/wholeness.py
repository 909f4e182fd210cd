"""Whether a value that looks whole in floats is whole, and whether one is only what is left of what cancelled.

tanh 40 is 1 in a float and 10⁶ + 10⁻⁹ is 10⁶, but neither is what the formula says: there ``=`` may not stand. (tanh 2
does not look whole; that ``≈`` stands before its digits needs no rule of its own.) And 0.1 + 0.2 - 0.3 leaves
5.6·10⁻¹⁷, of which no digit counts.
"""

from collections.abc import Mapping
from functools import reduce
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.derivation.term import Array, Call, Constant, Fused, Name, Named, Tree, compute, evaluate

NOISE = 1e-12  # of the largest term of a sum: what is left below it is float noise
_UNSEEN = 1e-14  # of a sum, or of a limit: what is nearer is beyond the digits that are compared
_LIMITS = {"exp": (0.0, 1.0), "tanh": (-1.0, 1.0), "sigmoid": (0.0, 0.5, 1.0)}  # met at 0 or nowhere
_OVER_SCORES = {"softmax", "log_softmax", "log_sum_exp"}
_PRODUCTS = {"multiply", "scale", "masked"}
_BILINEAR = {"matmul", "inner"}
_SUMS = {"add", "subtract", "total", "sum", "squared_norm", *_BILINEAR}
_COUNTED = {"positive", "ones_like", "one_hot"}
Flags = NDArray[np.bool]


def unsure(tree: Tree, values: Mapping[Name, Any], known: Mapping[Name, Flags]) -> Flags:
    """Of each entry whether its float hides that it is no short number; ``known`` says it of the leaves."""
    with np.errstate(all="ignore"):
        value, flags = _looked(tree, values, known)
        return np.asarray(flags & np.isfinite(np.asarray(value, dtype=float)))


def left_over(tree: Tree | None, values: Mapping[Name, Any], value: Any) -> Flags:
    """Of each entry whether it is only the noise of a sum whose terms cancel."""
    size = np.abs(np.asarray(value, dtype=float))
    if tree is None or not np.any((size > 0) & (size < 1)):
        return np.zeros(size.shape, dtype=bool)
    with np.errstate(all="ignore"):
        terms = _terms(tree, values)
        if len(terms) < 2:
            return np.zeros(size.shape, dtype=bool)
        largest = reduce(np.maximum, (np.abs(term) for term in terms))
        return np.asarray((size > 0) & np.isfinite(largest) & (size <= NOISE * largest))


def without_noise(tree: Tree | None, values: Mapping[Name, Any], value: Any) -> Any:
    """The value with 0 for what is only noise."""
    if not isinstance(value, np.ndarray | float):
        return value
    noise = left_over(tree, values, value)
    if not np.any(noise):
        return value
    cleaned = np.where(noise, 0.0, value)
    return cleaned if isinstance(value, np.ndarray) else type(value)(cleaned)


def _looked(tree: Tree, values: Mapping[Name, Any], known: Mapping[Name, Flags]) -> tuple[Any, Flags]:
    if isinstance(tree, Fused):
        return evaluate(tree, values), _looked(tree.formula, values, known)[1]
    if isinstance(tree, Named):
        value = values[tree.name]
        return value, known.get(tree.name, np.zeros(np.shape(value), dtype=bool))
    if isinstance(tree, Constant):
        return tree.value, np.asarray(False)
    looked = [_looked(argument, values, known) for argument in tree.arguments]
    arguments, flags = [value for value, _ in looked], [flag for _, flag in looked]
    value = compute(tree.operation)(*arguments)
    if tree.operation == "divide" and _is_even_share(tree, values):
        return value, np.zeros(np.shape(value), dtype=bool)
    unsure = _of_call(tree.operation, arguments, flags, value)
    if tree.operation in _SUMS:
        unsure = unsure | _absorbed(tree, values, np.asarray(value, dtype=float))
    return value, np.broadcast_to(unsure, np.shape(value))


def _is_even_share(tree: Call, values: Mapping[Name, Any]) -> bool:
    """Whether a formula is e^a / (e^a + … + e^a), which is 1 over their number."""
    top, bottom = tree.arguments
    terms = bottom.arguments if isinstance(bottom, Call) and bottom.operation in {"total", "add"} else (bottom,)
    powers = [part for part in (top, *terms) if isinstance(part, Call) and part.operation == "exp"]
    if len(powers) < len(terms) + 1:
        return False
    first, *others = (evaluate(power.arguments[0], values) for power in powers)
    return all(np.array_equal(first, other) for other in others)


def _of_call(operation: str, arguments: list[Any], flags: list[Flags], value: Any) -> Flags:
    if operation in _COUNTED:
        return np.asarray(False)
    if operation in _LIMITS:
        return flags[0] | _at_limit(operation, np.asarray(arguments[0], dtype=float), np.asarray(value))
    if operation in _OVER_SCORES:
        return np.asarray(any(map(np.any, flags))) | _hidden_scores(operation, arguments, np.asarray(value))
    if operation in _PRODUCTS:
        a, b = (np.asarray(argument) != 0 for argument in arguments)
        return np.asarray((flags[0] & (b | flags[1])) | (flags[1] & (a | flags[0])))
    if operation in _BILINEAR or operation == "outer":
        times = compute(operation)
        a, b = ((np.asarray(x) != 0) | flag for x, flag in zip(arguments, flags, strict=True))
        one, two = flags[0].astype(float), flags[1].astype(float)
        return np.asarray((times(one, b.astype(float)) + times(a.astype(float), two)) > 0)
    if all(flag.shape == np.shape(value) or flag.ndim == 0 for flag in flags) or operation in {"add", "subtract"}:
        return reduce(np.logical_or, flags)
    if operation == "transpose":
        return flags[0].T
    if operation == "joined":
        return np.concatenate(flags)
    return np.asarray(any(map(np.any, flags)))


def _at_limit(operation: str, argument: Array, value: Array) -> Flags:
    """Whether a function has come so near to a limit that its float is the limit; tanh x is x where x is small."""
    limits = _LIMITS[operation]
    near = reduce(np.logical_or, (np.abs(value - limit) <= _UNSEEN for limit in limits))
    if operation == "tanh":
        near = near | (np.abs(value - argument) <= _UNSEEN * np.abs(argument))
    return np.asarray(near & (argument != 0) & np.isfinite(argument))


def _hidden_scores(operation: str, arguments: list[Any], value: Array) -> Flags:
    """Whether some of several scores no longer show in the value; a score of -∞ is none."""
    scores = np.asarray(arguments if operation == "log_sum_exp" else arguments[0], dtype=float)
    counting = np.isfinite(scores)
    if np.count_nonzero(counting) < 2:
        return np.asarray(False)
    if operation == "softmax":
        return np.asarray(counting & ((value <= _UNSEEN) | (1 - value <= _UNSEEN)))
    largest = np.max(scores[counting])
    alone = largest if operation == "log_sum_exp" else np.where(counting, scores - largest, value)
    return np.asarray(counting.any() & (np.abs(value - alone) <= _UNSEEN * np.maximum(1.0, np.abs(alone))))


def _absorbed(tree: Tree, values: Mapping[Name, Any], value: Array) -> Flags:
    terms = _terms(tree, values)
    if len(terms) < 2:
        return np.asarray(False)
    below = _UNSEEN * np.abs(value)
    return np.asarray(reduce(np.logical_or, ((term != 0) & (np.abs(term) <= below) for term in terms)))


def _terms(tree: Tree, values: Mapping[Name, Any]) -> list[Array]:
    """What is added up in a formula, each term in the shape of the sum."""
    if isinstance(tree, Fused):
        return _terms(tree.formula, values)
    if isinstance(tree, Call):
        if tree.operation in {"add", "subtract", "total", "negative"}:
            return [term for argument in tree.arguments for term in _terms(argument, values)]
        if tree.operation in _BILINEAR:
            a, b = (np.asarray(evaluate(argument, values), dtype=float) for argument in tree.arguments)
            return [np.multiply.outer(a[..., k], b[k]) for k in range(len(b))]
        if tree.operation in {"sum", "squared_norm"}:
            entries = np.ravel(np.asarray(evaluate(tree.arguments[0], values), dtype=float))
            return list(entries if tree.operation == "sum" else np.square(entries))
    return [np.asarray(evaluate(tree, values), dtype=float)]
