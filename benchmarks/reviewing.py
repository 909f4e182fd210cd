"""What is known on the day of the exam by each schedule: ``python -m benchmarks.reviewing [--learners N] [--seed S]``.

Learners who do not forget as the schedule believes (``benchmarks.forgetting``) practise for 90 days, each once with
every schedule (``benchmarks.scheduling``), on the same days and with as many questions a day. Told is the share of all
kinds of the bank that they can do on the day of the exam, on the mean of all groups of learners and of those that have
one thing in common, with its standard error; then by how much this schedule leads, learner by learner; then the groups
in which another one does. A learner and what befalls them follow from the seed, the group and the number alone.
"""

import argparse
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from itertools import product
from math import sqrt
from random import Random
from statistics import fmean, variance
from typing import Literal, TypeAlias, get_args

from benchmarks.forgetting import Curve, Learner
from benchmarks.scheduling import OURS, SCHEDULES
from question_bank.bank import Bank, load_bank

DAYS = 90
AWAY = 14  # days in a row
Missed: TypeAlias = Literal["no day", "3 days in 10", "two weeks"]
Scores: TypeAlias = Mapping["Group", Mapping[str, Sequence[float]]]  # by schedule, the recall of each learner


@dataclass(frozen=True)
class Group:
    """Learners who have this in common."""

    curve: Curve
    guesses: float  # of what is not known and can be chosen; else it is said that it is not known
    missed: Missed
    amount: int  # questions a day
    start: float  # of the topics, known before the first day

    def named(self) -> str:
        """The group in words."""
        return ", ".join(worded(one.name, getattr(self, one.name)) for one in fields(self))


WORDS: Mapping[str, Callable[[object], str]] = {
    "curve": lambda value: f"forgets by {value}",
    "guesses": lambda value: "guesses" if value else "says “I don’t know”",
    "missed": lambda value: f"misses {value}",
    "amount": lambda value: f"{value} a day",
    "start": lambda value: "knows half at the start" if value else "knows nothing at the start",
}
GROUPS = tuple(Group(*made) for made in product(get_args(Curve), (0.0, 1.0), get_args(Missed), (6, 12, 24), (0.0, 0.5)))


def worded(name: str, value: object) -> str:
    """One thing that learners have in common, in words."""
    return WORDS[name](value)


def practised(missed: Missed, days: int, random: Random) -> list[int]:
    """The days on which a learner practises."""
    if missed == "two weeks":
        away = random.randrange(max(1, days - AWAY))
        return [day for day in range(days) if not away <= day < away + AWAY]
    return [day for day in range(days) if missed == "no day" or random.random() >= 0.3]


def practise(bank: Bank, group: Group, number: int, name: str, seed: int, days: int = DAYS) -> tuple[float, int]:
    """The recall of a learner on the day after so many, with a schedule, and how many questions it took."""
    key = f"{seed}/{group}/{number}"
    learner = Learner(bank, group.curve, group.start, group.guesses, Random(key))
    schedule = SCHEDULES[name](bank, days, Random(f"{key}/{name}"))
    asked = 0
    for day in practised(group.missed, days, Random(f"{key}/days")):
        for question in schedule.questions(day, group.amount):
            schedule.note(question, learner.answer(question, day), day)
            asked += 1
    return learner.recall(days), asked


def scores(bank: Bank, groups: Sequence[Group], learners: int, seed: int, days: int = DAYS) -> Scores:
    """The recall of so many learners a group, with each schedule. Raises where one took more questions than another."""
    found: dict[Group, dict[str, list[float]]] = {group: {name: [] for name in SCHEDULES} for group in groups}
    for group, number in product(groups, range(learners)):
        efforts = set()
        for name in SCHEDULES:
            recall, asked = practise(bank, group, number, name, seed, days)
            found[group][name].append(recall)
            efforts.add(asked)
        if len(efforts) > 1:
            raise AssertionError(f"not at equal effort: {efforts} questions")
    return found


def over(groups: Sequence[Sequence[float]]) -> tuple[float, float]:
    """The mean over groups of equal weight, and its standard error from the spread within each."""
    error = sqrt(sum(variance(group) / len(group) for group in groups)) / len(groups)
    return fmean(fmean(group) for group in groups), error


def in_points(mean: float, error: float, sign: str = "") -> str:
    """A share, or a difference of two, with its standard error."""
    return f"{100 * mean:{sign}.1f} ± {100 * error:.1f}"


def lead(recalls: Mapping[str, Sequence[float]], rival: str) -> list[float]:
    """By how much a rival stays behind, learner by learner."""
    return [one - other for one, other in zip(recalls[OURS], recalls[rival], strict=True)]


def alike(groups: Sequence[Group]) -> Iterator[tuple[str, list[Group]]]:
    """All groups, and those that have one thing in common, in words."""
    yield "all", list(groups)
    for one in fields(Group):
        for value in dict.fromkeys(getattr(group, one.name) for group in groups):
            yield worded(one.name, value), [group for group in groups if getattr(group, one.name) == value]


def table(found: Scores, columns: Sequence[str], read: Callable[[Group, str], Sequence[float]], sign: str = "") -> str:
    """A row for all groups and for each that have one thing in common, in percent."""
    lines = [f"| | {' | '.join(columns)} |", f"|---|{'---|' * len(columns)}"]
    for said, groups in alike(list(found)):
        cells = [in_points(*over([read(group, name) for group in groups]), sign) for name in columns]
        lines.append(f"| {said} | {' | '.join(cells)} |")
    return "\n".join(lines)


def lost(found: Scores) -> list[str]:
    """The groups in which a rival is ahead, worst first: by how much, and its standard error."""
    behind = [
        (*over([lead(recalls, rival)]), rival, group)
        for group, recalls in found.items()
        for rival in SCHEDULES
        if rival != OURS
    ]
    return [
        f"- {in_points(mean, error, '+')} against {rival}: {group.named()}"
        for mean, error, rival, group in sorted(behind, key=lambda row: row[0])
        if mean < 0
    ]


def main() -> int:
    """Try all and print what was seen."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--learners", type=int, default=3, help="of each group, two at least (3)")
    parser.add_argument("--seed", type=int, default=1, help="of all that is drawn (1)")
    arguments = parser.parse_args()
    if arguments.learners < 2:
        parser.error("a standard error needs two learners of a group")
    found = scores(load_bank(), GROUPS, arguments.learners, arguments.seed)
    rivals = [name for name in SCHEDULES if name != OURS]
    told = lost(found)
    sys.stdout.write(
        f"{len(GROUPS)} groups of {arguments.learners} learners, {DAYS} days\n\n"
        "Kinds that can be done on the day of the exam, in percent:\n\n"
        f"{table(found, list(SCHEDULES), lambda group, name: found[group][name])}\n\n"
        "This schedule leads by, in points:\n\n"
        f"{table(found, rivals, lambda group, name: lead(found[group], name), '+')}\n\n"
        f"Behind in {len(told)} of {len(GROUPS) * len(rivals)} comparisons of one group:\n\n"
    )
    sys.stdout.write("".join(f"{line}\n" for line in told))
    return 0


if __name__ == "__main__":
    sys.exit(main())
