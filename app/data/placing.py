"""Order after something came in or was taken out: the numbers of a quiz's questions, the ids that lists go by."""

from collections.abc import Mapping
from typing import TypeAlias

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.db.models import FlagRow, InstanceRow, NoteRow, Submission
from app.db.numbers import renumber

Timed: TypeAlias = Submission | FlagRow | NoteRow

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
    asked = {row.id for row in standing}
    place = {row.id: number for number, row in enumerate(standing, start=1)}
    for row in reversed(rows):  # what took a place came later
        place.setdefault(row.id, wished.get(row.uid, row.ordinal))
        if row.replaces_id is not None and row.replaces_id not in asked:
            place[row.replaces_id] = place[row.id]
    moved = [row.id for row in rows if place[row.id] != row.ordinal]
    for shift in (2 * ASIDE, 0) if moved else ():
        for one in moved:
            session.execute(update(InstanceRow).where(InstanceRow.id == one).values(ordinal=place[one] + shift))


def in_order(session: Session, learner_id: int, table: type[Timed], numbers: Mapping[int, int]) -> None:
    """Give the learner's rows of a table their ids anew, in the order of time; of one moment, by number.

    Only those that stand out of order change places. Nothing else goes by these ids: lists do, and the marks on pages.
    """
    mine = select(table.id, table.created_at).where(table.learner_id == learner_id).order_by(table.id)
    rows = session.execute(mine).all()
    in_order = sorted(rows, key=lambda row: (row[1], numbers.get(row[0], row[0])))
    moved = [(old, new) for (new, _), (old, _) in zip(rows, in_order, strict=True) if old != new]
    if not moved:
        return
    renumber(session, table, moved)
