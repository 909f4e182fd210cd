"""The app behind a real port, on a thread of this process: bank and app are made once, not for every test."""

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any

import uvicorn

from app.settings import Settings
from question_bank.bank import Bank
from tests.app.lent import Lent

LONGEST_START = 30  # seconds


@contextmanager
def serving(database: Path, bank: Bank, **more: Any) -> Iterator[str]:
    """Serve the app on a migrated database until the block ends, with the settings of ``serve``; yields its address."""
    settings = Settings(database_url=f"sqlite:///{database}", **more)
    with Lent.to(settings, bank) as app, socket.create_server(("127.0.0.1", 0)) as listening:
        config = uvicorn.Config(
            app, log_level="warning", access_log=False, timeout_graceful_shutdown=10, server_header=False
        )
        server = uvicorn.Server(config)
        thread = Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            latest = time.monotonic() + LONGEST_START
            while not server.started:
                assert thread.is_alive()
                assert time.monotonic() < latest
                time.sleep(0.005)
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(timeout=20)
        assert not thread.is_alive()
