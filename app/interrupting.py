"""Ctrl+C while the program starts: one that comes inside a callback is dropped by Python, and remembered here."""

import signal
from types import FrameType


class Interruption:
    """Raises ``KeyboardInterrupt`` as Python does, and remembers it, until the server takes signals itself."""

    def __init__(self) -> None:
        self.came = False
        signal.signal(signal.SIGINT, self._come)

    def _come(self, number: int, frame: FrameType | None) -> None:
        self.came = True
        raise KeyboardInterrupt

    def check(self) -> None:
        """Raises ``KeyboardInterrupt`` where one came and was lost."""
        if self.came:
            raise KeyboardInterrupt
