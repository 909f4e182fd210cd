"""Whether a database file can be used, before it is: what is wrong and what to do, in one sentence."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from app.db.place import is_writable, log_size, room

QUICK_CHECK = 50 * 2**20  # bytes up to which each start looks through the whole file
LEAST_ROOM = 8 * 2**20  # bytes: the log, its index, and an evening's answers
RESTORE = "put a backup in its place with python -m app restore FILE"
ELSEWHERE = "or name another file with EDRILL_DATABASE_URL"
_MAGIC = b"SQLite format 3\x00"
_MOST = 5  # faults that are told


class UnusableError(RuntimeError):
    """What is wrong with a database file, and what to do."""


@contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection of one's own to a file that is there; raises ``UnusableError`` for what goes wrong with it."""
    writable = is_writable(path) and is_writable(path.parent)
    fixed = "&immutable=1" if not is_writable(path.parent) and log_size(path) == 0 else ""
    address = f"{path.resolve().as_uri()}?mode={'rw' if writable else 'ro'}{fixed}"
    try:
        with closing(sqlite3.connect(address, uri=True, isolation_level=None, timeout=1.0)) as connection:
            connection.execute("PRAGMA temp_store=MEMORY")
            yield connection
    except sqlite3.DatabaseError as error:
        raise UnusableError(told(error)) from error


def told(error: BaseException) -> str:
    """What a fault means and what to do about it; what is not known stays in SQLite's words."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    reason = getattr(error, "strerror", None) or str(error)
    if code == sqlite3.SQLITE_NOTADB:
        return f"it is not a database of SQLite: {RESTORE}, {ELSEWHERE}"
    if code == sqlite3.SQLITE_CORRUPT:
        return f"it is damaged or cut off ({reason}): {RESTORE}"
    if code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
        return f"another program writes to it ({reason}): end that one first"
    if code == sqlite3.SQLITE_FULL:
        return f"its disk is full: make room, {ELSEWHERE}"
    if isinstance(error, OSError) or code in {
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_PERM,
    }:
        return f"{reason}: make the file and its folder writable for who runs this, {ELSEWHERE}"
    return reason


def refuse_unusable(path: Path) -> None:
    """Raise ``UnusableError`` where a file cannot be used; one that is not there yet is made later, if its folder is.

    The folder itself may be made, but not the way to it: that is rather a mistyped name or a disk that is missing.
    """
    folder = path.parent
    if not folder.exists() and not folder.parent.is_dir():
        raise UnusableError(f"its folder {folder} does not exist: make it, {ELSEWHERE}")
    if not path.exists():
        try:
            folder.mkdir(exist_ok=True)
        except OSError as error:
            raise UnusableError(told(error)) from error
        if not is_writable(folder):
            raise UnusableError(f"its folder cannot be written to: make it writable for who runs this, {ELSEWHERE}")
    elif path.is_dir():
        raise UnusableError(f"it is a folder: {ELSEWHERE.removeprefix('or ')}")
    elif not os.access(path, os.R_OK):
        raise UnusableError(f"it cannot be read: make it readable for who runs this, {ELSEWHERE}")
    elif path.stat().st_size or log_size(path):
        _look_into(path)
    free = room(path)
    if is_writable(folder) and free < LEAST_ROOM:
        least = LEAST_ROOM >> 20
        raise UnusableError(f"its disk has {free >> 10} KiB left of the {least} MiB it needs: make room, {ELSEWHERE}")


def _look_into(path: Path) -> None:
    with path.open("rb") as file:
        if file.read(len(_MAGIC)) not in {_MAGIC, b""}:
            raise UnusableError(f"it is not a database of SQLite: {RESTORE}, {ELSEWHERE}")
    with opened(path) as connection:
        tables = "SELECT count(*) FROM sqlite_schema WHERE tbl_name <> 'alembic_version'"
        if connection.execute(tables).fetchone()[0] and not known(connection):
            raise UnusableError(f"it is the database of another program: {ELSEWHERE.removeprefix('or ')}")
        if path.stat().st_size <= QUICK_CHECK:
            found = connection.execute(f"PRAGMA quick_check({_MOST})").fetchall()
            if found != [("ok",)]:
                raise UnusableError(f"it is damaged ({found[0][0].splitlines()[-1]}): {RESTORE}")


def known(connection: sqlite3.Connection) -> bool:
    """Whether a database is one of this app's."""
    sql = "SELECT count(*) FROM sqlite_schema WHERE name IN ('alembic_version', 'submission')"
    return bool(connection.execute(sql).fetchone()[0] == 2)


def faults(connection: sqlite3.Connection) -> list[str]:
    """What is wrong within a database, every page and every reference looked at; empty where nothing is."""
    found = [line for (line,) in connection.execute(f"PRAGMA integrity_check({_MOST})")]
    dangling = connection.execute("PRAGMA foreign_key_check").fetchmany(_MOST)
    lines = [] if found == ["ok"] else [line for text in found for line in text.splitlines()]
    return lines + [f"{table}, row {row}: its row in {other} is missing" for table, row, other, _ in dangling]


def counts(connection: sqlite3.Connection) -> dict[str, int]:
    """How many rows each table has."""
    sql = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
    names = [name for (name,) in connection.execute(sql)]
    # A name of a table cannot be bound as a value is; these are the schema's own, and quoted.
    counting = {name: 'SELECT count(*) FROM "' + name.replace('"', '""') + '"' for name in names}  # noqa: S608 - as said
    return {name: connection.execute(sql).fetchone()[0] for name, sql in counting.items()}
