"""The exported file, version 1: a head, the notes on kinds, and the quizzes one by one (docs/own-data.md).

What is read is held to the types and bounds here, so that nothing is stored that a page could not show. Of an open
question there is no record at all: its content holds the key, and its seed is enough to work it out. A mock exam that
is closed tells everything, its questions without an answer too.
"""

from collections.abc import Hashable, Iterable
from datetime import UTC, date, datetime
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from app.db.exams import ExamLength, ExamScope
from app.db.models import LONGEST_NOTE, Came, DailyUnit, Extra, Purpose, QuizOrdering, Reason
from question_bank.model.bilingual import Language
from question_bank.model.instance import Instance, Key
from question_bank.way.guided import Action
from question_bank.way.judging import Verdict

FORMAT = "edrill"
VERSION = 1
DAY = 24 * 60 * 60
HIGHEST_LEVEL = 99  # a later bank may have more than ours
LONGEST_START = 16_384  # characters of what was last chosen for a quiz


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (OSError, ValueError) as unknown:  # a ZoneInfoNotFoundError is a KeyError
        raise ValueError("no time zone") from unknown
    except KeyError as unknown:
        raise ValueError("no time zone") from unknown
    return name


Moment = Annotated[AwareDatetime, Field(ge=datetime(2000, 1, 1, tzinfo=UTC), lt=datetime(2200, 1, 1, tzinfo=UTC))]
Uid = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
Name = Annotated[str, Field(min_length=1, max_length=200)]
Count = Annotated[int, Field(ge=0, lt=2**31)]
Place = Annotated[int, Field(ge=1, lt=2**31)]
Typed = Annotated[str, Field(max_length=100_000)]
NoteText = Annotated[str, Field(min_length=1, max_length=LONGEST_NOTE, pattern=r"^[^\x00]+$")]
Zone = Annotated[str, Field(max_length=100), AfterValidator(_known_zone)]


class Record(BaseModel):
    """A part of the file: no field too many, no number that is none."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class LearnerRecord(Record):
    """The settings."""

    language: Language | None
    theme: Literal["auto", "light", "dark"]
    shortcuts: bool
    start: Annotated[str, Field(max_length=LONGEST_START)] | None
    zone: Zone | None
    exam_on: date | None
    daily: Annotated[int, Field(ge=1, le=200)]
    daily_unit: DailyUnit
    exam_extra: Extra = 100  # not in the oldest files
    created_at: Moment


class NoteRecord(Record):
    """A note: on the question that it stands with, or on a ``family``."""

    text: NoteText
    created_at: Moment
    changed_at: Moment


class KindNoteRecord(NoteRecord):
    """A note on a kind of question."""

    family: Name


class ForeseenRecord(Record):
    """What was predicted on a day, for the day of the exam as it was known then: that alone no answer tells."""

    day: date
    target: date
    recall: Annotated[float, Field(ge=0, le=1)]
    met: Place


class RatingRecord(Record):
    """A rating that the learner chose."""

    rating: Annotated[int, Field(ge=1, le=4)]
    created_at: Moment


class MoveRecord(Record):
    """A move of guided mode."""

    practice: bool
    stage: Count
    ordinal: Count
    action: Action
    texts: tuple[Typed, ...]
    verdicts: tuple[Verdict, ...]
    created_at: Moment


class RegradedRecord(Record):
    """How an answer was judged until it was graded anew, and why that was; ``key`` is the question's of then."""

    at: Moment
    cause: Literal["rule", "key"]
    edition: Annotated[str, Field(max_length=100)]
    kind: Came
    correct: bool
    cells: tuple[bool, ...]
    own: Annotated[float, Field(ge=0, le=1)] | None
    slips: tuple[Name, ...]
    key: Key | None


class SubmissionRecord(Record):
    """The answer to a question. ``number`` counts the answers of an installation in the order in which they came."""

    number: Annotated[int, Field(ge=1, lt=2**63)]
    kind: Came
    guessed: bool
    choice: Count | None
    texts: tuple[Typed, ...]
    correct: bool
    cells: tuple[bool, ...]
    seconds: Annotated[float, Field(ge=0, le=DAY)] | None
    language: Language
    own: Annotated[float, Field(ge=0, le=1)] | None
    created_at: Moment
    settled_at: Moment | None
    withdrawn_at: Moment | None
    slips: tuple[Name, ...]
    rating: RatingRecord | None
    regraded: tuple[RegradedRecord, ...] = ()  # not in the oldest files

    @model_validator(mode="after")
    def _makes_sense(self) -> "SubmissionRecord":
        if self.kind == "shown" and self.correct:
            raise ValueError("an answer whose steps were shown does not count as right")
        _once(self.slips)
        return self


class SatRecord(Record):
    """What a mock exam kept of a question besides its answer."""

    flagged: bool
    seconds: Annotated[float, Field(ge=0, le=DAY)]
    saved_at: Moment | None


class InstanceRecord(Record):
    """A question that was answered, whole, with what the learner did and kept with it; or one of a closed exam."""

    uid: Uid
    ordinal: Place
    topic: Name
    content: Instance
    shown_at: Moment | None
    hints: Count
    replaced_at: Moment | None
    replaces: Uid | None
    reason: Reason | None
    flagged_at: Moment | None
    note: NoteRecord | None
    moves: tuple[MoveRecord, ...]
    sat: SatRecord | None
    submission: SubmissionRecord | None  # None: the exam was closed before it was answered

    @model_validator(mode="after")
    def _makes_sense(self) -> "InstanceRecord":
        _once((move.practice, move.stage, move.ordinal) for move in self.moves)
        withdrawn = self.submission is not None and self.submission.withdrawn_at is not None
        if (self.replaced_at is not None) is not withdrawn:
            raise ValueError("a question is replaced where its answer was withdrawn")
        if self.submission is None and self.sat is None:
            raise ValueError("only a question of an exam is told without an answer")
        if not 1 <= self.content.level <= HIGHEST_LEVEL:
            raise ValueError("no level")
        return self


class ExamRecord(Record):
    """What makes a quiz a mock exam; one that is not closed is not told."""

    length: ExamLength
    scope: ExamScope
    allowed: Place
    extra: Extra
    sets: tuple[Place, ...]
    language: Language
    started_at: Moment
    deadline_at: Moment
    closed_at: Moment


class QuizRecord(Record):
    """A quiz with its questions that are answered; ``left_out`` counts the open ones."""

    uid: Uid
    topics: tuple[Name, ...]
    levels: tuple[Count, ...]
    ordering: QuizOrdering
    purpose: Purpose
    repeats: Uid | None
    created_at: Moment
    finished_at: Moment | None
    dropped_at: Moment | None
    left_out: Count
    exam: ExamRecord | None
    instances: tuple[InstanceRecord, ...]

    @model_validator(mode="after")
    def _makes_sense(self) -> "QuizRecord":
        _once(row.uid for row in self.instances)
        standing = [row for row in self.instances if row.replaced_at is None]
        _once(row.ordinal for row in standing)
        if any((row.sat is None) is not (self.exam is None) for row in standing):
            raise ValueError("an exam has kept something of each of its questions, and nothing else has")
        if self.exam is not None and (self.purpose != "exam" or self.finished_at is None):
            raise ValueError("an exam that is closed is a finished quiz")
        if self.exam is not None and sum(self.exam.sets) < len(standing):
            raise ValueError("each question of an exam is in one set")
        return self


class LeftOut(Record):
    """What of the learner's is not in the file, since it is of open questions."""

    questions: Count
    flags: Count


class Head(Record):
    """All of the file but its quizzes."""

    format: Literal["edrill"]
    version: Literal[1]
    app: Name
    exported_at: Moment
    left_out: LeftOut
    learner: LearnerRecord
    notes: tuple[KindNoteRecord, ...]
    foreseen: tuple[ForeseenRecord, ...]

    @model_validator(mode="after")
    def _makes_sense(self) -> "Head":
        _once(note.family for note in self.notes)
        _once(one.day for one in self.foreseen)
        return self


def _once(found: Iterable[Hashable]) -> None:
    """Nothing stands there twice."""
    every = list(found)
    if len(set(every)) < len(every):
        raise ValueError("something is there twice")
