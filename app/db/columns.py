"""What the tables' columns are made of, alike in SQLite and PostgreSQL; times are UTC."""

import json
from datetime import UTC, date, datetime
from typing import Any, ClassVar, Final

from sqlalchemy import REAL, BigInteger, Dialect, Double, Index, Integer, MetaData, Text, column
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator, TypeEngine

# Named, so that batch migrations on SQLite keep every constraint.
NAMES = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Instant(TypeDecorator[datetime]):
    """A time in UTC, stored as ISO 8601 text that sorts by time."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        """Write in UTC with microseconds."""
        return None if value is None else value.astimezone(UTC).isoformat(timespec="microseconds")

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Read back with its time zone."""
        return None if value is None else datetime.fromisoformat(value)


class Day(TypeDecorator[date]):
    """A day, stored as ISO 8601 text."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: date | None, dialect: Dialect) -> str | None:
        """Write as YYYY-MM-DD."""
        return None if value is None else value.isoformat()

    def process_result_value(self, value: Any, dialect: Dialect) -> date | None:
        """Read back."""
        return None if value is None else date.fromisoformat(value)


class Json(TypeDecorator[Any]):
    """Plain JSON as text."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """Write compactly, Japanese as it is."""
        return None if value is None else json.dumps(value, ensure_ascii=False, separators=(",", ":"))

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        """Parse."""
        return None if value is None else json.loads(value)


YES: Final = True  # what a flag is compared with: ``IS TRUE`` is not for a number, which is what is stored


class Flag(TypeDecorator[bool]):
    """A truth value as 0 or 1: STRICT tables of SQLite know no boolean."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: bool | None, dialect: Dialect) -> int | None:
        """True to 1."""
        return None if value is None else int(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> bool | None:
        """1 to True."""
        return None if value is None else bool(value)


# Some ids are random, and all may be given by another database: 64 bits, as SQLite's integers have.
Id = BigInteger().with_variant(Integer, "sqlite")
# A sum of microseconds outgrows 32 bits within the hour; SQLite's integers have 64, and STRICT knows no other name.
Microseconds = BigInteger().with_variant(Integer, "sqlite")
# Eight bytes everywhere: SQLite's REAL has them, and STRICT knows no other name; elsewhere REAL has four.
Real: TypeEngine[float] = Double().with_variant(REAL, "sqlite")


class Base(DeclarativeBase):
    """All tables, with the naming convention of their constraints. A number without a type of its own is an id."""

    type_annotation_map: ClassVar[dict[Any, Any]] = {int: Id}
    metadata = MetaData(naming_convention=NAMES)


def counted(name: str, *columns: str) -> Index:
    """An index of the answers that count."""
    where = column("withdrawn_at").is_(None)
    return Index(name, *columns, sqlite_where=where, postgresql_where=where)


def one_each(name: str, told: str, *columns: str) -> Index:
    """One row for each of these, where there is one to tell."""
    where = column(told).is_not(None)
    return Index(name, *columns, unique=True, sqlite_where=where, postgresql_where=where)
