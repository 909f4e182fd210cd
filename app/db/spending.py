"""What a request spends in the database: counted where it is spent, read by whoever opened the account."""

import time
from bisect import bisect_left
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Engine, event

EDGES = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)  # seconds


@dataclass
class Spent:
    """The statements of one request, and the seconds that they took."""

    queries: int = 0
    seconds: float = 0.0


@dataclass
class Spread:
    """How durations are spread: how many lie up to each edge and not up to the one before, the last ones beyond all."""

    counts: list[int] = field(default_factory=lambda: [0] * (len(EDGES) + 1))
    total: float = 0.0

    def add(self, seconds: float) -> None:
        """One more duration."""
        self.counts[bisect_left(EDGES, seconds)] += 1
        self.total += seconds


account: ContextVar[Spent | None] = ContextVar("account", default=None)


def keep_accounts(engine: Engine) -> None:
    """Count every statement of an engine on the account that is open where it is run."""
    event.listen(engine, "before_cursor_execute", _begin)
    event.listen(engine, "after_cursor_execute", _end)


def _begin(_: Any, __: Any, ___: Any, ____: Any, context: Any, _____: Any) -> None:
    if context is not None:
        context.began = time.perf_counter()


def _end(_: Any, __: Any, ___: Any, ____: Any, context: Any, _____: Any) -> None:
    spent = account.get()
    if spent is not None and context is not None:
        spent.queries += 1
        spent.seconds += time.perf_counter() - context.began
