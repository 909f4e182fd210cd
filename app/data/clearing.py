"""Deleting: the answers of a topic, all answers, or everything. What is derived of them follows.

Who may go on as the learner stays as it is: an account is closed by ``accounts``.
"""

from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import ColumnElement, delete, exists, func, select
from sqlalchemy.orm import Session

from app.data.importing import begin_anew
from app.data.placing import close_up
from app.db import totals
from app.db.columns import Base
from app.db.deleting import delete_rows
from app.db.derived import Foreseen
from app.db.exams import Exam
from app.db.learners import NOBODY, SETTINGS
from app.db.models import FlagRow, InstanceRow, Learner, NoteRow, Quiz, Submission

BATCH = 1000
What = Literal["topic", "answers", "everything"]


@dataclass(frozen=True)
class Loss:
    """What there is to be lost."""

    answers: int
    quizzes: int  # that are gone as a whole
    flags: int
    notes: int


def loss(session: Session, learner_id: int, what: What, topic: str | None = None) -> Loss:
    """What a deletion would take away now."""
    among = select(InstanceRow.id).where(*_gone(learner_id, what, topic))
    stays = exists().where(InstanceRow.quiz_id == Quiz.id, InstanceRow.id.not_in(among))
    notes = NoteRow.instance_id.in_(among)
    return Loss(
        answers=_count(session, Submission.id, Submission.instance_id.in_(among)),
        quizzes=_count(session, Quiz.id, (Quiz.learner_id == learner_id) & ~stays),
        flags=_count(session, FlagRow.id, FlagRow.instance_id.in_(among)),
        notes=_count(session, NoteRow.id, NoteRow.learner_id == learner_id if what == "everything" else notes),
    )


def _count(session: Session, column: Any, condition: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count(column)).where(condition)) or 0


def _gone(learner_id: int, what: What, topic: str | None) -> tuple[ColumnElement[bool], ...]:
    """The questions that go: of a topic those that are answered, open ones stay in their quizzes.

    An exam that is closed has no open ones.
    """
    mine = InstanceRow.learner_id == learner_id
    answered = exists().where(Submission.instance_id == InstanceRow.id)
    closed = exists().where(Exam.quiz_id == InstanceRow.quiz_id, Exam.closed_at.is_not(None))
    return (mine, InstanceRow.topic == topic, answered | closed) if what == "topic" else (mine,)


def clear(session: Session, learner_id: int, what: What, topic: str | None = None) -> None:
    """Delete; where there is nothing of it, nothing changes."""
    if learner_id == NOBODY:
        return
    learner = session.get_one(Learner, learner_id)
    gone = _gone(learner_id, what, topic)
    quiz_ids = session.scalars(select(InstanceRow.quiz_id).where(*gone).distinct()).all() if what == "topic" else []
    begin_anew(session, learner)
    instance_ids = session.scalars(
        select(InstanceRow.id).where(*gone)
    ).all()  # once its answer is gone none is answered
    for start in range(0, len(instance_ids), BATCH):
        delete_rows(session, InstanceRow.__table__, InstanceRow.id.in_(instance_ids[start : start + BATCH]))
    empty = ~exists().where(InstanceRow.quiz_id == Quiz.id)
    delete_rows(session, Quiz.__table__, Quiz.id.in_(select(Quiz.id).where(Quiz.learner_id == learner_id, empty)))
    for quiz_id in quiz_ids:
        close_up(session, quiz_id)
    if what == "answers":
        # Of a topic's deletion the days stay: the replay makes them anew, for the day of the exam as it was known then.
        session.execute(delete(Foreseen).where(Foreseen.learner_id == learner_id))
    if what == "everything":
        for table in reversed(Base.metadata.sorted_tables):
            if "learner_id" in table.c and not table.info.get("access"):
                delete_rows(session, table, table.c.learner_id == learner_id)
        for name, value in SETTINGS.items():
            setattr(learner, name, value)
    session.flush()
    totals.recount(session, learner_id)
