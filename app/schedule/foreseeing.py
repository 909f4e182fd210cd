"""What was predicted, kept: day by day for the day of the exam, and how often a prediction came true.

Both are results of the reviews and are written with them by ``app.schedule.log``; no page reads the reviews for them.
"""

from collections.abc import Collection, Iterable
from datetime import date
from itertools import groupby
from math import fsum
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from app.db.models import CameTrue, Card, Foreseen, Review
from app.db.totals import add
from app.schedule.memory import AGAIN, Memory, recall
from app.schedule.planning import Calendar

TENTHS = 10
MILLION = 1_000_000


def tenth(chance: float) -> int:
    """The tenth that a chance lies in, 0 to 9; a certain one lies in the last."""
    return min(TENTHS - 1, int(chance * TENTHS))


def tell(session: Session, learner_id: int, reviews: Iterable[tuple[float | None, int]], sign: int) -> None:
    """Add reviews to the count of what came true (``sign`` 1), or take them off again (-1).

    Each is the chance that was predicted, if one was, and the grade. Chances are added as whole millionths, so that
    what is taken off leaves no trace.
    """
    sums: dict[int, list[int]] = {}
    for chance, grade in reviews:
        if chance is not None:
            amounts = sums.setdefault(tenth(chance), [0, 0, 0])
            for place, amount in enumerate((1, int(grade > AGAIN), round(chance * MILLION))):
                amounts[place] += sign * amount
    for place, amounts in sums.items():
        key = {"learner_id": learner_id, "tenth": place}
        if sign > 0:
            add(session, CameTrue, key, dict(zip(("reviews", "recalled", "millionths"), amounts, strict=True)))
            continue
        of_it = (CameTrue.learner_id == learner_id, CameTrue.tenth == place)
        changed = {
            "reviews": CameTrue.reviews + amounts[0],
            "recalled": CameTrue.recalled + amounts[1],
            "millionths": CameTrue.millionths + amounts[2],
        }
        session.execute(update(CameTrue).where(*of_it).values(changed).execution_options(synchronize_session=False))
        emptied = delete(CameTrue).where(*of_it, CameTrue.reviews == 0)
        session.execute(emptied.execution_options(synchronize_session=False))


def forget_all(session: Session, learner_id: int) -> None:
    """Take off everything that came true, before all of it is told anew."""
    session.execute(delete(CameTrue).where(CameTrue.learner_id == learner_id))


def foresee(
    session: Session,
    learner_id: int,
    families: Collection[str],
    exam_on: date | None,
    since: date,
    anew: date | None = None,
) -> None:
    """Write what was predicted on each day from ``since`` on, after the last review of the day.

    A day keeps the target that it had, but for the day ``anew``, which gets that of the exam as it is known now. Costs
    a row a kind, and the reviews since then.
    """
    of_days = (Foreseen.learner_id == learner_id, Foreseen.day >= since)
    rows = session.execute(select(Foreseen.day, Foreseen.target).where(*of_days))
    targets: dict[date, date] = {day: target for day, target in rows if day != anew}
    session.execute(delete(Foreseen).where(*of_days))
    memories = _before(session, learner_id, families, since)
    made: list[dict[str, Any]] = []
    reviews = session.execute(
        select(Review.day, Review.family, Review.stability, Review.difficulty)
        .where(Review.learner_id == learner_id, Review.day >= since)
        .order_by(Review.day, Review.at, Review.submission_id)
    )
    for day, group in groupby(reviews, key=lambda row: row.day):
        memories |= {row.family: Memory(row.stability, row.difficulty, day) for row in group if row.family in families}
        target = targets.get(day, Calendar(day, exam_on).target)
        share = fsum(recall(memory, target) for memory in memories.values()) / max(1, len(families))
        if memories:
            row = {"learner_id": learner_id, "day": day, "target": target, "recall": share, "met": len(memories)}
            made.append(row)
    if made:
        session.execute(insert(Foreseen), made)


def _before(session: Session, learner_id: int, families: Collection[str], since: date) -> dict[str, Memory]:
    """What was remembered of each kind before a day."""
    found: dict[str, Memory] = {}
    remembered = (Review.stability, Review.difficulty, Review.day)
    cards = session.execute(
        select(Card.topic, Card.family, Card.stability, Card.difficulty, Card.day).where(Card.learner_id == learner_id)
    ).all()
    for card in cards:
        last: Any = card
        if card.day >= since:
            last = session.execute(
                select(*remembered)
                .where(
                    Review.learner_id == learner_id,
                    Review.topic == card.topic,
                    Review.family == card.family,
                    Review.day < since,
                )
                .order_by(Review.at.desc(), Review.submission_id.desc())
                .limit(1)
            ).first()
        if last is not None and card.family in families:
            found[card.family] = Memory(last.stability, last.difficulty, last.day)
    return found
