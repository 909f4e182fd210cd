"""The server: it takes its address, says it, and ends when it is told to, after all that was asked of it."""

import os
import signal
import socket
import sys
import time
from collections.abc import Callable
from types import FrameType
from typing import Any, Protocol

import uvicorn
from fastapi import FastAPI

from app.interrupting import Interruption


class Named(Protocol):
    """Something with an address of its own."""

    def getsockname(self) -> Any:
        """The address."""
        ...


def listen(host: str, port: int) -> socket.socket:
    """Take the address before anything else is done; raises ``OSError``."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    family, kind, _, _, address = min(found, key=lambda entry: entry[0] != socket.AF_INET)
    listening = socket.socket(family, kind)
    try:
        if os.name == "posix":  # elsewhere it would let two servers have one port
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen()
    except OSError:
        listening.close()
        raise
    return listening


def announce(host: str, listening: Named) -> None:
    """Say where the app can be opened."""
    named = "localhost" if host == "127.0.0.1" else f"[{host}]" if ":" in host else host
    sys.stdout.write(f"edrill: http://{named}:{listening.getsockname()[1]}/  (Ctrl+C to stop)\n")
    sys.stdout.flush()


class Announced(uvicorn.Server):
    """Prints its address once it can be opened; ends at once where it was interrupted before it took signals.

    After SIGTERM it says for a while that it is ending, takes what still comes, and answers all of it.
    """

    def __init__(
        self,
        app: FastAPI,
        config: uvicorn.Config,
        interruption: Interruption,
        drain: float,
        said: Callable[[], object] | None = None,
    ) -> None:
        super().__init__(config)
        self._said = said  # in place of the announcement
        self._app = app
        self._interruption = interruption
        self._drain = drain
        self._ends: float | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin, and say where."""
        await super().startup(sockets)
        if self._interruption.came:
            self.should_exit = True
        elif self.started:
            if self._said is None:
                announce(self.config.host, self.servers[0].sockets[0])
            else:
                self._said()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Take a signal: the first SIGTERM begins the end, anything after it ends at once."""
        self._app.state.ending = True
        if sig == signal.SIGTERM and self._ends is None:
            self._ends = time.monotonic() + self._drain
        else:
            super().handle_exit(sig, frame)

    async def on_tick(self, counter: int) -> bool:
        """Ten times a second: whether it ends."""
        if self._ends is not None and time.monotonic() >= self._ends:
            self.should_exit = True
        return await super().on_tick(counter)
