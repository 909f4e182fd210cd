"""Deleting: the answers of a topic, all answers, or everything. What is derived of them follows.

What hangs on a row goes with it, as the tables themselves tell: a table that is added is not forgotten here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import ColumnElement, Table, delete, exists, func, null, select, update
from sqlalchemy.orm import Session

from app.data.importing import begin_anew
from app.data.placing import close_up
from app.db import totals
from app.db.columns import Base
from app.db.derived import Foreseen
from app.db.exams import Exam
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
    learner = session.get_one(Learner, learner_id)
    gone = _gone(learner_id, what, topic)
    quiz_ids = session.scalars(select(InstanceRow.quiz_id).where(*gone).distinct()).all() if what == "topic" else []
    begin_anew(session, learner)
    instance_ids = session.scalars(
        select(InstanceRow.id).where(*gone)
    ).all()  # once its answer is gone none is answered
    for start in range(0, len(instance_ids), BATCH):
        _delete(session, InstanceRow.__table__, InstanceRow.id.in_(instance_ids[start : start + BATCH]))
    empty = ~exists().where(InstanceRow.quiz_id == Quiz.id)
    _delete(session, Quiz.__table__, Quiz.id.in_(select(Quiz.id).where(Quiz.learner_id == learner_id, empty)))
    for quiz_id in quiz_ids:
        close_up(session, quiz_id)
    if what == "answers":
        # Of a topic's deletion the days stay: the replay makes them anew, for the day of the exam as it was known then.
        session.execute(delete(Foreseen).where(Foreseen.learner_id == learner_id))
    if what == "everything":
        for table in reversed(Base.metadata.sorted_tables):
            if "learner_id" in table.c:
                _delete(session, table, table.c.learner_id == learner_id)
        _forget_settings(learner)
    session.flush()
    totals.recount(session)


def _forget_settings(learner: Learner) -> None:
    fresh = {"language": None, "theme": "auto", "shortcuts": True, "start": None, "zone": None, "exam_on": None}
    for name, value in {**fresh, "daily": 12, "daily_unit": "questions", "exam_extra": 100, "placement": True}.items():
        setattr(learner, name, value)


def _delete(session: Session, table: Any, condition: ColumnElement[bool]) -> None:
    """Delete rows, and before them what refers to them; a row of the same table only loses the reference.

    The condition must hold until the last of them is gone.
    """
    for own, kept in _referring(table):
        among = own.in_(select(kept).where(condition))
        if own.table is table:
            session.execute(update(table).where(among).values({own.name: null()}))
        else:
            _delete(session, own.table, among)
    session.execute(delete(table).where(condition).execution_options(synchronize_session=False))


def _referring(table: Table) -> Iterator[tuple[Any, Any]]:
    for other in Base.metadata.sorted_tables:
        for key in other.foreign_keys:
            if key.column.table is table:
                yield key.parent, key.column
