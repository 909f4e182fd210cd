"""Do the given values of a question agree with the formulas printed beside them?

Every formula among the conventions names its engine step. Its recorded tree is evaluated on what is given, and on what
follows from that by the other formulas of the box; where it leads to a value that is given too, the two must agree.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np

from engine.derivation import Name, Run, Tree
from engine.derivation.term import Call, Named, evaluate, leaves
from question_bank.model.catalogue import convention_names, convention_sentences
from question_bank.model.computed import Numeric
from question_bank.model.data import remembered
from question_bank.operations import operations
from question_bank.operations.checking import BadInputError, check

CLOSE = 1e-3  # of the larger value: what is given with four decimals, worked on with as many


@dataclass(frozen=True)
class Formula:
    """A step of the engine for one index, with the conventions it was recorded under."""

    symbol: str
    tree: Tree
    index: int | None
    conventions: tuple[tuple[str, Any], ...]


def example_runs() -> Iterator[Run]:
    """Runs of the examples of the table of operations, under every choice of their conventions that they fit."""
    for operation in operations().values():
        for values in product(*(c.values or (c.default,) for c in operation.conventions)):
            conventions = dict(zip((c.name for c in operation.conventions), values, strict=True))
            try:
                checked = check(operation, operation.example_under(conventions), conventions)
            except BadInputError:  # an example that does not fit these conventions
                continue
            yield from operation.runs(checked.values, checked.conventions, checked.sizes)


@remembered
def formulas() -> Mapping[str, tuple[Formula, ...]]:
    """The formulas of every engine step by ``module.symbol``, from the examples of the table of operations."""
    found: dict[str, dict[tuple[Any, ...], Formula]] = {}
    for run in example_runs():
        module = run.module
        for step in run.trace().steps:
            if step.tree is None or isinstance(step.index, tuple) or _sums(step.tree):
                continue
            formula = Formula(step.symbol, step.tree, step.index, tuple(run.conventions.items()))
            shape = (formula.conventions, _shifted(step.tree, -(step.index or 0)))
            found.setdefault(f"{module}.{step.symbol}", {}).setdefault(shape, formula)
    return {name: tuple(by_shape.values()) for name, by_shape in found.items()}


def _sums(tree: Tree) -> bool:
    """Whether a formula has as many terms as its example had times."""
    return isinstance(tree, Call) and (bool(tree.indices) or any(map(_sums, tree.arguments)))


def _shifted(tree: Tree, by: int) -> Tree:
    if isinstance(tree, Named):
        return Named(tree.symbol, tree.index + by) if isinstance(tree.index, int) else tree
    if isinstance(tree, Call):
        return Call(tree.operation, tuple(_shifted(argument, by) for argument in tree.arguments), tree.indices)
    return tree


def _applies(formula: Formula, run: Run) -> bool:
    own = dict(run.conventions)
    return all(own.get(name, value) == value for name, value in formula.conventions)


def agreement_problems(problem: Numeric) -> list[str]:
    """Given values that contradict a formula of the convention box, or what follows from several of them."""
    given: dict[Name, Any] = problem.run.trace().given
    sentences = convention_sentences()
    named = {step for name in convention_names(problem.run, problem.conventions) for step in sentences[name].steps}
    stated = [f for step in sorted(named) for f in formulas().get(step, ()) if _applies(f, problem.run)]
    return list(_contradictions(given, stated))


def _contradictions(given: Mapping[Name, Any], stated: list[Formula]) -> Iterator[str]:
    times = sorted({index for _, index in given if isinstance(index, int)})
    places = [(f, t) for f in stated for t in (times if f.index is not None else [0])]
    known = dict(given)
    told: dict[Name, list[tuple[bool, str]]] = {}
    for _ in range(4):  # as many formulas as lie between the given values of a question
        for formula, t in places:
            tree = formula.tree if formula.index is None else _shifted(formula.tree, t - formula.index)
            name: Name = (formula.symbol, None if formula.index is None else t)
            if not set(leaves(tree)) <= set(known) or name in set(leaves(tree)):
                continue
            try:
                with np.errstate(all="ignore"):
                    value = np.asarray(evaluate(tree, known), dtype=float)
            except (ValueError, KeyError):
                continue
            if name in given:
                shown = np.asarray(given[name], dtype=float)
                near = CLOSE * max(1.0, float(np.max(np.abs(shown), initial=0.0)))
                agrees = shown.shape == value.shape and bool(np.all(np.abs(shown - value) <= near))
                reason = f"{name} is given as {shown.tolist()}, its formula says {value.tolist()}"
                told.setdefault(name, []).append((agrees, reason))
            else:
                known.setdefault(name, value)
    # Of a formula with several writings (of the first time, of the last) one must hold.
    yield from (reasons[0][1] for reasons in told.values() if not any(agrees for agrees, _ in reasons))
