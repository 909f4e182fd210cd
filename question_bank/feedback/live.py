"""The slips that live in an instance: what each gives, whether that can be told from the right answer."""

from dataclasses import dataclass

import numpy as np

from engine.derivation import Array, Derivation
from engine.derivation.slips import Slip, Slipped, replay
from question_bank.model import rounding
from question_bank.model.computed import Numeric, asked_cells
from question_bank.model.instance import Rounding

APART = 5  # units of the last asked place between the key, a wrong choice and another


@dataclass(frozen=True)
class Wrong:
    """A live slip of an instance: what it gives at the asked places."""

    slip: Slip
    cells: Array
    slipped: Slipped


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
    taken = {step.symbol for step in trace.steps}
    for slip in (slip for slip in numeric.slips if slip.id in numeric.essential):
        slipped = replay(trace, slip)
        cells = None if slipped is None else asked_cells(slipped.values, numeric.asked)
        if cells is None or not np.all(np.isfinite(cells)) or scores_as_right(key, cells, numeric.rounding):
            steps = {slip.step} if isinstance(slip.step, str) else set(slip.step)
            absent = f" (it rewrites {slip.step}; the steps are {', '.join(sorted(taken))})" if steps - taken else ""
            unfit.append(slip.id + absent)
    return unfit
