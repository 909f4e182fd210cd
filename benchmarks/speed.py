"""What a learner waits for: ``python -m benchmarks.speed [--rounds N]``, or ``make bench``.

Whole requests are asked without a network, each beside a bare one of the same server. A row is the median of the
processor time and its ratio to that of the bare one: a page of the same bytes that lies ready, or a form of which a row
is committed durably. What draws and derives has no bare one, and stands in milliseconds. Each row ends with the goal,
and whether it is met.
"""

import argparse
import asyncio
import gc
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from random import Random
from statistics import median, quantiles
from typing import Annotated
from urllib.error import URLError
from urllib.request import urlopen

from fastapi import FastAPI, Form
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.db import Database
from app.factory import GARBAGE, create_app
from app.settings import Settings
from benchmarks.growth import Server
from question_bank.bank import Bank, load_bank
from question_bank.forms import form_of
from question_bank.model.answer import UNKNOWN, Answer, Flat
from question_bank.model.instance import Form as AnswerForm
from question_bank.model.instance import Instance

FAMILY = "bptt.recurrent-weight-gradient"
SENT: tuple[tuple[AnswerForm, dict[str, str]], ...] = (("number", {"cell": "0.1234"}), ("choice", {"choice": "0"}))
ROUNDS, WARM = 24, 4  # of which so many are not counted
LONGEST_START = 60.0  # seconds


@dataclass
class Table:
    """The rows as they are printed, and whether one misses its goal."""

    missed: bool = False
    rows: list[str] = field(default_factory=list)

    def add(self, name: str, figures: str, goal: str, *, met: bool) -> None:
        """One more."""
        self.missed |= not met
        self.rows.append(f"| {name} | {figures} | {goal} | {'met' if met else 'missed'} |")

    def __str__(self) -> str:
        return "\n".join(["| what | measured | goal | |", "|---|---|---|---|", *self.rows, ""])


def add_bare(app: FastAPI, pages: dict[str, bytes], path: Path) -> None:
    """Let the same server have pages that lie ready, and a form of which a row is stored."""
    stored = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    stored.execute("PRAGMA journal_mode=WAL")
    stored.execute("PRAGMA synchronous=FULL")
    stored.execute("CREATE TABLE answer (id INTEGER PRIMARY KEY, cell TEXT) STRICT")

    @app.get("/bare/{place}")
    async def ready(place: int) -> Response:
        return HTMLResponse(list(pages.values())[place])

    @app.post("/bare/answer")
    def answer(cell: Annotated[str, Form()] = "") -> Response:
        stored.execute("BEGIN IMMEDIATE")
        stored.execute("INSERT INTO answer (cell) VALUES (?)", (cell,))
        stored.execute("COMMIT")
        return RedirectResponse("/bare/0", status_code=303)


@contextmanager
def served(folder: Path, bank: Bank, pages: dict[str, bytes], loop: asyncio.AbstractEventLoop) -> Iterator[Server]:
    """The app on an empty database, warm."""
    url = f"sqlite:///{folder / 'app.sqlite3'}"
    Database(url).migrate()
    app = create_app(Settings(database_url=url), bank)
    add_bare(app, pages, folder / "bare.sqlite3")
    lifespan = app.router.lifespan_context(app)
    loop.run_until_complete(lifespan.__aenter__())
    time.sleep(3)  # templates and slips are being read beside the first requests
    try:
        yield Server(app, 0, loop, encoding=b"gzip")
    finally:
        loop.run_until_complete(lifespan.__aexit__(None, None, None))


@dataclass
class Requests:
    """The server, and what each kind of request took."""

    server: Server
    pages: dict[str, bytes]
    bank: Bank
    random: Random
    compared: dict[str, list[tuple[float, float]]] = field(default_factory=dict)

    def fresh(self, form: AnswerForm) -> str:
        """The address of a question that nobody has seen."""
        card = self.bank.families[FAMILY]
        level = max(level for level, asked in card.asks if asked == form)
        return self.server.ask("POST", f"/q/{FAMILY}/{card.version}/{level}/{form}/{self.random.randrange(10**9)}")

    def page(self, name: str, address: str) -> None:
        """A page beside a bare one of the same bytes."""
        if name not in self.pages:
            self.server.encoding = b"identity"
            self.server.ask("GET", address)
            self.server.encoding = b"gzip"
            self.pages[name] = self.server.body
        place = list(self.pages).index(name)
        self._beside(name, lambda: self.server.ask("GET", address), lambda: self.server.ask("GET", f"/bare/{place}"))

    def form(self, name: str, address: str, sent: dict[str, str]) -> None:
        """A form beside a bare one."""
        self._beside(
            name,
            lambda: self.server.ask("POST", address, sent),
            lambda: self.server.ask("POST", "/bare/answer", {"cell": "1"}),
        )

    def _beside(self, name: str, real: Callable[[], object], bare: Callable[[], object]) -> None:
        self.compared.setdefault(name, []).append((_taken(real), _taken(bare)))

    def round(self) -> None:
        """Every request once; what is seen for the first time has its bytes of one seen before."""
        self.page("/healthz", "/healthz")
        self.page("an address that leads on", "/practice")
        for form, wrong in SENT:
            address = self.fresh(form)
            self.page(f"question, {form}, first", address)
            self.page(f"question, {form}, again", address)
            self.form(f"submit, {form}", address, wrong)
            self.page(f"feedback, {form}, first", address)
            self.page(f"feedback, {form}, again", address)
        address = self.fresh("number")
        self.server.ask("GET", address)
        self.form("submit, I do not know", address, {"unknown": "1"})


def _taken(act: Callable[[], object]) -> float:
    began = time.process_time()
    act()
    return 1000 * (time.process_time() - began)


GOALS = {
    "/healthz": 3.0,
    "an address that leads on": 3.0,
    "question, number, first": 3.0,
    "question, number, again": 2.0,
    "question, choice, first": 3.0,
    "question, choice, again": 2.0,
    "submit, number": 3.0,
    "submit, choice": 3.0,
    "submit, I do not know": 3.0,
    "feedback, number, first": 5.0,
    "feedback, number, again": 3.0,
    "feedback, choice, first": 5.0,
    "feedback, choice, again": 3.0,
}


def requests(table: Table, bank: Bank, rounds: int) -> None:
    """Whole requests."""
    loop, pages = asyncio.new_event_loop(), dict[str, bytes]()
    with tempfile.TemporaryDirectory(prefix="edrill-speed-") as name, served(Path(name), bank, pages, loop) as server:
        asked = Requests(server, pages, bank, Random(0))
        for _ in range(WARM + rounds):
            asked.round()
        for what, goal in GOALS.items():
            found = asked.compared[what][WARM:]
            ours, bares = median(one for one, _ in found), median(other for _, other in found)
            figures = f"{ours:.2f} ms, {ours / bares:.1f}× of {bares:.2f}"
            table.add(what, figures, f"{goal:g}×", met=ours <= goal * bares)
        size = len(pages["feedback, number, first"]) / 1000
        table.add("feedback's HTML, BPTT", f"{size:.0f} KB", "43 KB", met=size <= 43)


def wrong_answer(bank: Bank, instance: Instance) -> Answer:
    """An answer of its form that is not right."""
    form = form_of(instance.form)
    count = form.fields(instance.question)
    tried = [Flat(choice) for choice in range(len(instance.choices))]
    tried += [Flat(texts=(text,) * count) for text in ("0.1234", "1", "2")]
    for flat in tried:
        with suppress(ValueError):
            answer = form.answer(flat)
            if not bank.grade(instance, answer).correct:
                return answer
    return UNKNOWN


SEEDS = (2, 3, 4)
NO = float("inf")
LIMITS = {  # p50, p99, max
    "draw and solve": (1.0, 4.0, NO),
    "draw and solve, BPTT, number": (2.0, NO, NO),
    "draw and solve, BPTT, choice": (4.0, NO, NO),
    "what lay behind a wrong answer, once": (2.0, 10.0, 50.0),
    "data of its page": (2.0, 10.0, 50.0),
    "data of its page, BPTT": (8.0, NO, NO),
}


def drawing(table: Table, bank: Bank) -> None:
    """What is drawn, what is said to a wrong answer, and what lay behind it: all families, levels and forms."""
    asks = [(card.id, level, form) for card in bank.families.values() for level, form in card.asks]
    for family, level, form in asks:  # texts are read, and compiled
        instance = bank.issue(family, level, form, 1)
        bank.review(instance, wrong_answer(bank, instance))
    gc.collect()
    gc.freeze()  # as the app does when it starts
    gc.set_threshold(*GARBAGE)
    taken: dict[str, list[float]] = {}
    instances: list[Instance] = []
    for seed in SEEDS:
        for family, level, form in asks:
            took = _taken(partial(bank.issue, family, level, form, seed))
            instances.append(bank.issue(family, level, form, seed))
            taken.setdefault("draw and solve", []).append(took)
            if family == FAMILY:
                taken.setdefault(f"draw and solve, BPTT, {form}", []).append(took)
    for instance in instances:
        answer = wrong_answer(bank, instance)
        if answer is UNKNOWN:
            continue
        bank.forget()
        looking = _taken(partial(bank.diagnose, instance, answer))
        found = bank.diagnose(instance, answer)
        bank.forget()
        reading = _taken(partial(bank.review, instance, answer, (), found))
        reading += _taken(partial(bank.is_pictured, instance))
        taken.setdefault("what lay behind a wrong answer, once", []).append(looking)
        taken.setdefault("data of its page", []).append(reading)
        if instance.family == FAMILY:
            taken.setdefault("data of its page, BPTT", []).append(reading)
    for what, (middle, far, most) in LIMITS.items():
        p50, p99, worst = median(taken[what]), quantiles(taken[what], n=100, method="inclusive")[-1], max(taken[what])
        met = p50 <= middle and p99 <= far and worst <= most
        table.add(
            what,
            f"p50 {p50:.2f}, p99 {p99:.1f}, max {worst:.0f} ms",
            " / ".join("–" if limit == NO else f"{limit:g}" for limit in (middle, far, most)) + " ms",
            met=met,
        )


def _first_page(command: list[str], settings: dict[str, str], address: str) -> float:
    began, took = time.monotonic(), LONGEST_START
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, env=settings, stdout=quiet, stderr=quiet) as server:  # noqa: S603 - our own
        try:
            while time.monotonic() - began < LONGEST_START:
                with suppress(URLError, ConnectionError), urlopen(address) as page:  # noqa: S310 - our own
                    page.read()
                    took = time.monotonic() - began
                    break
                time.sleep(0.01)
        finally:
            server.send_signal(signal.SIGINT)
    return took


def starting(table: Table) -> None:
    """From the command to the first page, by the clock."""
    took = LONGEST_START
    with tempfile.TemporaryDirectory(prefix="edrill-start-") as name:
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        url = f"sqlite:///{name}/app.sqlite3"
        settings = {**os.environ, "EDRILL_DATABASE_URL": url, "PYTHONPYCACHEPREFIX": name}
        settings.pop("PYTHONDONTWRITEBYTECODE", None)
        Database(url).migrate()
        command = [sys.executable, "-m", "app", "serve", "--port", str(port)]
        for _ in range(3):  # the first of which compiles the modules
            took = min(took, _first_page(command, settings, f"http://127.0.0.1:{port}/"))
    table.add("start to first page", f"{took:.2f} s", "1.5 s", met=took <= 1.5)


def main() -> int:
    """Print the table; 1 where a goal is missed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    rounds = parser.parse_args().rounds
    table, bank = Table(), load_bank()
    requests(table, bank, rounds)
    drawing(table, bank)
    starting(table)
    sys.stdout.write(str(table))
    return int(table.missed)


if __name__ == "__main__":
    sys.exit(main())
