"""How a mock exam went: by area with an interval, against the time, and where that went; and past ones side by side."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Integer, func, select
from sqlalchemy.orm import Session

from app.db.exams import Exam
from app.db.models import InstanceRow, Quiz, Submission
from app.exams.areas import area_of
from app.exams.sitting import Sitting
from app.exams.starting import PACE
from app.progress.counting import Tally
from app.quiz.repository import Item
from app.quiz.states import State
from question_bank.bank import Bank
from question_bank.model.bilingual import Bilingual

SLOWEST = 5
LISTED = 20  # past exams


@dataclass(frozen=True)
class Row:
    """A question of a closed exam."""

    number: int
    title: Bilingual
    state: State
    flagged: bool
    seconds: float | None  # None: it was never looked at


@dataclass(frozen=True)
class Part:
    """The questions of an area or of a topic: how many were right, of all that were asked."""

    title: Bilingual
    tally: Tally


@dataclass(frozen=True)
class ResultPage:
    """How an exam went."""

    sitting: Sitting
    rows: tuple[Row, ...]
    total: Tally
    areas: tuple[Part, ...]
    topics: tuple[Part, ...]
    late: bool  # something was sent after the end
    pace: int  # seconds a question that the exam allows

    def _mean(self, *states: State) -> float | None:
        times = [row.seconds for row in self.rows if row.state in states and row.seconds is not None]
        return sum(times) / len(times) if sum(times) >= 1 else None

    @property
    def spent(self) -> tuple[tuple[State, float | None], ...]:
        """The mean time of the questions that were right, of those that were wrong, of those left open."""
        return tuple((state, self._mean(state)) for state in ("right", "wrong", "open"))

    @property
    def slowest(self) -> tuple[Row, ...]:
        """Where most of the time went, as far as it was more than the pace allows."""
        slow = [row for row in self.rows if row.seconds is not None and row.seconds > self.pace]
        return tuple(sorted(slow, key=lambda row: -(row.seconds or 0))[:SLOWEST])

    @property
    def used(self) -> float:
        """Seconds from the beginning to the end."""
        exam = self.sitting.exam
        return ((exam.closed_at or exam.deadline_at) - exam.started_at).total_seconds()

    @property
    def wrong(self) -> int:
        """How many answers were wrong."""
        return sum(row.state == "wrong" for row in self.rows)

    @property
    def open(self) -> int:
        """How many questions have no answer."""
        return sum(row.state == "open" for row in self.rows)


def _parts(
    rows: Sequence[Item], named: Callable[[Item], tuple[str, Bilingual] | None], seconds: dict[int, float]
) -> tuple[Part, ...]:
    found: dict[str, tuple[Bilingual, list[Item]]] = {}
    for item in rows:
        name = named(item)
        if name is not None:
            found.setdefault(name[0], (name[1], []))[1].append(item)
    return tuple(Part(title, _tally(items, seconds)) for title, items in found.values())


def _tally(items: Iterable[Item], seconds: dict[int, float]) -> Tally:
    """Those without an answer count as asked, and not as right."""
    kept = list(items)
    times = [seconds[item.number] for item in kept if seconds[item.number]]
    return Tally(len(kept), sum(item.state == "right" for item in kept), sum(times) / len(times) if times else None)


def result_page(bank: Bank, sitting: Sitting, items: Sequence[Item], *, late: bool) -> ResultPage:
    """The result of an exam that is closed, from its questions with their answers."""
    topics = {topic.id: topic for topic in bank.topics.topics}
    seconds = {entry.number: entry.seconds for entry in sitting.entries}

    def area(item: Item) -> tuple[str, Bilingual] | None:
        found = area_of(topics[item.topic]) if item.topic in topics else None
        return None if found is None else (found.chapter, found.title)

    def topic(item: Item) -> tuple[str, Bilingual]:
        return item.topic, topics[item.topic].title if item.topic in topics else bank.title(item.topic)

    in_order = {key: place for place, key in enumerate(topics)}
    by_topic = sorted(items, key=lambda item: (in_order.get(item.topic, len(in_order)), item.number))
    return ResultPage(
        sitting,
        tuple(
            Row(item.number, bank.title(item.family), item.state, entry.flagged, entry.seconds or None)
            for item, entry in zip(items, sitting.entries, strict=True)
        ),
        _tally(items, seconds),
        _parts(sorted(items, key=lambda item: (area(item) or ("9",))[0]), area, seconds),
        _parts(by_topic, topic, seconds),
        late,
        round(PACE * sitting.exam.extra / 100),
    )


@dataclass(frozen=True)
class Past:
    """An exam that is closed, beside the others."""

    exam: Exam
    started_at: datetime
    repeats_id: int | None
    topics: Sequence[str]
    answered: int
    tally: Tally


def past(session: Session, learner_id: int) -> tuple[Past, ...]:
    """The closed exams of a learner, newest first."""
    latest = session.scalars(
        select(Exam.quiz_id)
        .where(Exam.learner_id == learner_id, Exam.closed_at.is_not(None))
        .order_by(Exam.quiz_id.desc())
        .limit(LISTED)
    ).all()
    counts = session.execute(
        select(
            InstanceRow.quiz_id,
            func.count(InstanceRow.id),
            func.count(Submission.id),
            func.coalesce(func.sum(Submission.correct, type_=Integer), 0),
        )
        .outerjoin(Submission, Submission.instance_id == InstanceRow.id)
        .where(InstanceRow.quiz_id.in_(latest), InstanceRow.replaced_at.is_(None))
        .group_by(InstanceRow.quiz_id)
        .order_by(InstanceRow.quiz_id.desc())
    ).all()
    found = []
    for quiz_id, asked, answered, right in counts:
        exam = session.get_one(Exam, quiz_id)
        quiz = session.get_one(Quiz, quiz_id)
        used = ((exam.closed_at or exam.deadline_at) - exam.started_at).total_seconds()
        tally = Tally(asked, int(right), used / asked)
        found.append(Past(exam, exam.started_at, quiz.repeats_id, quiz.topics, answered, tally))
    return tuple(found)
