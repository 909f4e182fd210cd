"""The tables. Everything an old answer needs is stored with it; times are UTC."""

import json
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import REAL, CheckConstraint, Dialect, ForeignKey, Integer, MetaData, Text, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship
from sqlalchemy.types import TypeDecorator

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
        {"sqlite_strict": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    language: Mapped[str | None] = mapped_column(Text)  # None: as the browser asks
    theme: Mapped[str] = mapped_column(Text, default="auto")
    shortcuts: Mapped[bool] = mapped_column(Flag, default=True)
    created_at: Mapped[datetime] = mapped_column(Instant)


class Quiz(Base):
    """A set of questions drawn together. ``repeats_id`` names the quiz whose questions were asked again."""

    __tablename__ = "quiz"
    __table_args__ = (
        CheckConstraint("ordering IN ('mixed', 'topic', 'again')", name="ordering"),
        {"sqlite_strict": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    learner_id: Mapped[int] = mapped_column(ForeignKey("learner.id"), index=True)
    topics: Mapped[list[str]] = mapped_column(Json)
    levels: Mapped[list[int]] = mapped_column(Json)
    ordering: Mapped[str] = mapped_column(Text)
    repeats_id: Mapped[int | None] = mapped_column(ForeignKey("quiz.id"))
    created_at: Mapped[datetime] = mapped_column(Instant)
    finished_at: Mapped[datetime | None] = mapped_column(Instant)
    dropped_at: Mapped[datetime | None] = mapped_column(Instant)  # left with questions unanswered
    instances: Mapped[list["InstanceRow"]] = relationship(back_populates="quiz", order_by="InstanceRow.ordinal")


class InstanceRow(Base):
    """A question as issued; ``content`` is the whole ``question_bank.Instance``."""

    __tablename__ = "instance"
    __table_args__ = (
        UniqueConstraint("quiz_id", "ordinal"),
        CheckConstraint("ordinal >= 1", name="ordinal"),
        CheckConstraint("hints >= 0", name="hints"),
        {"sqlite_strict": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    quiz_id: Mapped[int] = mapped_column(ForeignKey("quiz.id"), index=True)
    ordinal: Mapped[int] = mapped_column(Integer)
    family: Mapped[str] = mapped_column(Text, index=True)
    topic: Mapped[str] = mapped_column(Text)
    level: Mapped[int] = mapped_column(Integer)
    form: Mapped[str] = mapped_column(Text)
    fingerprint: Mapped[str] = mapped_column(Text, index=True)
    content: Mapped[dict[str, Any]] = mapped_column(Json)
    shown_at: Mapped[datetime | None] = mapped_column(Instant)
    hints: Mapped[int] = mapped_column(Integer, default=0, server_default="0")  # asked for before the answer
    quiz: Mapped[Quiz] = relationship(back_populates="instances")
    submission: Mapped["Submission | None"] = relationship(back_populates="instance")


class Submission(Base):
    """The one answer that counts for an instance: what was typed, and how it was judged then.

    ``kind`` says how it came about: answered straight away, 'I do not know', guided step by step, or guided with steps
    that were shown – right then, but not counted as right.
    """

    __tablename__ = "submission"
    __table_args__ = (
        UniqueConstraint("instance_id"),
        CheckConstraint("kind IN ('answered', 'unknown', 'guided', 'shown')", name="kind"),
        CheckConstraint("kind <> 'shown' OR correct = 0", name="shown"),
        CheckConstraint("own BETWEEN 0 AND 1", name="own"),
        CheckConstraint("guessed IN (0, 1)", name="guessed"),
        CheckConstraint("correct IN (0, 1)", name="correct"),
        CheckConstraint("language IN ('ja', 'en')", name="language"),
        {"sqlite_strict": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    instance_id: Mapped[int] = mapped_column(ForeignKey("instance.id"))
    kind: Mapped[str] = mapped_column(Text)
    guessed: Mapped[bool] = mapped_column(Flag)
    choice: Mapped[int | None] = mapped_column(Integer)
    texts: Mapped[list[str]] = mapped_column(Json)  # raw, as typed
    correct: Mapped[bool] = mapped_column(Flag)
    cells: Mapped[list[bool]] = mapped_column(Json)
    slips: Mapped[list[str]] = mapped_column(Json)
    seconds: Mapped[float | None] = mapped_column(REAL)  # None: left lying for longer than counts as working on it
    language: Mapped[str] = mapped_column(Text)
    own: Mapped[float | None] = mapped_column(REAL)  # of a guided answer, the share that was the learner's own
    created_at: Mapped[datetime] = mapped_column(Instant, index=True)
    instance: Mapped[InstanceRow] = relationship(back_populates="submission")


class GuidedMove(Base):
    """What was done with a group of steps in guided mode, before the answer or (``practice``) after it."""

    __tablename__ = "guided_move"
    __table_args__ = (
        UniqueConstraint("instance_id", "practice", "stage", "ordinal"),
        CheckConstraint("practice IN (0, 1)", name="practice"),
        CheckConstraint("stage >= 0", name="stage"),
        CheckConstraint("ordinal >= 0", name="ordinal"),
        CheckConstraint("action IN ('tried', 'shown', 'kept')", name="action"),
        {"sqlite_strict": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    instance_id: Mapped[int] = mapped_column(ForeignKey("instance.id"))
    practice: Mapped[bool] = mapped_column(Flag)
    stage: Mapped[int] = mapped_column(Integer)  # which group, from 0
    ordinal: Mapped[int] = mapped_column(Integer)  # which move within it, from 0
    action: Mapped[str] = mapped_column(Text)
    texts: Mapped[list[str]] = mapped_column(Json)  # raw, as typed
    verdicts: Mapped[list[str]] = mapped_column(Json)  # of every asked step of the group, as judged then
    created_at: Mapped[datetime] = mapped_column(Instant)
