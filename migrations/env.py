"""How Alembic runs this project's migrations: on the URL it is given, in one transaction, alone, in batch mode on SQLite."""

import sqlite3
from typing import Any

from alembic import context
from sqlalchemy import Connection, create_engine, event

from app.db.columns import Base


def _leave_to_us(connection: Any, _: Any) -> None:
    if isinstance(connection, sqlite3.Connection):
        connection.isolation_level = None  # the driver begins late, and leaves out what changes the schema


def _begin(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        from app.db.postgresql import take_all

        take_all(connection)


url = context.config.get_main_option("sqlalchemy.url")
if url is None:
    from app.settings import Settings

    url = Settings().database_url
engine = create_engine(url)
event.listen(engine, "connect", _leave_to_us)
event.listen(engine, "begin", _begin)
try:
    with engine.connect() as connection:
        context.configure(
            connection=connection, target_metadata=Base.metadata, render_as_batch=True, transactional_ddl=True
        )
        with context.begin_transaction():
            context.run_migrations()
finally:
    engine.dispose()
