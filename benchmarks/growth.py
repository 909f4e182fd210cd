"""What pages cost with many answers against few: ``python -m benchmarks.growth [--few N] [--many N] [--folder PATH]``.

Two databases are filled with real instances over a year and served by two apps in this process. Each page is asked of
the one and of the other in turn; printed are the medians of the processor time, and their ratio.
"""

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import urlencode

from fastapi import FastAPI
from sqlalchemy import select

from app.db import Database
from app.db.models import Submission
from app.dependencies import Services
from app.factory import create_app
from app.learners.service import ensure_learner
from app.settings import Settings
from benchmarks.filling import Span, fill
from question_bank.bank import Bank, load_bank

FAMILY = "bptt.recurrent-weight-gradient"
GOAL = 1.3
OTHER_GOALS = {"statistics": 3.0, "history, middle page by its number": 4.0}  # the latter walks half an index
ROUNDS = 31
WARM = 5  # rounds that are not counted


@dataclass
class Server:
    """An app on its database, asked without a network."""

    app: FastAPI
    answers: int
    loop: asyncio.AbstractEventLoop
    taken: dict[str, list[float]] = field(default_factory=dict)
    encoding: bytes = b"identity"
    body: bytes = b""  # of the last response

    def ask(self, method: str, address: str, form: dict[str, str] | None = None) -> str:
        """Where a request leads to, or nothing; an answer of another kind ends the benchmark."""
        path, _, query = address.partition("?")
        body = urlencode(form or {}).encode()
        headers = [(b"host", b"localhost"), (b"accept-language", b"ja"), (b"content-length", str(len(body)).encode())]
        headers += [(b"content-type", b"application/x-www-form-urlencoded"), (b"accept-encoding", self.encoding)]
        scope: dict[str, Any] = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": path,
            "raw_path": path.encode(),
            "query_string": query.encode(),
            "headers": headers,
            "server": ("localhost", 8000),
            "client": ("127.0.0.1", 1),
        }
        sent: list[dict[str, Any]] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: Any) -> None:
            sent.append(message)

        self.loop.run_until_complete(self.app(scope, receive, send))
        if sent[0]["status"] not in {200, 303}:
            raise RuntimeError(f"{method} {address}: {sent[0]['status']}")
        self.body = b"".join(message.get("body", b"") for message in sent[1:])
        return next((value.decode() for name, value in sent[0]["headers"] if name == b"location"), "")

    def timed(self, name: str, method: str, address: str, form: dict[str, str] | None = None) -> None:
        """Ask, and note the processor time of this process, in milliseconds."""
        began = time.process_time()
        self.ask(method, address, form)
        self.taken.setdefault(name, []).append(1000 * (time.process_time() - began))


@contextmanager
def serving(folder: Path, bank: Bank, answers: int, loop: asyncio.AbstractEventLoop) -> Iterator[Server]:
    """A filled database (kept, and taken again, where the folder stays) and the app on it."""
    path = folder / f"{answers}.sqlite3"
    if not path.exists():
        began, now = time.monotonic(), datetime.now(UTC)
        database = Database(f"sqlite:///{path}")
        database.migrate()
        ensure_learner(database, now)
        fill(database, bank, answers, Span(now - timedelta(days=364), now - timedelta(days=1)))
        database.dispose()
        size, spent = path.stat().st_size / 2**20, time.monotonic() - began
        sys.stderr.write(f"{answers} answers: {size:.0f} MiB, filled in {spent:.0f} s\n")
    app = create_app(Settings(database_url=f"sqlite:///{path}"), bank)
    lifespan = app.router.lifespan_context(app)
    loop.run_until_complete(lifespan.__aenter__())
    try:
        yield Server(app, answers, loop)
    finally:
        loop.run_until_complete(lifespan.__aexit__(None, None, None))


def page(name: str, address: str) -> Callable[[Server], None]:
    """A page that is only looked at."""

    def ask(server: Server) -> None:
        pages = server.answers // 20
        named = {"last": pages, "middle": pages // 2, "middle_id": server.answers // 2}
        server.timed(name, "GET", address.format(**named))

    return ask


def drill(server: Server) -> None:
    """Start a quiz, look at a question, answer it, look at what is said to it, take it back, look at the result."""
    began = time.process_time()
    first = server.ask("POST", "/practice/family", {"family": FAMILY})
    server.taken.setdefault("start of a quiz", []).append(1000 * (time.process_time() - began))
    quiz = first.removesuffix("/items/1")
    server.timed("question", "GET", first)
    server.timed("submit", "POST", first, {"unknown": "1"})
    server.timed("feedback", "GET", first)
    server.timed("withdrawal", "POST", f"{first}/withdraw", {"submission": str(_newest(server))})
    server.timed("result", "GET", f"{quiz}/result")


def _newest(server: Server) -> int:
    services: Services = server.app.state.services
    with services.database.read() as session:
        return session.scalars(select(Submission.id).order_by(Submission.id.desc()).limit(1)).one()


PAGES = (
    page("home", "/"),
    page("topics", "/topics"),
    page("statistics", "/statistics"),
    page("history", "/history"),
    page("history, wrong only", "/history?show=wrong"),
    page("history, last page", "/history?page={last}"),
    page("history, middle page", "/history?before={middle_id}"),
    page("history, middle page by its number", "/history?page={middle}"),
    drill,
)


def main() -> int:
    """Print the table; 1 where a page misses its goal."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--few", type=int, default=1000)
    parser.add_argument("--many", type=int, default=1_000_000)
    parser.add_argument("--folder", type=Path, help="keep the databases here")
    arguments = parser.parse_args()
    bank, loop = load_bank(), asyncio.new_event_loop()
    with ExitStack() as stack:
        folder = arguments.folder or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="edrill-growth-")))
        few, many = (
            stack.enter_context(serving(folder, bank, count, loop)) for count in (arguments.few, arguments.many)
        )
        for round_ in range(WARM + ROUNDS):
            for ask in PAGES:
                for server in (few, many) if round_ % 2 else (many, few):
                    ask(server)
        counts = " | ".join(f"{server.answers:,} answers" for server in (few, many))
        sys.stdout.write(f"| processor ms | {counts} | ratio | goal |\n|---|---|---|---|---|\n")
        missed = False
        for name in few.taken:
            less, more = (median(server.taken[name][WARM:]) for server in (few, many))
            goal = OTHER_GOALS.get(name, GOAL)
            missed |= more / less > goal
            sys.stdout.write(f"| {name} | {less:.1f} | {more:.1f} | {more / less:.2f} | {goal} |\n")
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
