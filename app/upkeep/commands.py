"""What a command does to the file of a database, and what it says: lines for the terminal."""

import sqlite3
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from app.db.place import room
from app.db.soundness import UnusableError
from app.settings import Settings
from app.upkeep import metrics, restoring
from app.upkeep.automatic import changed, shelf_of
from app.upkeep.backups import backups, look_through, make, shelf, take

_SAFE = (3, 51, 3)
_WEAK = "With SQLite {version} import, recount and regrade while no server runs: docs/operations.md.\n"


def back_up(settings: Settings, path: Path, target: Path | None, now: datetime) -> str:
    """Make a backup where it is asked for, or among the automatic ones."""
    there = _there(path)
    if target is not None:
        return _said(target, make(there, target))
    made = take(there, shelf_of(settings, path) or shelf(path, None), now)
    return _said(made, look_through(made))


def restore(settings: Settings, path: Path, backup: Path, now: datetime) -> str:
    """Put a backup in the place of the database; one of another database that lies among its own is a mistake."""
    if (shelf_of(settings, path) or shelf(path, None)).is_anothers(backup):
        raise UnusableError(
            f"{backup} is a backup of another database than {path}: if that is what you want, copy it elsewhere first"
        )
    held, kept = restoring.restore(backup, path, now)
    old = "" if kept is None else f"The file that was there is kept as {kept}.\n"
    return f"{_said(path, held)}{old}"


def measure(settings: Settings, path: Path, now: datetime) -> str:
    """The metrics of the file, as ``/metrics`` has them: for a machine that asks without a server."""
    return metrics.gauges(metrics.figures(settings, _there(path), now))


def check(settings: Settings, path: Path) -> str:
    """Look through the whole file."""
    said = _said(_there(path), look_through(path))
    own = shelf_of(settings, path)
    newest = next(iter(backups(own)), None) if own is not None else None
    last = "There is no backup.\n" if newest is None else f"The newest backup is {newest.path}.\n"
    weak = "" if sqlite3.sqlite_version_info >= _SAFE else _WEAK.format(version=sqlite3.sqlite_version)
    written = f"Last written {changed(path):%Y-%m-%d %H:%M} UTC, {room(path) >> 20} MiB free on the disk.\n"
    return f"{said}{written}{last}{weak}"


def _there(path: Path) -> Path:
    if not path.is_file():
        raise UnusableError(f"there is no file {path}")
    return path


def _said(path: Path, held: Mapping[str, int]) -> str:
    rows = sum(held.values())
    return f"{path} is whole: {held.get('submission', 0)} answers, {rows} rows, {path.stat().st_size >> 10} KiB.\n"
