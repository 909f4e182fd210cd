"""The slips of a question: those its problem names, and those that can happen in this instance of it."""

from collections.abc import Iterator
from dataclasses import dataclass

from question_bank.feedback.live import formula_choices, live_code, live_slips
from question_bank.model.draw import Draw
from question_bank.model.family import Code, Family, Formulas, Match, Numeric, Options, Order, Problem, Statements
from question_bank.model.instance import Instance

_SAMPLES = 24  # draws of each level, enough to meet every slip that a family names
_CODE_SAMPLES = 200  # of code, where each draw picks one of several functions and one of their lines


@dataclass(frozen=True)
class Slips:
    """The slips that a problem names, and those that give another answer on this instance."""

    named: tuple[str, ...]
    live: tuple[str, ...]


def named(problem: Problem) -> tuple[str, ...]:
    """The slips of the catalogue that a problem names, live or not."""
    match problem:
        case Numeric() | Formulas():
            found = [slip.id for slip in problem.slips]
        case Code():
            found = list(problem.wrong)
        case Statements():
            found = []
        case Options():
            found = [option.id for option in problem.wrong] if problem.named else []
        case Order() | Match():
            shown = problem.items if isinstance(problem, Order) else problem.pairs
            ids = {entry.id for entry in shown}
            found = [c.slip for c in problem.confusions if {c.first, c.second} <= ids]
    return tuple(dict.fromkeys(found))


def slips(family: Family, instance: Instance) -> Slips:
    """The slips of an instance. Of statements these are claims, and of other ready-made choices what is wrong there."""
    problem = family.ask(instance.parameters, instance.form)
    match problem:
        case Numeric():
            live = (wrong.slip.id for wrong in live_slips(problem, problem.run.trace()))
            return Slips(named(problem), tuple(dict.fromkeys(live)))
        case Formulas():
            right, wrong = formula_choices(problem, problem.run.trace())
            return Slips(named(problem), tuple(slip for slip, text in wrong if text != right))
        case Code():
            return Slips(named(problem), tuple(live_code(problem)))
        case Statements():
            claims = tuple(shown.claim for shown in problem.shown if shown.holds != problem.wanted)
            return Slips(claims, claims)
        case Options():
            shown = tuple(slip for slip in instance.key.slips if slip is not None)
            return Slips(shown if problem.named else (), shown)
        case Order() | Match():
            return Slips(named(problem), named(problem))


def possible(family: Family) -> tuple[str, ...]:
    """The slips that a family names in some draws of its levels."""
    levels = sorted({level for level, _ in family.asks})
    problems = (problem for level in levels for problem in _draws(family, level))
    return tuple(dict.fromkeys(slip for problem in problems for slip in named(problem)))


def _draws(family: Family, level: int) -> Iterator[Problem]:
    for seed in range(_CODE_SAMPLES):
        problem = family.problem(family.draw(Draw(family.id, seed), level))
        yield problem
        if seed + 1 == _SAMPLES and not isinstance(problem, Code):
            break
