"""The tables of what follows from the answers: the schedule and the totals. All of it can be made anew from them."""

from datetime import date, datetime
from typing import Literal, get_args

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.db.columns import Base, Day, Instant, Microseconds, Real
from app.db.models import Grade

Standing = Literal["new", "miss", "hit", "combo"]  # what each means says ``app.db.totals.standing``


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
    rating: Mapped[Grade] = mapped_column(Integer)
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
    rating: Mapped[Grade] = mapped_column(Integer)
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
