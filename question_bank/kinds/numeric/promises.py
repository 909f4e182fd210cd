"""What the page of a computed question promises, proven of every instance; each check returns what is wrong, in words.

That the key is the same on paper and agrees with its central difference, that no slip passes for right, that every
given value and every term counts and agrees with the printed formulas, and that the step shown is where it went wrong.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from engine.derivation import Array, Derivation, Name, needed
from question_bank.feedback.check import disagreements
from question_bank.feedback.diagnosis import Suspect, located, named_suspect, pairs, rewrites, way_of
from question_bank.feedback.lines import derivation_lines, line_id
from question_bank.feedback.live import live_slips, scores_as_right, wrong_slips
from question_bank.kinds.numeric.agreement import agreement_problems
from question_bank.kinds.numeric.cancelling import cancelling_problems
from question_bank.kinds.numeric.idle import idle_problems
from question_bank.kinds.numeric.secrecy import figure_problems
from question_bank.model import rounding
from question_bank.model.computed import Numeric, asked_cells
from question_bank.model.family import Family
from question_bank.model.instance import Instance, Rounding


def paper_problems(problem: Numeric, instance: Instance) -> list[str]:
    """The key rounds the same on paper as in full."""
    paper = asked_cells(problem.run.on_paper(), problem.asked).ravel().tolist()
    rounded = [rounding.rounded(cell, problem.rounding) for cell in instance.key.cells]
    if rounded != [rounding.rounded(cell, problem.rounding) for cell in paper]:
        return [f"on paper {paper}, in full {instance.key.cells}"]
    return []


def _alike(one: Array, other: Array, kind: Rounding) -> bool:
    """Whether two answers lie within the tolerance of each other, in every cell."""
    larger = np.maximum(np.abs(one), np.abs(other)).tolist()
    return bool(np.all(np.abs(one - other) <= [rounding.tolerance(kind, cell) for cell in larger]))


def choice_problems(problem: Numeric, instance: Instance) -> list[str]:
    """No two choices lie within the tolerance of each other."""
    if not instance.choices:
        return []
    live = {wrong.slip.id: wrong.cells for wrong in live_slips(problem, problem.run.trace())}
    shown = [live[slip].ravel() for slip in instance.key.slips if slip is not None]
    values = [np.array(instance.key.cells), *shown]
    alike = any(_alike(value, other, problem.rounding) for k, value in enumerate(values) for other in values[:k])
    return ["two choices are within the tolerance of each other"] if alike else []


def slip_tolerance_problems(problem: Numeric) -> list[str]:
    """No live slip lies within the tolerance of the key."""
    trace = problem.run.trace()
    key = asked_cells(trace.values, problem.asked)
    return [
        f"the live slip {wrong.slip.id} is graded as right"
        for wrong in live_slips(problem, trace)
        if scores_as_right(key, wrong.cells, problem.rounding)
    ]


def _first_difference(record: Derivation, asked: Name, suspect: Suspect) -> Name | None:
    """The first step on the way whose printed value differs, found without the diagnosis."""
    way = way_of(suspect, record, asked)
    for step in needed(record.steps, asked):
        wrong, right = way.sides(step.name)
        if wrong.value != right.value:
            return step.name
    return None


def _parting_problems(problem: Numeric, suspects: Sequence[Suspect]) -> Iterator[str]:
    asked, record = problem.asked.name, problem.run.derivation()
    printed = {line.id: line.value for line in derivation_lines(problem.run, record, asked)}
    for suspect in suspects:
        found = located(suspect, record, asked)
        way = way_of(suspect, record, asked)
        told = f"{suspect.kind} {' + '.join(suspect.ids)}"
        if not found.places:
            yield f"{told}: no step is shown where it went wrong"
        elif (first := _first_difference(record, asked, suspect)) not in found.places:
            yield f"{told}: shown at {found.places}, parts at {first}"
        for place in found.places:
            wrong, right = way.sides(place)
            if wrong.value == right.value:
                yield f"{told}: both lines read {right.latex}"
            if right.value != printed[line_id(place)]:
                yield f"{told}: {right.latex} beside {printed[line_id(place)]} of the derivation"


def parting_problems(problem: Numeric, *, every: bool = False) -> list[str]:
    """A recognised slip is shown at the first step whose value differs, in two values that differ as they are printed.

    The right one is the derivation's, to the last digit.

    Of the named slips; with ``every`` of the systematic rewrites and the pairs too.
    """
    trace = problem.run.trace()
    key = asked_cells(trace.values, problem.asked)
    suspects = [named_suspect(trace, wrong, problem.asked.name) for wrong in wrong_slips(problem, trace)]
    if every:
        more = (*rewrites(problem, trace), *pairs(problem, trace))
        finite = (suspect for suspect in more if np.all(np.isfinite(suspect.cells)))
        suspects += [s for s in finite if not scores_as_right(key, s.cells, problem.rounding)]
    return list(_parting_problems(problem, suspects))


def table_problems(problem: Numeric) -> list[str]:
    """What a table shows is what is computed with."""
    return [
        f"the table {tabled.table.name} shows other values than the run is given"
        for tabled in problem.tables
        if tabled.shown(problem.run.inputs) != tabled.table.cells
    ]


def problems(family: Family, problem: Numeric, instance: Instance, *, every: bool) -> list[str]:
    """All of these."""
    return [
        *paper_problems(problem, instance),
        *disagreements(problem, problem.run.trace()),
        *choice_problems(problem, instance),
        *slip_tolerance_problems(problem),
        *agreement_problems(problem),
        *table_problems(problem),
        *figure_problems(problem),
        *idle_problems(family, problem, instance),
        *cancelling_problems(problem),
        *parting_problems(problem, every=every),
    ]
