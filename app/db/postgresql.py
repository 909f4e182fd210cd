"""A database on a server with PostgreSQL: many processes, on one machine or several, read and write it at once.

A read is one snapshot (``REPEATABLE READ``, read only). A write begins with locks (``pg_advisory_xact_lock``), and each
of its statements sees all that was committed before it (``READ COMMITTED``): what it reads after it has its lock stays
so until it commits. One that names its learner shares the database with those of other learners and is alone with its
own; any other waits until nobody writes, and lets nobody write: so whatever is right with SQLite's one writer is right
here, and what learners do most goes on side by side (docs/decisions/0014-postgresql.md).

PostgreSQL keeps no NUL in a text. It is stored as U+FFFD, which is also what a browser makes of one.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any, Final

import psycopg
from psycopg.types.string import StrDumperUnknown
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.db.soundness import ELSEWHERE, UnusableError
from app.db.store import NoTurnError

LOCKS: Final = 0x65647269  # of this app, among those of whoever else uses the database; all, and a learner
_ALONE = "pg_advisory_xact_lock({locks})"
_BESIDE = "pg_advisory_xact_lock_shared({locks})"
_OWN = "pg_advisory_xact_lock(hashint8({whose}), {locks})"
_LONGEST_STATEMENT = 30  # seconds: one that takes longer keeps others waiting for what it has read
_OLDEST = 13  # version of the server
_ORDERS = {"C", "POSIX", "C.UTF-8", "C.utf8"}  # by code points, as a file does: times are texts that sort by time
_MADE = "createdb --template=template0 --encoding=UTF8 --locale=C"
_BUSY = {"55P03", "40001", "40P01"}  # a lock was not to be had in time, or only by undoing another's
_TROUBLE = {
    *_BUSY,
    "25006",  # read only: a replica, or the operator's wish
    "42501",  # no right to
    "57014",  # took too long
}
# Connection, who may, which database, resources, an operator's doing, the system, damage.
_CLASSES = {"08", "28", "3D", "53", "57", "58", "XX"}


class _Readable(StrDumperUnknown):
    """Writes a text without NUL."""

    def dump(self, obj: str) -> Any:
        """With U+FFFD in its place."""
        return super().dump(obj.replace("\0", "\ufffd"))


class Postgresql:
    """A database on a server. See ``store.Store``."""

    def __init__(self, url: str) -> None:
        # A connection that broke while it lay idle, as all do where the server starts anew, is found by asking it.
        self.engine = create_engine(
            url,
            pool_size=8,
            max_overflow=4,
            pool_pre_ping=True,
            hide_parameters=True,
            connect_args={"connect_timeout": 2, "options": f"-c statement_timeout={_LONGEST_STATEMENT}s"},
        )
        self.reading: Engine = self.engine.execution_options(snapshot=True)
        event.listen(self.engine, "connect", _connected)
        event.listen(self.engine, "begin", _begin)

    @property
    def read_only(self) -> bool:
        """Whether it is a replica, or is not to be changed."""
        asked = "SELECT pg_is_in_recovery() OR current_setting('default_transaction_read_only') = 'on'"
        try:
            with self.engine.connect() as connection:
                return bool(connection.exec_driver_sql(asked).scalar())
        except DBAPIError:  # it is not even there
            return False

    def look(self) -> None:
        """The server knows its own files."""

    @contextmanager
    def writing(self, patience: float, most: float, whose: int | None) -> Iterator[Session]:
        """Alone with what is the learner's, or with all."""
        with Session(self.engine, expire_on_commit=False) as session, session.begin():
            _take_turn(session, patience, whose)
            yield session

    def migrating(self, patience: float) -> AbstractContextManager[object]:
        """The migration itself takes the lock that a write which is alone takes."""
        return nullcontext()

    def trouble(self, error: BaseException) -> str | None:
        """By the class of the SQLSTATE; without one nothing was heard from the server."""
        cause = error.orig if isinstance(error, DBAPIError) else error
        if not isinstance(cause, psycopg.Error):
            return None
        state = cause.sqlstate
        unheard = state is None and isinstance(cause, psycopg.OperationalError | psycopg.InterfaceError)
        known = state is not None and (state in _TROUBLE or state[:2] in _CLASSES)
        return _words(cause) if unheard or known else None

    def is_busy(self, error: BaseException) -> bool:
        """Whether others were faster."""
        return _state(error) in _BUSY

    def probe(self, session: Session) -> None:
        """Have a transaction get a number, which is written down when it is committed."""
        session.connection().exec_driver_sql("SELECT pg_current_xact_id()")

    def close(self, *, fold: bool) -> None:
        """The server does what is to be tidied up."""
        self.engine.dispose()


def refuse_unsuited(url: str) -> None:
    """Raise ``UnusableError`` where a database cannot be used, or would not keep texts in the order of a file."""
    try:
        with psycopg.connect(libpq(url), connect_timeout=5, client_encoding="utf8") as connection:
            server = connection.info.server_version
            of_it = (
                "SELECT pg_encoding_to_char(encoding), datcollate FROM pg_database WHERE datname = current_database()"
            )
            (encoding, order) = connection.execute(of_it).fetchone() or ("", "")
            if connection.execute("SELECT 'a' < 'B'").fetchone() != (False,):  # whichever library sorts
                order = f"{order}, but a before B"
            here = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
            tables = {name for (name,) in connection.execute(here)}
    except psycopg.Error as error:
        raise UnusableError(f"{_words(error)}: {ELSEWHERE.removeprefix('or ')}") from error
    if server < _OLDEST * 10_000:
        raise UnusableError(f"its server is PostgreSQL {server // 10_000}: take {_OLDEST} or newer")
    if encoding != "UTF8" or order not in _ORDERS:
        raise UnusableError(f"its texts are kept as {encoding} and sorted as {order}: make it anew with {_MADE}")
    if tables and not {"alembic_version", "learner"} <= tables:
        raise UnusableError(f"it is the database of another program: {ELSEWHERE.removeprefix('or ')}")


def libpq(url: str, *, password: bool = True) -> str:
    """The address as PostgreSQL's own programs read it."""
    address = make_url(url).set(drivername="postgresql")
    return (address if password else address._replace(password=None)).render_as_string(hide_password=False)


def instead(url: str, command: str, file: str) -> str:
    """Which of PostgreSQL's programs does to a database on a server what a command does to a file."""
    address = f"'{libpq(url, password=False)}'"
    if command == "metrics":
        return "This database is on a server: ask the app for its /metrics, and the server itself by pg_stat_database."
    told = {
        "backup": f"pg_dump --format=custom --file={file} {address}",
        "restore": f"pg_restore --clean --if-exists --no-owner --single-transaction --dbname={address} {file}",
        "check": f"pg_amcheck --install-missing --heapallindexed {address}",
    }
    return f"This database is on a server, and PostgreSQL's own programs do that: {told[command]}"


def _words(error: BaseException) -> str:
    """The first line; what follows quotes the statement."""
    return next(iter(str(error).splitlines()), type(error).__name__)


def _state(error: BaseException) -> str | None:
    cause = error.orig if isinstance(error, DBAPIError) else error
    return cause.sqlstate if isinstance(cause, psycopg.Error) else None


def take_all(connection: Connection) -> None:
    """Wait until nobody writes, and let nobody write until the transaction ends."""
    connection.exec_driver_sql(f"SELECT {_ALONE.format(locks=LOCKS)}")


def _take_turn(session: Session, patience: float, whose: int | None) -> None:
    """On the driver's connection, of which nothing is counted: this is no query of the page's."""
    waiting = f"set_config('lock_timeout', '{max(1, round(1000 * patience))}ms', true)"
    locks = [_ALONE] if whose is None else [_BESIDE, _OWN]
    driver: Any = session.connection().connection.dbapi_connection
    try:
        driver.execute(f"SELECT {waiting}")
        driver.execute(f"SELECT {', '.join(locks)}".format(locks=LOCKS, whose=whose))
    except psycopg.errors.LockNotAvailable as error:
        raise NoTurnError("another write is still going on") from error


def _connected(connection: Any, _: Any) -> None:
    connection.adapters.register_dumper(str, _Readable)


def _begin(connection: Connection) -> None:
    """What the driver begins the transaction with."""
    snapshot = bool(connection.get_execution_options().get("snapshot"))
    level = psycopg.IsolationLevel
    driver: Any = connection.connection.dbapi_connection
    driver.read_only = snapshot or None
    driver.isolation_level = level.REPEATABLE_READ if snapshot else level.READ_COMMITTED
