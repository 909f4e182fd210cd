"""All rows of a database, to be compared, and to be put back."""

from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from app.db import Database
from app.db.columns import Base

Rows = dict[str, list[dict[str, Any]]]
TABLES = Base.metadata.sorted_tables


def rows(session: Session) -> Rows:
    """Everything there is, by its table."""
    return {table.name: [dict(row._mapping) for row in session.execute(select(table))] for table in TABLES}


def restore(database: Database, kept: Rows) -> None:
    """Put back what there was."""
    with database.write() as session:
        for table in reversed(TABLES):
            session.execute(delete(table))
        for table in TABLES:
            if kept[table.name]:
                session.execute(insert(table), kept[table.name])
