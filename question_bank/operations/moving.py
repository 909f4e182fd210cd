"""The loss with each entry of an input moved up and down: what central differences are made of.

All moves are one evaluation of the recorded trees (``values_of_cases``); where a step on the way was counted, the
engine runs once for each.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from engine.derivation import Array, Derivation, Index, Name, Run
from engine.derivation.batched import CountedError, values_of_cases
from engine.derivation.recorder import V
from question_bank.operations.checking import Checked
from question_bank.operations.operation import Operation


@dataclass(frozen=True)
class Moved:
    """The loss with each entry of one input moved by ``h``, in the shape of the input, and where nothing is moved."""

    h: float
    loss: float
    above: Array
    below: Array

    @property
    def central(self) -> Array:
        """The central difference at each entry."""
        return np.asarray((self.above - self.below) / (2 * self.h))

    @property
    def bend(self) -> Array:
        """By how much the slope above differs from the slope below, at each entry."""
        return np.asarray((self.above - 2 * self.loss + self.below) / self.h)


class _ReachedError(Exception):
    def __init__(self, value: float) -> None:
        super().__init__(value)
        self.value = value


def moved(
    operation: Operation, checked: Checked, record: Derivation, names: Sequence[str], h: float
) -> dict[str, Moved]:
    """The moves of some inputs, by field; ``record`` is a run at full precision."""
    values = [np.array(checked.values[name], dtype=float) for name in names]
    cases = [
        (name, case)
        for name, value in zip(names, values, strict=True)
        for side in (h, -h)
        for case in _each_moved(value, side)
    ]
    with np.errstate(all="ignore"):
        losses = _losses(operation, checked, record, cases)
    loss, found, at = float(np.asarray(record.step(operation.loss, None).value)), {}, 0
    for name, value in zip(names, values, strict=True):
        above, below = losses[at : at + 2 * value.size].reshape(2, *value.shape)
        found[name] = Moved(h, loss, above, below)
        at += 2 * value.size
    return found


def _each_moved(value: Array, by: float) -> Array:
    """The value with each of its entries moved, one at a time."""
    cases = np.repeat(value.reshape(1, -1), value.size, axis=0)
    cases[np.diag_indices(value.size)] += by
    return np.asarray(cases.reshape(value.size, *value.shape))


def _losses(operation: Operation, checked: Checked, record: Derivation, cases: Sequence[tuple[str, Array]]) -> Array:
    changed = [_given(operation, checked, name, value) for name, value in cases]
    whole: dict[Name, Array] = {}
    for place, case in enumerate(changed):
        for name, value in case.items():
            if name not in whole:
                whole[name] = np.repeat(np.asarray(record.given[name])[None], len(cases), axis=0)
            whole[name][place] = value
    try:
        return values_of_cases(record, (operation.loss, None), whole)
    except CountedError:
        return np.array([_loss(operation, checked, name, value) for name, value in cases])


def _given(operation: Operation, checked: Checked, name: str, value: Array) -> Mapping[Name, Array]:
    """What of the engine's inputs an input of the form is."""
    values = {name: value} if operation.build is None else {**checked.values, name: value}
    inputs = operation.inputs(values, checked.conventions, checked.sizes)
    return Run(operation.functions[0], operation.notation, inputs).given()


def _loss(operation: Operation, checked: Checked, name: str, value: Array) -> float:
    """The loss with one input replaced; the run ends where it is reached."""
    run = operation.runs({**checked.values, name: value}, checked.conventions, checked.sizes)[0]

    def listen(step: str, index: Index, result: V, evidence: object = None) -> V:
        if step == operation.loss:
            raise _ReachedError(float(result))  # type: ignore[arg-type]
        return result

    try:
        run.function(**run.inputs, **run.conventions, step=listen)
    except _ReachedError as reached:
        return reached.value
    raise KeyError(operation.loss)
