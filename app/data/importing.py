"""An exported file comes into an installation: looked through whole first, then merged with what is there.

Questions are known by their ``uid``: what is there already stays as it is, but for an answer that was withdrawn since,
and of two notes or ratings the newer one stays. Answers are numbered in the order in which they were given, wherever:
the history, and where a kind stands, go by their numbers. What is derived of the answers is made anew.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, TextIO, TypeAlias

from pydantic import ValidationError
from pydantic_core import ErrorDetails
from sqlalchemy import bindparam, delete, exists, select, text, update
from sqlalchemy.orm import Session, joinedload

from app.data.format import FORMAT, VERSION, Head, InstanceRecord, NoteRecord, QuizRecord, SubmissionRecord
from app.data.placing import ASIDE, close_up
from app.data.reading import BrokenError, Piece, pieces
from app.db import Database, totals
from app.db.models import (
    Base,
    Card,
    FlagRow,
    GuidedMove,
    InstanceRow,
    Learner,
    NoteRow,
    Quiz,
    RatingChange,
    RecognisedSlip,
    Review,
    Submission,
)
from question_bank.bank import Bank
from question_bank.forms import form_of
from question_bank.model.answer import Flat
from question_bank.model.bilingual import Bilingual

LONG = "quizzes"
MOST_FAULTS = 5  # that are told
LONGEST_VALUE = 40  # characters of a value that does not fit
_SETTINGS = ("language", "theme", "shortcuts", "start", "zone", "exam_on", "daily", "daily_unit")

Timed: TypeAlias = Submission | FlagRow | NoteRow
Why = Literal["broken", "foreign", "newer", "missing", "unknown", "value", "twice", "reference", "answer"]
_WHY: dict[str, Why] = {"missing": "missing", "extra_forbidden": "unknown"}


_TOLD: dict[Why, Bilingual] = {
    "broken": Bilingual(ja="JSON として読めません", en="this is no JSON"),
    "foreign": Bilingual(
        ja="このアプリが書き出したファイルではありません", en="this is no file that this app exported"
    ),
    "newer": Bilingual(ja="このアプリより新しい形式です", en="the format is newer than this app"),
    "missing": Bilingual(ja="あるはずの項目がありません", en="something that must be there is missing"),
    "unknown": Bilingual(ja="形式にない項目です", en="the format has no such thing"),
    "value": Bilingual(ja="ここに入る値ではありません", en="the value does not fit here"),
    "twice": Bilingual(ja="同じものが前にもあります", en="the same is there before"),
    "reference": Bilingual(ja="指す相手がファイルの中にありません", en="what it refers to is not in the file"),
    "answer": Bilingual(ja="問題の形式に合わない解答です", en="the answer is none to its question"),
}


@dataclass(frozen=True)
class Fault:
    """What is wrong with a file: in which line, where in it, why; and the value, where that helps."""

    line: int
    place: str
    why: Why
    value: str = ""

    @property
    def told(self) -> Bilingual:
        """Why, in words."""
        return _TOLD[self.why]


class FaultyError(ValueError):
    """A file that nothing is taken from; ``more`` says that it has other faults."""

    def __init__(self, faults: Sequence[Fault], *, more: bool) -> None:
        super().__init__(f"{len(faults)} faults")
        self.faults = tuple(faults)
        self.more = more


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


def looked_through(bank: Bank, file: TextIO) -> Head:
    """The head of a file in which everything is as it should be; raises ``FaultyError``."""
    faults: list[Fault] = []
    heads: dict[str, Piece] = {}
    seen: set[str] = set()
    try:
        for piece in pieces(file, LONG):
            if piece.place is None:
                heads[piece.name] = piece
            elif len(faults) <= MOST_FAULTS:
                faults += _quiz_faults(bank, piece, seen)
    except BrokenError as error:
        faults.append(Fault(error.line, "", "broken"))
    head, wrong = _head(heads)
    every = [*wrong, *faults]
    if head is None or every:
        raise FaultyError(every[:MOST_FAULTS], more=len(every) > MOST_FAULTS)
    return head


def _head(heads: dict[str, Piece]) -> tuple[Head | None, list[Fault]]:
    """The head, or what is wrong with it: first of all, whether it is one of ours and not of a newer version."""
    plain = {name: piece.text for name, piece in heads.items() if name != LONG}
    kind, version = plain.get("format", ""), plain.get("version", "")
    if kind != json.dumps(FORMAT):
        return None, [Fault(1, "format", "foreign", kind[:LONGEST_VALUE])]
    if version != str(VERSION) and version.isdecimal():
        return None, [Fault(heads["version"].line, "version", "newer", version[:LONGEST_VALUE])]
    missing = [] if LONG in heads else [Fault(1, LONG, "missing")]
    whole = "{" + ",".join(f"{json.dumps(name)}:{value}" for name, value in plain.items()) + "}"
    try:
        return Head.model_validate_json(whole, strict=True), missing
    except ValidationError as error:
        lines = {name: piece.line for name, piece in heads.items()}
        return None, [_fault(one, lines.get(str((*one["loc"], "")[0]), 1), "") for one in error.errors()] + missing


def _fault(error: ErrorDetails, line: int, before: str) -> Fault:
    found = error["input"]
    shown = str(found)[:LONGEST_VALUE] if isinstance(found, str | int | float | None) else ""
    why = _WHY.get(error["type"], "value")
    place = _path(before, error["loc"])
    return Fault(line, place, why, "" if why == "missing" else shown)


def _path(before: str, parts: Sequence[str | int]) -> str:
    """A place as one would write it: quizzes[2].instances[0].content."""
    path = before
    for part in parts:
        path += f"[{part}]" if isinstance(part, int) else f".{part}" if path else part
    return path


def _quiz_faults(bank: Bank, piece: Piece, seen: set[str]) -> Iterator[Fault]:
    """What is wrong with a quiz: in itself, beside those before it, and with its answers."""
    at = f"{LONG}[{piece.place}]"
    try:
        quiz = QuizRecord.model_validate_json(piece.text, strict=True)
    except ValidationError as error:
        yield from (_fault(one, piece.line, at) for one in error.errors())
        return
    if quiz.repeats is not None and quiz.repeats not in seen:
        yield Fault(piece.line, f"{at}.repeats", "reference", quiz.repeats)
    if quiz.uid in seen:
        yield Fault(piece.line, f"{at}.uid", "twice", quiz.uid)
    seen.add(quiz.uid)
    for number, row in enumerate(quiz.instances):
        here = f"{at}.instances[{number}]"
        if row.uid in seen:
            yield Fault(piece.line, f"{here}.uid", "twice", row.uid)
        if row.replaces is not None and row.replaces not in seen:
            yield Fault(piece.line, f"{here}.replaces", "reference", row.replaces)
        seen.add(row.uid)
        if not _fits(bank, row):
            yield Fault(piece.line, f"{here}.submission", "answer")


def _fits(bank: Bank, row: InstanceRecord) -> bool:
    """Whether an answer can be one to its question. A number that today's rules cannot read is left as it was read."""
    held, instance, cells = form_of(row.content.form), row.content, row.submission.cells
    flat = Flat(row.submission.choice, row.submission.texts)
    try:
        answer = held.answer(flat)
        if answer.flat != flat or len(flat.texts) > held.most_texts(instance):
            return False
        if not answer.given:
            return not cells
        reading = bank.read_stored(instance, answer)
        if held.typed and not reading.readable:
            return len(cells) == held.fields(instance)
        return len(held.grade(instance, answer, reading).cells) == len(cells)
    except Exception:  # whatever it is: a page would fail on it as well
        return False


def taken_over(database: Database, bank: Bank, learner_id: int, file: TextIO, *, settings: bool) -> Merged:
    """Import a file that can be read twice; raises ``FaultyError``, and ``NotSavedError``, with nothing stored."""
    head = looked_through(bank, file)
    file.seek(0)
    with database.write() as session:
        return merge(session, learner_id, file, head, settings=settings)


def merge(session: Session, learner_id: int, file: TextIO, head: Head, *, settings: bool) -> Merged:
    """Take over a file that was looked through, in the running transaction."""
    merged = Merged()
    known: dict[str, int] = {}  # uid to id, of the quizzes of the file
    _merge_kind_notes(session, learner_id, head, merged)
    for piece in pieces(file, LONG):
        if piece.place is not None:
            record = QuizRecord.model_validate_json(piece.text, strict=True)
            known[record.uid] = _merge_quiz(session, learner_id, record, known, head.exported_at, merged)
            session.flush()
            session.expunge_all()
    learner = session.get_one(Learner, learner_id)
    if settings:
        wished = {name: getattr(head.learner, name) for name in _SETTINGS}
        merged.settings = any(getattr(learner, name) != value for name, value in wished.items())
        for name, value in wished.items():
            setattr(learner, name, value)
    if merged.answers or merged.changed:
        begin_anew(session, learner)
        _in_order(session, learner_id, Submission, merged.numbers)
        totals.recount(session)
    for table, count in ((FlagRow, merged.flags), (NoteRow, merged.notes)):
        if count:
            _in_order(session, learner_id, table, {})
    return merged


def begin_anew(session: Session, learner: Learner) -> None:
    """Drop what the schedule made of the answers; it is replayed when it is first needed."""
    for table in (Card, Review):
        session.execute(delete(table).where(table.learner_id == learner.id))
    learner.replayed = False
    session.flush()


def _merge_quiz(
    session: Session, learner_id: int, record: QuizRecord, known: dict[str, int], moment: datetime, merged: Merged
) -> int:
    quiz = session.scalar(select(Quiz).where(Quiz.learner_id == learner_id, Quiz.uid == record.uid))
    standing = sorted(one.ordinal for one in record.instances if one.replaced_at is None)
    # Of a quiz that is new here the places are free; else they wait aside until it is known who stands where.
    places = {ordinal: place for place, ordinal in enumerate(standing, start=1 if quiz is None else 1 + ASIDE)}
    if quiz is None:
        # Its open questions stayed where they are: here nobody can go on with it.
        stopped = moment if record.finished_at is None else None
        quiz = Quiz(
            learner_id=learner_id,
            uid=record.uid,
            topics=list(record.topics),
            levels=list(record.levels),
            ordering=record.ordering,
            purpose=record.purpose,
            repeats_id=None if record.repeats is None else known[record.repeats],
            created_at=record.created_at,
            finished_at=record.finished_at,
            dropped_at=record.dropped_at or stopped,
        )
        session.add(quiz)
        session.flush()
        merged.quizzes += 1
    rows = session.scalars(
        select(InstanceRow).where(InstanceRow.quiz_id == quiz.id).options(joinedload(InstanceRow.submission))
    )
    there = {row.uid: row for row in rows}
    for one in record.instances:
        there[one.uid] = _merge_instance(session, quiz, there, one, places, moment, merged)
        session.flush()  # a place is free before another takes it
    close_up(session, quiz.id, {one.uid: one.ordinal for one in record.instances})
    asked = [row for row in there.values() if row.replaced_at is None]
    if quiz.finished_at is None and record.finished_at is not None and all(_answered(session, row) for row in asked):
        quiz.finished_at, quiz.dropped_at = record.finished_at, record.dropped_at
    return quiz.id


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
        answer = None
    else:
        answer = row.submission
    if answer is None:
        merged.numbers[_add_answer(session, row, record, moment)] = record.submission.number
        merged.answers += 1
    else:
        merged.known += 1
        merged.changed += _withdraw(row, answer, record)
        merged.changed += _rate(session, answer.id, record.submission)
    if record.flagged_at is not None and not session.scalar(select(exists().where(FlagRow.instance_id == row.id))):
        session.add(FlagRow(learner_id=row.learner_id, instance_id=row.id, created_at=record.flagged_at))
        merged.flags += 1
    if record.note is not None:
        found = session.scalar(select(NoteRow).where(NoteRow.instance_id == row.id))
        made = NoteRow(learner_id=row.learner_id, instance_id=row.id)
        merged.notes += _note(session, found, made, record.note)
    return row


def _add_answer(session: Session, row: InstanceRow, record: InstanceRecord, moment: datetime) -> int:
    """Store the answer to a question, and what was done before it; returns its id."""
    told = record.submission
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
        slips=[RecognisedSlip(slip=slip) for slip in told.slips],
        seconds=told.seconds,
        language=told.language,
        own=told.own,
        created_at=told.created_at,
        settled_at=told.settled_at or moment,  # who went on elsewhere has gone on
        withdrawn_at=told.withdrawn_at,
    )
    session.add(answer)
    row.hints, row.shown_at = record.hints, record.shown_at
    row.replaced_at = record.replaced_at
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
    _rate(session, answer.id, told)
    return answer.id


def _withdraw(row: InstanceRow, answer: Submission, record: InstanceRecord) -> bool:
    if record.submission.withdrawn_at is None or answer.withdrawn_at is not None:
        return False
    answer.withdrawn_at = record.submission.withdrawn_at
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


def _in_order(session: Session, learner_id: int, table: type[Timed], numbers: Mapping[int, int]) -> None:
    """Give the learner's rows of a table their ids anew, in the order of time; of one moment, by number.

    Only those that stand out of order change places. Nothing else goes by these ids: lists do, and the marks on pages.
    """
    mine = select(table.id, table.created_at).where(table.learner_id == learner_id).order_by(table.id)
    rows = session.execute(mine).all()
    in_order = sorted(rows, key=lambda row: (row[1], numbers.get(row[0], row[0])))
    moved = [(old, new) for (new, _), (old, _) in zip(rows, in_order, strict=True) if old != new]
    if not moved:
        return
    session.execute(text("PRAGMA defer_foreign_keys = ON"))
    for column in _ids_of(table):
        statement = update(column.table).where(column == bindparam("old")).values({column.name: bindparam("new")})
        session.connection().execute(statement, [{"old": old, "new": -new} for old, new in moved])
        session.connection().execute(statement, [{"old": -new, "new": new} for _, new in moved])
    session.expire_all()


def _ids_of(table: type[Timed]) -> Iterator[Any]:
    """The id itself, and whatever refers to it."""
    own = table.__table__.c.id
    yield own
    for other in Base.metadata.tables.values():
        yield from (key.parent for key in other.foreign_keys if key.column is own)
