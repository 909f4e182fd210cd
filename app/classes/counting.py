"""What the answers to a class's sets come to, for members who agree and for nobody else.

Who does not agree is left out by the first join, so that nothing of theirs can reach a sum, a count or a mean. Only the
sets' own quizzes are read, each by its index: what else a learner has practised costs nothing here and is not seen.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Integer, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session

from app.db.accounts import Account
from app.db.classes import ClassSet, Membership, Sitting
from app.db.columns import YES
from app.db.models import InstanceRow, RecognisedSlip, Submission


@dataclass(frozen=True)
class Agreeing:
    """A member whose figures may be seen."""

    id: int  # the membership's
    name: str


@dataclass(frozen=True)
class Answers:
    """What a member's answers to a kind in a set come to."""

    member: int
    set_id: int
    topic: str
    family: str
    answered: int
    right: int
    timed: int
    seconds: float
    late: int
    unknown: int = 0  # of those that are not right


@dataclass(frozen=True)
class Made:
    """How often a member made a slip in a set."""

    member: int
    set_id: int
    family: str
    slip: str
    times: int


@dataclass(frozen=True)
class Counted:
    """All that is counted of a class."""

    members: tuple[Agreeing, ...]
    answers: tuple[Answers, ...]
    slips: tuple[Made, ...]


def _agreeing(class_id: int) -> Any:
    """Members who agree: by the table's own rule no owner does, who would know their part, and nobody who left."""
    return and_(Membership.classroom_id == class_id, Membership.consented_at.is_not(None))


def _answers(class_id: int, *columns: Any) -> Select[Any]:
    """Their answers that count for the sets: those that came in time, where late ones do not count."""
    in_time = or_(ClassSet.late == YES, Submission.created_at < ClassSet.due_at)
    return (
        select(Membership.id, ClassSet.id, *columns)
        .select_from(Membership)
        .join(ClassSet, ClassSet.classroom_id == Membership.classroom_id)
        .join(Sitting, and_(Sitting.set_id == ClassSet.id, Sitting.learner_id == Membership.learner_id))
        .join(InstanceRow, InstanceRow.quiz_id == Sitting.quiz_id)
        .join(Submission, Submission.instance_id == InstanceRow.id)
        .where(_agreeing(class_id), Submission.withdrawn_at.is_(None), in_time)
    )


def counted(session: Session, class_id: int) -> Counted:
    """Count what there is of a class: a row for a member, a set and a kind, however many answers stand behind it."""
    members = session.execute(
        select(Membership.id, Account.name)
        .join(Account, Account.learner_id == Membership.learner_id)
        .where(_agreeing(class_id))
        .order_by(Account.known_as)
    )
    late = func.sum(case((Submission.created_at >= ClassSet.due_at, 1), else_=0))
    sums = (func.count(), func.sum(Submission.correct, type_=Integer), func.count(Submission.seconds))
    unknown = func.sum(case((Submission.kind == "unknown", 1), else_=0))
    kinds = (Submission.topic, Submission.family)
    answers: Iterable[Any] = session.execute(
        _answers(class_id, *kinds, *sums, func.coalesce(func.sum(Submission.seconds), 0.0), late, unknown)
        .group_by(Membership.id, ClassSet.id, *kinds)
        .order_by(Membership.id, ClassSet.id, *kinds)
    )
    slips: Iterable[Any] = session.execute(
        _answers(class_id, Submission.family, RecognisedSlip.slip, func.count())
        .join(RecognisedSlip, RecognisedSlip.submission_id == Submission.id)
        .group_by(Membership.id, ClassSet.id, Submission.family, RecognisedSlip.slip)
        .order_by(Membership.id, ClassSet.id, Submission.family, RecognisedSlip.slip)
    )
    return Counted(
        tuple(Agreeing(*row) for row in members),
        tuple(Answers(*row) for row in answers),
        tuple(Made(*row) for row in slips),
    )
