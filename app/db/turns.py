"""Whose turn it is to write: one at a time, and nobody waits behind one who waits for another program.

A thread that waits is a thread that shows no page. While the file is held elsewhere one write tries, for a short time,
and the others are told at once.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from app.db.store import NoTurnError

_PATIENT = 0.15  # seconds that the file may be held elsewhere before those behind are told
_PROBE = 0.25  # seconds that a write waits for the file where the one before waited in vain
_SLICE = 0.05


class Turns:
    """The lock of the process around its writes."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._knocking: float | None = None  # since when the one whose turn it is waits for the file
        self._barred = False  # whether the last one waited for it in vain

    @contextmanager
    def turn(self, patience: float) -> Iterator[float]:
        """Wait for one's turn; yields for how many seconds one may wait for the file. Raises ``NoTurnError``."""
        until = time.monotonic() + patience
        while not self._lock.acquire(timeout=max(0.0, min(_SLICE, until - time.monotonic()))):
            if time.monotonic() >= until:
                raise NoTurnError("another write is still going on")
            if self._is_held_elsewhere():
                raise NoTurnError("the file is held by another program")
        try:
            self._knocking = time.monotonic()
            yield max(0.0, min(_PROBE if self._barred else patience, until - time.monotonic()))
        finally:
            self._knocking = None
            self._lock.release()

    def begun(self) -> None:
        """The one whose turn it is has got the file."""
        self._knocking, self._barred = None, False

    def barred(self) -> None:
        """The one whose turn it is waited for the file in vain."""
        self._barred = True

    def _is_held_elsewhere(self) -> bool:
        since = self._knocking
        return since is not None and time.monotonic() - since > _PATIENT
