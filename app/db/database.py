"""The database behind SQLAlchemy: one unit of work per request, that reads or that writes, on whatever it is kept in.

A write waits only so long for its turn. What cannot be written for want of a turn, of room or of the right to is a
``NotSavedError``, and nothing of it is stored; reads go on beside a writer. Why nothing can be written is said once in
the log, and once that it can again.
"""

import logging
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Engine, inspect
from sqlalchemy.orm import Session

from app.db.place import path_of
from app.db.spending import Spread, keep_accounts
from app.db.sqlite import SqliteFile
from app.db.store import GoneError, NotSavedError, NoTurnError, Store, UnavailableError, told_as

if TYPE_CHECKING:
    from alembic.config import Config

log = logging.getLogger("edrill")
MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"
PATIENCE = 1.0  # seconds that a write waits for its turn; longer, and those who only read would wait for a thread
GLANCE = 0.05  # seconds, for what may as well be noted another time
_REVISION = re.compile(r"""^(?:down_)?revision\b.*= ['"]?(\w+)['"]?$""", re.MULTILINE)


class SchemaError(RuntimeError):
    """The database is not of the schema this version of the app was written for."""


def alembic_config(url: str) -> "Config":
    """Alembic's configuration for this project, whatever the current directory."""
    from alembic.config import Config  # a server on the newest schema needs none of it: ten MiB

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    return config


def _store(url: str) -> Store:
    if url.startswith("postgresql"):
        from app.db.postgresql import Postgresql  # its driver is not wanted for a file

        return Postgresql(url)
    return SqliteFile(url)


class Database:
    """An engine with two kinds of unit of work: ``read`` and ``write``. Only these commit, in one place each."""

    def __init__(self, url: str, patience: float = PATIENCE) -> None:
        self.url = url
        self.patience = patience
        self.trouble = ""  # why nothing can be written, or read; empty where it can
        self.waits = Spread()  # of writes for their turn
        self.refused = 0  # writes that had none
        self._store = _store(url)
        keep_accounts(self.engine)

    @property
    def engine(self) -> Engine:
        """What its connections come from."""
        return self._store.engine

    @property
    def path(self) -> Path | None:
        """The file; None where it is not in one."""
        return path_of(self.url)

    @property
    def read_only(self) -> bool:
        """Whether nothing can be written to it."""
        return self._store.read_only

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session on one snapshot; nothing is written. Raises ``UnavailableError``."""
        try:
            with told_as(self._store, UnavailableError):
                self._store.look()
                with Session(self._store.reading, expire_on_commit=False) as session:
                    yield session  # closing rolls back, and leaves what was loaded readable
        except UnavailableError as error:
            self._note_trouble(error)
            raise

    @contextmanager
    def write(self, patience: float | None = None, *, whose: int | None = None) -> Iterator[Session]:
        """A session that writes: committed at the end, rolled back on any exception. Never nested.

        Where all that is read and written is one learner's, it may name them (``whose``), and on PostgreSQL those of
        different learners go on side by side; any other is alone. Raises ``NotSavedError`` where it cannot be written
        within ``patience`` seconds, or not at all.
        """
        came = time.monotonic()
        try:
            with told_as(self._store, NotSavedError):
                self._store.look()
                asked = self.patience if patience is None else patience
                with self._store.writing(asked, self.patience, whose) as session:
                    self.waits.add(time.monotonic() - came)
                    yield session
        except NotSavedError as error:
            self.refused += isinstance(error, NoTurnError)
            self._note_trouble(error)
            raise
        else:
            self._note("")

    def probe(self) -> None:
        """Write something that changes nothing; raises ``NotSavedError``."""
        with self.write(GLANCE) as session:
            self._store.probe(session)

    def _note_trouble(self, error: UnavailableError) -> None:
        """One that is busy is noted where the wait for it was long."""
        if isinstance(error, NoTurnError):
            worth_noting = error.held
        else:
            cause = error.__cause__
            worth_noting = isinstance(error, GoneError) or (cause is not None and not self._store.is_busy(cause))
        if worth_noting:
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

    def migrate(self) -> None:
        """Bring the schema to the newest version; raises ``SchemaError`` where it is newer than this app."""
        if self.is_current():
            return  # a migration takes the lock of the file before it looks what there is to do
        from alembic import command

        with told_as(self._store, NotSavedError), self._store.migrating(self.patience):
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
        with told_as(self._store, UnavailableError):
            self._store.look()
            with self.engine.connect() as connection:
                if not inspect(connection).has_table("alembic_version"):
                    return None
                found: str | None = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
                return found

    def dispose(self, *, fold: bool = False) -> None:
        """Close all connections; ``fold`` at the end of a server."""
        with suppress(UnavailableError), told_as(self._store, UnavailableError):  # a kindness to the next start
            self._store.close(fold=fold)


@cache
def schemas() -> tuple[str, ...]:
    """The schemas that this app knows, the newest first."""
    texts = (path.read_text(encoding="utf-8") for path in (MIGRATIONS / "versions").glob("*.py"))
    after = {before: own for own, before in (_REVISION.findall(text) for text in texts)}
    chain: list[str] = []
    while (own := after.get(chain[0] if chain else "None")) is not None:
        chain.insert(0, own)
    return tuple(chain)
