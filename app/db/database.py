"""SQLite behind SQLAlchemy: durable, one writer at a time, one unit of work per request.

WAL with ``synchronous=FULL`` keeps a committed answer through power loss; NORMAL may roll back the last commits.
Writes take a process-wide lock and ``BEGIN IMMEDIATE``: a deferred transaction that reads and then writes fails at
once with a busy snapshot whatever the timeout, and two connections never write or checkpoint together, which older
SQLite libraries do not survive.

A write waits only so long for its turn. What cannot be written for want of a turn, of room or of the right to is a
``NotSavedError``, and nothing of it is stored; reads go on beside a writer. Why nothing can be written is said once in
the log, and once that it can again.

A file that is deleted or replaced under a running app would take answers that nobody finds again. So each unit of work
looks whether the name still leads to the file that was opened; a write looks again once it is committed.

WAL keeps two files beside the database. In a folder that cannot be written to, a database that was closed cleanly is
read as one that nobody changes; one with a log is not, since what stands in the log would be missing.
"""

import logging
import re
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event, inspect
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from app.db.place import Identity, identity, is_writable, log_size, path_of
from app.db.spending import Spread, keep_accounts
from app.db.turns import NoTurnError, Turns

if TYPE_CHECKING:
    from alembic.config import Config

log = logging.getLogger("edrill")
MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"
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
PATIENCE = 1.0  # seconds that a write waits for its turn; longer, and those who only read would wait for a thread
GLANCE = 0.05  # seconds, for what may as well be noted another time
_READING = 0.25  # seconds: in WAL a read waits for another connection only while the log is being recovered
_REVISION = re.compile(r"""^(?:down_)?revision\b.*= ['"]?(\w+)['"]?$""", re.MULTILINE)
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


class UnavailableError(RuntimeError):
    """The database file cannot be used just now: busy, full, read-only, damaged, unreachable."""


class NotSavedError(UnavailableError):
    """What was to be written is not: nothing of it is stored."""


class GoneError(NotSavedError):
    """The file is no longer the one that was opened: nothing is read from it, and nothing written."""


class SchemaError(RuntimeError):
    """The database is not of the schema this version of the app was written for."""


def alembic_config(url: str) -> "Config":
    """Alembic's configuration for this project, whatever the current directory."""
    from alembic.config import Config  # a server on the newest schema needs none of it: ten MiB

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    return config


class Database:
    """An engine with two kinds of unit of work: ``read`` and ``write``. Only these commit, in one place each."""

    def __init__(self, url: str, patience: float = PATIENCE) -> None:
        self.url = url
        self.patience = patience
        self.trouble = ""  # why nothing can be written, or read; empty where it can
        self.waits = Spread()  # of writes for their turn
        self.refused = 0  # writes that had none
        path = path_of(url)
        if path is not None:
            path.parent.mkdir(exist_ok=True)
        self.read_only = path is not None and path.is_file() and not (is_writable(path) and is_writable(path.parent))
        fixed = path is not None and self.read_only and not is_writable(path.parent) and log_size(path) == 0
        address = f"sqlite:///file:{quote(str(path.resolve()))}?immutable=1&uri=true" if path and fixed else url
        self.engine: Engine = create_engine(address, pool_size=8, max_overflow=4, hide_parameters=True)
        self._turns = Turns()
        self._opened: tuple[str, Identity] | None = None
        event.listen(self.engine, "do_connect", self._before_connecting)
        event.listen(self.engine, "connect", self._connected)
        event.listen(self.engine, "begin", _begin)
        event.listen(self.engine, "engine_disposed", self._forget)
        keep_accounts(self.engine)

    @property
    def path(self) -> Path | None:
        """The file; None for a database in memory."""
        return path_of(self.url)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session on one snapshot; nothing is written. Raises ``UnavailableError``."""
        self._refuse_another_file()
        try:
            with _told_as(UnavailableError), Session(self.engine, expire_on_commit=False) as session:
                yield session  # closing rolls back, and leaves what was loaded readable
        except UnavailableError as error:
            self._note_unless_busy(error)
            raise

    @contextmanager
    def write(self, patience: float | None = None) -> Iterator[Session]:
        """A session that writes: committed at the end, rolled back on any exception. Never nested.

        Raises ``NotSavedError`` where it cannot be written within ``patience`` seconds, or not at all.
        """
        self._refuse_another_file()
        came = time.monotonic()
        try:
            with self._turns.turn(self.patience if patience is None else patience) as left:
                knocking = min(left, self.patience)  # one may wait longer for a turn, but not others for the file
                writing = self.engine.execution_options(immediate=knocking)
                with _told_as(NotSavedError), Session(writing, expire_on_commit=False) as session, session.begin():
                    self._take_the_file(session, knocking)
                    self.waits.add(time.monotonic() - came)
                    yield session
                self._refuse_another_file()
        except NoTurnError as error:
            self.refused += 1
            raise NotSavedError(str(error)) from error
        except NotSavedError as error:
            self._note_unless_busy(error)
            raise
        else:
            self._note("")

    def probe(self) -> None:
        """Write something that changes nothing; raises ``NotSavedError``."""
        with self.write(GLANCE) as session:
            number = session.connection().exec_driver_sql("PRAGMA user_version").scalar_one()
            session.connection().exec_driver_sql(f"PRAGMA user_version={number:d}")

    def _take_the_file(self, session: Session, patience: float) -> None:
        """Wait for other programs here, where those behind are told of it, and nowhere later."""
        try:
            session.connection()
        except (DatabaseError, sqlite3.DatabaseError) as error:
            if _code(error) == sqlite3.SQLITE_BUSY:
                self.refused += 1
                if patience > GLANCE:  # else it may be no more than another one's commit
                    self._turns.barred()
                    self._note(_words(error))
            raise
        self._turns.begun()

    def _note_unless_busy(self, error: UnavailableError) -> None:
        """One that is gone was noted where it was seen; one that is busy where the wait for it was long."""
        if error.__cause__ is not None and _code(error.__cause__) != sqlite3.SQLITE_BUSY:
            self._note(str(error))

    def _note(self, trouble: str) -> None:
        """Say in the log what has begun or ended, once."""
        if trouble == self.trouble:
            return
        if trouble:
            log.error("the database cannot be used: %s", trouble)
        else:
            log.warning("the database can be used again")
        self.trouble = trouble

    def _refuse_another_file(self) -> None:
        if self._opened is not None and identity(self._opened[0]) != self._opened[1]:
            self._refuse(self._opened[0])

    def _refuse(self, path: str) -> None:
        reason = f"{path} was moved, deleted or replaced while it was open: put it back, or start again"
        self._note(reason)
        raise GoneError(reason)

    def _before_connecting(self, *_: Any) -> None:
        self._refuse_another_file()  # opening a file that is gone would make an empty one

    def _connected(self, connection: Any, _: Any) -> None:
        _configure(connection)
        (path,) = [row[2] for row in connection.execute("PRAGMA database_list") if row[1] == "main"]
        found = identity(path) if path else None
        if found is not None and self._opened is None:
            self._opened = (path, found)
        elif found is not None and self._opened is not None and found != self._opened[1]:
            self._refuse(path)

    def _forget(self, _: Engine) -> None:
        self._opened = None

    def migrate(self) -> None:
        """Bring the schema to the newest version; raises ``SchemaError`` where it is newer than this app."""
        if self.is_current():
            return  # a migration takes the lock of the file before it looks what there is to do
        from alembic import command

        with _told_as(NotSavedError), self._turns.turn(self.patience):
            command.upgrade(alembic_config(self.url), "head")

    def is_current(self) -> bool:
        """Whether the schema is the newest; raises ``SchemaError`` where it is newer than this app."""
        revision = self.revision()
        if revision is not None and revision not in schemas():
            raise SchemaError("it was made by a newer version of the app; nothing was changed: start that version")
        return revision == schemas()[0]

    def check(self) -> None:
        """Raise ``SchemaError`` unless the schema is exactly this app's."""
        if not self.is_current():
            raise SchemaError("it must be migrated first: python -m app migrate")

    def revision(self) -> str | None:
        """The schema that the database is of; None where it is empty."""
        self._refuse_another_file()
        with _told_as(UnavailableError), self.engine.connect() as connection:
            if not inspect(connection).has_table("alembic_version"):
                return None
            found: str | None = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
            return found

    def dispose(self, *, fold: bool = False) -> None:
        """Close all connections; the last one folds the write-ahead log into the file.

        A server folds it in also where others are still reading, and leaves the planner what it has learnt.
        """
        with suppress(DatabaseError, sqlite3.Error, UnavailableError):  # a kindness to the next start, no more
            self._refuse_another_file()
            if fold:
                with closing(self.engine.raw_connection()) as connection:
                    driver: Any = connection.dbapi_connection
                    driver.execute("PRAGMA optimize")
                    driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self.engine.dispose()


@cache
def schemas() -> tuple[str, ...]:
    """The schemas that this app knows, the newest first."""
    texts = (path.read_text(encoding="utf-8") for path in (MIGRATIONS / "versions").glob("*.py"))
    after = {before: own for own, before in (_REVISION.findall(text) for text in texts)}
    chain: list[str] = []
    while (own := after.get(chain[0] if chain else "None")) is not None:
        chain.insert(0, own)
    return tuple(chain)


@contextmanager
def _told_as(told: type[UnavailableError]) -> Iterator[None]:
    """Tell trouble with the file apart from faults in a statement, which stay what they are."""
    try:
        yield
    except (DatabaseError, sqlite3.DatabaseError) as error:
        if _code(error) not in _TROUBLE:
            raise
        raise told(_words(error)) from error


def _words(error: BaseException) -> str:
    return str(error.orig if isinstance(error, DatabaseError) else error)


def _code(error: BaseException) -> int | None:
    """What kind of trouble it is: the lower byte, the rest says more."""
    code = getattr(error.orig if isinstance(error, DatabaseError) else error, "sqlite_errorcode", None)
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
