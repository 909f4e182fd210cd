"""Answers as rows for counting."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db.models import InstanceRow, Quiz, Submission


@dataclass(frozen=True)
class Row:
    """What is counted of one answer."""

    family: str
    topic: str
    correct: bool
    guessed: bool
    seconds: float | None
    slips: tuple[str, ...]
    created_at: datetime
    guided: bool = False


def answers(session: Session, learner_id: int) -> list[Row]:
    """Every answer of a learner, oldest first."""
    rows = session.execute(
        select(
            InstanceRow.family,
            InstanceRow.topic,
            Submission.correct,
            Submission.guessed,
            Submission.seconds,
            Submission.slips,
            Submission.created_at,
            Submission.own,
        )
        .join(Submission, Submission.instance_id == InstanceRow.id)
        .join(Quiz, InstanceRow.quiz_id == Quiz.id)
        .where(Quiz.learner_id == learner_id)
        .order_by(Submission.id)
    )
    return [Row(row[0], row[1], row[2], row[3], row[4], tuple(row[5]), row[6], row[7] is not None) for row in rows]
