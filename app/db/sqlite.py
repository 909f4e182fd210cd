"""A database in a file of SQLite: durable, one writer at a time, used by one process that serves.

WAL with ``synchronous=FULL`` keeps a committed answer through power loss; NORMAL may roll back the last commits.
Writes take a process-wide lock and ``BEGIN IMMEDIATE``: a deferred transaction that reads and then writes fails at
once with a busy snapshot whatever the timeout, and two connections never write or checkpoint together, which older
SQLite libraries do not survive.

A file that is deleted or replaced under a running app would take answers that nobody finds again. So each unit of work
looks whether the name still leads to the file that was opened; a write looks again once it is committed.

WAL keeps two files beside the database. In a folder that cannot be written to, a database that was closed cleanly is
read as one that nobody changes; one with a log is not, since what stands in the log would be missing.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.db.place import Identity, identity, is_writable, log_size, path_of
from app.db.store import GoneError, NoTurnError
from app.db.turns import Turns

_PRAGMAS = (
    "busy_timeout=250",  # until _begin says otherwise
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "trusted_schema=OFF",
    "cell_size_check=ON",
    "mmap_size=0",
    "temp_store=MEMORY",  # a full disk is no reason not to sort what is read
)
_PASSING = 0.05  # seconds of waiting for the file after which it may have been no more than another one's commit
_READING = 0.25  # seconds: in WAL a read waits for another connection only while the log is being recovered
_TROUBLE = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_PROTOCOL,
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_NOTADB,
}


class SqliteFile:
    """A file, or a database in memory. See ``store.Store``."""

    def __init__(self, url: str) -> None:
        path = path_of(url)
        if path is not None:
            path.parent.mkdir(exist_ok=True)
        self.read_only = path is not None and path.is_file() and not (is_writable(path) and is_writable(path.parent))
        fixed = path is not None and self.read_only and not is_writable(path.parent) and log_size(path) == 0
        address = f"sqlite:///file:{quote(str(path.resolve()))}?immutable=1&uri=true" if path and fixed else url
        self.engine: Engine = create_engine(address, pool_size=8, max_overflow=4, hide_parameters=True)
        self.reading: Engine = self.engine
        self._turns = Turns()
        self._opened: tuple[str, Identity] | None = None
        event.listen(self.engine, "do_connect", self._before_connecting)
        event.listen(self.engine, "connect", self._connected)
        event.listen(self.engine, "begin", _begin)
        event.listen(self.engine, "engine_disposed", self._forget)

    def look(self) -> None:
        """Whether the name still leads to the file that was opened."""
        if self._opened is not None and identity(self._opened[0]) != self._opened[1]:
            raise _gone(self._opened[0])

    @contextmanager
    def writing(self, patience: float, most: float, whose: int | None) -> Iterator[Session]:
        """The file has one writer, whoever the learner is."""
        with self._turns.turn(patience) as left:
            knocking = min(left, most)  # one may wait longer for a turn, but not others for the file
            engine = self.engine.execution_options(immediate=knocking)
            with Session(engine, expire_on_commit=False) as session, session.begin():
                self._take_the_file(session, knocking)
                yield session
            self.look()

    def migrating(self, patience: float) -> AbstractContextManager[object]:
        """A turn; Alembic has a connection of its own, and takes the file with it."""
        return self._turns.turn(patience)

    def trouble(self, error: BaseException) -> str | None:
        """By SQLite's own code."""
        return _words(error) if _code(error) in _TROUBLE else None

    def is_busy(self, error: BaseException) -> bool:
        """Whether another connection had the file."""
        return _code(error) == sqlite3.SQLITE_BUSY

    def probe(self, session: Session) -> None:
        """Write the number that nothing goes by."""
        number = session.connection().exec_driver_sql("PRAGMA user_version").scalar_one()
        session.connection().exec_driver_sql(f"PRAGMA user_version={number:d}")

    def close(self, *, fold: bool) -> None:
        """The last connection folds the write-ahead log into the file.

        A server folds it in also where others are still reading, and leaves the planner what it has learnt.
        """
        try:
            self.look()
            if fold:
                with closing(self.engine.raw_connection()) as connection:
                    driver: Any = connection.dbapi_connection
                    driver.execute("PRAGMA optimize")
                    driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            self.engine.dispose()

    def _take_the_file(self, session: Session, patience: float) -> None:
        """Wait for other programs here, where those behind are told of it, and nowhere later."""
        try:
            session.connection()
        except (DBAPIError, sqlite3.DatabaseError) as error:
            if not self.is_busy(error):
                raise
            held = patience > _PASSING
            if held:
                self._turns.barred()
            raise NoTurnError(_words(error), held=held) from error
        self._turns.begun()

    def _before_connecting(self, *_: Any) -> None:
        self.look()  # opening a file that is gone would make an empty one

    def _connected(self, connection: Any, _: Any) -> None:
        _configure(connection)
        (path,) = [row[2] for row in connection.execute("PRAGMA database_list") if row[1] == "main"]
        found = identity(path) if path else None
        if found is not None and self._opened is None:
            self._opened = (path, found)
        elif found is not None and self._opened is not None and found != self._opened[1]:
            raise _gone(path)

    def _forget(self, _: Engine) -> None:
        self._opened = None


def _gone(path: str) -> GoneError:
    return GoneError(f"{path} was moved, deleted or replaced while it was open: put it back, or start again")


def _words(error: BaseException) -> str:
    return str(error.orig if isinstance(error, DBAPIError) else error)


def _code(error: BaseException) -> int | None:
    """What kind of trouble it is: the lower byte, the rest says more."""
    code = getattr(error.orig if isinstance(error, DBAPIError) else error, "sqlite_errorcode", None)
    return None if code is None else code & 0xFF


def _configure(connection: sqlite3.Connection) -> None:
    connection.isolation_level = None  # transactions are begun by _begin, not by the driver
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    """On the driver's connection, of which nothing is counted: this is no query of the page's."""
    immediate = connection.get_execution_options().get("immediate")
    wait = _READING if immediate is None else immediate
    driver: Any = connection.connection.dbapi_connection
    driver.execute(f"PRAGMA busy_timeout={round(1000 * wait)}")
    driver.execute("BEGIN" if immediate is None else "BEGIN IMMEDIATE")
