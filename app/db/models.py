"""The tables. Everything an old answer needs is stored with it; times are UTC."""

import json
from datetime import UTC, date, datetime
from typing import Any, Literal, get_args

from sqlalchemy import (
    REAL,
    BigInteger,
    CheckConstraint,
    Dialect,
    Double,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Text,
    UniqueConstraint,
    column,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship
from sqlalchemy.types import TypeDecorator, TypeEngine

from question_bank.way.guided import Action
from question_bank.way.judging import Verdict

# Named, so that batch migrations on SQLite keep every constraint.
NAMES = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Instant(TypeDecorator[datetime]):
    """A time in UTC, stored as ISO 8601 text that sorts by time."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        """Write in UTC with microseconds."""
        return None if value is None else value.astimezone(UTC).isoformat(timespec="microseconds")

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Read back with its time zone."""
        return None if value is None else datetime.fromisoformat(value)


class Day(TypeDecorator[date]):
    """A day, stored as ISO 8601 text."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: date | None, dialect: Dialect) -> str | None:
        """Write as YYYY-MM-DD."""
        return None if value is None else value.isoformat()

    def process_result_value(self, value: Any, dialect: Dialect) -> date | None:
        """Read back."""
        return None if value is None else date.fromisoformat(value)


class Json(TypeDecorator[Any]):
    """Plain JSON as text."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """Write compactly, Japanese as it is."""
        return None if value is None else json.dumps(value, ensure_ascii=False, separators=(",", ":"))

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        """Parse."""
        return None if value is None else json.loads(value)


class Flag(TypeDecorator[bool]):
    """A truth value as 0 or 1: STRICT tables of SQLite know no boolean."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: bool | None, dialect: Dialect) -> int | None:
        """True to 1."""
        return None if value is None else int(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> bool | None:
        """1 to True."""
        return None if value is None else bool(value)


# A sum of microseconds outgrows 32 bits within the hour; SQLite's integers have 64, and STRICT knows no other name.
Microseconds = BigInteger().with_variant(Integer, "sqlite")
# Eight bytes everywhere: SQLite's REAL has them, and STRICT knows no other name; elsewhere REAL has four.
Real: TypeEngine[float] = Double().with_variant(REAL, "sqlite")


# How an answer came about: straight away, as 'I do not know', guided step by step, or so with steps that were shown.
Came = Literal["answered", "unknown", "guided", "shown"]
QuizOrdering = Literal["mixed", "topic", "again"]
# What a quiz is for; a mock exam (``exam``) shows nothing of its questions' answers before it is closed.
Purpose = Literal["practice", "today", "placement", "exam"]
# Why a question came in a quiz that was put together for the learner.
Reason = Literal["due", "weak", "new", "ahead", "placement"]
DailyUnit = Literal["questions", "minutes"]
# What a quiz or a question keeps when it goes into another installation, where its id is another one.
NEW_UID = text("(lower(hex(randomblob(16))))")
Standing = Literal["new", "miss", "hit", "combo"]  # what each means says ``app.db.totals.standing``


class Base(DeclarativeBase):
    """All tables, with the naming convention of their constraints."""

    metadata = MetaData(naming_convention=NAMES)


class Learner(Base):
    """Who practises. In personal mode there is exactly one."""

    __tablename__ = "learner"
    __table_args__ = (
        CheckConstraint("language IN ('ja', 'en')", name="language"),
        CheckConstraint("theme IN ('auto', 'light', 'dark')", name="theme"),
        CheckConstraint("shortcuts IN (0, 1)", name="shortcuts"),
        CheckConstraint("daily BETWEEN 1 AND 200", name="daily"),
        CheckConstraint(f"daily_unit IN {get_args(DailyUnit)}", name="daily_unit"),
        CheckConstraint("replayed IN (0, 1)", name="replayed"),
        {"sqlite_strict": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    language: Mapped[str | None] = mapped_column(Text)  # None: as the browser asks
    theme: Mapped[str] = mapped_column(Text, default="auto")
    shortcuts: Mapped[bool] = mapped_column(Flag, default=True)
    start: Mapped[str | None] = mapped_column(Text)  # what was last chosen for a quiz, as the query of its address
    zone: Mapped[str | None] = mapped_column(Text)  # the time zone, as IANA names it; None: not known yet
    exam_on: Mapped[date | None] = mapped_column(Day)  # the day of the exam
    daily: Mapped[int] = mapped_column(Integer, default=12, server_default="12")  # how much a day
    daily_unit: Mapped[DailyUnit] = mapped_column(Text, default="questions", server_default="questions")
    # Whether the schedule holds every answer; False after a migration or an import, until it is first needed.
    replayed: Mapped[bool] = mapped_column(Flag, default=False, server_default="0")
    created_at: Mapped[datetime] = mapped_column(Instant)


class Quiz(Base):
    """A set of questions drawn together. ``repeats_id`` names the quiz whose questions were asked again.

    ``wish`` is what was asked for by a button that starts one quiz, however often it is pressed.
    """

    __tablename__ = "quiz"
    __table_args__ = (
        CheckConstraint(f"ordering IN {get_args(QuizOrdering)}", name="ordering"),
        CheckConstraint(f"purpose IN {get_args(Purpose)}", name="purpose"),
        Index("ix_quiz_finished", "learner_id", "finished_at", "dropped_at", "id"),
        Index("uq_quiz_uid", "learner_id", "uid", unique=True),
        Index("ix_quiz_repeats", "repeats_id"),  # looked for when a quiz is deleted
        {"sqlite_strict": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    learner_id: Mapped[int] = mapped_column(ForeignKey("learner.id"))
    topics: Mapped[list[str]] = mapped_column(Json)
    levels: Mapped[list[int]] = mapped_column(Json)
    ordering: Mapped[QuizOrdering] = mapped_column(Text)
    purpose: Mapped[Purpose] = mapped_column(Text, default="practice", server_default="practice")
    repeats_id: Mapped[int | None] = mapped_column(ForeignKey("quiz.id"))
    created_at: Mapped[datetime] = mapped_column(Instant)
    finished_at: Mapped[datetime | None] = mapped_column(Instant)
    dropped_at: Mapped[datetime | None] = mapped_column(Instant)  # left with questions unanswered
    wish: Mapped[str | None] = mapped_column(Text)
    uid: Mapped[str] = mapped_column(Text, server_default=NEW_UID)
    instances: Mapped[list["InstanceRow"]] = relationship(back_populates="quiz", order_by="InstanceRow.ordinal")


class InstanceRow(Base):
    """A question as issued; ``content`` is the whole ``question_bank.Instance``.

    Where its answer was withdrawn, another instance has its place in the quiz since ``replaced_at``.
    """

    __tablename__ = "instance"
    __table_args__ = (
        Index(
            "uq_instance_place",
            "quiz_id",
            "ordinal",
            unique=True,
            sqlite_where=column("replaced_at").is_(None),
            postgresql_where=column("replaced_at").is_(None),
        ),
        Index("uq_instance_uid", "learner_id", "uid", unique=True),
        Index("ix_instance_quiz", "quiz_id"),  # those whose answer was withdrawn too
        Index("ix_instance_replaces", "replaces_id"),  # looked for when an instance is deleted
        Index("ix_instance_seen", "learner_id", "id", "fingerprint"),  # read without the rows, whose content is long
        CheckConstraint("ordinal >= 1", name="ordinal"),
        CheckConstraint("hints >= 0", name="hints"),
        CheckConstraint(f"reason IN {get_args(Reason)}", name="reason"),
        {"sqlite_strict": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    quiz_id: Mapped[int] = mapped_column(ForeignKey("quiz.id"))
    learner_id: Mapped[int] = mapped_column(ForeignKey("learner.id"))  # the quiz's
    ordinal: Mapped[int] = mapped_column(Integer)
    family: Mapped[str] = mapped_column(Text)
    topic: Mapped[str] = mapped_column(Text)
    level: Mapped[int] = mapped_column(Integer)
    form: Mapped[str] = mapped_column(Text)
    fingerprint: Mapped[str] = mapped_column(Text)
    content: Mapped[dict[str, Any]] = mapped_column(Json)
    shown_at: Mapped[datetime | None] = mapped_column(Instant)
    hints: Mapped[int] = mapped_column(Integer, default=0, server_default="0")  # asked for before the answer
    replaced_at: Mapped[datetime | None] = mapped_column(Instant)
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("instance.id"))  # whose place it took
    reason: Mapped[Reason | None] = mapped_column(Text)
    uid: Mapped[str] = mapped_column(Text, server_default=NEW_UID)
    quiz: Mapped[Quiz] = relationship(back_populates="instances")
    submission: Mapped["Submission | None"] = relationship(back_populates="instance")


def _counted(name: str, *columns: str) -> Index:
    """An index of the answers that count."""
    where = column("withdrawn_at").is_(None)
    return Index(name, *columns, sqlite_where=where, postgresql_where=where)


def _one_each(name: str, told: str, *columns: str) -> Index:
    """One row for each of these, where there is one to tell."""
    where = column(told).is_not(None)
    return Index(name, *columns, unique=True, sqlite_where=where, postgresql_where=where)


class Submission(Base):
    """The one answer that an instance is given: what was typed, and how it was judged then.

    ``kind`` says how it came about; with steps that were shown it was right, but is not counted as right. It can be
    withdrawn until the learner goes on, which ``settled_at`` notes; a withdrawn one counts nowhere. What is counted of
    it stands in the totals below.
    """

    __tablename__ = "submission"
    __table_args__ = (
        UniqueConstraint("instance_id"),
        CheckConstraint(f"kind IN {get_args(Came)}", name="kind"),
        CheckConstraint("kind <> 'shown' OR correct = 0", name="shown"),
        CheckConstraint("own BETWEEN 0 AND 1", name="own"),
        CheckConstraint("guessed IN (0, 1)", name="guessed"),
        CheckConstraint("correct IN (0, 1)", name="correct"),
        CheckConstraint("language IN ('ja', 'en')", name="language"),
        Index("ix_submission_newest", "learner_id", "id"),
        _counted("ix_submission_correct", "learner_id", "correct", "id"),
        _counted("ix_submission_guessed", "learner_id", "guessed", "id"),
        _counted("ix_submission_family", "learner_id", "topic", "family", "id"),
        _counted("ix_submission_replayed", "learner_id", "topic", "family", "created_at", "id"),
        {"sqlite_strict": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    instance_id: Mapped[int] = mapped_column(ForeignKey("instance.id"))
    learner_id: Mapped[int] = mapped_column(ForeignKey("learner.id"))  # the quiz's
    topic: Mapped[str] = mapped_column(Text)  # the instance's, as is the family
    family: Mapped[str] = mapped_column(Text)
    kind: Mapped[Came] = mapped_column(Text)
    guessed: Mapped[bool] = mapped_column(Flag)
    choice: Mapped[int | None] = mapped_column(Integer)
    texts: Mapped[list[str]] = mapped_column(Json)  # raw, as typed
    correct: Mapped[bool] = mapped_column(Flag)
    cells: Mapped[list[bool]] = mapped_column(Json)
    seconds: Mapped[float | None] = mapped_column(Real)  # None: left lying for longer than counts as working on it
    language: Mapped[str] = mapped_column(Text)
    own: Mapped[float | None] = mapped_column(Real)  # of a guided answer, the share that was the learner's own
    created_at: Mapped[datetime] = mapped_column(Instant)
    settled_at: Mapped[datetime | None] = mapped_column(Instant)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Instant)
    instance: Mapped[InstanceRow] = relationship(back_populates="submission")
    slips: Mapped[list["RecognisedSlip"]] = relationship()


class RecognisedSlip(Base):
    """A slip that was recognised in an answer."""

    __tablename__ = "recognised_slip"
    __table_args__ = (
        Index("ix_recognised_slip_first", "slip", "submission_id"),  # when a slip was made for the first time
        {"sqlite_strict": True},
    )

    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"), primary_key=True)
    slip: Mapped[str] = mapped_column(Text, primary_key=True)


class GuidedMove(Base):
    """What was done with a group of steps in guided mode, before the answer or (``practice``) after it."""

    __tablename__ = "guided_move"
    __table_args__ = (
        UniqueConstraint("instance_id", "practice", "stage", "ordinal"),
        CheckConstraint("practice IN (0, 1)", name="practice"),
        CheckConstraint("stage >= 0", name="stage"),
        CheckConstraint("ordinal >= 0", name="ordinal"),
        CheckConstraint(f"action IN {get_args(Action)}", name="action"),
        {"sqlite_strict": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    instance_id: Mapped[int] = mapped_column(ForeignKey("instance.id"))
    practice: Mapped[bool] = mapped_column(Flag)
    stage: Mapped[int] = mapped_column(Integer)  # which group, from 0
    ordinal: Mapped[int] = mapped_column(Integer)  # which move within it, from 0
    action: Mapped[Action] = mapped_column(Text)
    texts: Mapped[list[str]] = mapped_column(Json)  # raw, as typed
    verdicts: Mapped[list[Verdict]] = mapped_column(Json)  # of every asked step of the group, as judged then
    created_at: Mapped[datetime] = mapped_column(Instant)


LONGEST_NOTE = 2000  # characters


class FlagRow(Base):
    """A question that the learner marked, answered or not."""

    __tablename__ = "flag"
    __table_args__ = (
        UniqueConstraint("instance_id"),
        Index("ix_flag_newest", "learner_id", "id"),
        {"sqlite_strict": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    learner_id: Mapped[int] = mapped_column(ForeignKey("learner.id"))  # the quiz's
    instance_id: Mapped[int] = mapped_column(ForeignKey("instance.id"))
    created_at: Mapped[datetime] = mapped_column(Instant)


class NoteRow(Base):
    """What the learner wrote on a kind of question, or on one question that is answered: plain text."""

    __tablename__ = "note"
    __table_args__ = (
        _one_each("uq_note_family", "family", "learner_id", "family"),
        _one_each("uq_note_instance", "instance_id", "instance_id"),
        CheckConstraint("(family IS NULL) <> (instance_id IS NULL)", name="about"),
        CheckConstraint(f"length(text) BETWEEN 1 AND {LONGEST_NOTE}", name="text"),
        Index("ix_note_newest", "learner_id", "id"),
        {"sqlite_strict": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    learner_id: Mapped[int] = mapped_column(ForeignKey("learner.id"))
    family: Mapped[str | None] = mapped_column(Text)
    instance_id: Mapped[int | None] = mapped_column(ForeignKey("instance.id"))
    text: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(Instant)
    changed_at: Mapped[datetime] = mapped_column(Instant)


class RatingChange(Base):
    """A rating that the learner chose for an answer; the schedule is replayed with it."""

    __tablename__ = "rating_change"
    __table_args__ = (CheckConstraint("rating BETWEEN 1 AND 4", name="rating"), {"sqlite_strict": True})

    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"), primary_key=True)
    rating: Mapped[int] = mapped_column(Integer)
    created_at: Mapped[datetime] = mapped_column(Instant)


class Review(Base):
    """What an answer that counts as a review did to the memory of its kind; ``app.schedule`` writes it.

    ``stability`` (days), ``difficulty``, ``level`` and ``run`` are as they are after the answer, so that withdrawing
    the newest one, or rating one anew, replays no more than what came after it.
    """

    __tablename__ = "review"
    __table_args__ = (
        CheckConstraint("rating BETWEEN 1 AND 4", name="rating"),
        CheckConstraint("predicted BETWEEN 0 AND 1", name="predicted"),
        CheckConstraint("stability > 0", name="stability"),
        CheckConstraint("difficulty BETWEEN 1 AND 10", name="difficulty"),
        CheckConstraint("level >= 1", name="level"),
        CheckConstraint("run >= 0", name="run"),
        Index("ix_review_family", "learner_id", "topic", "family", "at", "submission_id"),
        Index("ix_review_day", "learner_id", "day"),
        {"sqlite_strict": True},
    )

    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"), primary_key=True)
    learner_id: Mapped[int] = mapped_column(ForeignKey("learner.id"))
    topic: Mapped[str] = mapped_column(Text)
    family: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(Instant)  # the answer's: reviews count in their order
    day: Mapped[date] = mapped_column(Day)  # of the learner, which begins at four in the morning
    rating: Mapped[int] = mapped_column(Integer)  # 1 again, 2 hard, 3 good, 4 easy
    predicted: Mapped[float | None] = mapped_column(Real)  # recall just before; None within a day, and in an exam
    stability: Mapped[float] = mapped_column(Real)
    difficulty: Mapped[float] = mapped_column(Real)
    level: Mapped[int] = mapped_column(Integer)  # at which the kind comes next
    run: Mapped[int] = mapped_column(Integer)  # right answers in a row at this level


class Card(Base):
    """What is remembered of a kind: its newest review. Kept so that a page reads a row a kind, not the answers."""

    __tablename__ = "card"
    __table_args__ = ({"sqlite_strict": True},)

    learner_id: Mapped[int] = mapped_column(ForeignKey("learner.id"), primary_key=True)
    topic: Mapped[str] = mapped_column(Text, primary_key=True)
    family: Mapped[str] = mapped_column(Text, primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("review.submission_id"))
    at: Mapped[datetime] = mapped_column(Instant)
    day: Mapped[date] = mapped_column(Day)
    rating: Mapped[int] = mapped_column(Integer)
    stability: Mapped[float] = mapped_column(Real)
    difficulty: Mapped[float] = mapped_column(Real)
    level: Mapped[int] = mapped_column(Integer)
    run: Mapped[int] = mapped_column(Integer)
    form: Mapped[str] = mapped_column(Text)  # in which it was asked last


class Foreseen(Base):
    """What was predicted on a day with a review, after the last of them: the mean recall of all kinds on ``target``.

    The target is the day of the exam as it was known then, an input of the replay. ``app.schedule.foreseeing`` writes
    this and ``CameTrue``.
    """

    __tablename__ = "foreseen"
    __table_args__ = (
        CheckConstraint("recall BETWEEN 0 AND 1", name="recall"),
        CheckConstraint("met > 0", name="met"),
        {"sqlite_strict": True},
    )

    learner_id: Mapped[int] = mapped_column(ForeignKey("learner.id"), primary_key=True)
    day: Mapped[date] = mapped_column(Day, primary_key=True)  # the learner's
    target: Mapped[date] = mapped_column(Day)
    recall: Mapped[float] = mapped_column(Real)
    met: Mapped[int] = mapped_column(Integer)  # kinds that had been reviewed


class CameTrue(Base):
    """The reviews that were predicted to be recalled with a chance within a tenth, and how many of them were."""

    __tablename__ = "came_true"
    __table_args__ = (
        CheckConstraint("tenth BETWEEN 0 AND 9", name="tenth"),
        CheckConstraint("recalled BETWEEN 0 AND reviews", name="recalled"),
        CheckConstraint("millionths >= 0", name="millionths"),
        {"sqlite_strict": True},
    )

    learner_id: Mapped[int] = mapped_column(ForeignKey("learner.id"), primary_key=True)
    tenth: Mapped[int] = mapped_column(Integer, primary_key=True)
    reviews: Mapped[int] = mapped_column(Integer)
    recalled: Mapped[int] = mapped_column(Integer)
    millionths: Mapped[int] = mapped_column(Microseconds)  # the sum of the chances, in whole ones


class FamilyTotal(Base):
    """What a learner's answers to a family come to, and where the family stands after the last of them.

    This and the totals below are written with each answer by ``app.db.totals``, so that no page counts answers.
    """

    __tablename__ = "family_total"
    __table_args__ = (
        CheckConstraint("correct BETWEEN 0 AND answered", name="correct"),
        CheckConstraint("guessed BETWEEN 0 AND answered", name="guessed"),
        CheckConstraint("guided BETWEEN 0 AND answered", name="guided"),
        CheckConstraint("timed BETWEEN 0 AND answered", name="timed"),
        CheckConstraint("micros >= 0", name="micros"),
        CheckConstraint("levels >= timed", name="levels"),
        CheckConstraint("several BETWEEN 0 AND answered", name="several"),
        CheckConstraint("parts_right BETWEEN 0 AND parts", name="parts_right"),
        CheckConstraint("withdrawn >= 0", name="withdrawn"),
        CheckConstraint(f"standing IN {get_args(Standing)}", name="standing"),
        {"sqlite_strict": True},
    )

    learner_id: Mapped[int] = mapped_column(ForeignKey("learner.id"), primary_key=True)
    topic: Mapped[str] = mapped_column(Text, primary_key=True)
    family: Mapped[str] = mapped_column(Text, primary_key=True)
    answered: Mapped[int] = mapped_column(Integer, default=0)
    correct: Mapped[int] = mapped_column(Integer, default=0)
    guessed: Mapped[int] = mapped_column(Integer, default=0)
    guided: Mapped[int] = mapped_column(Integer, default=0)
    timed: Mapped[int] = mapped_column(Integer, default=0)  # answers with a time
    micros: Mapped[int] = mapped_column(Microseconds, default=0)  # whole ones: what is added can be taken off again
    levels: Mapped[int] = mapped_column(Integer, default=0, server_default="0")  # the sum of those with a time
    several: Mapped[int] = mapped_column(Integer, default=0, server_default="0")  # answers in more than one part
    parts: Mapped[int] = mapped_column(Integer, default=0, server_default="0")  # of these answers
    parts_right: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    withdrawn: Mapped[int] = mapped_column(Integer, default=0)  # counted nowhere else
    standing: Mapped[Standing] = mapped_column(Text, default="new")
    last_at: Mapped[datetime | None] = mapped_column(Instant)


class QuarterTotal(Base):
    """The answers of a quarter of an hour: days begin on one in every time zone, whenever a learner's day begins."""

    __tablename__ = "quarter_total"
    __table_args__ = (
        CheckConstraint("answered > 0", name="answered"),
        CheckConstraint("correct BETWEEN 0 AND answered", name="correct"),
        {"sqlite_strict": True},
    )

    learner_id: Mapped[int] = mapped_column(ForeignKey("learner.id"), primary_key=True)
    began_at: Mapped[datetime] = mapped_column(Instant, primary_key=True)
    answered: Mapped[int] = mapped_column(Integer)
    correct: Mapped[int] = mapped_column(Integer)


class SlipTotal(Base):
    """How often a slip was recognised in a learner's answers."""

    __tablename__ = "slip_total"
    __table_args__ = (CheckConstraint("times > 0", name="times"), {"sqlite_strict": True})

    learner_id: Mapped[int] = mapped_column(ForeignKey("learner.id"), primary_key=True)
    slip: Mapped[str] = mapped_column(Text, primary_key=True)
    times: Mapped[int] = mapped_column(Integer)


class FamilyDay(Base):
    """The answers to a family on a day in UTC: what has changed in the last weeks is read from few rows."""

    __tablename__ = "family_day"
    __table_args__ = (
        CheckConstraint("answered > 0", name="answered"),
        CheckConstraint("correct BETWEEN 0 AND answered", name="correct"),
        {"sqlite_strict": True},
    )

    learner_id: Mapped[int] = mapped_column(ForeignKey("learner.id"), primary_key=True)
    day: Mapped[date] = mapped_column(Day, primary_key=True)
    topic: Mapped[str] = mapped_column(Text, primary_key=True)
    family: Mapped[str] = mapped_column(Text, primary_key=True)
    answered: Mapped[int] = mapped_column(Integer)
    correct: Mapped[int] = mapped_column(Integer)


class SlipDay(Base):
    """How often a slip was recognised in the answers of a day in UTC."""

    __tablename__ = "slip_day"
    __table_args__ = (CheckConstraint("times > 0", name="times"), {"sqlite_strict": True})

    learner_id: Mapped[int] = mapped_column(ForeignKey("learner.id"), primary_key=True)
    day: Mapped[date] = mapped_column(Day, primary_key=True)
    slip: Mapped[str] = mapped_column(Text, primary_key=True)
    times: Mapped[int] = mapped_column(Integer)
