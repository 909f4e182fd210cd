"""What was predicted, kept: day by day for the day of the exam, and how often a prediction came true.

Both are results of the reviews and are written with them by ``app.schedule.log``; no page reads the reviews for them.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby
from math import fsum
from typing import Any

from sqlalchemy import Text, bindparam, delete, insert, select, type_coerce, update
from sqlalchemy.orm import Session

from app.db.derived import CameTrue, Card, Foreseen, Review
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
    a row a kind; where an older day is changed, the reviews since then as well.
    """
    of_days = {"learner": learner_id, "since": since}
    cards = session.execute(_CARDS, {"learner": learner_id}).all()
    today = since == anew and all(card.day <= since for card in cards)  # so that nothing older has a target to keep
    rows = () if today else session.execute(_TARGETS, of_days).all()
    targets: dict[date, date] = {day: target for day, target in rows if day != anew}
    session.execute(_FORGET, of_days)
    made: list[dict[str, Any]] = []
    for day, memories in _states(session, learner_id, families, since, cards):
        if memories:
            target = targets.get(day, Calendar(day, exam_on).target)
            share = fsum(recall(memory, target) for memory in memories.values()) / len(families)
            row = {"learner_id": learner_id, "day": day, "target": target, "recall": share, "met": len(memories)}
            made.append(row)
    if made:
        session.execute(_FORESEE, made)


_OF_DAYS = (Foreseen.learner_id == bindparam("learner"), Foreseen.day >= bindparam("since"))
_TARGETS = select(Foreseen.day, Foreseen.target).where(*_OF_DAYS)
_FORGET = delete(Foreseen).where(*_OF_DAYS).execution_options(synchronize_session=False)
_FORESEE = insert(Foreseen)
_CARDS = select(Card.topic, Card.family, Card.stability, Card.difficulty, Card.day).where(
    Card.learner_id == bindparam("learner")
)


def _states(
    session: Session, learner_id: int, families: Collection[str], since: date, cards: Sequence[Any]
) -> Iterator[tuple[date, dict[str, Memory]]]:
    """What was remembered of each kind at the end of each day with a review from ``since`` on; ``cards`` are now's."""
    newest = max((card.day for card in cards), default=date.min)
    if newest <= since:
        if newest == since:
            yield newest, _known(cards, families)
        return
    memories = _known([_before(session, learner_id, card, since) for card in cards], families)
    reviews = session.execute(
        select(Review.day, Review.family, Review.stability, Review.difficulty)
        .where(Review.learner_id == learner_id, Review.day >= since)
        .order_by(Review.day, Review.at, Review.submission_id)
    )
    for day, group in groupby(reviews, key=lambda row: row.day):
        memories |= _known(group, families)
        yield day, memories


def _known(rows: Iterable[Any], families: Collection[str]) -> dict[str, Memory]:
    """What is remembered of the kinds that the bank has, by their reviews, the later ones last."""
    return {
        row.family: Memory(row.stability, row.difficulty, row.day)
        for row in rows
        if row is not None and row.family in families
    }


def _before(session: Session, learner_id: int, card: Any, since: date) -> Any:
    """The last review of a kind before a day; None before its first."""
    if card.day < since:
        return card
    # No column as it is, or the index of the days would be taken for it: that of the kind is walked back a few steps.
    day = type_coerce(Review.day, Text).concat("")
    return session.execute(
        select(Review.family, Review.stability, Review.difficulty, Review.day)
        .where(
            Review.learner_id == learner_id,
            Review.topic == card.topic,
            Review.family == card.family,
            day < since.isoformat(),
        )
        .order_by(Review.at.desc(), Review.submission_id.desc())
        .limit(1)
    ).first()
