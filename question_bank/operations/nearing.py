"""How many digits a derivation of one's own numbers needs: as few as keep it near the values at full precision."""

from collections.abc import Iterator

import numpy as np

from engine.derivation import Derivation, Name, Step
from engine.derivation.digits import HIGHEST, ON_PAPER, significant
from engine.derivation.term import Call, Tree, unfused
from engine.derivation.wholeness import left_over

PRECISIONS = (ON_PAPER, *map(significant, (6, 10, 15)))  # four decimals, as in the questions, where these are enough
_OFF = 5e-3  # how much of itself an entry may be off: two digits of it are right at least
_NOISE = 1e-12  # of the largest number that goes into a step: below it nothing is left of what cancels,
_ADDING = {"add", "subtract", "total", "average", "matmul", "inner", "sum"}  # in a product or a power nothing cancels
_GROWING = {"exp", "sigmoid", "softmax"}  # but nothing cancels here: a weight of 10⁻²⁰ is one


def is_near(record: Derivation, exact: Derivation) -> bool:
    """Whether every printed value says what the exact one is, and every input is printed whole."""
    digits = record.digits
    if any(digits.relation_of_input(value) != "=" for value in record.given.values()):
        return False
    if digits is ON_PAPER and any(np.any(np.abs(step.carried) >= 10.0**HIGHEST) for step in record.steps):
        return False  # decimals of such a number are not digits that count
    true = {step.name: step for step in exact.steps}
    noisy: set[Name] = set()  # of which nothing is left, or that were made of such values
    for step in record.steps:
        if step.name not in true or not _is_near(step, true[step.name], exact, noisy):
            return False
    return True


def _is_near(step: Step, true: Step, exact: Derivation, noisy: set[Name]) -> bool:
    one, other = np.asarray(step.carried, dtype=float), np.asarray(true.carried, dtype=float)
    if one.shape != other.shape:
        return False
    noise = left_over(true.tree, exact.values, other)
    made_of_noise = not noisy.isdisjoint(true.uses)
    if made_of_noise or np.any(noise):
        noisy.add(step.name)
    operations = set(_operations(true.tree))
    adding = made_of_noise or not _ADDING.isdisjoint(operations)
    sizes = [np.abs(exact.values[name]) for name in true.uses] if adding and _GROWING.isdisjoint(operations) else []
    largest = max((float(np.max(size[np.isfinite(size)], initial=0.0)) for size in sizes), default=0.0)
    near = np.isclose(one, other, rtol=_OFF, atol=_NOISE * largest, equal_nan=True)
    return bool(np.all(near | (noise & (np.abs(one) <= np.abs(other)))))


def _operations(tree: Tree | None) -> Iterator[str]:
    tree = None if tree is None else unfused(tree)
    if isinstance(tree, Call):
        yield tree.operation
        for argument in tree.arguments:
            yield from _operations(argument)
