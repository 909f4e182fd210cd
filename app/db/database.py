"""SQLite behind SQLAlchemy: durable, one writer at a time, one unit of work per request.

WAL with ``synchronous=FULL`` keeps a committed answer through power loss; NORMAL may roll back the last commits.
Writes take a process-wide lock and ``BEGIN IMMEDIATE``: a deferred transaction that reads and then writes fails at
once with a busy snapshot whatever the timeout, and two connections never write or checkpoint together, which older
SQLite libraries do not survive.

A write waits only so long for its turn. What cannot be written for want of a turn, of room or of the right to is a
``NotSavedError``, and nothing of it is stored; reads go on beside a writer.

WAL keeps two files beside the database. In a folder that cannot be written to, a database that was closed cleanly is
read as one that nobody changes; one with a log is not, since what stands in the log would be missing.
"""

import os
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"
_PRAGMAS = (
    "busy_timeout=250",  # until _begin says otherwise
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "trusted_schema=OFF",
    "cell_size_check=ON",
    "mmap_size=0",
)
PATIENCE = 1.0  # seconds that a write waits for its turn; longer, and those who only read would wait for a thread
GLANCE = 0.05  # seconds, for what may as well be noted another time
_READING = 0.25  # seconds: in WAL a read waits for another connection only while the log is being recovered
_TROUBLE = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_PROTOCOL,
}


class UnavailableError(RuntimeError):
    """The database file cannot be used just now: busy, full, read-only, unreachable. Trying again may help."""


class NotSavedError(UnavailableError):
    """What was to be written is not: nothing of it is stored."""


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

    def __init__(self, url: str, patience: float = PATIENCE) -> None:
        self.url = url
        self.patience = patience
        name = make_url(url).database
        path = Path(name) if name and name != ":memory:" else None
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
        self.read_only = path is not None and path.is_file() and not (_is_writable(path) and _is_writable(path.parent))
        fixed = path is not None and self.read_only and not _is_writable(path.parent) and not _has_log(path)
        address = f"sqlite:///file:{quote(str(path.resolve()))}?immutable=1&uri=true" if path and fixed else url
        self.engine: Engine = create_engine(address, pool_size=8, max_overflow=4)
        self._write_lock = threading.Lock()
        event.listen(self.engine, "connect", _configure)
        event.listen(self.engine, "begin", _begin)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session on one snapshot; nothing is written. Raises ``UnavailableError``."""
        with _told_as(UnavailableError), Session(self.engine, expire_on_commit=False) as session:
            yield session  # closing rolls back, and leaves what was loaded readable

    @contextmanager
    def write(self, patience: float | None = None) -> Iterator[Session]:
        """A session that writes: committed at the end, rolled back on any exception. Never nested.

        Raises ``NotSavedError`` where it cannot be written within ``patience`` seconds, or not at all.
        """
        waiting = self.patience if patience is None else patience
        until = time.monotonic() + waiting
        if not self._write_lock.acquire(timeout=waiting):
            raise NotSavedError("another write is still going on")
        try:
            writing = self.engine.execution_options(immediate=max(0.0, until - time.monotonic()))
            with (
                _told_as(NotSavedError),
                Session(writing, expire_on_commit=False) as session,
                session.begin(),
            ):
                yield session
        finally:
            self._write_lock.release()

    def migrate(self) -> None:
        """Bring the schema to the newest version; raises ``SchemaError`` where it is newer than this app."""
        self._refuse_newer()
        if self._revision() == self._scripts().get_current_head():
            return  # a migration takes the lock of the file before it looks what there is to do
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
        with _told_as(UnavailableError), self.engine.connect() as connection:
            return MigrationContext.configure(connection).get_current_revision()

    def _refuse_newer(self) -> None:
        revision = self._revision()
        known = {script.revision for script in self._scripts().walk_revisions()}
        if revision is not None and revision not in known:
            raise SchemaError("the database was made by a newer version of the app; nothing was changed")

    def dispose(self) -> None:
        """Close all connections; the write-ahead log is folded into the file."""
        with suppress(OperationalError), self.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA optimize")  # a kindness to the next start, not worth waiting for
        self.engine.dispose()


@contextmanager
def _told_as(told: type[UnavailableError]) -> Iterator[None]:
    """Tell trouble with the file apart from faults in a statement, which stay what they are."""
    try:
        yield
    except OperationalError as error:
        code = getattr(error.orig, "sqlite_errorcode", None)
        if code is None or code & 0xFF not in _TROUBLE:  # the lower byte is the kind, the rest says more
            raise
        raise told(str(error.orig)) from error


def _is_writable(path: Path) -> bool:
    return os.access(path, os.W_OK)


def _has_log(path: Path) -> bool:
    log = path.with_name(f"{path.name}-wal")
    return log.exists() and log.stat().st_size > 0


def _configure(connection: Any, _: Any) -> None:
    if isinstance(connection, sqlite3.Connection):
        connection.isolation_level = None  # transactions are begun by _begin, not by the driver
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    immediate = connection.get_execution_options().get("immediate")
    wait = _READING if immediate is None else immediate
    connection.exec_driver_sql(f"PRAGMA busy_timeout={round(1000 * wait)}")
    connection.exec_driver_sql("BEGIN" if immediate is None else "BEGIN IMMEDIATE")
