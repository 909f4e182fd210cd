"""Backups that nobody asks for: before each migration, and beside the running app after each half hour of answers."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event, Thread

from app.db import Database
from app.db.place import beside
from app.db.soundness import UnusableError
from app.settings import Settings
from app.upkeep.backups import Shelf, backups, shelf, take

log = logging.getLogger("edrill")
EVERY = timedelta(minutes=30)
_LOOK = 60.0  # seconds between two looks whether there is something new


def shelf_of(settings: Settings, database: Path | None) -> Shelf | None:
    """Where the automatic backups of a database lie; None where none are made."""
    if settings.backups == "off" or database is None:
        return None
    return shelf(database, Path(settings.backups) if settings.backups else None)


def changed(path: Path) -> datetime:
    """When a database was last written to."""
    times = [file.stat().st_mtime for file in (path, beside(path, "-wal")) if file.exists()]
    return datetime.fromtimestamp(max(times, default=0.0), UTC)


def is_due(newest: datetime | None, changed: datetime, now: datetime) -> bool:
    """Whether there is something that the newest backup lacks, and it is old enough."""
    return newest is None or (changed > newest and now - newest >= EVERY)


class Automatic:
    """Looks now and then whether a backup is due."""

    def __init__(self, path: Path, own: Shelf) -> None:
        self._path, self._own = path, own
        self._failed = ""

    def look(self, now: datetime) -> Path | None:
        """Make a backup if one is due. What goes wrong is said once, not each minute."""
        try:
            found = backups(self._own)
            if not is_due(found[0].taken if found else None, changed(self._path), now):
                return None
            made = take(self._path, self._own, now)
        except (OSError, UnusableError) as error:
            if str(error) != self._failed:
                log.error("no backup could be made: %s", error)
            self._failed = str(error)
            return None
        self._failed = ""
        return made

    def run(self, ended: Event) -> None:
        """Look each minute until it is to end."""
        while not ended.wait(_LOOK):
            self.look(datetime.now(UTC))


@contextmanager
def backing_up(settings: Settings, database: Database) -> Iterator[None]:
    """Back up on a thread of its own until the block ends; a backup that is being made then is made."""
    own = shelf_of(settings, database.path)
    if database.path is None or own is None or database.read_only:
        yield
        return
    ended = Event()
    thread = Thread(target=Automatic(database.path, own).run, args=(ended,), name="backups", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
