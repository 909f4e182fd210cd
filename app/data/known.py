"""Which quizzes of a file bring nothing that is not here: all, where it is imported again, and nothing is written."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.data.format import InstanceRecord, QuizRecord
from app.db.exams import Exam, ExamAnswer
from app.db.models import FlagRow, InstanceRow, NoteRow, Quiz, RatingChange, Submission


def unchanged(session: Session, learner_id: int, part: Sequence[QuizRecord]) -> dict[str, tuple[int, int]]:
    """Those of some quizzes that stay as they are: the uid of each, its id, and how many answers the file has of it."""
    mine = select(Quiz.uid, Quiz.id, Quiz.finished_at, Exam)
    mine = mine.outerjoin(Exam, Exam.quiz_id == Quiz.id).where(Quiz.learner_id == learner_id)
    quizzes = {row[0]: row[1:] for row in session.execute(mine.where(Quiz.uid.in_([one.uid for one in part])))}
    there = _instances(session, [quiz_id for quiz_id, _, _ in quizzes.values()])
    found = {}
    for record in part:
        if record.uid not in quizzes:
            continue
        quiz_id, finished_at, exam = quizzes[record.uid]
        ended = finished_at is not None or record.finished_at is None
        if ended and _has_exam(exam, record) and all(_has(there.get(one.uid), one) for one in record.instances):
            found[record.uid] = (quiz_id, sum(one.submission is not None for one in record.instances))
    return found


@dataclass(frozen=True)
class _There:
    """What is here of a question."""

    answer: int | None
    withdrawn_at: datetime | None
    rated_at: datetime | None
    flag: int | None
    noted_at: datetime | None
    sat: int | None


def _instances(session: Session, quiz_ids: Sequence[int]) -> dict[str, _There]:
    rows: Iterable[Any] = session.execute(
        select(
            InstanceRow.uid,
            Submission.id,
            Submission.withdrawn_at,
            RatingChange.created_at,
            FlagRow.id,
            NoteRow.changed_at,
            ExamAnswer.instance_id,
        )
        .outerjoin(Submission, Submission.instance_id == InstanceRow.id)
        .outerjoin(RatingChange, RatingChange.submission_id == Submission.id)
        .outerjoin(FlagRow, FlagRow.instance_id == InstanceRow.id)
        .outerjoin(NoteRow, NoteRow.instance_id == InstanceRow.id)
        .outerjoin(ExamAnswer, ExamAnswer.instance_id == InstanceRow.id)
        .where(InstanceRow.quiz_id.in_(quiz_ids))
    )
    return {uid: _There(*row) for uid, *row in rows}


def _has_exam(exam: Exam | None, record: QuizRecord) -> bool:
    if record.exam is None:
        return True
    return exam is not None and exam.closed_at is not None and sum(exam.sets) >= sum(record.exam.sets)


def _has(there: _There | None, record: InstanceRecord) -> bool:
    """Whether a question is here with all that the file has of it: its answer, as withdrawn or rated, flag and note."""
    if there is None:
        return False
    told = record.submission
    answered = told is None or (
        there.answer is not None
        and (told.withdrawn_at is None or there.withdrawn_at is not None)
        and (told.rating is None or _is_newer(there.rated_at, told.rating.created_at))
    )
    flagged = record.flagged_at is None or there.flag is not None
    noted = record.note is None or _is_newer(there.noted_at, record.note.changed_at)
    return answered and flagged and noted and (record.sat is None or there.sat is not None)


def _is_newer(here: datetime | None, told: datetime) -> bool:
    return here is not None and here >= told
