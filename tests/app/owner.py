"""A learner with some of everything: every form, a mock exam, guided, withdrawn, flagged, noted, rated, left open."""

import io
import json
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from app.db.models import Submission
from app.schedule import log
from question_bank.bank import Bank
from tests.app.place import in_folder
from tests.app.site import Site, build, lent, right, wrong
from tests.app.test_exams import begin
from tests.app.test_exams import send as tick
from tests.app.test_guided import FAMILY as GUIDED
from tests.app.test_guided import move, through
from tests.app.test_withdrawing import withdraw

KINDS = {
    "number": "rnn.output",
    "vector": "rnn.hidden-state",
    "matrix": "bptt.recurrent-weight-gradient",
    "choice": "bptt.delta",
    "select": "rnn.statements",
    "code": "rnn.forward-code",
    "order": "rnn.addition-order",
    "match": "rnn.networks-match",
    "combination": "rnn.networks-match",
}


@pytest.fixture(scope="session")
def practised(template: Path, tmp_path_factory: pytest.TempPathFactory, bank: Bank) -> tuple[Path, datetime]:
    """The database of a learner who has practised, and what time it is then."""
    folder = tmp_path_factory.mktemp("practised")
    app, clock = build(template, folder, bank)
    with TestClient(app, follow_redirects=False, raise_server_exceptions=False) as client:
        live(Site(client, app.state.services, clock))
    return in_folder(template, folder), clock.now


@pytest.fixture
def lived(practised: tuple[Path, datetime], tmp_path: Path, bank: Bank) -> Iterator[Site]:
    """A site whose learner has practised."""
    with (
        lent(practised[0], tmp_path, bank) as (app, clock),
        TestClient(app, follow_redirects=False, raise_server_exceptions=False) as client,
    ):
        clock.now = practised[1]
        yield Site(client, app.state.services, clock)


def live(site: Site) -> None:
    """Practise for a while."""
    site.post("/settings", {"language": "en", "theme": "dark"})
    families = dict.fromkeys(KINDS.values())
    for family in families:
        quiz = site.quiz(family)
        for number in range(1, len(site.forms(quiz)) + 1):
            site.get(f"/practice/{quiz}/items/{number}")
            site.clock.go(31.25)
            content = site.content(quiz, number)
            site.answer(quiz, number, wrong(content) if number % 3 == 1 else None)
            site.clock.go(400)
    sit(site)
    quiz = site.quiz(GUIDED)
    through(site, quiz)
    last = site.services.bank.guide(site.content(quiz, 1))
    assert last is not None
    move(site, quiz, last.last, **right(site.content(quiz, 1)))
    site.answer(quiz, 2, {"unknown": "1"})
    quiz = site.quiz("rnn.hidden-state")
    site.answer(quiz, 1, {**right(site.content(quiz, 1)), "guessed": "1"})
    withdraw(site, quiz, 1)
    site.answer(quiz, 1)
    for number in (1, 2):  # the second is open
        mark = re.findall(r'name="instance" value="([^"]+)"', site.get(f"/practice/{quiz}/items/{number}").text)[0]
        instance = site.rows(
            f"SELECT id FROM instance WHERE quiz_id = {quiz} AND ordinal = {number} AND replaced_at IS NULL"
        )
        site.clock.go(5)
        site.post(f"/flags/{instance[0][0]}", {"flagged": "1", "instance": mark})
    site.post("/notes/kinds/rnn.output", {"text": "=1+1 は数式ではない"})
    site.clock.go(5)
    site.post("/notes/questions/1", {"text": "<b>ここ</b>を間違えた"})
    with site.services.database.write() as session:
        log.rate(session, site.services.bank, session.get_one(Submission, 2), 1, site.clock.now)


def sit(site: Site) -> int:
    """Sit a mock exam to its end: right, wrong, flagged, and most of it left open; returns its number."""
    exam = begin(site)
    for number in range(1, 9):
        site.get(f"/exams/{exam}/items/{number}")
        site.clock.go(20.5 * number)
        if number % 4:
            content = site.content(exam, number)
            flag = {"flagged": "1"} if number % 3 == 1 else {}
            tick(site, exam, number, wrong(content) if number % 2 else right(content), **flag)
    site.get(f"/exams/{exam}/items/8")
    site.post(f"/exams/{exam}/items/8", {"flagged": "1"})
    site.post(f"/exams/{exam}/finish")
    site.clock.go(60)
    return exam


def exported(site: Site) -> str:
    """The file."""
    response = site.get("/data/export.json")
    assert response.status_code == 200
    return response.text


def send(site: Site, file: str | bytes, settings: bool = True, language: str = "ja") -> Response:
    """Upload a file."""
    content = file.encode() if isinstance(file, str) else file
    return site.client.post(
        "/data/import",
        files={"file": ("edrill.json", io.BytesIO(content), "application/json")},
        data={"settings": "1"} if settings else {},
        headers={"accept-language": language},
    )


def document(site: Site) -> dict[str, Any]:
    """The file as data."""
    found: dict[str, Any] = json.loads(exported(site))
    return found
