"""A server under arrivals at random: ``python -m benchmarks.load [--rate 100] [--workers 4 --database URL]``.

Learners of hosted mode open a question, answer it and read what is said to it, in turn. When a request is due does not
depend on how long others take (an open loop, with exponential gaps), and its time begins when it is due: what waits for
its turn waits in the figures too. Without an address the database is a file of SQLite; with one it is that empty
database of PostgreSQL, in which everything stays. At the end every answer that was confirmed is there once, and the
totals are what counting gives. The generator runs on the same machine and takes its share of it.
"""

import argparse
import asyncio
import gzip
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import unescape
from random import Random
from statistics import quantiles
from urllib.parse import urlencode

from sqlalchemy import func, select

from app.db import Database, totals
from app.db.derived import FamilyDay, FamilyTotal, QuarterTotal, SlipDay, SlipTotal
from app.db.models import Submission

FAMILIES = ("rnn.hidden-state", "bptt.delta", "bptt.recurrent-weight-gradient", "lstm.cell-state", "bptt.update")
TOTALS = (FamilyTotal, QuarterTotal, SlipTotal, FamilyDay, SlipDay)
STEPS = ("question", "answer", "feedback")
LEARNERS = 60  # each of whom answers less often than a learner may
LONGEST, IDLE = 20.0, 2.0  # seconds: of a request, and of a line without one
_FORM = re.compile(rb'<form[^>]*class="answer"[^>]*>.*?</form>', re.DOTALL)
_FIELD = re.compile(r'<(?:input|button)\b[^>]*\bname="(instance|cell|choice)"[^>]*>')
_VALUE = re.compile(r'\bvalue="([^"]*)"')


class Line:
    """A connection that is kept, and asked one thing after the other."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        self._used = 0.0

    async def ask(self, method: str, path: str, cookie: str, body: bytes = b"") -> tuple[int, dict[str, str], bytes]:
        """Status, headers and what was sent back."""
        try:
            return await asyncio.wait_for(self._ask(method, path, cookie, body), LONGEST)
        except (OSError, EOFError, TimeoutError, ValueError):
            self.close()
            return 0, {}, b""

    async def _ask(self, method: str, path: str, cookie: str, body: bytes) -> tuple[int, dict[str, str], bytes]:
        if time.monotonic() - self._used > IDLE:
            self.close()  # before the server does
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", self._port)
        reader, writer = self._streams
        asked = [f"{method} {path} HTTP/1.1", "Host: localhost", f"Cookie: {cookie}", f"Content-Length: {len(body)}"]
        asked += ["Content-Type: application/x-www-form-urlencoded", "Accept-Encoding: gzip", "", ""]
        writer.write("\r\n".join(asked).encode() + body)
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:] if line)}
        content = await reader.readexactly(int(headers["content-length"])) if "content-length" in headers else b""
        self._used = time.monotonic()
        packed = headers.get("content-encoding") == "gzip"
        return int(head[0].split()[1]), headers, gzip.decompress(content) if packed else content

    def close(self) -> None:
        """Give it up."""
        if self._streams is not None:
            self._streams[1].close()
        self._streams = None


@dataclass
class Turn:
    """A question on its way: whose, where, and what is sent to it."""

    cookie: str
    address: str
    step: int = 0
    body: bytes = b""


@dataclass
class Load:
    """What is asked, and what came of it."""

    port: int
    random: Random
    lines: deque[Line] = field(default_factory=deque)
    ready: tuple[deque[Turn], ...] = field(default_factory=lambda: tuple(deque[Turn]() for _ in STEPS))
    took: dict[str, list[float]] = field(default_factory=lambda: {step: [] for step in STEPS})
    statuses: Counter[tuple[str, int]] = field(default_factory=Counter)

    async def asked(self, method: str, path: str, cookie: str, body: bytes = b"") -> tuple[int, dict[str, str], bytes]:
        """On a line that is free."""
        line = self.lines.pop() if self.lines else Line(self.port)
        answer = await line.ask(method, path, cookie, body)
        self.lines.append(line)
        return answer

    async def prepare(self, questions: int) -> None:
        """Learners who have begun quizzes, with as many questions among them."""
        made: list[Turn] = []
        cookies = [""] * LEARNERS
        for k in range(10 * questions):
            if len(made) >= questions:
                break
            body = urlencode({"family": FAMILIES[k // LEARNERS % len(FAMILIES)]}).encode()
            status, headers, _ = await self.asked("POST", "/practice/family", cookies[k % LEARNERS], body)
            if status != 303:
                sys.exit(f"no quiz could be begun: {status}")
            cookies[k % LEARNERS] = headers.get("set-cookie", cookies[k % LEARNERS]).split(";")[0]
            quiz = headers["location"].rsplit("/items/", 1)[0]
            _, _, page = await self.asked("GET", headers["location"], cookies[k % LEARNERS])
            count = max(int(found) for found in re.findall(rb"/items/(\d+)", page) or [b"1"])
            made += [Turn(cookies[k % LEARNERS], f"{quiz}/items/{number}") for number in range(1, count + 1)]
        self.random.shuffle(made)
        self.ready[0].extend(made)

    async def arrive(self, due: float, turn: Turn) -> None:
        """One request, whose time runs since it was due."""
        name = STEPS[turn.step]
        method = "POST" if name == "answer" else "GET"
        status, headers, page = await self.asked(method, turn.address, turn.cookie, turn.body)
        self.took[name].append(time.perf_counter() - due)
        self.statuses[name, status] += 1
        if name == "question" and status == 200:
            turn.body = self._filled(page)
        elif name == "answer" and status == 303:
            turn.address, turn.body = headers["location"], b""
        else:
            return
        turn.step += 1
        self.ready[turn.step].append(turn)

    def _filled(self, page: bytes) -> bytes:
        """The form of a page with something in it: numbers, a choice, or that one does not know."""
        form = _FORM.search(page)
        fields: list[tuple[str, str]] = []
        choices: list[str] = []
        for found in _FIELD.finditer((form[0] if form else page).decode()):
            value = _VALUE.search(found[0])
            if found[1] == "choice" and value is not None:
                choices.append(value[1])
            elif found[1] == "cell":
                fields.append(("cell", f"{self.random.uniform(-1, 1):.4f}"))
            elif value is not None:
                fields.append((found[1], unescape(value[1])))
        if choices:
            fields.append(("choice", self.random.choice(choices)))
        if self.random.random() < 0.2:
            fields = [one for one in fields if one[0] == "instance"] + [("unknown", "1")]
        return urlencode(fields).encode()

    async def run(self, rate: float, seconds: float) -> None:
        """Arrivals for a while; each goes on with what waits longest, of the steps in turn."""
        began = time.perf_counter()
        due, going = began, set[asyncio.Task[None]]()
        for k in range(10**9):
            due += self.random.expovariate(rate)
            if due > began + seconds:
                break
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            step = next((one for one in (k % 3, 0, 1, 2) if self.ready[one]), None)
            if step is None:  # all that was prepared waits for the server
                self.statuses["nothing to ask", 0] += 1
                continue
            task = asyncio.create_task(self.arrive(due, self.ready[step].popleft()))
            going.add(task)
            task.add_done_callback(going.discard)
        await asyncio.gather(*going)
        for line in self.lines:
            line.close()


@contextmanager
def served(url: str, workers: int) -> Iterator[int]:
    """The app in hosted mode; yields its port."""
    told = {"EDRILL_DATABASE_URL": url, "EDRILL_MODE": "hosted", "EDRILL_BASE_URL": "http://localhost:8000"}
    environment = {**os.environ, **told, "EDRILL_LOG": "plain", "EDRILL_BACKUPS": "off"}
    command = [sys.executable, "-m", "app"]
    subprocess.run([*command, "migrate"], env=environment, check=True)  # noqa: S603 - our own
    command += ["serve", "--port", "0", "--workers", str(workers)]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as server:  # noqa: S603
        found = re.search(r":(\d+)/", server.stdout.readline() if server.stdout else "")
        try:
            if found is None:
                sys.exit("the server did not start")
            time.sleep(4)  # the other workers, and what each reads beside its first requests
            yield int(found[1])
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait()


def added_up(url: str, confirmed: int) -> str:
    """Whether every answer that was confirmed is there, and the totals are theirs."""
    database = Database(url)
    with database.write() as session:
        stored = session.scalar(select(func.count()).select_from(Submission)) or 0

        def read() -> list[list[tuple[object, ...]]]:
            return [
                sorted(map(tuple, session.execute(select(*one.__table__.columns)).all()), key=repr) for one in TOTALS
            ]

        before = read()
        totals.recount(session)
        alike = before == read()
        session.rollback()
    database.dispose()
    return f"{stored} answers stored, {confirmed} confirmed; totals {'add up' if alike else 'DO NOT ADD UP'}"


def main() -> int:
    """Print a row for each step; 1 where something failed or does not add up."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rate", type=float, default=100.0, help="arrivals a second")
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--database", help="an empty one of PostgreSQL")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="edrill-load-") as folder:
        url = asked.database or f"sqlite:///{folder}/edrill.sqlite3"
        load: Load
        with served(url, asked.workers) as port:

            async def all_of_it() -> Load:
                made = Load(port, Random(1))
                await made.prepare(round(asked.rate * asked.seconds / 2) + 60)
                await made.run(asked.rate, asked.seconds)
                return made

            load = asyncio.run(all_of_it())
        every = [second for took in load.took.values() for second in took]
        failed = sum(count for (_, status), count in load.statuses.items() if status not in {200, 303})
        sys.stdout.write("| what | requests | p50 | p95 | p99 |\n|---|---|---|---|---|\n")
        for name, took in (*load.took.items(), ("all", every)):
            if len(took) > 1:
                cut = quantiles(took, n=100, method="inclusive")
                times = " | ".join(f"{1000 * cut[one]:.0f} ms" for one in (49, 94, 98))
                sys.stdout.write(f"| {name} | {len(took)} | {times} |\n")
        sums = added_up(url, load.statuses["answer", 303])
    other = {f"{name} {status}": n for (name, status), n in load.statuses.items() if status not in {200, 303}}
    sys.stdout.write(f"\n{failed} failed {other or ''}; {sums}\n")
    return int(failed > 0 or "NOT" in sums)


if __name__ == "__main__":
    sys.exit(main())
