"""What a day holds: what is due, what is weak, what is new. Pure functions over a row a kind.

Which kinds come, at which level, and why. How many is the learner's wish; what is due and does not fit waits for
tomorrow, what has waited longest first, so that it never grows into a heap.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

from app.db.models import Grade, Reason
from app.schedule.ladder import Rung, lowest
from app.schedule.memory import AGAIN, Memory, due, recall

HORIZON = 60  # days within which every kind is to be met, where no exam is named
RESERVE = 28  # days before the exam on which nothing new needs to come: time for the last ones to come again
MOST_NEW = 0.5  # of a day, while something is due
LAST_DAYS = 7  # before the exam, on which everything is gone through once more
WEAK_WITHIN = 7  # days: what was not known so lately, and is not due
# How much the stability counts beside the days since the last review, where more is due than a day holds. With 1 the
# least remembered would come first: what was wrong yesterday, every day, and what waits for weeks never.
WEIGHT = 0.25


@dataclass(frozen=True)
class Kind:
    """A kind of question, as the plan needs it; ``place`` is its place among the kinds that are new."""

    family: str
    topic: str
    levels: tuple[int, ...]
    place: int
    memory: Memory | None = None
    rung: Rung | None = None
    rating: Grade | None = None  # of the last review
    form: str | None = None  # of the last question
    begins: int | None = None  # the level of the first question, where it is not the lowest

    @property
    def level(self) -> int:
        """At which it comes next, of the levels that it has."""
        rung = self.rung or lowest(self.levels)
        at = self.begins if self.begins is not None and self.rung is None else rung.level
        return max((level for level in self.levels if level <= at), default=min(self.levels))


@dataclass(frozen=True)
class Pick:
    """A kind that comes, at a level, and why."""

    kind: Kind
    reason: Reason

    @property
    def level(self) -> int:
        """At which it comes."""
        return self.kind.level


@dataclass(frozen=True)
class Calendar:
    """Today, and the day of the exam, if it is known and not over."""

    today: date
    exam_on: date | None = None

    @property
    def ahead(self) -> date | None:
        """The day of the exam where it lies ahead."""
        return self.exam_on if self.exam_on is not None and self.exam_on >= self.today else None

    @property
    def over(self) -> bool:
        """Whether the day of the exam is known and has gone by."""
        return self.exam_on is not None and self.ahead is None

    @property
    def left(self) -> int | None:
        """Days to the exam."""
        return None if self.ahead is None else (self.ahead - self.today).days

    @property
    def target(self) -> date:
        """The day on which everything is to be known: the exam's, or one a while ahead."""
        return self.ahead or self.today + timedelta(days=HORIZON)


def due_kinds(kinds: Sequence[Kind], calendar: Calendar) -> list[Kind]:
    """What is to be reviewed today, what has waited longest first."""
    waiting = [
        kind
        for kind in kinds
        if kind.memory is not None and due(kind.memory, calendar.today, calendar.ahead) <= calendar.today
    ]
    return _by_wait(waiting, calendar)


def _waited(kind: Kind, calendar: Calendar) -> float:
    """Days since the last review, which count for more the less stable the memory is; 0 for a new kind."""
    if kind.memory is None:
        return 0.0
    return float((calendar.today - kind.memory.day).days / kind.memory.stability**WEIGHT)


def at_exam(kind: Kind, calendar: Calendar) -> float:
    """The predicted recall of a kind on the day of the exam, if it does not come again before; 0 for a new one."""
    return 0.0 if kind.memory is None else recall(kind.memory, calendar.target)


def predicted(kinds: Sequence[Kind], calendar: Calendar) -> float:
    """The mean of ``at_exam`` over all kinds; 0 without any."""
    return sum(at_exam(kind, calendar) for kind in kinds) / len(kinds) if kinds else 0.0


def new_a_day(unseen: int, calendar: Calendar) -> int:
    """How many new kinds a day needs so that each is met before the last four weeks."""
    days = HORIZON if calendar.left is None else max(1, calendar.left - RESERVE)
    return ceil(unseen / days)


def plan(kinds: Sequence[Kind], calendar: Calendar, amount: int) -> list[Pick]:
    """At most ``amount`` kinds for today, no kind twice.

    What is due comes first, but leaves new kinds their place, up to half of the day. Then what is weak, more new ones,
    and at last what has waited longest, though it is not due; in the last week, before anything new, what will be
    remembered least on the day of the exam.
    """
    if amount <= 0:
        return []
    waiting = due_kinds(kinds, calendar)
    fresh = sorted((kind for kind in kinds if kind.memory is None), key=lambda kind: kind.place)
    last = calendar.left is not None and calendar.left <= LAST_DAYS
    quota = min(new_a_day(len(fresh), calendar), ceil(amount * MOST_NEW), len(fresh))
    reviews = waiting[: max(0, amount - quota)]
    picks = [Pick(kind, "due") for kind in reviews] + [Pick(kind, "new") for kind in fresh[:quota]]
    picked = {pick.kind.family for pick in picks}
    weak = [
        Pick(kind, "weak")
        for kind in kinds
        if kind.memory is not None and kind.rating == AGAIN and _lately(kind.memory, calendar)
    ]
    met = [kind for kind in kinds if kind.memory is not None and kind.memory.day < calendar.today]
    by_turn = _by_recall if last else _by_wait
    ahead = [Pick(kind, "ahead") for kind in by_turn(met, calendar)]
    more = [Pick(kind, "new") for kind in fresh[quota:]]
    left_over = [Pick(kind, "due") for kind in waiting[len(reviews) :]]
    for pick in (*left_over, *weak, *((*ahead, *more) if last else (*more, *ahead))):
        if len(picks) >= amount:
            break
        if pick.kind.family not in picked:
            picked.add(pick.kind.family)
            picks.append(pick)
    return apart(picks)


def _lately(memory: Memory, calendar: Calendar) -> bool:
    return 0 < (calendar.today - memory.day).days <= WEAK_WITHIN


def _by_recall(met: Sequence[Kind], calendar: Calendar) -> list[Kind]:
    """By the recall that is predicted for the day of the exam, the lowest first."""
    return sorted(met, key=lambda kind: (at_exam(kind, calendar), kind.place))


def _by_wait(met: Sequence[Kind], calendar: Calendar) -> list[Kind]:
    """What has waited longest first; of what has waited as long, the least stable."""
    return sorted(met, key=lambda kind: (-_waited(kind, calendar), kind.place))


def apart(picks: Sequence[Pick]) -> list[Pick]:
    """The same picks so that neighbours are of different topics, as far as that can be; else in their order."""
    left = list(picks)
    order: list[Pick] = []
    while left:
        most = max(sum(pick.kind.topic == other.kind.topic for other in left) for pick in left)
        before = order[-1].kind.topic if order else None
        others = [pick for pick in left if pick.kind.topic != before] or left
        # A topic that makes up more than half of what is left must come now, or its questions meet at the end.
        crowded = [pick for pick in others if 2 * most > len(left) and _times(pick, left) == most]
        pick = (crowded or others)[0]
        left.remove(pick)
        order.append(pick)
    return order


def _times(pick: Pick, picks: Sequence[Pick]) -> int:
    return sum(pick.kind.topic == other.kind.topic for other in picks)
