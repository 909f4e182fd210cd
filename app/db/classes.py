"""The tables of classes: who belongs to one, how one comes in, the sets that it is given, and who sat which.

They say which quizzes belong together, and are no learner's data: no export holds any of them. A quiz that sat a set is
its learner's as any other, and stays theirs when the set, the class or the membership is gone.
"""

from datetime import datetime
from typing import Any, Literal, get_args

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Integer, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.db.accounts import ACCESS
from app.db.columns import Base, Flag, Instant, Json
from question_bank.model.instance import Form

Role = Literal["owner", "member"]
SetAnswers = Literal["all", "chosen"]  # chosen: nothing is to be typed
SetOrdering = Literal["mixed", "topic"]
LONGEST_CLASS_NAME = 60
LONGEST_SET_TITLE = 80
# Of 53 bits, as ids and seeds are; SQLite's integers have 64, and STRICT knows no other name.
_Big = BigInteger().with_variant(Integer, "sqlite")


class Classroom(Base):
    """A class."""

    __tablename__ = "classroom"
    __table_args__ = (
        CheckConstraint(f"length(name) BETWEEN 1 AND {LONGEST_CLASS_NAME}", name="name"),
        {"sqlite_strict": True, "info": ACCESS},
    )

    id: Mapped[int] = mapped_column(_Big, primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(Instant)


class Membership(Base):
    """Who belongs to a class, and whether they let its owners see how they do.

    The row of one who left stays, without consent: who was removed does not come back by the code they know.
    """

    __tablename__ = "membership"
    __table_args__ = (
        UniqueConstraint("classroom_id", "learner_id"),
        CheckConstraint(f"role IN {get_args(Role)}", name="role"),
        CheckConstraint("removed IN (0, 1)", name="removed"),
        # What owners do is in no figure, nor what is left of those who went.
        CheckConstraint("consented_at IS NULL OR (role = 'member' AND left_at IS NULL)", name="consented"),
        Index("ix_membership_learner", "learner_id"),
        {"sqlite_strict": True, "info": ACCESS},
    )

    id: Mapped[int] = mapped_column(_Big, primary_key=True)
    classroom_id: Mapped[int] = mapped_column(_Big, ForeignKey("classroom.id"))
    learner_id: Mapped[int] = mapped_column(_Big, ForeignKey("learner.id"))
    role: Mapped[Role] = mapped_column(Text)
    joined_at: Mapped[datetime] = mapped_column(Instant)
    consented_at: Mapped[datetime | None] = mapped_column(Instant)
    left_at: Mapped[datetime | None] = mapped_column(Instant)
    removed: Mapped[bool] = mapped_column(Flag, default=False)  # by an owner


class Invitation(Base):
    """The code by which one comes into a class: one at a time, until it expires or is taken back.

    It is stored as it is, since the owner looks it up again and again to hand it round; what it opens is no more than
    joining.
    """

    __tablename__ = "invitation"
    __table_args__ = (UniqueConstraint("code"), {"sqlite_strict": True, "info": ACCESS})

    classroom_id: Mapped[int] = mapped_column(_Big, ForeignKey("classroom.id"), primary_key=True)
    code: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant)


class ClassSet(Base):
    """Questions that a class is to answer until a date. ``shared``: with the same numbers for all."""

    __tablename__ = "class_set"
    __table_args__ = (
        CheckConstraint(f"length(title) BETWEEN 1 AND {LONGEST_SET_TITLE}", name="title"),
        CheckConstraint(f"answers IN {get_args(SetAnswers)}", name="answers"),
        CheckConstraint(f"ordering IN {get_args(SetOrdering)}", name="ordering"),
        CheckConstraint("count >= 1", name="count"),
        CheckConstraint("shared IN (0, 1)", name="shared"),
        CheckConstraint("late IN (0, 1)", name="late"),
        Index("ix_class_set_due", "classroom_id", "due_at"),
        {"sqlite_strict": True, "info": ACCESS},
    )

    id: Mapped[int] = mapped_column(_Big, primary_key=True)
    classroom_id: Mapped[int] = mapped_column(_Big, ForeignKey("classroom.id"))
    title: Mapped[str] = mapped_column(Text)
    topics: Mapped[list[str]] = mapped_column(Json)
    levels: Mapped[list[int]] = mapped_column(Json)
    answers: Mapped[SetAnswers] = mapped_column(Text)
    count: Mapped[int] = mapped_column(Integer)
    ordering: Mapped[SetOrdering] = mapped_column(Text)
    shared: Mapped[bool] = mapped_column(Flag)
    late: Mapped[bool] = mapped_column(Flag)  # whether what comes after the date counts too
    due_at: Mapped[datetime] = mapped_column(Instant)
    created_at: Mapped[datetime] = mapped_column(Instant)


class SetQuestion(Base):
    """What a set asks at a place; with its numbers, where they are the same for all."""

    __tablename__ = "set_question"
    __table_args__ = (
        CheckConstraint("ordinal >= 1", name="ordinal"),
        CheckConstraint("(seed IS NULL) = (content IS NULL)", name="drawn"),
        Index("ix_set_question_seed", "family", "seed"),
        {"sqlite_strict": True, "info": ACCESS},
    )

    set_id: Mapped[int] = mapped_column(_Big, ForeignKey("class_set.id"), primary_key=True)
    ordinal: Mapped[int] = mapped_column(Integer, primary_key=True)
    family: Mapped[str] = mapped_column(Text)
    topic: Mapped[str] = mapped_column(Text)
    level: Mapped[int] = mapped_column(Integer)
    form: Mapped[Form] = mapped_column(Text)
    seed: Mapped[int | None] = mapped_column(_Big)
    content: Mapped[dict[str, Any] | None] = mapped_column(Json)  # the whole ``question_bank.Instance``


class Sitting(Base):
    """A quiz by which a learner sits a set, once."""

    __tablename__ = "sitting"
    __table_args__ = (
        UniqueConstraint("set_id", "learner_id"),
        {"sqlite_strict": True, "info": ACCESS},
    )

    quiz_id: Mapped[int] = mapped_column(_Big, ForeignKey("quiz.id"), primary_key=True)
    set_id: Mapped[int] = mapped_column(_Big, ForeignKey("class_set.id"))
    learner_id: Mapped[int] = mapped_column(_Big, ForeignKey("learner.id"))  # the quiz's
