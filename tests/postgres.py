"""PostgreSQL for the tests: a server of their own, on a socket in a temporary folder, started when one is first needed.

It runs as an ordinary user, since it refuses the superuser, and need not survive a power cut.
"""

import atexit
import ctypes
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg

ADVICE = "PostgreSQL was not tried: Debian's package postgresql brings it."
_ORDINARY = 65534  # nobody
_FLAGS = (
    *("-c", "listen_addresses=", "-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"),
    *("-c", "shared_buffers=32MB", "-c", "max_connections=200", "-c", "autovacuum=off", "-c", "max_wal_size=512MB"),
    *("-c", "wal_level=minimal", "-c", "max_wal_senders=0", "-c", "log_min_messages=fatal"),
)


@cache
def found() -> Path | None:
    """The folder of the newest PostgreSQL on this machine."""
    there = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    named = shutil.which("initdb")
    return max(there, key=lambda path: float(path.parent.name), default=Path(named).resolve().parent if named else None)


def may_be_skipped() -> bool:
    """Whether tests go without it: where there is none, but for CI, in which they fail."""
    return found() is None and not os.environ.get("CI")


@dataclass(frozen=True)
class Server:
    """A running server."""

    socket: Path

    def url(self, name: str) -> str:
        """The address of a database."""
        return f"postgresql+psycopg://edrill@/{name}?host={quote(str(self.socket))}"

    def run(self, sql: str, name: str = "postgres") -> None:
        """Do something that concerns whole databases."""
        with psycopg.connect(host=str(self.socket), user="edrill", dbname=name, autocommit=True) as connection:
            connection.execute(sql.encode())

    def create(self, name: str, like: str = "template0") -> None:
        """Make a database, as a copy of another one."""
        self.run(f'CREATE DATABASE "{name}" TEMPLATE "{like}" STRATEGY FILE_COPY')

    def drop(self, name: str) -> None:
        """Take one away, whoever still has a connection to it."""
        self.run(f'DROP DATABASE "{name}" WITH (FORCE)')


def _end_with_parent() -> None:
    """Where a test run is killed, its server is not left behind."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGQUIT)  # PR_SET_PDEATHSIG


def _ordinary() -> dict[str, Any]:
    return {"user": _ORDINARY, "group": _ORDINARY, "extra_groups": []} if os.geteuid() == 0 else {}


def lasting() -> Server:
    """A server until the end of this process."""
    stack = ExitStack()
    atexit.register(stack.close)
    return stack.enter_context(running())


@contextmanager
def running() -> Iterator[Server]:
    """A server until the end of the block."""
    programs = found()
    assert programs is not None, "CI is set, but there is no PostgreSQL: install the package postgresql"
    folder = Path(tempfile.mkdtemp(prefix="edrill-pg-"))  # not pytest's: a path to a socket is short
    data = folder / "data"
    try:
        if os.geteuid() == 0:
            os.chown(folder, _ORDINARY, _ORDINARY)
        made: list[str | Path] = [
            programs / "initdb",
            "-D",
            data,
            "-U",
            "edrill",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--no-sync",
        ]
        subprocess.run([*made, "--locale=C"], check=True, stdout=subprocess.DEVNULL, cwd="/", **_ordinary())
        server = subprocess.Popen(
            [programs / "postgres", "-D", data, "-k", folder, *_FLAGS],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd="/",
            preexec_fn=_end_with_parent,  # noqa: PLW1509 - nothing in it takes a lock
            **_ordinary(),
        )
        try:
            asked: list[str | Path] = [programs / "pg_isready", "-q", "-h", folder, "-t", "1"]
            while subprocess.run(asked, check=False).returncode != 0:
                assert server.poll() is None, "PostgreSQL did not start"
            yield Server(folder)
        finally:
            server.send_signal(signal.SIGQUIT)  # at once, nothing to be kept
            server.wait()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
