"""What a database is kept in, a file of SQLite or a server with PostgreSQL: what ``Database`` asks of either."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol

from sqlalchemy import Engine
from sqlalchemy.orm import Session


class UnavailableError(RuntimeError):
    """The database cannot be used just now: busy, full, read-only, damaged, unreachable."""


class NotSavedError(UnavailableError):
    """What was to be written is not: nothing of it is stored."""


class GoneError(NotSavedError):
    """The file is no longer the one that was opened: nothing is read from it, and nothing written."""


class NoTurnError(NotSavedError):
    """It was not this write's turn in time. ``held``: not for other writes of the app, but for another program."""

    def __init__(self, reason: str, *, held: bool = False) -> None:
        super().__init__(reason)
        self.held = held


class Store(Protocol):
    """Where rows lie, and the rules of the place: what a unit of work begins with, what goes wrong there."""

    engine: Engine
    reading: Engine  # the same, whose transactions are one snapshot each

    @property
    def read_only(self) -> bool:
        """Whether nothing can be written to it."""
        ...

    def look(self) -> None:
        """Raise ``GoneError`` where it is no longer what was opened."""
        ...

    def writing(self, patience: float, most: float, whose: int | None) -> AbstractContextManager[Session]:
        """A transaction that writes, once it is its turn.

        It waits ``patience`` seconds for that, of which ``most`` for others than this app; raises ``NoTurnError``.
        What one learner's unit of work reads and writes, no other unit of work of ``whose`` changes meanwhile; where
        nobody is named, nobody at all.
        """
        ...

    def migrating(self, patience: float) -> AbstractContextManager[object]:
        """What a migration is done in; raises ``NoTurnError``."""
        ...

    def trouble(self, error: BaseException) -> str | None:
        """What is wrong with the place, in a few words; None where it is rather a fault in a statement."""
        ...

    def is_busy(self, error: BaseException) -> bool:
        """Whether it is no more than that others were faster."""
        ...

    def probe(self, session: Session) -> None:
        """Write something that changes nothing."""
        ...

    def close(self, *, fold: bool) -> None:
        """Close all connections; ``fold``: at the end of a server, with what is to be tidied up then."""
        ...


@contextmanager
def told_as(store: Store, told: type[UnavailableError]) -> Iterator[None]:
    """Tell trouble with the place apart from faults in a statement, which stay what they are."""
    try:
        yield
    except UnavailableError:
        raise
    except Exception as error:
        words = store.trouble(error)
        if words is None:
            raise
        raise told(words) from error
