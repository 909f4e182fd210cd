"""A list page by page, newest first, over an index: its pages name each other by entries, which stay where they are."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, select
from sqlalchemy.orm import InstrumentedAttribute, Session

PAGE = 20
T = TypeVar("T")


@dataclass(frozen=True)
class Found(Generic[T]):
    """A page of entries, and whether there are others before and after it."""

    entries: tuple[T, ...]
    newer: bool
    older: bool
    size: int = PAGE


@dataclass(frozen=True)
class Listed(Generic[T]):
    """What is listed of a learner: the rows, whose first column is the id that they are walked by, and what is made."""

    rows: Select[*tuple[Any, ...]]
    key: InstrumentedAttribute[int]
    learner: InstrumentedAttribute[int]
    make: Callable[..., T]

    def page(self, session: Session, learner_id: int, before: int | None, after: int | None) -> Found[T]:
        """The entries before or after one; the newest where neither is named, or nothing is left there."""
        mine = self.rows.where(self.learner == learner_id)
        if after is not None:
            rows = session.execute(mine.where(self.key > after).order_by(self.key).limit(PAGE + 1)).all()
            if len(rows) > PAGE:
                older = self._any(session, learner_id, self.key <= after)
                return Found(tuple(self.make(*row) for row in rows[:PAGE][::-1]), True, older)
            before = None
        if before is not None:
            mine = mine.where(self.key < before)
        rows = session.execute(mine.order_by(self.key.desc()).limit(PAGE + 1)).all()
        if not rows and before is not None:
            return self.page(session, learner_id, None, None)
        newer = before is not None and self._any(session, learner_id, self.key >= before)
        return Found(tuple(self.make(*row) for row in rows[:PAGE]), newer, len(rows) > PAGE)

    def _any(self, session: Session, learner_id: int, where: Any) -> bool:
        return session.scalar(select(self.key).where(self.learner == learner_id, where).limit(1)) is not None
