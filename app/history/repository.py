"""Answers in the database, for reading."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from app.db.models import InstanceRow, Quiz, Submission

Show = Literal["all", "wrong", "guessed"]
PAGE = 20


@dataclass(frozen=True)
class Entry:
    """One answer in the list."""

    id: int
    created_at: datetime
    family: str
    level: int
    kind: str
    correct: bool
    guessed: bool
    seconds: float | None
    own: float | None  # of a guided answer
    hints: int

    @property
    def state(self) -> str:
        """right, wrong, unknown, or shown: right with steps that were shown."""
        return self.kind if self.kind in {"unknown", "shown"} else "right" if self.correct else "wrong"


@dataclass(frozen=True)
class Found:
    """A page of answers."""

    entries: tuple[Entry, ...]
    total: int

    @property
    def pages(self) -> int:
        """How many pages there are; at least one."""
        return max(1, -(-self.total // PAGE))


def _narrowed(statement: Any, learner_id: int, show: Show) -> Any:
    statement = statement.join(InstanceRow, Submission.instance_id == InstanceRow.id)
    statement = statement.join(Quiz, InstanceRow.quiz_id == Quiz.id).where(Quiz.learner_id == learner_id)
    if show == "wrong":
        return statement.where(Submission.correct.is_(False))
    return statement.where(Submission.guessed.is_(True)) if show == "guessed" else statement


def submissions(session: Session, learner_id: int, show: Show, page: int) -> Found:
    """One page of a learner's answers, newest first."""
    columns = select(
        Submission.id,
        Submission.created_at,
        InstanceRow.family,
        InstanceRow.level,
        Submission.kind,
        Submission.correct,
        Submission.guessed,
        Submission.seconds,
        Submission.own,
        InstanceRow.hints,
    )
    listed = _narrowed(columns, learner_id, show).order_by(Submission.id.desc())
    rows = session.execute(listed.limit(PAGE).offset((page - 1) * PAGE))
    total = session.scalar(_narrowed(select(func.count()).select_from(Submission), learner_id, show)) or 0
    return Found(tuple(Entry(*row) for row in rows), total)


def find_answered(session: Session, learner_id: int, submission_id: int) -> InstanceRow | None:
    """The question that a submission of this learner answers."""
    return session.scalar(
        select(InstanceRow)
        .options(joinedload(InstanceRow.submission))
        .join(Submission)
        .join(Quiz, InstanceRow.quiz_id == Quiz.id)
        .where(Submission.id == submission_id, Quiz.learner_id == learner_id)
    )
