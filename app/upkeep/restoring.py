"""A backup takes the place of the database, which is kept under another name: at no moment is there none."""

import os
import shutil
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from app.db import schemas, soundness
from app.db.place import beside, give
from app.db.soundness import UnusableError
from app.upkeep.backups import flushed, look_through, make


def restore(backup: Path, path: Path, now: datetime) -> tuple[Mapping[str, int], Path | None]:
    """Put a copy of a backup that was looked through in the place of a database that nobody uses.

    Returns the rows of its tables, and where the old file is kept.
    """
    look_through(backup)
    path = path.resolve()  # not the link that may stand for it
    _refuse_newer(backup)
    part = beside(path, ".restored")
    part.unlink(missing_ok=True)
    try:
        held = make(backup, part)
        if path.exists():
            give(part, path)
            part.chmod(path.stat().st_mode & 0o777)
        else:
            give(part, path.parent)
        kept = _kept(path, path.with_name(f"{path.name}.before-{now:%Y%m%dT%H%M%SZ}"))
        for ending in ("-wal", "-shm"):  # what belonged to the old file must never meet the new one
            beside(path, ending).unlink(missing_ok=True)
        part.replace(path)
        flushed(path.parent)
    except OSError as error:
        raise UnusableError(f"{path} cannot be replaced: {error.strerror or error}") from error
    finally:
        part.unlink(missing_ok=True)
    return held, kept


def _refuse_newer(backup: Path) -> None:
    look_through(backup)
    with soundness.opened(backup) as connection:
        revision = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    if revision is None or revision[0] not in schemas():
        raise UnusableError(f"{backup} was made by a newer version of the app: restore it with that version")


def _kept(path: Path, name: Path) -> Path | None:
    """Give the old file a second name, with its log where that cannot be folded into it."""
    if not path.exists():
        return None
    with suppress(UnusableError), soundness.opened(path) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    try:
        os.link(path, name)
    except OSError:  # a file system without second names
        shutil.copy2(path, name)
    log = beside(path, "-wal")
    if log.exists():
        shutil.copy2(log, beside(name, "-wal"))
    return name
