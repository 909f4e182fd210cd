"""What a server keeps after many requests: ``python -m benchmarks.memory [--requests N]``.

A server of its own is asked as learners ask it – questions of all families, wrong answers, what is said to them, lists
and statistics –, one after the other. Printed is the memory that is its own and the system's together (VmRSS), after
each fifth of the requests.
"""

import argparse
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from http.client import HTTPConnection
from itertools import cycle
from pathlib import Path
from urllib.parse import urlencode

from app.db import Database
from question_bank.bank import load_bank

REQUESTS, FIFTHS = 5000, 5
MOST, LEVEL = 150.0, 0.05  # MiB; how much more at the end than after three fifths counts as level
LONGEST_START = 60.0  # seconds
FORM = {"content-type": "application/x-www-form-urlencoded"}
LISTS = ("/", "/topics", "/history", "/statistics", "/review", "/lab/bptt")


def asked(port: int, families: list[str]) -> Iterator[None]:
    """Requests without an end, one at each step."""
    connection = HTTPConnection("127.0.0.1", port)

    def ask(method: str, path: str, form: dict[str, str] | None = None) -> str:
        connection.request(method, path, urlencode(form) if form else None, FORM if form else {})
        answer = connection.getresponse()
        answer.read()
        if answer.status not in {200, 303, 422}:
            raise RuntimeError(f"{method} {path}: {answer.status}")
        return answer.getheader("location", "").partition("#")[0]

    lists = cycle(LISTS)
    for family in cycle(families):
        question = ask("POST", "/practice/family", {"family": family})
        yield
        for method, form in (("GET", None), ("POST", {"cell": "0.1234", "choice": "0"}), ("GET", None)):
            ask(method, question, form)
            yield
        ask("GET", next(lists))
        yield


def resident(process: int) -> float:
    """MiB that a process holds."""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS:")) / 1024


def reached(port: int) -> None:
    """Wait until the server answers."""
    latest = time.monotonic() + LONGEST_START
    while time.monotonic() < latest:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)
    raise TimeoutError("the server did not start")


def main() -> int:
    """Print the table; 1 where it is too much, or goes on growing."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--requests", type=int, default=REQUESTS)
    count = parser.parse_args().requests
    held: list[float] = []
    with tempfile.TemporaryDirectory(prefix="edrill-memory-") as name:
        url = f"sqlite:///{name}/app.sqlite3"
        Database(url).migrate()
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        command = [sys.executable, "-m", "app", "serve", "--port", str(port)]
        quiet = subprocess.DEVNULL
        settings = {**os.environ, "EDRILL_DATABASE_URL": url}
        with subprocess.Popen(command, env=settings, stdout=quiet, stderr=quiet) as server:  # noqa: S603 - our own
            try:
                reached(port)
                for done, _ in enumerate(asked(port, list(load_bank().families)), start=1):
                    if done % (count // FIFTHS) == 0:
                        held.append(resident(server.pid))
                    if done >= count:
                        break
            finally:
                server.send_signal(signal.SIGINT)
    level = held[-1] <= (1 + LEVEL) * held[FIFTHS // 2]
    met = held[-1] <= MOST and level
    shown = " · ".join(f"{one:.0f}" for one in held)
    sys.stdout.write("| what | MiB after each fifth | goal | |\n|---|---|---|---|\n")
    sys.stdout.write(f"| memory, {count:,} requests | {shown} | {MOST:g}, level | {'met' if met else 'missed'} |\n")
    return int(not met)


if __name__ == "__main__":
    sys.exit(main())
