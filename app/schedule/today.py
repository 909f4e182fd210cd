"""Today's plan of a learner, read from a row a kind: what is due, what remains of the day, what comes."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from sqlalchemy import func, literal_column, select
from sqlalchemy.orm import Session

from app.db import UnavailableError
from app.db.derived import Card, FamilyTotal, QuarterTotal
from app.db.learners import learner_of
from app.db.models import InstanceRow, Learner, Quiz, RatingChange, Reason, Submission
from app.dependencies import Services, Visitor
from app.schedule import log
from app.schedule.days import begin, day_of, zone
from app.schedule.ladder import Rung
from app.schedule.memory import Memory
from app.schedule.placement import Beginning, beginning, first_level, in_order, shown
from app.schedule.planning import Calendar, Kind, Pick, due_kinds, plan, predicted
from app.schedule.ratings import PACE, Evidence
from question_bank.bank import Bank

LEAST_SECONDS, MOST_SECONDS = 20.0, 600.0  # a question, where the day is told in minutes
LEAST_TIMED = 5  # answers, fewer say nothing of the pace
ENOUGH = 20  # answers, after which nobody has to be placed


@dataclass(frozen=True)
class Today:
    """What a day holds for a learner."""

    calendar: Calendar
    where: tzinfo
    kinds: tuple[Kind, ...]
    amount: int  # questions, as the learner wants them
    answered: int  # since the day began
    seconds: float  # a question, as it goes
    picks: tuple[Pick, ...]  # what remains
    unplaced: bool  # few answers yet, and none to the placement quiz
    offered: bool  # the placement quiz, which was not declined either

    @property
    def due(self) -> list[Kind]:
        """What is to be reviewed, what has waited longest first."""
        return due_kinds(self.kinds, self.calendar)

    @property
    def predicted(self) -> float:
        """The mean recall that is predicted for the day of the exam, over all kinds."""
        return predicted(self.kinds, self.calendar)

    @property
    def minutes(self) -> int:
        """What remains, in minutes."""
        return max(1, round(len(self.picks) * self.seconds / 60)) if self.picks else 0

    def count(self, *reasons: Reason) -> int:
        """How many of the questions that remain come for one of these reasons."""
        return sum(pick.reason in reasons for pick in self.picks)


def replay_where_needed(services: Services, visitor: Visitor) -> None:
    """Replay the answers from before the schedule, where it was not done yet; where nothing can be written, later."""
    with services.database.read() as session:
        if learner_of(session, visitor.learner_id).replayed:
            return
    with suppress(UnavailableError), services.database.write(whose=visitor.learner_id) as session:
        log.replay(session, log.log_of(services.bank, session.get_one(Learner, visitor.learner_id)))


def kinds(session: Session, bank: Bank, learner_id: int) -> tuple[Kind, ...]:
    """Every kind of the bank, with what is remembered of it."""
    known: Mapping[tuple[str, str], Card] = {
        (card.topic, card.family): card for card in session.scalars(select(Card).where(Card.learner_id == learner_id))
    }
    begins = begins_with(session, bank, learner_id)
    topics = {topic.id: topic for topic in bank.topics.topics}
    order = in_order(bank.teaching, {card.id: topics[card.topic] for card in bank.families.values()}, begins)
    places = {family: place for place, family in enumerate(order)}
    return tuple(
        Kind(
            card.id,
            card.topic,
            card.levels,
            places[card.id],
            begins=first_level(card.levels, card.topic, begins),
        )
        if (row := known.get((card.topic, card.id))) is None
        else Kind(
            card.id,
            card.topic,
            card.levels,
            places[card.id],
            Memory(row.stability, row.difficulty, row.day),
            Rung(row.level, row.run),
            row.rating,
            row.form,
        )
        for card in bank.families.values()
    )


def begins_with(session: Session, bank: Bank, learner_id: int) -> Beginning:
    """Where practice begins, by the answers to the placement quiz."""
    answer = (Submission.topic, Submission.kind, Submission.correct, Submission.guessed, Submission.seconds)
    rows: Iterable[Any] = session.execute(
        select(*answer, InstanceRow.hints, InstanceRow.level, RatingChange.rating)
        .join(InstanceRow, InstanceRow.id == Submission.instance_id)
        .join(Quiz, Quiz.id == InstanceRow.quiz_id)
        .outerjoin(RatingChange, RatingChange.submission_id == Submission.id)
        .where(
            Quiz.learner_id == learner_id,
            Quiz.purpose == literal_column("'placement'"),  # as the index has it
            Submission.withdrawn_at.is_(None),
        )
        .order_by(Submission.created_at, Submission.id)
    )
    return beginning(
        bank.topics,
        [
            shown(
                row.topic, Evidence(row.kind, row.correct, row.guessed, row.hints, row.seconds, row.level), row.rating
            )
            for row in rows
        ],
    )


def today(services: Services, visitor: Visitor) -> Today:
    """The plan of the day that it is where the learner is."""
    replay_where_needed(services, visitor)
    with services.database.read() as session:
        return read_today(session, services.bank, visitor.learner_id, services.now())


def read_today(session: Session, bank: Bank, learner_id: int, now: datetime) -> Today:
    """The same, in a session."""
    learner = learner_of(session, learner_id)
    where = zone(learner.zone)
    calendar = Calendar(day_of(now, where), learner.exam_on)
    every = kinds(session, bank, learner_id)
    answered = _answered(session, learner_id, begin(calendar.today, where))
    seconds = _seconds(session, learner_id)
    amount = learner.daily if learner.daily_unit == "questions" else max(1, round(learner.daily * 60 / seconds))
    picks = plan(every, calendar, amount - answered)
    unplaced = _unplaced(session, learner_id)
    offered = unplaced and learner.placement
    return Today(calendar, where, every, amount, answered, seconds, tuple(picks), unplaced, offered)


def _unplaced(session: Session, learner_id: int) -> bool:
    answered = session.scalar(select(func.sum(FamilyTotal.answered)).where(FamilyTotal.learner_id == learner_id))
    if (answered or 0) >= ENOUGH:
        return False
    placed = select(Quiz.id).join(InstanceRow).join(Submission)
    taken = (Quiz.learner_id == learner_id, Quiz.purpose == literal_column("'placement'"))
    return session.scalar(placed.where(*taken, Submission.withdrawn_at.is_(None)).limit(1)) is None


def _answered(session: Session, learner_id: int, since: datetime) -> int:
    found = select(func.sum(QuarterTotal.answered)).where(
        QuarterTotal.learner_id == learner_id, QuarterTotal.began_at >= since
    )
    return session.scalar(found) or 0


def _seconds(session: Session, learner_id: int) -> float:
    """How long a question takes this learner on the mean; the exam's pace before enough are answered."""
    micros, timed = session.execute(
        select(func.sum(FamilyTotal.micros), func.sum(FamilyTotal.timed)).where(FamilyTotal.learner_id == learner_id)
    ).one()
    if not timed or timed < LEAST_TIMED:
        return PACE
    return min(MOST_SECONDS, max(LEAST_SECONDS, int(micros) / int(timed) / 1e6))
