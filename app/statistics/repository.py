"""The totals of a learner's answers; no answer is read."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db.models import FamilyTotal, QuarterTotal, SlipTotal
from app.db.totals import Standing

QUARTERS_A_DAY = 100  # of the day on which the clocks go back


@dataclass(frozen=True)
class Family:
    """What the answers to a family come to, and where it stands."""

    topic: str
    family: str
    answered: int
    right: int
    guessed: int
    guided: int
    timed: int
    micros: int
    withdrawn: int
    standing: Standing


@dataclass(frozen=True)
class Quarter:
    """The answers of a quarter of an hour."""

    began_at: datetime
    answered: int
    right: int


def families(session: Session, learner_id: int) -> list[Family]:
    """The totals of every family that the learner was asked."""
    rows: Iterable[Any] = session.execute(
        select(
            FamilyTotal.topic,
            FamilyTotal.family,
            FamilyTotal.answered,
            FamilyTotal.correct,
            FamilyTotal.guessed,
            FamilyTotal.guided,
            FamilyTotal.timed,
            FamilyTotal.micros,
            FamilyTotal.withdrawn,
            FamilyTotal.standing,
        )
        .where(FamilyTotal.learner_id == learner_id)
        .order_by(FamilyTotal.topic, FamilyTotal.family)
    )
    return [Family(*row) for row in rows]


def latest_quarters(session: Session, learner_id: int, days: int) -> Sequence[Quarter]:
    """The latest quarters of an hour with an answer, oldest first: those of at least so many days with one."""
    rows = session.execute(
        select(QuarterTotal.began_at, QuarterTotal.answered, QuarterTotal.correct)
        .where(QuarterTotal.learner_id == learner_id)
        .order_by(QuarterTotal.began_at.desc())
        .limit((days + 1) * QUARTERS_A_DAY)
    )
    return [Quarter(*row) for row in rows][::-1]


def slips(session: Session, learner_id: int) -> list[tuple[str, int]]:
    """How often each slip was recognised, the most frequent first."""
    rows = session.execute(
        select(SlipTotal.slip, SlipTotal.times)
        .where(SlipTotal.learner_id == learner_id)
        .order_by(SlipTotal.times.desc(), SlipTotal.slip)
    )
    return [(slip, times) for slip, times in rows]
