"""Backups: copied in one snapshot while the app goes on, looked through, and only then called by their names."""

import hashlib
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
_NAMED = re.compile(r"(.+)-(\d{8}T\d{6}Z)\.sqlite3", re.DOTALL)
_FORMER = "edrill"  # how every name began before names said whose a backup is
_STALE = timedelta(hours=1)
_SPARE = 8 * 2**20  # bytes that a backup leaves free


@dataclass(frozen=True)
class Shelf:
    """Where the backups of one database lie, perhaps beside those of others, and how their names begin.

    ``former``: so do those that were made before names said whose a backup is, where they can only be its own.
    """

    folder: Path
    name: str
    former: bool

    def is_own(self, name: str) -> bool:
        """Whether a name is that of a backup of this database."""
        match = _NAMED.fullmatch(name)
        return match is not None and (match[1] == self.name or (self.former and match[1] == _FORMER))

    def is_anothers(self, path: Path) -> bool:
        """Whether a file is a backup of another database that has its backups in the same folder."""
        there = path.resolve().parent == self.folder.resolve()
        return there and _NAMED.fullmatch(path.name) is not None and not self.is_own(path.name)


def shelf(database: Path, folder: Path | None) -> Shelf:
    """The backups of a database, in a folder that was named for them, or in one beside it.

    In one beside it the file's name tells whose they are; in another one, databases of several folders may have theirs.
    """
    name = database.name.removesuffix(".sqlite3")
    former = name == _FORMER or not database.with_name(f"{_FORMER}.sqlite3").exists()
    if folder is None:
        return Shelf(database.parent / "backups", name, former)
    where = hashlib.sha256(os.fsencode(database.parent.resolve())).hexdigest()[:8]
    return Shelf(folder, f"{name}-{where}", former)


@dataclass(frozen=True)
class Backup:
    """A backup among those of its database."""

    path: Path
    taken: datetime


def backups(own: Shelf) -> list[Backup]:
    """The backups of a database, the newest first."""
    if not own.folder.is_dir():
        return []
    named = [(path, _NAMED.fullmatch(path.name)) for path in own.folder.iterdir() if own.is_own(path.name)]
    found = [
        Backup(path, datetime.strptime(match[2], _STAMP).replace(tzinfo=UTC))
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


def take(source: Path, own: Shelf, now: datetime) -> Path:
    """Make a backup among those of its database, and remove from there what has become superfluous."""
    while (target := own.folder / f"{own.name}-{now:{_STAMP}}.sqlite3").exists():
        now += timedelta(seconds=1)  # another one was made in this second
    make(source, target)
    thin(own, now)
    return target


def thin(own: Shelf, now: datetime) -> None:
    """Remove what need not be kept of a database's backups, and what was left half made by one that was killed."""
    for part in own.folder.glob("*.sqlite3.part*"):
        if own.is_own(part.name.partition(".part")[0]) and part.stat().st_mtime < (now - _STALE).timestamp():
            part.unlink(missing_ok=True)
    found = {backup.taken: backup.path for backup in backups(own)}
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
