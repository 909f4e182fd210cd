"""The tables of mock exams: what a quiz has besides while it is one."""

from datetime import datetime
from typing import Literal, get_args

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, Text, column
from sqlalchemy.orm import Mapped, mapped_column

from app.db.columns import Base, Flag, Instant, Json, Real
from app.db.models import Extra

# How long a mock exam is, as a part of the real one, and what it is put together from.
ExamLength = Literal["full", "half", "quarter"]
ExamScope = Literal["areas", "topics"]
_OPEN = column("closed_at").is_(None)  # a learner sits one exam at a time


class Exam(Base):
    """What makes a quiz a mock exam: how long it lasts, when it ends, and where its learner is.

    ``deadline_at`` is set when it begins and never moves. Until ``closed_at`` nothing of its answers is graded.
    """

    __tablename__ = "exam"
    __table_args__ = (
        CheckConstraint(f"length IN {get_args(ExamLength)}", name="length"),
        CheckConstraint(f"scope IN {get_args(ExamScope)}", name="scope"),
        CheckConstraint("language IN ('ja', 'en')", name="language"),
        CheckConstraint("allowed > 0", name="allowed"),
        CheckConstraint(f"extra IN {get_args(Extra)}", name="extra"),
        CheckConstraint("(looking_id IS NULL) = (looking_since IS NULL)", name="looking"),
        Index("ix_exam_looking", "looking_id"),  # looked for when an instance is deleted
        Index("uq_exam_open", "learner_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
        {"sqlite_strict": True},
    )

    quiz_id: Mapped[int] = mapped_column(ForeignKey("quiz.id"), primary_key=True)
    learner_id: Mapped[int] = mapped_column(ForeignKey("learner.id"))  # the quiz's
    length: Mapped[ExamLength] = mapped_column(Text)
    scope: Mapped[ExamScope] = mapped_column(Text)
    allowed: Mapped[int] = mapped_column(Integer)  # seconds, with what was added to them
    extra: Mapped[Extra] = mapped_column(Integer)
    sets: Mapped[list[int]] = mapped_column(Json)  # how many questions each set on one topic has, in order
    language: Mapped[str] = mapped_column(Text)
    started_at: Mapped[datetime] = mapped_column(Instant)
    deadline_at: Mapped[datetime] = mapped_column(Instant)
    closed_at: Mapped[datetime | None] = mapped_column(Instant)
    looking_id: Mapped[int | None] = mapped_column(ForeignKey("instance.id"))  # the question that is looked at
    looking_since: Mapped[datetime | None] = mapped_column(Instant)


class ExamAnswer(Base):
    """What is kept of a question of a mock exam until its end: the newest answer, the flag, the time spent on it.

    It is no submission: that is written when the exam is closed, once, for each question with an answer.
    """

    __tablename__ = "exam_answer"
    __table_args__ = (
        CheckConstraint("flagged IN (0, 1)", name="flagged"),
        CheckConstraint("seconds >= 0", name="seconds"),
        {"sqlite_strict": True},
    )

    instance_id: Mapped[int] = mapped_column(ForeignKey("instance.id"), primary_key=True)
    choice: Mapped[int | None] = mapped_column(Integer)
    texts: Mapped[list[str]] = mapped_column(Json, default=list)
    flagged: Mapped[bool] = mapped_column(Flag, default=False)
    seconds: Mapped[float] = mapped_column(Real, default=0.0)
    saved_at: Mapped[datetime | None] = mapped_column(Instant)  # when the answer was sent

    @property
    def given(self) -> bool:
        """Whether there is an answer."""
        return self.choice is not None or bool(self.texts)
