"""The slips that live in an instance: what each gives, whether that can be told from the right answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.derivation import Array, Derivation, writing
from engine.derivation.slips import Slip, Slipped, replay
from question_bank import rounding
from question_bank.code import Outcome, outcome, variant
from question_bank.family import Asked, Code, Formulas, Numeric
from question_bank.instance import Rounding

APART = 5  # units of the last asked place between the key, a wrong choice and another


class RejectedError(Exception):
    """A draw that is not fit to be asked; the message says why, for the table of the gate."""


class HarmlessError(RejectedError):
    """A draw that may be asked, though some of the named slips give the right answer in it."""

    def __init__(self, count: int) -> None:
        super().__init__(f"{count} slips do no harm")
        self.count = count


@dataclass(frozen=True)
class Wrong:
    """A live slip of an instance: what it gives at the asked places."""

    slip: Slip
    cells: Array
    slipped: Slipped


def last_index(trace: Derivation) -> int:
    """The largest index of a run: what the writer calls T."""
    return max((step.index for step in trace.steps if isinstance(step.index, int)), default=0)


def asked_cells(values: Mapping[Any, Any], asked: Asked) -> Array:
    """The asked value as an array: one entry, or the whole value in its shape."""
    value = np.asarray(values[asked.name], dtype=float)
    return np.asarray(value if asked.entry is None else value[asked.entry])


def apart(one: Array, other: Array, kind: Rounding) -> bool:
    """Whether two answers differ by enough that rounding cannot make them meet: 5 units somewhere, 1 for counts."""
    units = 1 if kind.kind == "integer" else APART
    difference, unit = np.abs(one - other), _units(one, kind)
    return bool(np.any(~(difference <= units * unit - 1e-9 * unit)))


def _units(cells: Array, kind: Rounding) -> Array:
    return np.array([rounding.unit(kind, float(cell)) for cell in cells.ravel()]).reshape(cells.shape)


def wrong_slips(numeric: Numeric, trace: Derivation) -> list[Wrong]:
    """The family's slips that give a wrong answer in this instance, however near, in the order they are named."""
    key = asked_cells(trace.values, numeric.asked)
    found = []
    for slip in numeric.slips:
        slipped = replay(trace, slip)
        if slipped is None:
            continue
        cells = asked_cells(slipped.values, numeric.asked)
        if np.all(np.isfinite(cells)) and not scores_as_right(key, cells, numeric.rounding):
            found.append(Wrong(slip, cells, slipped))
    return found


def harmless_slips(numeric: Numeric, trace: Derivation) -> list[str]:
    """The named slips that can be made in this instance without harm: they give the right answer.

    Where it is the case itself that is asked about (BP = 1), the problem says which slips it does not count.
    """
    key, found = asked_cells(trace.values, numeric.asked), []
    for slip in (slip for slip in numeric.slips if slip.id not in numeric.cases):
        slipped = replay(trace, slip)
        cells = None if slipped is None else asked_cells(slipped.values, numeric.asked)
        if cells is not None and scores_as_right(key, cells, numeric.rounding):
            found.append(slip.id)
    return found


def live_slips(numeric: Numeric, trace: Derivation) -> list[Wrong]:
    """Those whose value lies apart from the key, so that it may stand among the choices."""
    key = asked_cells(trace.values, numeric.asked)
    return [wrong for wrong in wrong_slips(numeric, trace) if apart(key, wrong.cells, numeric.rounding)]


def scores_as_right(key: Array, cells: Array, kind: Rounding) -> bool:
    """Whether an answer of these values, in full or rounded as asked, would be graded as right."""
    pairs = zip(key.ravel().tolist(), cells.ravel().tolist(), strict=True)
    return all(rounding.passes(kind, right, value) for right, value in pairs)


def unfit_values(numeric: Numeric, trace: Derivation) -> list[str]:
    """The essential slips that score as right on this instance's values, or cannot happen in it."""
    key, unfit = asked_cells(trace.values, numeric.asked), []
    for slip in (slip for slip in numeric.slips if slip.id in numeric.essential):
        slipped = replay(trace, slip)
        cells = None if slipped is None else asked_cells(slipped.values, numeric.asked)
        if cells is None or not np.all(np.isfinite(cells)) or scores_as_right(key, cells, numeric.rounding):
            unfit.append(slip.id)
    return unfit


def unfit_formulas(formulas: Formulas, trace: Derivation) -> list[str]:
    """The essential slips whose formula reads like the right one."""
    right, wrong = formula_choices(formulas, trace)
    shown = {slip for slip, text in wrong if text != right}
    return [slip for slip in formulas.essential if slip not in shown]


def unfit_essentials(problem: Numeric | Formulas | Code) -> list[str]:
    """The slips a question is about that score as right in this instance, or cannot happen in it."""
    match problem:
        case Numeric():
            return unfit_values(problem, problem.run.trace())
        case Formulas():
            return unfit_formulas(problem, problem.run.trace())
        case Code():
            return [slip for slip in problem.essential if slip not in live_code(problem)]


def formula_choices(formulas: Formulas, trace: Derivation) -> tuple[str, list[tuple[str, str]]]:
    """LaTeX of the step's formula for any index, and of each slip's, with its id."""
    notation, last = formulas.run.notation, last_index(trace)
    step = trace.step(*formulas.step)
    if step.tree is None:
        raise RejectedError("a counted step has no formula")
    right = writing.in_general(notation, step.tree, step.index, last)
    wrong = []
    for slip in formulas.slips:
        slipped = replay(trace, slip)
        if slipped is not None and step.name in slipped.trees:
            wrong.append((slip.id, writing.in_general(notation, slipped.trees[step.name], step.index, last)))
    return right, wrong


def live_code(code: Code) -> dict[str, Outcome]:
    """Outcomes of the wrong choices that differ from the right one on this instance's arguments."""
    right = outcome(code.function, code.arguments)
    wrong = {slip: wrong_outcome(code, slip) for slip in code.wrong}
    return {slip: result for slip, result in wrong.items() if not result.agrees(right)}


def wrong_outcome(code: Code, slip: str) -> Outcome:
    """What the function does with the line of a slip in it."""
    return outcome(variant(code.function, code.line, code.wrong[slip]), code.arguments)
