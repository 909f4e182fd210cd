"""A list page by page, newest first, over an index: its pages name each other by entries, which stay where they are."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Select, literal, select, tuple_
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


def last_page(count: int) -> int:
    """The number of the last page of so many entries."""
    return max(1, -(-count // PAGE))


@dataclass(frozen=True)
class Listed(Generic[T]):
    """What is listed of a learner: the rows, whose first column is their id, and what is made of one.

    They are walked by the columns of ``order``, of which the id is the last. Any further conditions (``wanted``) need
    an index that ends in these.
    """

    rows: Select[*tuple[Any, ...]]
    order: tuple[InstrumentedAttribute[Any], ...]
    learner: InstrumentedAttribute[int]
    make: Callable[..., T]

    def page(
        self, session: Session, learner_id: int, before: int | None, after: int | None, *wanted: ColumnElement[bool]
    ) -> Found[T]:
        """The entries before or after one; the newest where neither is named, or nothing is left there."""
        mine = (self.learner == learner_id, *wanted)
        rows = self.rows.where(*mine)
        place, order = tuple_(*self.order), [column.desc() for column in self.order]
        if after is not None:
            at = self._at(session, after)
            if at is not None:
                found = session.execute(rows.where(place > at).order_by(*self.order).limit(PAGE + 1)).all()
                if len(found) > PAGE:
                    older = self._any(session, *mine, place <= at)
                    return Found(tuple(self.make(*row) for row in found[:PAGE][::-1]), True, older)
            before = None
        at = None if before is None else self._at(session, before)
        if at is not None:
            rows = rows.where(place < at)
        found = session.execute(rows.order_by(*order).limit(PAGE + 1)).all()
        if not found and at is not None:
            return self.page(session, learner_id, None, None, *wanted)
        newer = at is not None and self._any(session, *mine, place >= at)
        return Found(tuple(self.make(*row) for row in found[:PAGE]), newer, len(found) > PAGE)

    def before_page(
        self, session: Session, learner_id: int, number: int, count: int, *wanted: ColumnElement[bool]
    ) -> int | None:
        """The id of the last entry before a page, by the page's number, of ``count`` entries; None for the first page.

        Ids are counted from the nearer end of the index, never rows.
        """
        skipped = (min(number, last_page(count)) - 1) * PAGE
        if not skipped:
            return None
        near = skipped - 1 < count - skipped
        ids = select(self.order[-1]).where(self.learner == learner_id, *wanted)
        ids = ids.order_by(*(column.desc() if near else column for column in self.order))
        return session.scalar(ids.offset(skipped - 1 if near else count - skipped).limit(1))

    def _at(self, session: Session, entry: int) -> Any:
        """Where an entry stands in the order; None for one that there is not, unless its id alone says it."""
        *others, key = self.order
        found = session.execute(select(*others).where(key == entry)).one_or_none() if others else ()
        if found is None:
            return None
        return tuple_(*(literal(value, column.type) for value, column in zip((*found, entry), self.order, strict=True)))

    def _any(self, session: Session, *where: ColumnElement[bool]) -> bool:
        # In order, so that nobody looks for it but in the index.
        return session.scalar(select(self.order[-1]).where(*where).order_by(*self.order).limit(1)) is not None
