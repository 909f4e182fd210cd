"""Who uses a database file: one server, and commands beside it; a command that changes the file is alone with it.

The locks lie in a file beside the database, and the system takes them back from whoever ends, also by a kill. One byte
is the server's, the next is shared by all who use the file. Where the system has no such locks nothing is locked.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.db.place import beside, give, is_writable

if sys.platform != "win32":
    import fcntl

_ENDING = ".lock"
_SERVING, _USING = 0, 1  # which byte


class HeldError(RuntimeError):
    """Another process uses the file in a way that leaves no room for this one."""


class Hold:
    """What this process holds of a file. POSIX takes all back with the first closing: there is one a process."""

    def __init__(self, path: Path, number: int | None) -> None:
        self._path = path
        self._number = number

    def serve(self) -> None:
        """Be the one server of the file; raises ``HeldError``."""
        if not self._lock(_SERVING, alone=True):
            raise HeldError(f"{self._path} is served already{self._by()}: open that one, or end it first")
        if self._number is not None:
            os.ftruncate(self._number, 0)
            os.pwrite(self._number, f"{os.getpid()}\n".encode(), 0)

    def share(self) -> None:
        """Use the file beside others; raises ``HeldError``."""
        if not self._lock(_USING, alone=False):
            raise HeldError(f"{self._path} is being changed by a command: wait until that has ended")

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Be the only one who uses the file, until the block ends; raises ``HeldError``."""
        if not self._lock(_USING, alone=True):
            who = "a command" if self._lock(_SERVING, alone=True) else f"a server{self._by()}"
            raise HeldError(f"{self._path} is in use by {who}: end that first")
        try:
            yield
        finally:
            self._lock(_USING, alone=False)

    def _lock(self, byte: int, *, alone: bool) -> bool:
        if sys.platform == "win32" or self._number is None:
            return True
        kind = fcntl.LOCK_EX if alone else fcntl.LOCK_SH
        try:
            fcntl.lockf(self._number, kind | fcntl.LOCK_NB, 1, byte)
        except (BlockingIOError, PermissionError):  # whichever the system says
            return False
        return True

    def _by(self) -> str:
        found = b"" if self._number is None else os.pread(self._number, 20, 0).strip()
        return f" (process {found.decode()})" if found.isdigit() else ""


@contextmanager
def hold(path: Path | None) -> Iterator[Hold]:
    """What can be held of a file until the block ends; of a folder that cannot be written to nothing.

    Nor of what is no file: a server with a database has locks of its own. Raises ``HeldError`` where others could hold
    it and this process cannot see it.
    """
    if path is None:
        yield Hold(Path(), None)
        return
    number, lock = None, beside(path.resolve(), _ENDING)
    if sys.platform != "win32" and is_writable(lock.parent):
        try:
            number = os.open(lock, os.O_RDWR | os.O_CREAT, 0o644)
            give(lock, path if path.exists() else lock.parent)
        except OSError as error:
            raise HeldError(f"{lock} cannot be opened ({error.strerror}): let it belong to who runs this") from error
    try:
        yield Hold(path, number)
    finally:
        if number is not None:
            os.close(number)
