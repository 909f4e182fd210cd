"""An app on a database of its own, with a clock that stands still until it is moved."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy import text

from app.dependencies import Services
from app.factory import create_app
from app.settings import Settings
from question_bank.bank import Bank
from question_bank.forms import form_of
from question_bank.model.answer import Answer
from question_bank.model.instance import Instance
from tests.app.lent import Lent
from tests.app.place import copied, dangling, url_of

START = datetime(2026, 1, 10, 12, 0, tzinfo=UTC)
ASKED = "replaced_at IS NULL"  # not the question of an answer that was withdrawn


@dataclass
class Clock:
    """What the app takes for the time."""

    now: datetime = START

    def __call__(self) -> datetime:
        """The time."""
        return self.now

    def go(self, seconds: float) -> None:
        """Let time pass."""
        self.now += timedelta(seconds=seconds)


@dataclass
class Site:
    """The app as a browser meets it, and behind the scenes."""

    client: TestClient
    services: Services
    clock: Clock = field(default_factory=Clock)

    def get(self, address: str, language: str = "ja") -> Response:
        """Open a page."""
        return self.client.get(address, headers={"accept-language": language})

    def post(self, address: str, form: dict[str, Any] | None = None, **headers: str) -> Response:
        """Send a form."""
        return self.client.post(address, data=form, headers=headers)

    def quiz(self, family: str) -> int:
        """Start a quiz of one family; returns its number."""
        return quiz_of(self.post("/practice/family", {"family": family}))

    def content(self, quiz: int, number: int) -> Instance:
        """A question as it is stored."""
        with self.services.database.read() as session:
            statement = text(f"SELECT content FROM instance WHERE quiz_id = :quiz AND ordinal = :number AND {ASKED}")
            stored: str = session.execute(statement, {"quiz": quiz, "number": number}).scalar_one()
        return Instance.model_validate_json(stored)

    def forms(self, quiz: int) -> list[str]:
        """The form of each question."""
        return [
            row[0]
            for row in self.rows(f"SELECT form FROM instance WHERE quiz_id = {quiz} AND {ASKED} ORDER BY ordinal")
        ]

    def rows(self, sql: str) -> list[Any]:
        """What a query finds; where it names no order, which PostgreSQL then has none of, as the columns sort."""
        with self.services.database.read() as session:
            found = list(session.execute(text(sql)))
            unordered = session.get_bind().dialect.name == "postgresql" and "ORDER BY" not in sql
        return sorted(found, key=lambda row: [(value is not None, value) for value in row]) if unordered else found

    def dangling(self) -> list[Any]:
        """References to rows that are not there."""
        return dangling(self.services.database)

    def change(self, sql: str, **values: Any) -> None:
        """Change something behind the app's back."""
        with self.services.database.write() as session:
            session.execute(text(sql), values)

    def answer(self, quiz: int, number: int, form: dict[str, Any] | None = None) -> Response:
        """Send an answer: the right one where none is given."""
        sent = right(self.content(quiz, number)) if form is None else form
        return self.post(f"/practice/{quiz}/items/{number}", sent)

    def finish(self, quiz: int, wrong: tuple[int, ...] = ()) -> None:
        """Answer every question of a quiz, these ones with 'I do not know'."""
        for number in range(1, len(self.forms(quiz)) + 1):
            self.get(f"/practice/{quiz}/items/{number}")
            self.answer(quiz, number, {"unknown": "1"} if number in wrong else None)


def quiz_of(response: Response) -> int:
    """The number of the quiz that an answer leads to."""
    assert response.status_code == 303, response.text
    return int(response.headers["location"].split("/")[2])


def form_for(instance: Instance, answer: Answer) -> dict[str, Any]:
    """An answer as the question's page sends it."""
    if answer.flat.choice is not None:
        return {"choice": str(answer.flat.choice)}
    return {("choice" if instance.choices else "cell"): list(answer.flat.texts)}


def right_texts(instance: Instance) -> tuple[str, ...]:
    """The texts of a right answer."""
    return form_of(instance.form).right(instance).flat.texts


def right(instance: Instance) -> dict[str, Any]:
    """The form that answers a question rightly, as it asks to be rounded."""
    return form_for(instance, form_of(instance.form).right(instance))


def wrong(instance: Instance) -> dict[str, Any]:
    """A form that answers wrongly, by far more than the tolerance, also where that is relative."""
    if instance.key.choice is not None:
        return {"choice": str(instance.key.choice ^ 1)}
    if instance.choices:
        return {"choice": [str(k) for k in range(len(instance.choices)) if k not in instance.key.chosen]}
    if instance.key.before:
        return {"cell": [str(len(instance.items) + 1 - int(place)) for place in right_texts(instance)]}
    if instance.items:
        return {"cell": list(right_texts(instance)[::-1])}
    off = [cell + (0.3 if cell < 0.5 else -0.3) * max(1, abs(cell)) for cell in instance.key.cells]
    return {"cell": [f"{cell:.4f}" for cell in off]}


def submission(made: Instance, answer: dict[str, Any], **more: Any) -> dict[str, Any]:
    """What the API takes for an answer to an issued question."""
    return {
        "seed": made.seed,
        "level": made.level,
        "form": made.form,
        "version": made.version,
        "answer": answer,
        **more,
    }


def answer_of(form: dict[str, Any], kind: str) -> dict[str, Any]:
    """A form's answer as the API takes it."""
    if "cell" in form:
        return {"texts": form["cell"]}
    return {"texts": form["choice"]} if kind == "select" else {"choice": int(form["choice"])}


def _timed(app: FastAPI, services: Services) -> tuple[FastAPI, Clock]:
    clock = Clock()
    app.state.services = replace(services, now=clock, random=Random(7))
    return app, clock


def build(template: Path, folder: Path, bank: Bank) -> tuple[FastAPI, Clock]:
    """An app on a copy of a migrated database (or on the one that is already there), with a clock and numbers."""
    app = create_app(_settings(copied(template, folder)), bank)
    return _timed(app, app.state.services)


def _settings(path: Path, **more: Any) -> Settings:
    return Settings(database_url=url_of(path), allowed_hosts=("testserver",), **more)


@contextmanager
def lent(template: Path, folder: Path, bank: Bank, **more: Any) -> Iterator[tuple[FastAPI, Clock]]:
    """The same, with an app that others have had before; what runs on it has ended with the block."""
    with Lent.to(_settings(copied(template, folder), **more), bank) as app:
        yield _timed(app, app.state.services)
