"""Deleting rows with all that refers to them, as the tables themselves tell: one that is added is not forgotten."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, Table, delete, null, select, update
from sqlalchemy.orm import Session

from app.db.columns import Base


def delete_rows(session: Session, table: Any, condition: ColumnElement[bool]) -> None:
    """Delete rows, and before them what refers to them; a row of the same table only loses the reference.

    The condition must hold until the last of them is gone.
    """
    for own, kept in _referring(table):
        among = own.in_(select(kept).where(condition))
        if own.table is table:
            session.execute(update(table).where(among).values({own.name: null()}))
        else:
            delete_rows(session, own.table, among)
    session.execute(delete(table).where(condition).execution_options(synchronize_session=False))


def _referring(table: Table) -> Iterator[tuple[Any, Any]]:
    for other in Base.metadata.sorted_tables:
        for key in other.foreign_keys:
            if key.column.table is table:
                yield key.parent, key.column
