"""A recorded value for many inputs at once: the trees of its steps, evaluated with an axis of cases in front.

What a central difference asks for is one value at some hundred slightly different inputs. Going through the engine once
for each costs a thousand times the arithmetic; an operation on all of them at once costs little more than on one.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np

from engine.derivation.cases import Cases
from engine.derivation.operations import record_of
from engine.derivation.recorder import Derivation, needed
from engine.derivation.term import (
    AGREEING,
    Array,
    Constant,
    Fused,
    Name,
    Named,
    Places,
    Tree,
    compute,
    evaluate,
    leaves,
)


class CountedError(ValueError):
    """A value is made of a step that was counted, which no tree can be evaluated for."""


def values_of_cases(record: Derivation, asked: Name, cases: Mapping[Name, Array]) -> Array:
    """The scalar step ``asked`` for each case, (B,); ``cases`` holds inputs of the run, each with an axis B in front.

    Every other input is the recorded one. Raises ``CountedError`` where a step on the way was counted.
    """
    values: dict[Name, Any] = dict(record.given) | {name: Cases(value) for name, value in cases.items()}
    count = len(next(iter(cases.values())))
    for step in needed(record.steps, asked):
        if step.tree is None:
            raise CountedError(step.name)
        changed = any(isinstance(values[name], Cases) for name in step.uses)
        values[step.name] = _evaluate(step.tree, values, count) if changed else step.carried
    found = values[asked]
    return found.value if isinstance(found, Cases) else np.full(count, float(found))


def _evaluate(tree: Tree, values: Mapping[Name, Any], count: int) -> Any:
    if isinstance(tree, Named):
        return values[tree.name]
    if isinstance(tree, Constant | Places):
        return tree.value
    if isinstance(tree, Fused):
        return _fused(tree, values, count)
    return _applied(tree.operation, [_evaluate(argument, values, count) for argument in tree.arguments], count)


def _fused(tree: Fused, values: Mapping[Name, Any], count: int) -> Any:
    """Case by case the formula where it agrees with the way, as everywhere else; else whatever is right there."""
    formula, way = _evaluate(tree.formula, values, count), _evaluate(tree.way, values, count)
    if not isinstance(formula, Cases) or not isinstance(way, Cases):
        return formula
    near = np.abs(formula.value - way.value) <= AGREEING * np.abs(way.value)
    agreeing = near.reshape(count, -1).all(axis=1)
    found = formula.value.copy()
    names = set(leaves(tree.formula)) | {name for name, _ in tree.past} | set(leaves(tree.way))
    for _, source in tree.past:
        names |= set(leaves(source))
    for case in np.flatnonzero(~agreeing).tolist():
        found[case] = evaluate(tree, {name: _one(values[name], case) for name in names})
    return Cases(found)


def _one(value: Any, case: int) -> Any:
    return value.value[case] if isinstance(value, Cases) else value


def _applied(operation: str, arguments: list[Any], count: int) -> Any:
    if not any(isinstance(argument, Cases) for argument in arguments):
        return compute(operation)(*arguments)
    record = record_of(operation)
    if record.entrywise:
        return Cases(np.asarray(compute(operation)(*_aligned(arguments))))
    if record.together is not None:
        return Cases(np.asarray(record.together(*(_lifted(argument) for argument in arguments))))
    rows = [compute(operation)(*(_one(argument, case) for argument in arguments)) for case in range(count)]
    return Cases(np.array(rows))


def _lifted(argument: Any) -> Any:
    """A value that is the same in every case; places are no value."""
    return argument if isinstance(argument, Cases | tuple) else Cases(np.asarray(argument)[None])


def _aligned(arguments: list[Any]) -> list[Any]:
    """The axes of one case at the end, as NumPy broadcasts them, the axis of cases before all of them."""
    most = max(a.dimensions if isinstance(a, Cases) else np.ndim(a) for a in arguments)
    return [
        a.value.reshape(len(a.value), *(1,) * (most - a.dimensions), *a.value.shape[1:]) if isinstance(a, Cases) else a
        for a in arguments
    ]
