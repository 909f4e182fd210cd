"""Where the database of a test lies: a file of SQLite, or a file that says which database of PostgreSQL it is.

So either is copied and handed on as a path.
"""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlalchemy import NullPool, create_engine

from app.db import Database
from app.db.postgresql import take_all
from tests import postgres

NAMES = {"sqlite": "edrill.sqlite3", "postgresql": "edrill.postgresql"}
_made: dict[Path, str] = {}  # databases of PostgreSQL, by the file that names them


@cache
def server() -> postgres.Server:
    """The server of this process, which ends with it."""
    return postgres.lasting()


def url_of(path: Path) -> str:
    """The address of the database that lies there."""
    if path.name != NAMES["postgresql"]:
        return f"sqlite:///{path}"
    return server().url(path.read_text())


def in_folder(like: Path, folder: Path) -> Path:
    """Where the database of a folder lies, of the same kind as another one."""
    return folder / (NAMES["postgresql"] if like.name == NAMES["postgresql"] else NAMES["sqlite"])


def copied(template: Path, folder: Path) -> Path:
    """A copy in a folder, or what lies there already."""
    path = in_folder(template, folder)
    if path.exists():
        return path
    if template.name == NAMES["postgresql"]:
        _create(path, template.read_text())
    else:
        shutil.copy(template, path)
    return path


def empty(kind: str, folder: Path) -> Path:
    """Where a database is made, or is there without any table."""
    path = folder / NAMES[kind]
    if kind == "postgresql":
        _create(path)
    return path


def migrated(kind: str, folder: Path) -> Path:
    """An empty database of the newest schema."""
    path = empty(kind, folder)
    database = Database(url_of(path))
    database.migrate()
    database.dispose()
    return path


def dangling(database: Database) -> list[Any]:
    """References to rows that are not there. PostgreSQL lets nobody commit one."""
    if database.path is None:
        return []
    with database.engine.connect() as connection:
        return list(connection.exec_driver_sql("PRAGMA foreign_key_check"))


@contextmanager
def another_writer(database: Database) -> Iterator[None]:
    """Another program that is in the middle of writing, until the end of the block."""
    if database.path is not None:
        with sqlite3.connect(database.path, isolation_level=None) as other:
            other.execute("BEGIN IMMEDIATE")
            yield
            other.execute("ROLLBACK")
    else:
        with create_engine(database.url, poolclass=NullPool).begin() as connection:
            take_all(connection)
            yield


def cleared(folder: Path) -> None:
    """Take away what PostgreSQL has for a folder."""
    for path in [path for path in _made if path.is_relative_to(folder)]:
        server().drop(_made.pop(path))


def _create(path: Path, like: str = "template0") -> None:
    name = f"test_{uuid4().hex}"
    server().create(name, like)
    _made[path] = name
    path.write_text(name)
