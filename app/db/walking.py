"""The newest rows for each row of another table, by a few steps in an index for each: SQLite and PostgreSQL part here.

PostgreSQL would look through all rows for an ``IN`` that depends on the other table, and SQLite knows no ``LATERAL``.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session


def newest_of_each(
    session: Session,
    each: InstrumentedAttribute[Any],
    mine: ColumnElement[bool],
    newest: Select[*tuple[Any, ...]],
    key: InstrumentedAttribute[Any],
) -> Sequence[Any]:
    """For the ``each`` of every row that is ``mine``: it, and the columns of its ``newest``, whose id is ``key``."""
    newest = newest.correlate(each.class_)
    if session.get_bind().dialect.name == "postgresql":
        found = newest.lateral("newest")
        return session.execute(select(each, *found.c).join_from(each.class_, found, true()).where(mine)).all()
    ids = newest.with_only_columns(key)
    joined = select(each, *newest.selected_columns).select_from(each.class_).join(key.class_, key.in_(ids))
    return session.execute(joined.where(mine)).all()
