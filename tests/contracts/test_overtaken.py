"""What a request works on is deleted while it is worked on: it says so, and nothing breaks or is made half.

The learner goes with everything, or their quizzes alone, between what a request reads and the first that it writes; or
their numbers are another learner's by then, whose rows must stay as they are.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy import update
from sqlalchemy.orm import Session

from app.db import Database
from app.db.accounts import ACCESS
from app.db.deleting import delete_rows
from app.db.learners import fresh_learner
from app.db.models import InstanceRow, Quiz
from app.sessions import logins
from question_bank.bank import Bank
from tests.app.hosted import ADDRESS, Hosted, sign_up, token_of, unlimited
from tests.app.kept import TABLES, Rows, restore, rows
from tests.app.site import START, Site, lent
from tests.contracts.test_conduct import WRITING
from tests.contracts.test_routes import FILES, HOSTED, TABLE
from tests.question_bank.budget import portion

OWNER, OTHER = 1, 77
# What opens a passphrase's door is held to this in tests/app/test_account_races.py.
PATHS = sorted(path for method, path in TABLE | HOSTED if method == "post" and not path.startswith("/api/"))
OWNED = [table for table in TABLES if "learner_id" in table.c and table.info.get("access") is not ACCESS["access"]]
UNSAVED = {204, 303, 404, 409}


def _given_away(session: Session) -> None:
    """Everything is another learner's, who answered something else in its place."""
    session.add(fresh_learner(START, OTHER))
    session.flush()
    for table in OWNED:
        session.execute(update(table).where(table.c.learner_id == OWNER).values(learner_id=OTHER))
    session.execute(update(InstanceRow).values(uid=InstanceRow.fingerprint, fingerprint="0" * 32))


GONE: dict[str, Callable[[Session], None]] = {
    "the learner": lambda session: logins.forget(session, OWNER),
    "their quizzes": lambda session: delete_rows(session, Quiz.__table__, Quiz.learner_id == OWNER),
    "given away": _given_away,
}


def changed(before: Rows, after: Rows) -> list[tuple[str, dict[str, Any]]]:
    """The rows that are not the visitor's and are not as they were, or are new and the other learner's."""
    lost = [(name, row) for name, old in before.items() for row in old if row not in after[name]]
    new = [(name, row) for name, found in after.items() for row in found if row not in before[name]]
    own = [(name, row) for name, row in new if row.get("learner_id") == OTHER]
    return [*own, *((name, row) for name, row in lost if row.get("learner_id", row.get("id")) != OWNER)]


@pytest.fixture(scope="module")
def shared(begun: Path, tmp_path_factory: pytest.TempPathFactory, bank: Bank) -> Iterator[tuple[Hosted, str]]:
    """An app with a member who has a quiz, an answer and an open exam, and their cookie."""
    with (
        lent(begun, tmp_path_factory.mktemp("overtaken"), bank, mode="hosted", base_url=ADDRESS) as (app, clock),
        TestClient(app, base_url=ADDRESS, follow_redirects=False, raise_server_exceptions=False) as client,
    ):
        hosted = Hosted(Site(client, unlimited(app), clock))
        with hosted.site.services.database.write() as session:
            token = logins.begin(session, OWNER, "", clock.now)
        owner = hosted.browser(token)
        sign_up(owner, "Alice")
        hosted.site.change("UPDATE login_session SET id = 1")  # the number that the samples have
        yield hosted, token_of(owner)


class Overtaken:
    """Units of work that write, before the first of which something else is done."""

    def __init__(self, what: Callable[[Session], None]) -> None:
        self.what = what
        self.after = Rows()  # what there is once it is done; nothing before
        self._write = Database.write

    @contextmanager
    def write(
        self, database: Database, patience: float | None = None, *, whose: int | None = None
    ) -> Iterator[Session]:
        """As the database's own."""
        if not self.after:
            with self._write(database) as session:
                self.what(session)
                session.flush()
                self.after = rows(session)
        with self._write(database, patience, whose=whose) as session:
            yield session


def sent(browser: Site, path: str) -> Response:
    """Send the form of a route."""
    address, form = WRITING.get(path, (TABLE | HOSTED)["post", path][:2])
    return browser.client.post(address, data=form or None, files=FILES.get(path))


@pytest.mark.parametrize("gone", GONE)
def test_what_is_deleted_while_it_is_worked_on_is_told(
    shared: tuple[Hosted, str], monkeypatch: pytest.MonkeyPatch, gone: str, caplog: pytest.LogCaptureFixture
) -> None:
    (hosted, token), met = shared, set[str]()
    database = hosted.site.services.database
    with database.read() as session:
        kept = rows(session)
    for path in portion(PATHS, 20):
        hosted.minute_later()
        overtaken = Overtaken(GONE[gone])
        with monkeypatch.context() as patched:
            patched.setattr(Database, "write", lambda *of, own=overtaken, **more: own.write(*of, **more))
            response = sent(hosted.browser(token), path)
        assert response.status_code < 500, path
        assert response.status_code != 429, path
        if overtaken.after:
            met.add(path)
            with database.read() as session:
                now = rows(session)
            assert gone != "the learner" or now["learner"] == [], path
            assert gone != "given away" or not changed(overtaken.after, now), path
            if gone == "the learner":
                assert response.status_code in UNSAVED, path
                assert response.status_code != 409 or "送られた内容は保存していません" in response.text, path
            restore(database, kept)
    assert len(met) > 5
    assert not caplog.records
