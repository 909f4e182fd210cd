"""The tables. Everything an old answer needs is stored with it; times are UTC."""

from datetime import date, datetime
from typing import Any, Literal, get_args
from uuid import uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, Text, UniqueConstraint, column, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db.columns import Base, Day, Flag, Instant, Json, Real, counted, one_each
from question_bank.model.instance import Form
from question_bank.way.guided import Action
from question_bank.way.judging import Verdict

# How an answer came about: straight away, as 'I do not know', guided step by step, or so with steps that were shown.
Came = Literal["answered", "unknown", "guided", "shown"]
QuizOrdering = Literal["mixed", "topic", "again"]
# What a quiz is for; a mock exam (``exam``) shows nothing of its questions' answers before it is closed.
Purpose = Literal["practice", "today", "placement", "exam"]
# Why a question came in a quiz that was put together for the learner.
Reason = Literal["due", "weak", "new", "ahead", "placement"]
DailyUnit = Literal["questions", "minutes"]
Extra = Literal[100, 125, 150]  # the time of a mock exam, per cent of the usual one
Grade = Literal[1, 2, 3, 4]  # again, hard, good, easy
_PLACEMENT = text("purpose = 'placement'")


def new_uid() -> str:
    """What a quiz or a question keeps when it goes into another installation, where its id is another one."""
    return uuid4().hex


class Learner(Base):
    """Who practises. In personal mode there is exactly one."""

    __tablename__ = "learner"
    __table_args__ = (
        CheckConstraint("language IN ('ja', 'en')", name="language"),
        CheckConstraint("theme IN ('auto', 'light', 'dark')", name="theme"),
        CheckConstraint("shortcuts IN (0, 1)", name="shortcuts"),
        CheckConstraint("daily BETWEEN 1 AND 200", name="daily"),
        CheckConstraint(f"daily_unit IN {get_args(DailyUnit)}", name="daily_unit"),
        CheckConstraint(f"exam_extra IN {get_args(Extra)}", name="exam_extra"),
        CheckConstraint("replayed IN (0, 1)", name="replayed"),
        CheckConstraint("placement IN (0, 1)", name="placement"),
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
    # How much time a mock exam has, unless its start says otherwise.
    exam_extra: Mapped[Extra] = mapped_column(Integer, default=100, server_default="100")
    # Whether the schedule holds every answer; False after a migration or an import, until it is first needed.
    replayed: Mapped[bool] = mapped_column(Flag, default=False, server_default="0")
    # Whether the placement quiz is offered: not once it was begun, or declined.
    placement: Mapped[bool] = mapped_column(Flag, default=True, server_default="1")
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
        Index("ix_quiz_placement", "learner_id", sqlite_where=_PLACEMENT, postgresql_where=_PLACEMENT),
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
    uid: Mapped[str] = mapped_column(Text, default=new_uid)
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
    form: Mapped[Form] = mapped_column(Text)
    fingerprint: Mapped[str] = mapped_column(Text)
    content: Mapped[dict[str, Any]] = mapped_column(Json)
    shown_at: Mapped[datetime | None] = mapped_column(Instant)
    hints: Mapped[int] = mapped_column(Integer, default=0, server_default="0")  # asked for before the answer
    replaced_at: Mapped[datetime | None] = mapped_column(Instant)
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("instance.id"))  # whose place it took
    reason: Mapped[Reason | None] = mapped_column(Text)
    uid: Mapped[str] = mapped_column(Text, default=new_uid)
    quiz: Mapped[Quiz] = relationship(back_populates="instances")
    submission: Mapped["Submission | None"] = relationship(back_populates="instance")


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
        # Walked by the time at which answers were given: one may come in long after a newer one.
        Index("ix_submission_newest", "learner_id", "created_at", "id"),
        counted("ix_submission_correct", "learner_id", "correct", "created_at", "id"),
        counted("ix_submission_guessed", "learner_id", "guessed", "created_at", "id"),
        counted("ix_submission_replayed", "learner_id", "topic", "family", "created_at", "id"),
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
    findings: Mapped[dict[str, Any] | None] = mapped_column(Json)  # derived: what lay behind it, see quiz.stored
    # How it was judged before, each time that it was graded anew: app.upkeep.regrading writes it.
    regraded: Mapped[list[dict[str, Any]] | None] = mapped_column(Json)
    instance: Mapped[InstanceRow] = relationship(back_populates="submission")
    slips: Mapped[list["RecognisedSlip"]] = relationship()


class RecognisedSlip(Base):
    """A slip that was recognised in an answer, and when that was given."""

    __tablename__ = "recognised_slip"
    __table_args__ = (
        Index("ix_recognised_slip_made", "slip", "made_at", "submission_id"),  # when it was made first, and last
        {"sqlite_strict": True},
    )

    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"), primary_key=True)
    slip: Mapped[str] = mapped_column(Text, primary_key=True)
    made_at: Mapped[datetime] = mapped_column(Instant)


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
        one_each("uq_note_family", "family", "learner_id", "family"),
        one_each("uq_note_instance", "instance_id", "instance_id"),
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
    rating: Mapped[Grade] = mapped_column(Integer)
    created_at: Mapped[datetime] = mapped_column(Instant)
