"""SQLite behind SQLAlchemy: durable, one writer at a time, one unit of work per request.

WAL with ``synchronous=FULL`` keeps a committed answer through power loss; NORMAL may roll back the last commits.
Writes take a process-wide lock and ``BEGIN IMMEDIATE``: a deferred transaction that reads and then writes fails at
once with a busy snapshot whatever the timeout, and two connections never write or checkpoint together, which older
SQLite libraries do not survive.
"""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"
_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "busy_timeout=5000",
    "foreign_keys=ON",
    "trusted_schema=OFF",
    "cell_size_check=ON",
    "mmap_size=0",
)


class SchemaError(RuntimeError):
    """The database is not of the schema this version of the app was written for."""


def alembic_config(url: str) -> Config:
    """Alembic's configuration for this project, whatever the current directory."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    return config


class Database:
    """An engine with two kinds of unit of work: ``read`` and ``write``. Only these commit, in one place each."""

    def __init__(self, url: str) -> None:
        self.url = url
        path = make_url(url).database
        if path and path != ":memory:":
            Path(path).parent.mkdir(parents=True, exist_ok=True)
        self.engine: Engine = create_engine(url, pool_size=8, max_overflow=4)
        self._write_lock = threading.Lock()
        event.listen(self.engine, "connect", _configure)
        event.listen(self.engine, "begin", _begin)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session on one snapshot; nothing is written."""
        with Session(self.engine, expire_on_commit=False) as session:
            yield session  # closing rolls back, and leaves what was loaded readable

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A session that writes: committed at the end, rolled back on any exception. Never nested."""
        with self._write_lock:
            writing = self.engine.execution_options(immediate=True)
            with Session(writing, expire_on_commit=False) as session, session.begin():
                yield session

    def migrate(self) -> None:
        """Bring the schema to the newest version; raises ``SchemaError`` where it is newer than this app."""
        self._refuse_newer()
        with self._write_lock:
            command.upgrade(alembic_config(self.url), "head")

    def check(self) -> None:
        """Raise ``SchemaError`` unless the schema is exactly this app's."""
        self._refuse_newer()
        if self._revision() != self._scripts().get_current_head():
            raise SchemaError("the database must be migrated first: python -m app migrate")

    def _scripts(self) -> ScriptDirectory:
        return ScriptDirectory.from_config(alembic_config(self.url))

    def _revision(self) -> str | None:
        with self.engine.connect() as connection:
            return MigrationContext.configure(connection).get_current_revision()

    def _refuse_newer(self) -> None:
        revision = self._revision()
        known = {script.revision for script in self._scripts().walk_revisions()}
        if revision is not None and revision not in known:
            raise SchemaError("the database was made by a newer version of the app; nothing was changed")

    def dispose(self) -> None:
        """Close all connections; the write-ahead log is folded into the file."""
        with self.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA optimize")
        self.engine.dispose()


def _configure(connection: Any, _: Any) -> None:
    if isinstance(connection, sqlite3.Connection):
        connection.isolation_level = None  # transactions are begun by _begin, not by the driver
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    immediate = connection.get_execution_options().get("immediate", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")
