"""Flags in the database, and where a flagged question is to be seen."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.db.models import Came, FlagRow, InstanceRow, Submission
from app.db.paging import Listed
from app.quiz.states import State, result


@dataclass(frozen=True)
class Seen:
    """A question by its place in a quiz and, once it is answered, by its answer."""

    quiz_id: int
    number: int
    submission_id: int | None

    @property
    def address(self) -> str:
        """Its page."""
        if self.submission_id is None:
            return f"/practice/{self.quiz_id}/items/{self.number}"
        return f"/history/{self.submission_id}"


@dataclass(frozen=True)
class Flagged:
    """A flag in the list."""

    id: int
    created_at: datetime
    instance_id: int
    fingerprint: str
    family: str
    topic: str
    level: int
    quiz_id: int
    number: int
    submission_id: int | None
    kind: Came | None
    correct: bool | None
    withdrawn_at: datetime | None

    @property
    def mark(self) -> str:
        """What names the question in the form that takes the flag away."""
        return f"{self.instance_id}-{self.fingerprint}"

    @property
    def address(self) -> str:
        """Where the question is to be seen."""
        return Seen(self.quiz_id, self.number, self.submission_id).address

    @property
    def state(self) -> State:
        """How the question stands."""
        if self.kind is None:
            return "open"
        return "withdrawn" if self.withdrawn_at is not None else result(self.kind, bool(self.correct))


LISTED = Listed(
    select(
        FlagRow.id,
        FlagRow.created_at,
        InstanceRow.id,
        InstanceRow.fingerprint,
        InstanceRow.family,
        InstanceRow.topic,
        InstanceRow.level,
        InstanceRow.quiz_id,
        InstanceRow.ordinal,
        Submission.id,
        Submission.kind,
        Submission.correct,
        Submission.withdrawn_at,
    )
    .join(InstanceRow, FlagRow.instance_id == InstanceRow.id)
    .outerjoin(Submission, Submission.instance_id == InstanceRow.id),
    (FlagRow.id,),
    FlagRow.learner_id,
    Flagged,
)


def find_question(session: Session, learner_id: int, instance_id: int) -> tuple[Seen, str] | None:
    """Where a question of this learner is to be seen, and its fingerprint."""
    row = session.execute(
        select(InstanceRow.quiz_id, InstanceRow.ordinal, Submission.id, InstanceRow.fingerprint)
        .outerjoin(Submission, Submission.instance_id == InstanceRow.id)
        .where(InstanceRow.id == instance_id, InstanceRow.learner_id == learner_id)
    ).one_or_none()
    return None if row is None else (Seen(*row[:3]), row[3])


def set_flag(session: Session, learner_id: int, instance_id: int, now: datetime, *, flagged: bool) -> None:
    """Flag a question, or take its flag away; what is so already stays as it is."""
    if not flagged:
        session.execute(delete(FlagRow).where(FlagRow.instance_id == instance_id, FlagRow.learner_id == learner_id))
    elif session.scalar(select(FlagRow.id).where(FlagRow.instance_id == instance_id)) is None:
        session.add(FlagRow(learner_id=learner_id, instance_id=instance_id, created_at=now))
