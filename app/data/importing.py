"""An exported file comes into an installation: looked through whole first, then merged with what is there.

Questions are known by their ``uid``: what is there already stays as it is, but for an answer that was withdrawn since,
and of two notes or ratings the newer one stays. Answers are numbered in the order in which they were given, wherever:
the history, and where a kind stands, go by their numbers. What is derived of the answers is made anew.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TextIO

from sqlalchemy import delete, exists, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, joinedload

from app.data.checking import LONG, LONGEST_VALUE, Fault, FaultyError, looked_through
from app.data.format import ForeseenRecord, Head, InstanceRecord, NoteRecord, QuizRecord, SubmissionRecord
from app.data.known import unchanged
from app.data.placing import ASIDE, close_up, in_order
from app.data.reading import pieces
from app.data.storing import MANY, Stored, exam_answer, former
from app.db import Database, totals
from app.db.derived import CameTrue, Card, Foreseen, Review
from app.db.exams import Exam, ExamAnswer
from app.db.models import (
    FlagRow,
    GuidedMove,
    InstanceRow,
    Learner,
    NoteRow,
    Quiz,
    RatingChange,
    RecognisedSlip,
    Submission,
)
from app.db.sittings import is_sitting
from question_bank.bank import Bank

GOING_ON = 10.0  # seconds that a part waits for its turn once another is stored: worth more than breaking off
_SETTINGS = ("language", "theme", "shortcuts", "start", "zone", "exam_on", "daily", "daily_unit", "exam_extra")


@dataclass
class Merged:
    """What came of an import."""

    quizzes: int = 0
    answers: int = 0
    known: int = 0  # answers that were there already
    changed: int = 0  # of these, what was withdrawn, rated or noted since
    notes: int = 0
    flags: int = 0
    settings: bool = False
    numbers: dict[int, int] = field(default_factory=dict)  # of each new answer, its number in the file


def taken_over(database: Database, bank: Bank, learner_id: int, file: TextIO, *, settings: bool) -> Merged:
    """Import a file that can be read twice; raises ``FaultyError`` with nothing stored.

    It is written some quizzes at a time, so that nobody else waits long for their turn. After each part all is as if
    that had been a file of its own; what breaks off (``NotSavedError``) is gone on with by importing the file again.
    """
    with database.read() as session:
        mine = select(InstanceRow.uid, Quiz.uid).join(Quiz).where(InstanceRow.learner_id == learner_id)
        here = {row[0]: row[1] for row in session.execute(mine)}
    head = looked_through(bank, file, here)
    file.seek(0)
    merged = Merged()
    known: dict[str, int] = {}  # uid to id, of the quizzes of the file
    patience = None  # of any write, until something is stored
    try:
        for part in _parts(file):
            with database.read() as session:
                alike = unchanged(session, learner_id, part)
            known |= {uid: quiz_id for uid, (quiz_id, _) in alike.items()}
            merged.known += sum(answers for _, answers in alike.values())
            others = [record for record in part if record.uid not in alike]
            if others:
                with database.write(patience) as session:
                    _merge(session, learner_id, others, head, known, merged)
                patience = GOING_ON
        with database.write(patience) as session:
            _finish(session, learner_id, head, merged, settings=settings)
    except IntegrityError as error:  # the tables refuse what was looked through
        with database.read() as session:
            if session.get(Learner, learner_id) is None:  # who was deleted meanwhile: the file is not at fault
                raise
        raise FaultyError([Fault(1, "", "clash", str(error.orig)[:LONGEST_VALUE])], more=False) from error
    return merged


def _parts(file: TextIO) -> Iterator[list[QuizRecord]]:
    """The quizzes of a file, so many at a time as are written at once."""
    part: list[QuizRecord] = []
    for piece in pieces(file, LONG):
        if piece.place is None:
            continue
        part.append(QuizRecord.model_validate_json(piece.text, strict=True))
        if sum(len(record.instances) for record in part) >= MANY:
            yield part
            part = []
    if part:
        yield part


def _merge(
    session: Session,
    learner_id: int,
    part: Sequence[QuizRecord],
    head: Head,
    known: dict[str, int],
    merged: Merged,
) -> None:
    """Take over some quizzes of a file that was looked through, in the running transaction."""
    before = merged.answers + merged.changed
    last = session.scalar(select(func.max(Submission.id))) or 0
    uids = [record.uid for record in part]
    mine = select(Quiz.uid, Quiz.id).where(Quiz.learner_id == learner_id, Quiz.uid.in_(uids))
    here = {row[0]: row[1] for row in session.execute(mine)}
    stored = Stored(session, learner_id)
    for record in part:
        if record.uid in here:
            stored.write()
            known[record.uid] = here[record.uid]
            _merge_quiz(session, session.get_one(Quiz, here[record.uid]), record, head.exported_at, merged)
            session.flush()
            session.expunge_all()
        else:
            repeats_id = None if record.repeats is None else known[record.repeats]
            known[record.uid], numbers = stored.quiz(record, repeats_id, head.exported_at)
            merged.quizzes += 1
            merged.answers += len(numbers)
            merged.numbers |= numbers
            merged.flags += sum(one.flagged_at is not None for one in record.instances)
            merged.notes += sum(one.note is not None for one in record.instances)
    stored.write()
    session.expunge_all()
    totals.count_after(session, last)
    if merged.answers + merged.changed > before:
        begin_anew(session, session.get_one(Learner, learner_id))
        _foresee(session, learner_id, head.foreseen)


def _finish(session: Session, learner_id: int, head: Head, merged: Merged, *, settings: bool) -> None:
    """Take over what is not of a quiz, and put in order what came in."""
    _merge_kind_notes(session, learner_id, head, merged)
    session.flush()
    if settings:
        learner = session.get_one(Learner, learner_id)
        wished = {name: getattr(head.learner, name) for name in _SETTINGS if name in head.learner.model_fields_set}
        merged.settings = any(getattr(learner, name) != value for name, value in wished.items())
        for name, value in wished.items():
            setattr(learner, name, value)
    if merged.answers or merged.changed:  # meanwhile it may have been replayed
        begin_anew(session, session.get_one(Learner, learner_id))
    session.flush()
    for table, count, numbers in (
        (Submission, merged.answers, merged.numbers),
        (FlagRow, merged.flags, {}),
        (NoteRow, merged.notes, {}),
    ):
        if count:
            in_order(session, learner_id, table, numbers)


def begin_anew(session: Session, learner: Learner) -> None:
    """Drop what the schedule made of the answers; it is replayed when it is first needed.

    What was foreseen stays until then: the replay takes from it for which day that was.
    """
    for table in (Card, Review, CameTrue):
        session.execute(delete(table).where(table.learner_id == learner.id))
    learner.replayed = False
    session.flush()


def _foresee(session: Session, learner_id: int, records: Sequence[ForeseenRecord]) -> None:
    """Keep for which day something was foreseen, on days when nothing was here."""
    there = set(session.scalars(select(Foreseen.day).where(Foreseen.learner_id == learner_id)))
    session.add_all(Foreseen(learner_id=learner_id, **dict(one)) for one in records if one.day not in there)
    session.flush()


def _merge_quiz(session: Session, quiz: Quiz, record: QuizRecord, moment: datetime, merged: Merged) -> None:
    """Bring together a quiz that is here already with what a file has of it.

    One that sits a class's set takes nothing: what was answered was answered here, and counts for others too.
    """
    if is_sitting(session, quiz.id):
        return
    standing = sorted(one.ordinal for one in record.instances if one.replaced_at is None)
    # They wait aside until it is known who stands where.
    places = {ordinal: place for place, ordinal in enumerate(standing, start=1 + ASIDE)}
    exam = session.get(Exam, quiz.id)
    sat = record.exam is not None and (exam is None or exam.closed_at is None)  # else it is closed here too
    rows = session.scalars(
        select(InstanceRow).where(InstanceRow.quiz_id == quiz.id).options(joinedload(InstanceRow.submission))
    )
    there = {row.uid: row for row in rows}
    for one in record.instances:
        there[one.uid] = _merge_instance(session, quiz, there, one, places, moment, merged)
        if one.sat is not None and (sat or session.get(ExamAnswer, there[one.uid].id) is None):
            session.merge(ExamAnswer(**exam_answer(there[one.uid].id, one)))
        session.flush()  # a place is free before another takes it
    close_up(session, quiz.id, {one.uid: one.ordinal for one in record.instances})
    if record.exam is not None:
        if sat:
            told = {**dict(record.exam), "sets": list(record.exam.sets), "looking_id": None, "looking_since": None}
            session.merge(Exam(quiz_id=quiz.id, learner_id=quiz.learner_id, **told))
            quiz.finished_at = record.finished_at
        _sets(session, quiz.id, record.exam.sets)
    asked = [row for row in there.values() if row.replaced_at is None]
    if quiz.finished_at is None and record.finished_at is not None and all(_answered(session, row) for row in asked):
        quiz.finished_at, quiz.dropped_at = record.finished_at, record.dropped_at


def _sets(session: Session, quiz_id: int, sets: Sequence[int]) -> None:
    """Keep the sets that an exam began with, whichever of its questions were deleted since, here or there."""
    exam = session.get(Exam, quiz_id)
    if exam is not None and sum(sets) > sum(exam.sets):
        exam.sets = list(sets)


def _answered(session: Session, row: InstanceRow) -> bool:
    return bool(session.scalar(select(exists().where(Submission.instance_id == row.id))))


def _merge_instance(
    session: Session,
    quiz: Quiz,
    there: dict[str, InstanceRow],
    record: InstanceRecord,
    places: Mapping[int, int],
    moment: datetime,
    merged: Merged,
) -> InstanceRow:
    row = there.get(record.uid)
    if row is None:
        instance = record.content
        row = InstanceRow(
            quiz_id=quiz.id,
            learner_id=quiz.learner_id,
            uid=record.uid,
            ordinal=places.get(record.ordinal, record.ordinal),
            family=instance.family,
            topic=record.topic,
            level=instance.level,
            form=instance.form,
            fingerprint=instance.fingerprint,
            content=instance.model_dump(mode="json"),
            shown_at=record.shown_at,
            hints=record.hints,
            replaced_at=record.replaced_at,
            replaces_id=None if record.replaces is None else there[record.replaces].id,
            reason=record.reason,
        )
        session.add(row)
        session.flush()
        if record.submission is None:
            _move(session, row, record)
        answer = None
    else:
        answer = row.submission
    if record.submission is not None:
        if answer is None:
            merged.numbers[_add_answer(session, row, record, record.submission, moment)] = record.submission.number
            merged.answers += 1
        else:
            merged.known += 1
            if _withdraw(row, answer, record, record.submission):
                session.flush()
                totals.withdraw(session, answer)
                merged.changed += 1
            merged.changed += _rate(session, answer.id, record.submission)
    if record.flagged_at is not None and not session.scalar(select(exists().where(FlagRow.instance_id == row.id))):
        session.add(FlagRow(learner_id=row.learner_id, instance_id=row.id, created_at=record.flagged_at))
        merged.flags += 1
    if record.note is not None:
        found = session.scalar(select(NoteRow).where(NoteRow.instance_id == row.id))
        made = NoteRow(learner_id=row.learner_id, instance_id=row.id)
        merged.notes += _note(session, found, made, record.note)
    return row


def _add_answer(
    session: Session, row: InstanceRow, record: InstanceRecord, told: SubmissionRecord, moment: datetime
) -> int:
    """Store the answer to a question, and what was done before it; returns its id."""
    answer = Submission(
        instance_id=row.id,
        learner_id=row.learner_id,
        topic=row.topic,
        family=row.family,
        kind=told.kind,
        guessed=told.guessed,
        choice=told.choice,
        texts=list(told.texts),
        correct=told.correct,
        cells=list(told.cells),
        slips=[RecognisedSlip(slip=slip, made_at=told.created_at) for slip in told.slips],
        seconds=told.seconds,
        language=told.language,
        own=told.own,
        created_at=told.created_at,
        settled_at=told.settled_at or moment,  # who went on elsewhere has gone on
        withdrawn_at=told.withdrawn_at,
        regraded=former(told),
    )
    session.add(answer)
    row.hints, row.shown_at = record.hints, record.shown_at
    row.replaced_at = record.replaced_at
    session.flush()
    _move(session, row, record)
    _rate(session, answer.id, told)
    return answer.id


def _move(session: Session, row: InstanceRow, record: InstanceRecord) -> None:
    """Keep the moves of guided mode as they are told."""
    session.execute(delete(GuidedMove).where(GuidedMove.instance_id == row.id))
    session.flush()
    session.add_all(
        GuidedMove(
            instance_id=row.id,
            practice=move.practice,
            stage=move.stage,
            ordinal=move.ordinal,
            action=move.action,
            texts=list(move.texts),
            verdicts=list(move.verdicts),
            created_at=move.created_at,
        )
        for move in record.moves
    )


def _withdraw(row: InstanceRow, answer: Submission, record: InstanceRecord, told: SubmissionRecord) -> bool:
    if told.withdrawn_at is None or answer.withdrawn_at is not None:
        return False
    answer.withdrawn_at = told.withdrawn_at
    row.replaced_at = record.replaced_at
    return True


def _rate(session: Session, submission_id: int, record: SubmissionRecord) -> bool:
    if record.rating is None:
        return False
    found = session.get(RatingChange, submission_id)
    if found is not None and found.created_at >= record.rating.created_at:
        return False
    session.merge(
        RatingChange(submission_id=submission_id, rating=record.rating.rating, created_at=record.rating.created_at)
    )
    return True


def _merge_kind_notes(session: Session, learner_id: int, head: Head, merged: Merged) -> None:
    for note in head.notes:
        mine = NoteRow.learner_id == learner_id, NoteRow.family == note.family
        made = NoteRow(learner_id=learner_id, family=note.family)
        merged.notes += _note(session, session.scalar(select(NoteRow).where(*mine)), made, note)


def _note(session: Session, found: NoteRow | None, made: NoteRow, record: NoteRecord) -> bool:
    """Keep a note unless there is a newer one."""
    if found is not None and found.changed_at >= record.changed_at:
        return False
    row = found or made
    row.text, row.created_at, row.changed_at = record.text, record.created_at, record.changed_at
    session.add(row)
    return True
