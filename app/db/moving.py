"""All that is in one database is put into another one, which has nothing yet: as a whole or not at all."""

from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from itertools import islice
from typing import Any

from sqlalchemy import Table, bindparam, func, insert, select, update
from sqlalchemy.orm import Session

from app.db.columns import Base
from app.db.database import Database
from app.db.numbers import go_on_after
from app.db.rates import RateWindow

_AT_ONCE = 500  # rows


class NotMovedError(RuntimeError):
    """Why nothing was moved."""


def move(source: Database, target: Database) -> Mapping[str, int]:
    """Copy every row; returns how many of each table. Raises ``NotMovedError``, with nothing in the target.

    What was copied is read again and compared before it is committed. Rates that are counted just now are left behind.
    """
    counts: dict[str, int] = {}
    with source.read() as there, target.write() as here:
        for table in _tables():
            if here.scalar(select(func.count()).select_from(table)):
                raise NotMovedError(f"there is something in it already, in the table {table.name}")
        for table in _tables():
            counts[table.name] = _copied(there, here, table)
        go_on_after(here)
        for table in _tables():
            if _read(there, table) != _read(here, table):
                raise NotMovedError(f"what was copied of the table {table.name} is not what was there")
    return counts


def _tables() -> list[Table]:
    """What refers to another comes after it."""
    return [table for table in Base.metadata.sorted_tables if table is not RateWindow.__table__]


def _copied(there: Session, here: Session, table: Table) -> int:
    """A row may refer to one of its own table that comes later: such references are set when all are there."""
    own = [key.parent.name for key in table.foreign_keys if key.column.table is table]
    referring: list[dict[str, Any]] = []
    count = 0
    left = _rows(there, table)
    while rows := list(islice(left, _AT_ONCE)):
        referring += [{"this": row["id"], **row} for row in rows if any(row[name] is not None for name in own)]
        here.execute(insert(table), [{**row, **dict.fromkeys(own)} for row in rows])
        count += len(rows)
    if referring:
        changed = update(table).where(table.c.id == bindparam("this"))
        here.connection().execute(
            changed.values({name: bindparam(name) for name in own}),
            [{"this": row["this"], **{name: row[name] for name in own}} for row in referring],
        )
    return count


def _rows(session: Session, table: Table) -> Iterator[dict[str, Any]]:
    """All rows in the order of their keys; a NUL, which PostgreSQL has none of, is U+FFFD as it will be there."""
    found = session.execute(select(table).order_by(*table.primary_key), execution_options={"yield_per": _AT_ONCE})
    for row in found.mappings():
        yield {name: value.replace("\0", "\ufffd") if isinstance(value, str) else value for name, value in row.items()}


def _read(session: Session, table: Table) -> tuple[int, str]:
    """How many rows there are, and what they are recognised by."""
    names: Sequence[str] = sorted(column.name for column in table.columns)
    digest, count = sha256(), 0
    for row in _rows(session, table):
        digest.update(repr([row[name] for name in names]).encode("utf-8", "surrogatepass"))
        count += 1
    return count, digest.hexdigest()
