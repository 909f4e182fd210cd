"""A mock exam as it stands: its time, its questions, what is kept of each until the end.

The deadline is stored when the exam begins. It can be gone on with on any device, after any restart: all there is to it
is in the database. The time spent on a question runs from its being shown to the next thing that is shown or sent.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, TypeAlias

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db.exams import Exam, ExamAnswer
from app.db.models import InstanceRow
from app.dependencies import Services, Visitor
from app.exams.composing import remaining
from app.missing import NotFoundError
from app.quiz.marks import mark, read_mark
from app.quiz.sheets import stored_question
from app.quiz.submitting import Given, given_answer
from question_bank.forms import form_of
from question_bank.model.answer import Flat
from question_bank.model.bilingual import Bilingual
from question_bank.model.instance import Instance, Question

GRACE = timedelta(seconds=5)  # an answer that was sent in time may take so long to come in
LAST_MINUTES = 5  # from then on every page says how much time is left
# over: it came after the end; stale: it was sent from the page of another question.
Saved: TypeAlias = Literal["saved", "over", "stale"]


@dataclass(frozen=True)
class Entry:
    """A question of an exam: where it stands, and what is kept of it."""

    number: int
    instance_id: int
    topic: str
    family: str
    place: int  # in its set, from 1
    of: int  # how many the set has
    answered: bool
    flagged: bool
    seconds: float
    saved_at: datetime | None


@dataclass(frozen=True)
class Sitting:
    """An exam at a moment."""

    exam: Exam
    entries: tuple[Entry, ...]
    now: datetime

    @property
    def quiz_id(self) -> int:
        """The quiz that it is."""
        return self.exam.quiz_id

    @property
    def total(self) -> int:
        """How many questions it has."""
        return len(self.entries)

    @property
    def deleted(self) -> int:
        """How many it had besides, which were deleted since."""
        return max(0, sum(self.exam.sets) - self.total)

    @property
    def answered(self) -> int:
        """How many of them have an answer."""
        return sum(entry.answered for entry in self.entries)

    @property
    def flagged(self) -> int:
        """How many of them have a flag."""
        return sum(entry.flagged for entry in self.entries)

    @property
    def left(self) -> int:
        """Milliseconds until the end; none after it."""
        return max(0, round((self.exam.deadline_at - self.now) / timedelta(milliseconds=1)))

    @property
    def seconds_left(self) -> int:
        """Whole seconds until the end."""
        return self.left // 1000

    @property
    def last_minutes(self) -> int | None:
        """The minutes that are left, begun ones too, where they are few."""
        minutes = -(-self.left // 60_000)
        return minutes if minutes <= LAST_MINUTES else None

    @property
    def next_open(self) -> int | None:
        """The first question without an answer."""
        return next((entry.number for entry in self.entries if not entry.answered), None)

    @property
    def looking(self) -> int | None:
        """The question that was looked at last."""
        return next((entry.number for entry in self.entries if entry.instance_id == self.exam.looking_id), None)


@dataclass(frozen=True)
class Paper:
    """A question of an exam, with what may be shown of it, and the answer that is kept."""

    sitting: Sitting
    entry: Entry
    question: Question
    kept: Flat
    mark: str


def places(sets: list[int]) -> list[tuple[int, int]]:
    """Of each question its place in its set, and how many that has."""
    return [(place, size) for size in sets for place in range(1, size + 1)]


def entries(session: Session, exam: Exam) -> tuple[Entry, ...]:
    """The questions of an exam that there are, in order. Those of a closed one may be deleted, or come in again."""
    rows = session.execute(
        select(
            InstanceRow.ordinal,
            InstanceRow.id,
            InstanceRow.topic,
            InstanceRow.family,
            ExamAnswer,
        )
        .outerjoin(ExamAnswer, ExamAnswer.instance_id == InstanceRow.id)
        .where(InstanceRow.quiz_id == exam.quiz_id, InstanceRow.replaced_at.is_(None))
        .order_by(InstanceRow.ordinal)
    ).all()
    sets = remaining(exam.sets, [topic for _, _, topic, _, _ in rows])
    return tuple(
        Entry(number, key, topic, family, *at, kept.given, kept.flagged, kept.seconds, kept.saved_at)
        if kept is not None
        else Entry(number, key, topic, family, *at, answered=False, flagged=False, seconds=0.0, saved_at=None)
        for (number, key, topic, family, kept), at in zip(rows, places(sets), strict=True)
    )


def find_exam(session: Session, learner_id: int, quiz_id: int) -> Exam:
    """An exam of this learner; raises ``NotFoundError``."""
    exam = session.get(Exam, quiz_id)
    if exam is None or exam.learner_id != learner_id:
        raise NotFoundError
    return exam


def open_exam(session: Session, learner_id: int) -> Exam | None:
    """The exam that a learner is sitting."""
    return session.scalar(select(Exam).where(Exam.learner_id == learner_id, Exam.closed_at.is_(None)))


def sitting(services: Services, visitor: Visitor, quiz_id: int) -> Sitting:
    """An exam as it stands; raises ``NotFoundError``."""
    with services.database.read() as session:
        exam = find_exam(session, visitor.learner_id, quiz_id)
        return Sitting(exam, entries(session, exam), services.now())


def paper(services: Services, visitor: Visitor, quiz_id: int, number: int) -> Paper:
    """A question of an exam; raises ``NotFoundError``."""
    with services.database.read() as session:
        exam = find_exam(session, visitor.learner_id, quiz_id)
        at = Sitting(exam, entries(session, exam), services.now())
        if number > at.total:
            raise NotFoundError
        entry = at.entries[number - 1]
        row = session.get_one(InstanceRow, entry.instance_id)
        kept = session.get(ExamAnswer, entry.instance_id)
        flat = Flat() if kept is None else Flat(kept.choice, tuple(kept.texts))
        return Paper(at, entry, stored_question(row), flat, mark(row.id, row))


def spend(session: Session, exam: Exam, now: datetime, shown: int | None) -> None:
    """Count the time on the question that was looked at until now; from now on it is another one, or none."""
    until = min(now, exam.deadline_at)
    if exam.looking_id is not None and exam.looking_since is not None:
        kept = session.get(ExamAnswer, exam.looking_id)
        if kept is not None:
            kept.seconds += max(0.0, (until - exam.looking_since).total_seconds())
    exam.looking_id, exam.looking_since = (None, None) if shown is None else (shown, until)


def look(session: Session, at: Sitting, now: datetime, shown: int | None) -> None:
    """Note which question is shown, and when it was for the first time."""
    exam = find_exam(session, at.exam.learner_id, at.quiz_id)
    if exam.closed_at is not None:
        return
    spend(session, exam, now, shown)
    row = None if shown is None else session.get_one(InstanceRow, shown)
    if row is not None and row.shown_at is None:
        row.shown_at = now


@dataclass(frozen=True)
class Change:
    """What a page of a question sends: an answer, or that there is to be none, and the flag; nothing stays as it is."""

    given: Given
    shown: int | None  # the choice that was kept when the page was shown
    clear: bool = False
    flagged: bool | None = None

    @property
    def answer(self) -> bool:
        """Whether there is another answer than the page was shown with.

        One that stood there already is not sent again: on another page it may have been changed since.
        """
        return self.given.anything and self.given.choices != (() if self.shown is None else (self.shown,))


def refused(question: Question, change: Change) -> Bilingual | None:
    """Why what was ticked cannot be an answer."""
    return form_of(question.form).refused(question, change.given.choices) if change.answer else None


def save(services: Services, at: Paper, change: Change) -> Saved:
    """Keep what was sent, the newest for good. Nothing is graded. Raises ``NotSavedError``."""
    if change.given.instance is not None and not _is_of(at, change.given.instance):
        return "stale"
    now = services.now()
    with services.database.write(whose=at.sitting.exam.learner_id) as session:
        exam = find_exam(session, at.sitting.exam.learner_id, at.sitting.quiz_id)
        if exam.closed_at is not None or now > exam.deadline_at + GRACE:
            return "over"
        kept = session.get_one(ExamAnswer, at.entry.instance_id)
        if change.answer or change.clear:
            row = session.get_one(InstanceRow, at.entry.instance_id)
            answer = given_answer(Instance.model_validate(row.content), Given() if change.clear else change.given)
            if answer.flat != Flat(kept.choice, tuple(kept.texts)):
                kept.choice, kept.texts = answer.flat.choice, list(answer.flat.texts)
                kept.saved_at = min(now, exam.deadline_at)
        if change.flagged is not None:
            kept.flagged = change.flagged
        if exam.looking_id == at.entry.instance_id:
            spend(session, exam, now, at.entry.instance_id)
    return "saved"


def _is_of(at: Paper, sent: str) -> bool:
    number, content = read_mark(sent)
    return number == at.entry.instance_id and at.mark.partition("-")[2].startswith(content[:8])
