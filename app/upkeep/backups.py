"""Backups: copied in one snapshot while the app goes on, looked through, and only then called by their names."""

import os
import re
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.db import soundness
from app.db.place import beside, give, room
from app.db.soundness import UnusableError
from app.upkeep.thinning import superfluous

_STAMP = "%Y%m%dT%H%M%SZ"
_NAMED = re.compile(r"edrill-(\d{8}T\d{6}Z)\.sqlite3")
_STALE = timedelta(hours=1)
_SPARE = 8 * 2**20  # bytes that a backup leaves free


@dataclass(frozen=True)
class Backup:
    """A backup in the folder of backups."""

    path: Path
    taken: datetime


def backups(folder: Path) -> list[Backup]:
    """What lies in a folder, the newest first."""
    if not folder.is_dir():
        return []
    named = [(path, _NAMED.fullmatch(path.name)) for path in folder.iterdir()]
    found = [
        Backup(path, datetime.strptime(match[1], _STAMP).replace(tzinfo=UTC))
        for path, match in named
        if match is not None
    ]
    return sorted(found, key=lambda backup: backup.taken, reverse=True)


def make(source: Path, target: Path) -> Mapping[str, int]:
    """Copy a database to a file that is not there yet; returns the rows of its tables.

    The copy and what it is compared with are read in one transaction. Raises ``UnusableError`` and leaves nothing.
    """
    if target.exists():
        raise UnusableError(f"{target} is there already: name another file")
    if room(target.parent) < source.stat().st_size + _SPARE:
        raise UnusableError(f"the disk of {target.parent} has no room for a backup: make room, or name another folder")
    part = beside(target, ".part")
    try:
        if not target.parent.exists():
            target.parent.mkdir(parents=True)
            give(target.parent, source)
        part.unlink(missing_ok=True)
        part.touch(mode=source.stat().st_mode & 0o777)  # for the eyes of those who see the source
        with soundness.opened(source) as connection:
            held = _copied(connection, source, part)
        give(part, source)
        flushed(part)
        part.replace(target)
        flushed(target.parent)
    except OSError as error:
        raise UnusableError(f"{target} cannot be written: {error.strerror or error}") from error
    finally:
        part.unlink(missing_ok=True)
    return held


def take(source: Path, folder: Path, now: datetime) -> Path:
    """Make a backup in the folder of backups, and remove from there what has become superfluous."""
    target = folder / f"edrill-{now:{_STAMP}}.sqlite3"
    make(source, target)
    thin(folder, now)
    return target


def thin(folder: Path, now: datetime) -> None:
    """Remove what need not be kept, and what was left half made by one that was killed."""
    for part in folder.glob("edrill-*.sqlite3.part*"):
        if part.stat().st_mtime < (now - _STALE).timestamp():
            part.unlink(missing_ok=True)
    found = {backup.taken: backup.path for backup in backups(folder)}
    for moment in superfluous(found, now):
        found[moment].unlink(missing_ok=True)


def look_through(path: Path) -> Mapping[str, int]:
    """The rows of the tables of a file that is whole; raises ``UnusableError`` for one that is not, or not ours."""
    if not path.is_file():
        raise UnusableError(f"{path} is no file")
    with soundness.opened(path) as connection:
        if not soundness.known(connection):
            raise UnusableError(f"{path} is not a database of this app")
        return _sound(connection, path)


def _copied(connection: sqlite3.Connection, source: Path, part: Path) -> Mapping[str, int]:
    connection.execute("BEGIN")
    held = soundness.counts(connection)
    with closing(sqlite3.connect(part, isolation_level=None)) as copy:
        connection.backup(copy)  # in one step, within the snapshot that was counted
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, with nothing beside it
        if _sound(copy, source) != held:
            raise UnusableError(f"{part} does not hold what was copied: nothing was kept")
    return held


def _sound(connection: sqlite3.Connection, path: Path) -> Mapping[str, int]:
    found = soundness.faults(connection)
    if found:
        raise UnusableError(f"{path} is damaged: {'; '.join(found)}")
    return soundness.counts(connection)


def flushed(path: Path) -> None:
    """Have a file or folder on the disk itself."""
    if path.is_dir() and os.name != "posix":
        return
    number = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(number)
    finally:
        os.close(number)
