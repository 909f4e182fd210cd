"""What a request costs the database does not grow with the answers.

Of SQLite the steps of its virtual machine are counted, of PostgreSQL the rows that its plans go through.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import event

from app.db.numbers import go_on_after
from app.factory import create_app
from app.settings import Settings
from benchmarks.filling import Span, fill
from question_bank.bank import Bank
from tests.app.place import copied, url_of
from tests.app.site import START, Clock, Site
from tests.contracts.test_routes import TABLE

FEW, MANY = 600, 12_000
STRIDE = 5  # steps between two calls of the handler
FURTHER = [
    ("get", "/history?page=2"),
    ("get", "/history?page={last}"),
    ("get", "/history?show=wrong"),
    ("get", "/history?show=guessed&page=2"),
    ("get", "/history?before={middle}"),
    ("get", "/history?show=wrong&after={middle}"),
    ("get", "/flags?before={middle}"),
    ("get", "/flags?after={middle}"),
    ("get", "/notes?before={middle}"),
    ("get", "/notes?after={middle}"),
    ("get", "/practice/{quiz}/result"),
    ("get", "/practice/new?state=miss"),
    ("get", "/topics?q=bptt"),
]
# What is taken away, brought in and deleted is the answers themselves, all of them; the pages that say how many they
# are count them, once in a long while, where totals would have to be kept with every answer.
WALKING = {"/data", "/data/export.json", "/data/answers.csv", "/data/import", "/data/clear"}
# A flag on every question, and a note.
KEPT = (
    "INSERT INTO flag SELECT instance_id, learner_id, instance_id, created_at FROM submission",
    "INSERT INTO note SELECT instance_id, learner_id, NULL, instance_id, 'x', created_at, created_at FROM submission",
)


@dataclass
class Meter:
    """Counts the steps of every connection of a site."""

    steps: int = 0

    def watch(self, connection: Any, *_: Any) -> None:
        """Count from now on."""
        connection.set_progress_handler(self._step, STRIDE)

    def _step(self) -> int:
        self.steps += STRIDE
        return 0


@dataclass
class Planned:
    """Counts the rows that the plan of each SELECT goes through."""

    steps: int = 0

    def watch(self, _: Any, cursor: Any, statement: str, parameters: Any, *__: Any) -> None:
        """Have the plan of a statement carried out and told, before it is."""
        if statement.startswith("SELECT"):
            asked = f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {statement}"
            with cursor.connection.cursor() as own:
                self._add(own.execute(asked, parameters).fetchone()[0][0]["Plan"])

    def _add(self, node: dict[str, Any]) -> None:
        passed = ("Actual Rows", "Rows Removed by Filter", "Rows Removed by Join Filter")
        self.steps += round(node["Actual Loops"] * sum(node.get(name, 0) for name in passed))
        for inner in node.get("Plans", ()):
            self._add(inner)


def measured(template: Path, folder: Path, bank: Bank, count: int, analysed: bool) -> Iterator[tuple[str, int]]:
    """The steps of one request to each address, of the routes' table and of the history's further pages."""
    (folder / f"{count}-{analysed}").mkdir()
    url = url_of(copied(template, folder / f"{count}-{analysed}"))
    app = create_app(Settings(database_url=url, allowed_hosts=("testserver",)), bank)
    app.state.services = replace(app.state.services, now=Clock(), random=Random(7))
    meter: Meter | Planned = Meter() if app.state.services.database.path else Planned()
    watched = "checkout" if isinstance(meter, Meter) else "before_cursor_execute"
    event.listen(app.state.services.database.engine, watched, meter.watch)
    with TestClient(app, follow_redirects=False) as client:
        site = Site(client, app.state.services)
        quiz = site.quiz("rnn.hidden-state")  # as the table of the routes wants it
        site.answer(quiz, 1, {"unknown": "1"})
        site.post("/exams", {"length": "quarter"})
        # As many quarters of an hour with answers in both: only the answers grow.
        fill(app.state.services.database, bank, count, Span(START - timedelta(hours=12), START), kinds=20)
        for statement in KEPT:
            site.change(statement)
        with app.state.services.database.write() as session:
            go_on_after(session)
        site.change("UPDATE learner SET replayed = 0")
        site.get("/")  # replays the answers
        assert site.rows("SELECT count(*) FROM review")[0][0] > count
        if analysed:  # what the planner knows of the tables may mislead it
            site.change("ANALYZE")
        named = {"last": count // 20, "middle": count // 2, "quiz": count // 10}
        asked: list[tuple[str, str, dict[str, str]]] = [
            (method, address.format(**named), {}) for method, address in FURTHER
        ]
        asked += [
            (method, address, form)
            for (method, path), (address, form, *_) in TABLE.items()
            if "/api/" not in address and path not in WALKING
        ]
        for method, address, form in asked:
            meter.steps = 0
            response = client.request(method, address, data=form or None)
            assert response.status_code < 400 or address == "/metrics", address  # it is not there for everybody
            plain = address.replace(f"/{named['quiz']}/", "/<quiz>/").replace(str(named["last"]), "<last>")
            yield f"{method} {plain}", meter.steps


@pytest.mark.stored
# A server looks at its tables by itself.
@pytest.mark.parametrize("analysed", [True, pytest.param(False, marks=pytest.mark.file)])
def test_no_page_walks_the_answers(template: Path, tmp_path: Path, bank: Bank, analysed: bool) -> None:
    few = dict(measured(template, tmp_path, bank, FEW, analysed))
    many = dict(measured(template, tmp_path, bank, MANY, analysed))
    grown = {address: (few.get(address), steps) for address, steps in many.items()}
    assert sum(steps > 100 for steps in many.values()) > 15
    assert {address: pair for address, pair in grown.items() if pair[1] > 1.3 * (pair[0] or 0) + 300} == {}
