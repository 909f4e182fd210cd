"""The totals of a learner's answers; no answer is read."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Text, select, type_coerce
from sqlalchemy.orm import Session

from app.db.derived import FamilyTotal, QuarterTotal, SlipTotal, Standing
from app.db.models import Submission

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
    levels: int
    several: int
    parts: int
    parts_right: int
    withdrawn: int
    standing: Standing


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
            FamilyTotal.levels,
            FamilyTotal.several,
            FamilyTotal.parts,
            FamilyTotal.parts_right,
            FamilyTotal.withdrawn,
            FamilyTotal.standing,
        )
        .where(FamilyTotal.learner_id == learner_id)
        .order_by(FamilyTotal.topic, FamilyTotal.family)
    )
    return [Family(*row) for row in rows]


def latest_quarters(session: Session, learner_id: int, days: int) -> Sequence[tuple[str, int, int]]:
    """When a quarter of an hour began, the answers in it and the right ones, newest first, of at least so many days.

    The moments are in UTC as they are stored, text that sorts by time: there may be thousands, and few are looked into.
    """
    rows = session.execute(
        select(type_coerce(QuarterTotal.began_at, Text), QuarterTotal.answered, QuarterTotal.correct)
        .where(QuarterTotal.learner_id == learner_id)
        .order_by(QuarterTotal.began_at.desc())
        .limit((days + 1) * QUARTERS_A_DAY)
    )
    return [(began_at, answered, right) for began_at, answered, right in rows]


def slips(session: Session, learner_id: int) -> list[tuple[str, int]]:
    """How often each slip was recognised, the most frequent first."""
    rows = session.execute(
        select(SlipTotal.slip, SlipTotal.times)
        .where(SlipTotal.learner_id == learner_id)
        .order_by(SlipTotal.times.desc(), SlipTotal.slip)
    )
    return [(slip, times) for slip, times in rows]


def last_guided(session: Session, learner_id: int, topic: str) -> dict[str, bool]:
    """Whether the last answer to each family of a topic was a guided one; families without an answer are left out."""
    newest = (
        select(Submission.own.is_not(None))
        .where(
            Submission.learner_id == learner_id,
            Submission.topic == topic,
            Submission.family == FamilyTotal.family,
            Submission.withdrawn_at.is_(None),
        )
        .order_by(Submission.created_at.desc(), Submission.id.desc())
        .limit(1)
        .correlate(FamilyTotal)
        .scalar_subquery()
    )
    rows = session.execute(
        select(FamilyTotal.family, newest).where(FamilyTotal.learner_id == learner_id, FamilyTotal.topic == topic)
    )
    return {family: bool(guided) for family, guided in rows if guided is not None}
