"""Where a database lies: its file, what stands beside it, and which file it is."""

import os
import shutil
from pathlib import Path

from sqlalchemy.engine import make_url

Identity = tuple[int, int]  # device and number of a file: another one under the same name has another


def path_of(url: str) -> Path | None:
    """The file of an address; None for a database in memory or on a server."""
    address = make_url(url)
    name = address.database if address.get_backend_name() == "sqlite" else None
    return Path(name) if name and name != ":memory:" else None


def identity(path: Path | str) -> Identity | None:
    """Which file this is; None where there is none."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_dev, found.st_ino


def is_writable(path: Path) -> bool:
    """Whether a file or folder may be written to."""
    return os.access(path, os.W_OK)


def beside(path: Path, ending: str) -> Path:
    """A file that belongs to a database, as SQLite names its own."""
    return path.with_name(f"{path.name}{ending}")


def give(path: Path, like: Path) -> None:
    """Let a file that was made by the superuser belong to whom another one belongs; nobody else can, nor need."""
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        owner = like.stat()
        os.chown(path, owner.st_uid, owner.st_gid)


def log_size(path: Path) -> int:
    """The bytes of the write-ahead log: what is committed and not in the file yet lies there."""
    log = beside(path, "-wal")
    return log.stat().st_size if log.exists() else 0


def room(path: Path) -> int:
    """The bytes that are free on the disk of a file or folder that need not be there yet."""
    there = next(folder for folder in (path, *path.parents) if folder.exists())
    return shutil.disk_usage(there).free
