"""What is told of reviews: why a question came, when its kind comes again, how an answer was rated, and why."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, and_, bindparam, select
from sqlalchemy.orm import Session

from app.db.derived import Card, Review
from app.db.learners import learner_of
from app.db.models import Grade, InstanceRow, Learner, RatingChange, Reason, Submission
from app.schedule import log
from app.schedule.days import day_of, zone
from app.schedule.memory import Memory, due
from app.schedule.planning import Calendar
from app.schedule.ratings import GRADES, REASONS, Evidence, Why, rated
from question_bank.bank import Bank
from question_bank.model.bilingual import Bilingual


@dataclass(frozen=True)
class Coming:
    """The review that an answer was: ``days`` until its kind comes again, None where a later answer decides that."""

    grade: Grade
    why: Why
    days: int | None

    @property
    def name(self) -> Bilingual:
        """What the grade is called."""
        return GRADES[self.grade]

    @property
    def reason(self) -> Bilingual:
        """Why it is this one."""
        return REASONS[self.why]

    @property
    def grades(self) -> dict[Grade, Bilingual]:
        """All grades, to choose from."""
        return GRADES


@dataclass(frozen=True)
class Came:
    """Why a question came in a quiz that was put together for its learner; ``days`` since its kind was answered."""

    reason: Reason
    days: int | None


def came(session: Session, row: InstanceRow, now: datetime) -> Came | None:
    """Why a question that is not answered yet came; None where the learner chose it."""
    if row.reason is None:
        return None
    learner = session.get_one(Learner, row.learner_id)
    card = session.get(Card, (row.learner_id, row.topic, row.family))
    today = day_of(now, zone(learner.zone))
    return Came(row.reason, None if card is None else (today - card.day).days)


def again(session: Session, learner_id: int, kinds: Collection[tuple[str, str]], now: datetime) -> dict[str, int]:
    """In how many days some kinds, each a topic and a family, come again; those that are in the schedule."""
    learner = learner_of(session, learner_id)
    today = day_of(now, zone(learner.zone))
    found: dict[str, int] = {}
    for topic, family in kinds:
        card = session.get(Card, (learner_id, topic, family))
        if card is not None:
            memory = Memory(card.stability, card.difficulty, card.day)
            found[family] = _days(memory, today, learner.exam_on)
    return found


def _days(memory: Memory, today: date, exam_on: date | None) -> int:
    return max(0, (due(memory, today, Calendar(today, exam_on).ahead) - today).days)


def coming(session: Session, submission: Submission, now: datetime) -> Coming | None:
    """What an answer means for the schedule; None where it is no review, or is not in the schedule yet."""
    found: Any = session.execute(_COMING, {"submission": submission.id}).one_or_none()
    if found is None:
        return None
    *remembered, where, exam_on, newest, hints, level, chosen = found
    days = None
    if newest == submission.id:
        days = _days(Memory(*remembered), day_of(now, zone(where)), exam_on)
    own = (submission.kind, submission.correct, submission.guessed)
    grade, why = rated(Evidence(*own, hints, submission.seconds, level))
    return Coming(grade, why, days) if chosen is None else Coming(chosen, "chosen", days)


_COMING = (  # one row of all tables: the page of each answer asks for it
    select(
        *(Review.stability, Review.difficulty, Review.day),
        *(Learner.zone, Learner.exam_on, Card.submission_id, InstanceRow.hints, InstanceRow.level, RatingChange.rating),
    )
    .join(Learner, Learner.id == Review.learner_id)
    .join(Submission, Submission.id == Review.submission_id)
    .join(InstanceRow, InstanceRow.id == Submission.instance_id)
    .outerjoin(
        Card,
        and_(Card.learner_id == Review.learner_id, Card.topic == Review.topic, Card.family == Review.family),
    )
    .outerjoin(RatingChange, RatingChange.submission_id == Review.submission_id)
    .where(Review.submission_id == bindparam("submission"))
)


def rate(session: Session, bank: Bank, submission: Submission, grade: Grade, now: datetime) -> bool:
    """Rate an answer as the learner wants it; False where a later one decides when its kind comes again, or it is none.

    So nothing is replayed but this answer, however many there are.
    """
    if session.scalar(_newest(submission)) != submission.id:
        return False
    log.rate(session, bank, submission, grade, now)
    return True


def _newest(submission: Submission) -> Select[int]:
    """The answer that decides when the kind of an answer comes again."""
    mine = (Card.learner_id == submission.learner_id, Card.topic == submission.topic)
    return select(Card.submission_id).where(*mine, Card.family == submission.family)
