"""Everything of a learner as one JSON file, written quiz by quiz: however many answers there are, few are in memory.

What may be told of a question is said here once, for every file: it is answered, and its quiz is no mock exam that
still goes on; or it is of a mock exam that is closed. Of a set with the same numbers for a whole class nothing is told
before its date.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.orm import Session, joinedload

from app.data.format import (
    FORMAT,
    VERSION,
    ExamRecord,
    ForeseenRecord,
    Head,
    InstanceRecord,
    KindNoteRecord,
    LearnerRecord,
    LeftOut,
    MoveRecord,
    NoteRecord,
    QuizRecord,
    RatingRecord,
    Record,
    RegradedRecord,
    SatRecord,
    SubmissionRecord,
)
from app.db.derived import Foreseen
from app.db.exams import Exam, ExamAnswer
from app.db.learners import learner_of
from app.db.models import FlagRow, GuidedMove, InstanceRow, NoteRow, Quiz, RatingChange, Submission
from app.db.sittings import is_held
from app.settings import version
from question_bank.model.instance import Instance

BATCH = 20  # quizzes
R = TypeVar("R", bound=Record)


def told(now: datetime) -> ColumnElement[bool]:
    """Whether all may be told of a question: for a select that joins its submission, as an outer join, and its quiz."""
    closed = exists().where(Exam.quiz_id == Quiz.id, Exam.closed_at.is_not(None))
    answered = Submission.id.is_not(None) & or_(Quiz.purpose != "exam", Quiz.finished_at.is_not(None))
    return (closed | answered) & ~is_held(now)


def _asked(*columns: Any) -> Select[Any]:
    return select(*columns).select_from(InstanceRow).join(Quiz).outerjoin(Submission)


def left_out(session: Session, learner_id: int, now: datetime) -> LeftOut:
    """How much of the learner's stands with open questions."""
    open_ones = (InstanceRow.learner_id == learner_id, ~told(now))
    questions = session.scalar(_asked(func.count(InstanceRow.id)).where(*open_ones)) or 0
    flags = session.scalar(
        _asked(func.count(FlagRow.id)).join(FlagRow, FlagRow.instance_id == InstanceRow.id).where(*open_ones)
    )
    return LeftOut(questions=questions, flags=flags or 0)


def exported(session: Session, learner_id: int, now: datetime) -> Iterator[str]:
    """The file, piece by piece: a quiz a line, the head before them."""
    learner = learner_of(session, learner_id)
    notes = session.scalars(
        select(NoteRow).where(NoteRow.learner_id == learner_id, NoteRow.family.is_not(None)).order_by(NoteRow.id)
    )
    foreseen = session.scalars(select(Foreseen).where(Foreseen.learner_id == learner_id).order_by(Foreseen.day))
    head = Head(
        format=FORMAT,
        version=VERSION,
        app=version(),
        exported_at=now,
        left_out=left_out(session, learner_id, now),
        learner=_as(LearnerRecord, learner),
        notes=tuple(_as(KindNoteRecord, note) for note in notes),
        foreseen=tuple(_as(ForeseenRecord, one) for one in foreseen),
    )
    yield head.model_dump_json().removesuffix("}") + ',"quizzes":['
    separator = "\n"
    uids: dict[int, str] = {}  # of the quizzes that are in the file: another may repeat one
    quiz_ids = session.scalars(select(Quiz.id).where(Quiz.learner_id == learner_id).order_by(Quiz.id)).all()
    for start in range(0, len(quiz_ids), BATCH):
        for quiz, rows, count in _quizzes(session, quiz_ids[start : start + BATCH], now):
            yield separator + _quiz(session, quiz, rows, count, uids.get(quiz.repeats_id or 0)).model_dump_json()
            uids[quiz.id] = quiz.uid
            separator = ",\n"
        session.expunge_all()
    yield "\n]}\n"


def _quizzes(session: Session, quiz_ids: Sequence[int], now: datetime) -> Iterator[tuple[Quiz, list[InstanceRow], int]]:
    """Quizzes with their questions that may be told, and how many others they have; none without any."""
    every = _asked(InstanceRow.quiz_id, func.count()).where(InstanceRow.quiz_id.in_(quiz_ids))
    counts = {row[0]: row[1] for row in session.execute(every.group_by(InstanceRow.quiz_id))}
    rows = session.scalars(
        _asked(InstanceRow)
        .where(InstanceRow.quiz_id.in_(quiz_ids), told(now))
        .order_by(InstanceRow.quiz_id, InstanceRow.id)
        .options(joinedload(InstanceRow.quiz), joinedload(InstanceRow.submission).selectinload(Submission.slips))
    ).unique()
    found: dict[int, list[InstanceRow]] = {}
    for row in rows:
        found.setdefault(row.quiz_id, []).append(row)
    for quiz_id, own in found.items():
        yield own[0].quiz, own, counts[quiz_id] - len(own)


def _quiz(session: Session, quiz: Quiz, rows: Sequence[InstanceRow], count: int, repeats: str | None) -> QuizRecord:
    ids = [row.id for row in rows]
    uids = {row.id: row.uid for row in rows}
    flags = {flag.instance_id: flag.created_at for flag in _of(session, FlagRow, ids)}
    notes = {note.instance_id: _as(NoteRecord, note) for note in _of(session, NoteRow, ids)}
    moves: dict[int, list[MoveRecord]] = {}
    for move in _of(session, GuidedMove, ids):
        moves.setdefault(move.instance_id, []).append(_as(MoveRecord, move))
    exam = session.get(Exam, quiz.id) if quiz.purpose == "exam" else None
    sat = {kept.instance_id: _as(SatRecord, kept) for kept in _of(session, ExamAnswer, ids)} if exam else {}
    answers = [row.submission.id for row in rows if row.submission]
    chosen = session.scalars(select(RatingChange).where(RatingChange.submission_id.in_(answers)))
    ratings = {change.submission_id: _as(RatingRecord, change) for change in chosen}
    return _as(
        QuizRecord,
        quiz,
        repeats=repeats,
        left_out=count,
        exam=_as(ExamRecord, exam, sets=tuple(exam.sets)) if exam else None,
        instances=tuple(
            _as(
                InstanceRecord,
                row,
                content=Instance.model_validate(row.content),
                replaces=uids.get(row.replaces_id or 0),
                flagged_at=flags.get(row.id),
                note=notes.get(row.id),
                moves=tuple(moves.get(row.id, ())),
                sat=sat.get(row.id),
                submission=_submission(row.submission, ratings) if row.submission else None,
            )
            for row in rows
        ),
    )


def _submission(answer: Submission, ratings: Mapping[int, RatingRecord]) -> SubmissionRecord:
    slips = tuple(slip.slip for slip in answer.slips)
    former = tuple(map(RegradedRecord.model_validate, answer.regraded or ()))
    rating = ratings.get(answer.id)
    return _as(SubmissionRecord, answer, number=answer.id, slips=slips, rating=rating, regraded=former)


def _of(session: Session, table: Any, instance_ids: Sequence[int]) -> Iterator[Any]:
    return iter(
        session.scalars(select(table).where(table.instance_id.in_(instance_ids)).order_by(*table.__table__.primary_key))
    )


def _as(kind: type[R], row: object, **more: Any) -> R:
    """A record of a row: its columns by name, and what is not among them."""
    return kind(**{name: more[name] if name in more else getattr(row, name) for name in kind.model_fields})
