"""The numbers of a quiz's questions: from 1, without a gap, whatever was taken out of it or came into it."""

from collections.abc import Mapping

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.db.models import InstanceRow

ASIDE = 1_000_000  # beyond every number of a question: where one waits for its place


def close_up(session: Session, quiz_id: int, wished: Mapping[str, int] | None = None) -> None:
    """Number the questions of a quiz anew, in their order, or by the numbers that are ``wished`` for some of them.

    One whose answer was withdrawn keeps the number of the one that took its place.
    """
    wished = wished or {}
    rows = session.execute(
        select(InstanceRow.id, InstanceRow.uid, InstanceRow.ordinal, InstanceRow.replaced_at, InstanceRow.replaces_id)
        .where(InstanceRow.quiz_id == quiz_id)
        .order_by(InstanceRow.id)
    ).all()
    standing = sorted(
        (row for row in rows if row.replaced_at is None), key=lambda row: wished.get(row.uid, row.ordinal)
    )
    place = {row.id: number for number, row in enumerate(standing, start=1)}
    for row in reversed(rows):  # what took a place came later
        place.setdefault(row.id, wished.get(row.uid, row.ordinal))
        if row.replaces_id is not None:
            place[row.replaces_id] = place[row.id]
    moved = [row.id for row in rows if place[row.id] != row.ordinal]
    for shift in (2 * ASIDE, 0) if moved else ():
        for one in moved:
            session.execute(update(InstanceRow).where(InstanceRow.id == one).values(ordinal=place[one] + shift))
