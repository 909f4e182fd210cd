"""The end of a mock exam: every answer becomes a submission, all at once, and only then is anything graded.

It is ended by the learner, or when its time is over: then by whatever is asked of the app next, and at its start.
"""

import logging
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import Any

from sqlalchemy import and_, bindparam, exists, or_, select
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import Session

from app.db import NotSavedError, UnavailableError, totals
from app.db.exams import Exam, ExamAnswer
from app.db.models import InstanceRow, Quiz, RecognisedSlip, Submission
from app.dependencies import Services
from app.exams.sitting import GRACE, find_exam, spend
from app.missing import NotFoundError
from app.quiz.sheets import stored_instance
from app.quiz.stored import to_keep
from app.quiz.submitting import LONGEST_SITTING, recognised
from app.schedule import log as schedule
from question_bank.bank import Bank
from question_bank.forms import form_of
from question_bank.model.answer import Flat
from question_bank.model.review import SlipFinding

log = logging.getLogger("edrill")
TRIES = 5  # an answer may come in while the others are graded
PATIENCE = 5.0  # seconds that whoever comes second waits for the first to have closed it
_closing = Lock()  # one closes at a time: of several that end an exam at once, the others would all grade it in vain


_OVERDUE = select(Exam.quiz_id).where(Exam.closed_at.is_(None), Exam.deadline_at < bindparam("before"))
_OVERDUE_OF = _OVERDUE.where(Exam.learner_id == bindparam("learner"))  # asked before every page
_EXAMS = select(Exam.quiz_id, Exam.closed_at, Exam.deadline_at).where(
    Exam.learner_id == bindparam("learner"),
    or_(Exam.quiz_id == bindparam("quiz"), and_(Exam.closed_at.is_(None), Exam.deadline_at < bindparam("before"))),
)


@dataclass(frozen=True)
class Graded:
    """An answer that was kept, and how it turns out."""

    instance_id: int
    flat: Flat
    correct: bool
    cells: tuple[bool, ...]
    found: tuple[SlipFinding, ...] | None  # behind a wrong one


def overdue(session: Session, now: datetime, learner_id: int | None = None) -> list[int]:
    """The exams whose time is over, and the grace after it, and that are not closed yet."""
    asked = _OVERDUE if learner_id is None else _OVERDUE_OF
    return list(session.scalars(asked, {"before": now - GRACE, "learner": learner_id}))


def exams(session: Session, now: datetime, learner_id: int, quiz_id: int | None) -> tuple[bool, Any]:
    """Whether any exam of a learner is overdue, and the one that a quiz of theirs is."""
    before = now - GRACE
    rows = session.execute(_EXAMS, {"learner": learner_id, "quiz": quiz_id, "before": before}).all()
    late = any(row.closed_at is None and row.deadline_at < before for row in rows)
    return late, next((row for row in rows if row.quiz_id == quiz_id), None)


def close_overdue(services: Services, learner_id: int | None = None) -> None:
    """Close what is overdue, of one learner or of all. What cannot be closed now is closed the next time.

    Never raises: this runs before every page and at the start, and one exam is no reason to show nothing at all.
    """
    try:
        with services.database.read() as session:
            found = overdue(session, services.now(), learner_id)
    except UnavailableError:  # then the page itself says so, and the database has said it in the log
        return
    for quiz_id in found:
        try:
            with suppress(NotSavedError, NoResultFound, NotFoundError):  # or it was deleted meanwhile
                close(services, quiz_id)
        except Exception:
            log.exception("exam %d could not be closed", quiz_id)


def close(services: Services, quiz_id: int) -> None:
    """Close an exam; one that is closed stays as it is. Raises ``NotSavedError``.

    The answers are graded before the write begins; where one was changed meanwhile, all of it is done anew.
    """
    if not _closing.acquire(timeout=PATIENCE):
        raise NotSavedError("an exam is still being closed")
    try:
        _close(services, quiz_id)
    except NotSavedError:
        if not _is_closed(services, quiz_id):  # by another process
            raise
    finally:
        _closing.release()


def _is_closed(services: Services, quiz_id: int) -> bool:
    with services.database.read() as session:
        return session.get_one(Exam, quiz_id).closed_at is not None


def _close(services: Services, quiz_id: int) -> None:
    for _ in range(TRIES):
        with services.database.read() as session:
            before = session.get_one(Exam, quiz_id)
            if before.closed_at is not None:
                return
            kept = _kept(session, quiz_id)
        graded = [_graded(services, row, answer) for row, answer in kept]
        with services.database.write(whose=before.learner_id) as session:
            exam = find_exam(session, before.learner_id, quiz_id)
            now = [(row.id, Flat(answer.choice, tuple(answer.texts))) for row, answer in _kept(session, quiz_id)]
            if exam.closed_at is None and now == [(one.instance_id, one.flat) for one in graded]:
                spend(session, exam, services.now(), None)
                exam.closed_at = min(services.now(), exam.deadline_at)
                session.get_one(Quiz, quiz_id).finished_at = exam.closed_at
                closed_answers(session, services.bank, exam, exam.closed_at, graded)
                return
    raise NotSavedError("answers to the exam kept coming in while it was closed")


def closed_answers(session: Session, bank: Bank, exam: Exam, now: datetime, graded: Sequence[Graded]) -> None:
    """Write the answers of an exam that is being closed, in the order of its questions, and count them.

    Here, and nowhere else, the answers of an exam come to be: whoever must know of them is told in this transaction.
    """
    for one in graded:
        row, kept = session.get_one(InstanceRow, one.instance_id), session.get_one(ExamAnswer, one.instance_id)
        answer = Submission(
            instance_id=row.id,
            learner_id=row.learner_id,
            topic=row.topic,
            family=row.family,
            kind="answered",
            guessed=False,
            choice=one.flat.choice,
            texts=list(one.flat.texts),
            correct=one.correct,
            cells=list(one.cells),
            slips=[RecognisedSlip(slip=slip, made_at=now) for slip in dict.fromkeys(recognised(one.found or ()))],
            seconds=kept.seconds if kept.seconds <= LONGEST_SITTING else None,
            language=exam.language,
            own=None,
            created_at=now,
            settled_at=now,  # the exam is over: nobody goes back to an answer of it
            withdrawn_at=None,
            findings=None if one.found is None else to_keep(bank, row.family, one.found),
        )
        session.add(answer)
        session.flush()
        totals.count(session, answer)
        schedule.note(session, bank, answer)


def _kept(session: Session, quiz_id: int) -> list[tuple[InstanceRow, ExamAnswer]]:
    """The questions that have an answer, in order, with it. One that was answered elsewhere already stays as it is."""
    rows = session.execute(
        select(InstanceRow, ExamAnswer)
        .join(ExamAnswer, ExamAnswer.instance_id == InstanceRow.id)
        .where(InstanceRow.quiz_id == quiz_id, InstanceRow.replaced_at.is_(None))
        .where(~exists().where(Submission.instance_id == InstanceRow.id))
        .order_by(InstanceRow.ordinal)
    )
    return [(row, answer) for row, answer in rows if answer.given]


def _graded(services: Services, row: InstanceRow, kept: ExamAnswer) -> Graded:
    instance = stored_instance(row)
    flat = Flat(kept.choice, tuple(kept.texts))
    answer = form_of(instance.form).answer(flat)
    grade = services.bank.grade(instance, answer)
    found = None if grade.correct else services.bank.diagnose(instance, answer)
    return Graded(row.id, flat, grade.correct, grade.cells, found)
