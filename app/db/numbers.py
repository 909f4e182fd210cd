"""The ids of rows: given ahead of storing them, and changed with all that refers to them."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import BigInteger, bindparam, column, false, func, select, text, update, values
from sqlalchemy.orm import Session

from app.db.columns import Base


class Numbers:
    """Ids of rows that are stored later in the transaction, each larger than all that are stored."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._left: dict[type[Base], Iterator[int]] = {}

    def next(self, table: type[Any]) -> int:
        """One more."""
        if table not in self._left:
            on_server = self._session.get_bind().dialect.name == "postgresql"
            self._left[table] = self._of_sequence(table) if on_server else self._of_file(table)
        return next(self._left[table])

    def forget(self) -> None:
        """What was asked for is stored, and others may be."""
        self._left.clear()

    def _of_file(self, table: type[Any]) -> Iterator[int]:
        newest = self._session.scalar(select(func.max(table.id))) or 0
        while True:
            newest += 1
            yield newest

    def _of_sequence(self, table: type[Any]) -> Iterator[int]:
        sequence = func.pg_get_serial_sequence(table.__tablename__, "id")
        asked = select(func.nextval(sequence))
        while True:
            yield self._session.execute(asked).scalar_one()


def go_on_after(session: Session) -> None:
    """Have PostgreSQL give numbers beyond those of rows that were stored with one; SQLite goes by the rows."""
    if session.get_bind().dialect.name != "postgresql":
        return
    for table in Base.metadata.sorted_tables:
        if "id" in table.c:
            newest = select(func.coalesce(func.max(table.c.id), 0) + 1).scalar_subquery()
            session.execute(select(func.setval(func.pg_get_serial_sequence(table.name, "id"), newest, false())))


def renumber(session: Session, table: type[Any], moved: Sequence[tuple[int, int]]) -> None:
    """Give rows other ids, (old, new), among which they may change places, and tell whatever refers to them."""
    ids = list(_ids_of(table))
    if session.get_bind().dialect.name == "postgresql":
        # It looks at references when a statement ends, so one statement changes both sides of them.
        for pairs in ([(old, -new) for old, new in moved], [(-new, new) for _, new in moved]):
            changed = values(column("old", BigInteger), column("new", BigInteger), name="moved").data(pairs)
            own, *others = (
                update(one.table).where(one == changed.c.old).values({one.name: changed.c.new}) for one in ids
            )
            parts = [other.returning(text("1")).cte(f"part_{number}") for number, other in enumerate(others)]
            session.connection().execute(own.add_cte(*parts))
    else:
        session.execute(text("PRAGMA defer_foreign_keys = ON"))
        for one in ids:
            statement = update(one.table).where(one == bindparam("old")).values({one.name: bindparam("new")})
            session.connection().execute(statement, [{"old": old, "new": -new} for old, new in moved])
            session.connection().execute(statement, [{"old": -new, "new": new} for _, new in moved])
    session.expire_all()


def _ids_of(table: type[Any]) -> Iterator[Any]:
    """The id itself, and whatever refers to it."""
    own = table.__table__.c.id
    yield own
    for other in Base.metadata.tables.values():
        yield from (key.parent for key in other.foreign_keys if key.column is own)
