"""What the page of a question promises, proven of every instance; each check returns what is wrong, in words.

The tolerance beside the box, that the mistakes a question is about are wrong, that every given value and every term
counts, that a line says what is so, and that the step shown is where it went wrong.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np

from engine.derivation import Derivation, Name, needed
from question_bank import rounding
from question_bank.agreement import agreement_problems
from question_bank.answers import read_for
from question_bank.bank import Bank
from question_bank.cancelling import cancelling_problems
from question_bank.diagnosis import Suspect, located, named_suspect, pairs, rewrites, written
from question_bank.family import Code, Family, Formulas, Numeric
from question_bank.idle import idle_problems
from question_bank.instance import Answer, DerivationLine, Instance, Review, Rounding
from question_bank.letters import letter_problems
from question_bank.live import asked_cells, live_slips, scores_as_right, unfit_essentials, wrong_slips

LEAST_ESSENTIAL = 2
_STATED = re.compile(r"±([0-9.]+)")


def _stated(instance: Instance, kind: Rounding, shown: float) -> float:
    """The tolerance as the page states it: ±0.01 beside the box, or one in the last significant digit."""
    said = _STATED.search(instance.format.note.ja)
    return 0.0 if said is None else rounding.unit(kind, shown) if kind.kind == "significant" else float(said[1])


def tolerance_problems(bank: Bank, instance: Instance) -> list[str]:
    """What lies within the stated tolerance of the shown key or of the full value is right; beyond both it is wrong.

    Every live slip, typed in full or as it is rounded, is wrong.
    """
    kind = instance.format.rounding
    if kind is None or instance.items or instance.choices:
        return []
    problems: list[str] = []
    key = list(instance.key.cells)
    for cell, full in enumerate(key):
        shown = rounding.rounded(full, kind)
        stated = _stated(instance, kind, shown)
        inside = [shown, full, *(centre + sign * stated for centre in (shown, full) for sign in (-1, 1))]
        far = max(abs(shown - full), 0.0) + stated + max(0.02 * stated, 1e-6 * abs(full), 1e-6)
        outside = [shown + far + abs(shown - full), shown - far - abs(shown - full)]
        for value, right in [*((value, True) for value in inside), *((value, False) for value in outside)]:
            texts = [f"{value if place == cell else other:.15g}" for place, other in enumerate(key)]
            reading = read_for(instance, texts)
            if not reading.readable:  # beyond 0 or 1 where a probability is asked: a matter of form
                continue
            if bank.grade(instance, Answer(texts=tuple(texts))).correct is not right:
                verdict = "refused" if right else "accepted"
                problems.append(f"{value:.15g} is {verdict}, ±{stated} of {full:.15g}, shown as {shown:.15g}")
    return problems


def slip_tolerance_problems(problem: Numeric) -> list[str]:
    """No live slip lies within the tolerance of the key."""
    trace = problem.run.trace()
    key = asked_cells(trace.values, problem.asked)
    return [
        f"the live slip {wrong.slip.id} is graded as right"
        for wrong in live_slips(problem, trace)
        if scores_as_right(key, wrong.cells, problem.rounding)
    ]


def essential_problems(family: Family, instance: Instance) -> list[str]:
    """The slips a question is about: two or more, each wrong in this instance, one among the wrong choices."""
    problem = family.ask(instance.parameters, instance.form)
    if not isinstance(problem, Numeric | Formulas | Code):
        return []
    known = set(problem.wrong) if isinstance(problem, Code) else {slip.id for slip in problem.slips}
    problems = [f"the essential slip {slip} is none of the problem's" for slip in set(problem.essential) - known]
    if len(set(problem.essential)) < LEAST_ESSENTIAL:
        problems.append(f"the question is about {sorted(problem.essential)}: at least two slips are to be named")
    problems += [f"the essential slip {slip} scores as right" for slip in unfit_essentials(problem)]
    if instance.choices and not set(instance.key.slips) & set(problem.essential):
        problems.append("no wrong choice is what the question is about")
    return problems


def _sides(line: DerivationLine) -> Iterator[tuple[str, str]]:
    parts = [line.symbol, line.symbolic, line.numeric, line.value]
    shown = [part for part in parts if part]
    yield from pairwise(shown)


def _bare(latex: str) -> str:
    """A formula without its brackets and spaces."""
    return re.sub(r"\\left|\\right|\\,|[()\s]", "", latex)


_ROOT_OF_SQUARE = re.compile(r"\\sqrt\{(.+)\^\{2\}\}$")
_SUM_OF_ONE = re.compile(r"\\operatorname\{sum\}\s*\\left\(\s*-?[\d.]+\s*\\right\)")


def line_problems(review: Review) -> list[str]:
    """No line is its own copy; nothing is said to equal numbers that were rounded before."""
    problems = []
    near: set[str] = set()  # names whose digits are not the whole value
    for line in review.lines:
        for left, right in _sides(line):
            root = _ROOT_OF_SQUARE.match(right.strip())
            if _bare(left) == _bare(right) or (root is not None and _bare(root[1]) == _bare(left)):
                problems.append(f"a line that shows nothing: {left} = {right}")
        if _SUM_OF_ONE.search(line.numeric):
            problems.append(f"a sum of one number: {line.numeric}")
        rests = any(use.name in near for use in line.uses)
        if rests and (line.opening if line.numeric else line.relation) == "=" and line.value and line.id != "answer":
            problems.append(f"{line.id} says = after a value that was rounded")
        if rests or line.relation != "=":
            near.add(line.id)
    return problems


def _first_difference(trace: Derivation, asked: Name, suspect: Suspect) -> Name | None:
    """The first step on the way that is written otherwise, found without the diagnosis."""
    for step in needed(trace.steps, asked):
        wrong, right = written(trace, step.name, suspect.values, suspect.trees)
        if wrong != right:
            return step.name
    return None


def _parting_problems(problem: Numeric, trace: Derivation, suspects: Sequence[Suspect]) -> Iterator[str]:
    asked = problem.asked.name
    for suspect in suspects:
        found = located(suspect, trace, asked)
        told = f"{suspect.kind} {' + '.join(suspect.ids)}"
        if not found.places:
            yield f"{told}: no step is shown where it went wrong"
        elif _first_difference(trace, asked, suspect) not in found.places:
            yield f"{told}: shown at {found.places}, parts at {_first_difference(trace, asked, suspect)}"
        for place in found.places:
            wrong, right = written(trace, place, suspect.values, suspect.trees)
            if wrong == right:
                yield f"{told}: both lines read {right}"


def parting_problems(family: Family, instance: Instance, *, every: bool = False) -> list[str]:
    """A recognised slip is shown at the first step that differs, in two lines that differ.

    Of the named slips; with ``every`` of the systematic rewrites and the pairs too.
    """
    problem = family.ask(instance.parameters, instance.form)
    if not isinstance(problem, Numeric):
        return []
    trace = problem.run.trace()
    key = asked_cells(trace.values, problem.asked)
    suspects = [named_suspect(trace, wrong, problem.asked.name) for wrong in wrong_slips(problem, trace)]
    if every:
        more = (*rewrites(problem, trace), *pairs(problem, trace))
        finite = (suspect for suspect in more if np.all(np.isfinite(suspect.cells)))
        suspects += [s for s in finite if not scores_as_right(key, s.cells, problem.rounding)]
    return list(_parting_problems(problem, trace, suspects))


def promise_problems(bank: Bank, family: Family, instance: Instance, *, every: bool = False) -> list[str]:
    """All of these for one instance."""
    problem = family.ask(instance.parameters, instance.form)
    problems = [
        *tolerance_problems(bank, instance),
        *essential_problems(family, instance),
        *agreement_problems(family, instance),
        *idle_problems(family, instance),
        *cancelling_problems(family, instance),
        *parting_problems(family, instance, every=every),
    ]
    review = bank.review(instance, None)
    problems += [*line_problems(review), *letter_problems(family, instance, review)]
    if isinstance(problem, Numeric):
        problems += slip_tolerance_problems(problem)
    return problems
