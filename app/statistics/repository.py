"""What the statistics read besides the totals: a bounded number of rows, however many answers there are."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeAlias

from sqlalchemy import Integer, func, select
from sqlalchemy.orm import Session

from app.db.derived import CameTrue, FamilyDay, FamilyTotal, Foreseen, SlipDay, SlipTotal
from app.db.models import RecognisedSlip, Submission
from app.db.walking import newest_of_each

MOST_DAYS = 60  # with a review, the latest ones
NEWEST = 10  # answers to each kind that are looked at
Given: TypeAlias = tuple[datetime, int]  # when an answer was given, and which it is


@dataclass(frozen=True)
class Prediction:
    """What was predicted on a day: the mean recall of all kinds on the day ``target``."""

    day: date
    target: date
    recall: float
    met: int  # kinds that had been reviewed


@dataclass(frozen=True)
class Tenth:
    """The reviews whose predicted chance lay within a tenth: how many, how many were recalled, the mean chance."""

    tenth: int
    reviews: int
    recalled: int
    chance: float


@dataclass(frozen=True)
class Late:
    """One of the newest answers to a kind; ``known``: right, and neither a guess nor done step by step."""

    given: Given
    known: bool


def predictions(session: Session, learner_id: int) -> list[Prediction]:
    """The latest predictions for the exam, oldest first."""
    rows: Iterable[Any] = session.execute(
        select(Foreseen.day, Foreseen.target, Foreseen.recall, Foreseen.met)
        .where(Foreseen.learner_id == learner_id)
        .order_by(Foreseen.day.desc())
        .limit(MOST_DAYS)
    )
    return [Prediction(*row) for row in rows][::-1]


def tenths(session: Session, learner_id: int) -> list[Tenth]:
    """How often predictions came true, the highest first."""
    rows = session.execute(
        select(CameTrue.tenth, CameTrue.reviews, CameTrue.recalled, CameTrue.millionths)
        .where(CameTrue.learner_id == learner_id)
        .order_by(CameTrue.tenth.desc())
    )
    return [Tenth(tenth, reviews, recalled, sum_ / reviews / 1e6) for tenth, reviews, recalled, sum_ in rows]


def families_since(session: Session, learner_id: int, since: date) -> dict[str, tuple[int, int]]:
    """The answers to each family from a day in UTC on, and how many of them are right."""
    rows = session.execute(
        select(
            FamilyDay.family, func.sum(FamilyDay.answered, type_=Integer), func.sum(FamilyDay.correct, type_=Integer)
        )
        .where(FamilyDay.learner_id == learner_id, FamilyDay.day >= since)
        .group_by(FamilyDay.family)
    )
    return {family: (answered, right) for family, answered, right in rows}


def slips_since(session: Session, learner_id: int, since: date) -> dict[str, int]:
    """How often each slip was recognised from a day in UTC on."""
    rows = session.execute(
        select(SlipDay.slip, func.sum(SlipDay.times, type_=Integer))
        .where(SlipDay.learner_id == learner_id, SlipDay.day >= since)
        .group_by(SlipDay.slip)
    )
    return dict(rows.all())


def last_made(session: Session, learner_id: int) -> dict[str, Given]:
    """The answer in which each slip was recognised last, by the index that begins with the slip."""
    newest = (
        select(RecognisedSlip.submission_id)
        .join(Submission, Submission.id == RecognisedSlip.submission_id)
        .where(
            RecognisedSlip.slip == SlipTotal.slip,
            Submission.learner_id == learner_id,
            Submission.withdrawn_at.is_(None),
        )
        .order_by(RecognisedSlip.made_at.desc(), RecognisedSlip.submission_id.desc())
        .limit(1)
        .correlate(SlipTotal)
        .scalar_subquery()
    )
    rows = session.execute(
        select(SlipTotal.slip, Submission.created_at, Submission.id)
        .join(Submission, Submission.id == newest)
        .where(SlipTotal.learner_id == learner_id)
    )
    return {slip: (at, answer) for slip, at, answer in rows}


def newest(session: Session, learner_id: int) -> Mapping[str, list[Late]]:
    """The newest answers to each family that count, by a few steps in the index of each."""
    latest = (
        select(
            Submission.created_at,
            Submission.id,
            Submission.correct,
            Submission.guessed,
            Submission.own.is_(None).label("alone"),
        )
        .where(
            Submission.learner_id == learner_id,
            Submission.topic == FamilyTotal.topic,
            Submission.family == FamilyTotal.family,
            Submission.withdrawn_at.is_(None),
        )
        .order_by(Submission.created_at.desc(), Submission.id.desc())
        .limit(NEWEST)
    )
    found: dict[str, list[Late]] = defaultdict(list)
    rows = newest_of_each(session, FamilyTotal.family, FamilyTotal.learner_id == learner_id, latest, Submission.id)
    for family, at, number, correct, guessed, alone in rows:
        found[family].append(Late((at, number), correct and not guessed and bool(alone)))
    return found
