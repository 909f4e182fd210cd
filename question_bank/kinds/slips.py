"""The slips of a question: those its problem names, and those that can happen in this instance of it."""

from collections.abc import Iterator

from question_bank.kinds.kind import Slips
from question_bank.kinds.registry import kind_of
from question_bank.model.draw import Draw
from question_bank.model.family import Family
from question_bank.model.instance import Instance
from question_bank.model.problem import Problem


def slips(family: Family, instance: Instance) -> Slips:
    """The slips of an instance. Of statements these are claims, and of other ready-made choices what is wrong there."""
    problem = family.ask(instance.parameters, instance.form)
    return kind_of(problem).slips(problem, instance)


def possible(family: Family) -> tuple[str, ...]:
    """The slips that a family names in some draws of its levels."""
    levels = sorted({level for level, _ in family.asks})
    problems = (problem for level in levels for problem in _draws(family, level))
    return tuple(dict.fromkeys(slip for problem in problems for slip in kind_of(problem).named(problem)))


def _draws(family: Family, level: int) -> Iterator[Problem]:
    seed, most = 0, 1
    while seed < most:
        problem = family.problem(family.draw(Draw(family.id, seed), level))
        most = kind_of(problem).samples
        yield problem
        seed += 1
