"""The schedules that ``benchmarks.reviewing`` compares, each with a day of so many questions.

None sees more of a learner than the answers, and all rate them in the same way.
"""

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Protocol

from fsrs import Card, Rating, Scheduler, State

from app.quiz.selection import Slot, choose
from app.review.starting import slot
from app.schedule.ladder import climbed, lowest
from app.schedule.memory import AGAIN, reviewed
from app.schedule.planning import Calendar, Kind, plan
from app.schedule.ratings import Evidence, rated
from question_bank.bank import Bank, FamilyCard

FIRST = date(2026, 1, 5)  # any
EVENING = 20  # o'clock, when a day's questions are answered one after the other
BOXES = (1, 2, 4, 8, 16)  # days


class Schedule(Protocol):
    """Which questions come on a day, and what an answer changes. A question is made after the one before is noted."""

    def questions(self, day: int, amount: int) -> Iterator[Slot]:
        """The questions of a day."""

    def note(self, asked: Slot, evidence: Evidence, day: int) -> None:
        """An answer came."""


def _any(card: FamilyCard, random: Random) -> Slot:
    """A question of a kind at any level and in any form."""
    return Slot(card.id, card.topic, *random.choice(card.asks))


class Lottery:
    """As a quiz over all topics is drawn."""

    def __init__(self, bank: Bank, days: int, random: Random) -> None:
        self._cards, self._random = tuple(bank.families.values()), random
        self._topics = {card.topic for card in self._cards}

    def questions(self, day: int, amount: int) -> Iterator[Slot]:
        """Topics in turn."""
        yield from choose(self._cards, self._topics, {1, 2, 3}, amount, "mixed", self._random)

    def note(self, asked: Slot, evidence: Evidence, day: int) -> None:
        """It draws as before."""


class Boxes:
    """Leitner's: right leads to the next box, wrong back to the first; each box has its days."""

    def __init__(self, bank: Bank, days: int, random: Random) -> None:
        self._cards, self._random = bank.families, random
        self._new = deque(bank.families)
        self._box: dict[str, int] = {}
        self._due: dict[str, int] = {}

    def questions(self, day: int, amount: int) -> Iterator[Slot]:
        """What has waited longest, then what is new in the bank's order, then what comes soonest."""
        waiting = deque(sorted(self._due, key=lambda family: self._due[family]))
        for _ in range(amount):
            late = bool(waiting) and self._due[waiting[0]] <= day
            family = waiting.popleft() if late or not self._new else self._new.popleft()
            yield _any(self._cards[family], self._random)

    def note(self, asked: Slot, evidence: Evidence, day: int) -> None:
        """Into its box."""
        known = rated(evidence)[0] > AGAIN
        self._box[asked.family] = min(self._box.get(asked.family, -1) + 1, len(BOXES) - 1) if known else 0
        self._due[asked.family] = day + BOXES[self._box[asked.family]]


class Plain:
    """The package ``fsrs`` as it is: nine of ten recalled when a kind comes, by the clock, no exam in sight.

    Without its random spread of the intervals, which draws from the generator of the whole process.
    """

    def __init__(self, bank: Bank, random: Random, scheduler: Scheduler) -> None:
        self._bank, self._random, self._scheduler = bank, random, scheduler
        self._new = deque(bank.families)
        self._cards: dict[str, Card] = {}
        self._now = _evening(0)

    def questions(self, day: int, amount: int) -> Iterator[Slot]:
        """What has waited longest, then what is new in the bank's order, then what comes soonest."""
        self._now = _evening(day)
        for _ in range(amount):
            soonest = min(self._cards, key=lambda family: self._cards[family].due, default=None)
            late = soonest is not None and self._is_due(self._cards[soonest])
            family = soonest if soonest is not None and (late or not self._new) else self._new.popleft()
            yield _any(self._bank.families[family], self._random)

    def _is_due(self, card: Card) -> bool:
        """By the clock for a step of minutes, else on its day."""
        return card.due <= self._now or (card.state is State.Review and card.due.date() <= self._now.date())

    def note(self, asked: Slot, evidence: Evidence, day: int) -> None:
        """A review by the clock."""
        self._now += timedelta(seconds=evidence.seconds or 0)
        card = self._cards.get(asked.family) or Card(card_id=len(self._cards) + 1)
        after, _ = self._scheduler.review_card(card, Rating(rated(evidence)[0]), self._now)
        after.last_review = _evening(
            day
        )  # the package counts whole days, and an evening's questions are not its minute
        self._cards[asked.family] = after


def _evening(day: int) -> datetime:
    return datetime.combine(FIRST + timedelta(days=day), time(EVENING), UTC)


def _plain(bank: Bank, days: int, random: Random) -> Schedule:
    return Plain(bank, random, Scheduler(enable_fuzzing=False))


def _without_steps(bank: Bank, days: int, random: Random) -> Schedule:
    return Plain(bank, random, Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False))


class Ours:
    """What the app does with the answers."""

    def __init__(self, bank: Bank, days: int, random: Random) -> None:
        self._bank, self._random = bank, random
        self._exam = FIRST + timedelta(days=days)
        places = {family: place for place, family in enumerate(bank.teaching)}
        self._kinds = {
            card.id: Kind(card.id, card.topic, card.levels, places[card.id]) for card in bank.families.values()
        }

    def questions(self, day: int, amount: int) -> Iterator[Slot]:
        """The day's plan."""
        calendar = Calendar(FIRST + timedelta(days=day), self._exam)
        for pick in plan(tuple(self._kinds.values()), calendar, amount):
            yield slot(self._bank, pick.kind, self._random)

    def note(self, asked: Slot, evidence: Evidence, day: int) -> None:
        """A review of the kind, as the log has it."""
        kind = self._kinds[asked.family]
        grade = rated(evidence)[0]
        self._kinds[asked.family] = replace(
            kind,
            memory=reviewed(kind.memory, grade, FIRST + timedelta(days=day)),
            rung=climbed(kind.rung or lowest(kind.levels), kind.levels, asked.level, right=grade > AGAIN),
            rating=grade,
            form=asked.form,
        )


OURS = "this"
SCHEDULES: Mapping[str, Callable[[Bank, int, Random], Schedule]] = {
    OURS: Ours,
    "lottery": Lottery,
    "Leitner": Boxes,
    "fsrs": _plain,
    "fsrs without steps": _without_steps,
}
