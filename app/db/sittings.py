"""What a set keeps back until its date: keys, seeds and addresses, where all of a class have the same numbers.

Asked by whatever could tell them, so it lies below all pages. In personal mode no set is there, and nobody asks.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, bindparam, exists, select
from sqlalchemy.orm import Session

from app.db.classes import Classroom, ClassSet, Membership, SetQuestion, Sitting
from app.db.columns import YES
from app.db.models import Quiz

_DUE = select(ClassSet.due_at).join(Sitting, Sitting.set_id == ClassSet.id).where(Sitting.quiz_id == bindparam("quiz"))
_SHARED = ClassSet.shared == YES
_HELD = _DUE.where(_SHARED, ClassSet.due_at > bindparam("now", type_=ClassSet.due_at.type))
_KEPT_BACK = select(SetQuestion.set_id).join(ClassSet, ClassSet.id == SetQuestion.set_id)


def due(session: Session, quiz_id: int) -> datetime | None:
    """When the set is due that a quiz sits; None for any other quiz."""
    return session.scalar(_DUE, {"quiz": quiz_id})


def is_sitting(session: Session, quiz_id: int) -> bool:
    """Whether a quiz sits a set."""
    return session.get(Sitting, quiz_id) is not None


def held(session: Session, quiz_id: int, now: datetime) -> bool:
    """Whether nothing that gives its answers away may be told yet of a quiz."""
    return session.scalar(_HELD, {"quiz": quiz_id, "now": now}) is not None


def is_held(now: datetime) -> ColumnElement[bool]:
    """The same for a select of quizzes."""
    sat = select(Sitting.quiz_id).join(ClassSet, ClassSet.id == Sitting.set_id)
    return exists(sat.where(Sitting.quiz_id == Quiz.id, _SHARED, ClassSet.due_at > now))


@dataclass(frozen=True)
class Sat:
    """The set that a quiz sits, for one who still belongs to the class."""

    class_id: int
    set_id: int
    title: str
    class_name: str


def sat(session: Session, quiz_id: int) -> Sat | None:
    """The set that a quiz sits; None for any other quiz, and once its learner has left the class."""
    row = session.execute(
        select(Classroom.id, ClassSet.id, ClassSet.title, Classroom.name)
        .select_from(Sitting)
        .join(ClassSet, ClassSet.id == Sitting.set_id)
        .join(Classroom, Classroom.id == ClassSet.classroom_id)
        .join(Membership, (Membership.classroom_id == Classroom.id) & (Membership.learner_id == Sitting.learner_id))
        .where(Sitting.quiz_id == quiz_id, Membership.left_at.is_(None))
    ).one_or_none()
    return None if row is None else Sat(*row)


@dataclass(frozen=True)
class OpenSet:
    """A set that a learner is still to answer."""

    class_id: int
    set_id: int
    title: str
    class_name: str
    due_at: datetime


def ahead(session: Session, learner_id: int, now: datetime, limit: int) -> list[OpenSet]:
    """The sets of a learner's classes that are not due yet and that they have not finished, the next one first."""
    mine = (Membership.learner_id == learner_id, Membership.left_at.is_(None))
    own = (Sitting.set_id == ClassSet.id) & (Sitting.learner_id == learner_id)
    rows = session.execute(
        select(Classroom.id, ClassSet.id, ClassSet.title, Classroom.name, ClassSet.due_at)
        .select_from(Membership)
        .join(Classroom, Classroom.id == Membership.classroom_id)
        .join(ClassSet, ClassSet.classroom_id == Classroom.id)
        .outerjoin(Sitting, own)
        .outerjoin(Quiz, Quiz.id == Sitting.quiz_id)
        .where(*mine, Membership.role == "member", ClassSet.due_at > now, Quiz.finished_at.is_(None))
        .order_by(ClassSet.due_at, ClassSet.id)
        .limit(limit)
    )
    return [OpenSet(*row) for row in rows]


def seed_is_held(session: Session, family: str, seed: int, now: datetime) -> bool:
    """Whether a seed is that of a question which a class has not answered yet."""
    own = (SetQuestion.family == family, SetQuestion.seed == seed)
    found = _KEPT_BACK.where(*own, _SHARED, ClassSet.due_at > now)
    return session.scalar(found.limit(1)) is not None
