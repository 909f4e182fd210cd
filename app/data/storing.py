"""Quizzes that are new here are stored many at a time: an import holds the lock of the database while it writes."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from app.data.format import InstanceRecord, QuizRecord, SubmissionRecord
from app.db.columns import Base
from app.db.exams import Exam, ExamAnswer
from app.db.models import (
    FlagRow,
    GuidedMove,
    InstanceRow,
    NoteRow,
    Quiz,
    RatingChange,
    RecognisedSlip,
    Submission,
)
from app.db.numbers import Numbers

MANY = 200  # questions that wait in memory, and are written at once
# What refers to another comes after it.
_ORDER = (Quiz, InstanceRow, Submission, RecognisedSlip, RatingChange, GuidedMove, FlagRow, NoteRow, Exam, ExamAnswer)


class Stored:
    """Rows of new quizzes that wait to be written. Their ids are given here."""

    def __init__(self, session: Session, learner_id: int) -> None:
        self._session = session
        self._learner_id = learner_id
        self._rows: dict[type[Base], list[dict[str, Any]]] = {table: [] for table in _ORDER}
        self._numbers = Numbers(session)

    def write(self) -> None:
        """Write what waits. What is written otherwise comes after it."""
        for table, rows in self._rows.items():
            if rows:
                self._session.execute(insert(table), rows)
                rows.clear()
        self._numbers.forget()

    def quiz(self, record: QuizRecord, repeats_id: int | None, moment: datetime) -> tuple[int, dict[int, int]]:
        """Keep a quiz; returns its id, and the ids of its answers with their numbers in the file."""
        if len(self._rows[InstanceRow]) >= MANY:
            self.write()
        quiz_id = self._numbers.next(Quiz)
        # Its open questions stayed where they are: here nobody can go on with it.
        stopped = moment if record.finished_at is None else None
        told = {**_told(record, "uid", "ordering", "purpose", "created_at", "finished_at")}
        told |= {"topics": list(record.topics), "levels": list(record.levels), "repeats_id": repeats_id}
        self._add(Quiz, id=quiz_id, learner_id=self._learner_id, dropped_at=record.dropped_at or stopped, **told)
        if record.exam is not None:
            exam = {**dict(record.exam), "sets": list(record.exam.sets), "looking_id": None, "looking_since": None}
            self._add(Exam, quiz_id=quiz_id, learner_id=self._learner_id, **exam)
        places, ids, numbers = _places(record.instances), dict[str, int](), dict[int, int]()
        for one in record.instances:
            ids[one.uid] = self._numbers.next(InstanceRow)
            self._instance(quiz_id, ids, one, places[one.uid])
            if one.submission is not None:
                numbers[self._answer(ids[one.uid], one, one.submission, moment)] = one.submission.number
        return quiz_id, numbers

    def _add(self, table: type[Base], **columns: Any) -> None:
        self._rows[table].append(columns)

    def _instance(self, quiz_id: int, ids: Mapping[str, int], record: InstanceRecord, place: int) -> None:
        instance, own = record.content, {"learner_id": self._learner_id, "instance_id": ids[record.uid]}
        self._add(
            InstanceRow,
            id=ids[record.uid],
            quiz_id=quiz_id,
            learner_id=self._learner_id,
            ordinal=place,
            content=instance.model_dump(mode="json"),
            replaces_id=None if record.replaces is None else ids[record.replaces],
            **_told(record, "uid", "topic", "shown_at", "hints", "replaced_at", "reason"),
            **_told(instance, "family", "level", "form", "fingerprint"),
        )
        for move in record.moves:
            self._add(GuidedMove, instance_id=ids[record.uid], **_plain(move))
        if record.flagged_at is not None:
            self._add(FlagRow, created_at=record.flagged_at, **own)
        if record.note is not None:
            self._add(NoteRow, family=None, **own, **dict(record.note))
        if record.sat is not None:
            self._add(ExamAnswer, **exam_answer(ids[record.uid], record))

    def _answer(self, instance_id: int, record: InstanceRecord, told: SubmissionRecord, moment: datetime) -> int:
        answer_id = self._numbers.next(Submission)
        kept = {name: value for name, value in _plain(told).items() if name not in ("number", "slips", "rating")}
        kept["regraded"] = former(told)
        kept["settled_at"] = told.settled_at or moment  # who went on elsewhere has gone on
        own = {"learner_id": self._learner_id, "topic": record.topic, "family": record.content.family}
        self._add(Submission, id=answer_id, instance_id=instance_id, **own, **kept)
        for slip in told.slips:
            self._add(RecognisedSlip, submission_id=answer_id, slip=slip, made_at=told.created_at)
        if told.rating is not None:
            self._add(RatingChange, submission_id=answer_id, **dict(told.rating))
        return answer_id


def former(told: SubmissionRecord) -> list[dict[str, Any]] | None:
    """How an answer was judged before it was graded anew, as its row keeps it."""
    return [one.model_dump(mode="json") for one in told.regraded] or None


def exam_answer(instance_id: int, record: InstanceRecord) -> dict[str, Any]:
    """What an exam kept of a question; its answer is the one that it was closed with."""
    answer = record.submission
    given = {"choice": answer.choice, "texts": list(answer.texts)} if answer else {"choice": None, "texts": []}
    return {"instance_id": instance_id, **given, **dict(record.sat or ())}


def _told(record: Any, *names: str) -> dict[str, Any]:
    return {name: getattr(record, name) for name in names}


def _plain(record: Any) -> dict[str, Any]:
    """The fields of a record; JSON has lists."""
    return {name: list(value) if isinstance(value, tuple) else value for name, value in record}


def _places(records: Sequence[InstanceRecord]) -> dict[str, int]:
    """The numbers of a quiz's questions, without gaps; what was withdrawn has that of what took its place."""
    standing = sorted((one for one in records if one.replaced_at is None), key=lambda one: one.ordinal)
    places = {one.uid: number for number, one in enumerate(standing, start=1)}
    for one in reversed(records):  # what took a place came later
        places.setdefault(one.uid, one.ordinal)
        if one.replaces is not None:
            places[one.replaces] = places[one.uid]
    return places
