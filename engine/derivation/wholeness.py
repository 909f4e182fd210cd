"""Whether a value that looks whole in floats is whole, and whether one is only what is left of what cancelled.

tanh 40 is 1 in a float and 10⁶ + 10⁻⁹ is 10⁶, but neither is what the formula says: there ``=`` may not stand. (tanh 2
does not look whole; that ``≈`` stands before its digits needs no rule of its own.) And 0.1 + 0.2 - 0.3 leaves
5.6·10⁻¹⁷, of which no digit counts.
"""

from collections.abc import Mapping
from functools import reduce
from typing import Any

import numpy as np

from engine.derivation.hiding import UNSEEN
from engine.derivation.operation import Flags, Operation
from engine.derivation.operations import record_of
from engine.derivation.term import Array, Call, Constant, Fused, Name, Named, Places, Tree, compute, evaluate

NOISE = 1e-12  # of the largest term of a sum: what is left below it is float noise


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
    if isinstance(tree, Constant | Places):
        return tree.value, np.asarray(False)
    looked = [_looked(argument, values, known) for argument in tree.arguments]
    arguments, flags = [value for value, _ in looked], [flag for _, flag in looked]
    value = compute(tree.operation)(*arguments)
    if tree.operation == "divide" and _is_even_share(tree, values):
        return value, np.zeros(np.shape(value), dtype=bool)
    record = record_of(tree.operation)
    unsure = _of_call(record, arguments, flags, value)
    if record.adds or record.terms is not None:
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


def _of_call(record: Operation, arguments: list[Any], flags: list[Flags], value: Any) -> Flags:
    if record.hides is not None:
        return record.hides(arguments, flags, value)
    if all(flag.shape == np.shape(value) or flag.ndim == 0 for flag in flags) or record.joins == "terms":
        return reduce(np.logical_or, flags)
    return np.asarray(any(map(np.any, flags)))


def _absorbed(tree: Tree, values: Mapping[Name, Any], value: Array) -> Flags:
    terms = _terms(tree, values)
    if len(terms) < 2:
        return np.asarray(False)
    below = UNSEEN * np.abs(value)
    return np.asarray(reduce(np.logical_or, ((term != 0) & (np.abs(term) <= below) for term in terms)))


def _terms(tree: Tree, values: Mapping[Name, Any]) -> list[Array]:
    """What is added up in a formula, each term in the shape of the sum."""
    if isinstance(tree, Fused):
        return _terms(tree.formula, values)
    if isinstance(tree, Call):
        record = record_of(tree.operation)
        if record.adds:
            return [term for argument in tree.arguments for term in _terms(argument, values)]
        if record.terms is not None:
            return record.terms(*(np.asarray(evaluate(a, values), dtype=float) for a in tree.arguments))
    return [np.asarray(evaluate(tree, values), dtype=float)]
