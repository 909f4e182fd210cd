"""In hosted mode each address works with the visitor's own rows: no other's is shown, and none is changed.

One learner owns what the samples of ``test_routes`` name; the others open the same addresses with the same numbers.
"""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from app.db.columns import Base
from app.sessions import logins
from app.web.security import HEADERS
from question_bank.bank import Bank
from tests.app.hosted import ADDRESS, Hosted, sign_up, unlimited
from tests.app.owner import exported, send
from tests.app.site import Site, lent, right
from tests.contracts.test_routes import FILES, HOSTED, TABLE

pytestmark = pytest.mark.stored

OWNER = 1
SECRET = "秘密のメモ"
OWN = re.compile(r"\{(quiz_id|instance_id|submission_id|session_id)\}")
# By these the visitor ends what they are; everything else was tried before.
LAST = [("post", path) for path in ("/account/logout", "/account/logout/everywhere", "/account/delete")]
ROUTES = [*(route for route in TABLE | HOSTED if route not in LAST), *LAST]


@dataclass
class Shared:
    """A hosted app in which one learner has a quiz, an answer, an open exam, notes and a flag."""

    hosted: Hosted
    owner: Site

    def rows(self) -> dict[str, list[Any]]:
        """All that is the owner's; when a session was seen aside."""
        with_owner = [table for table in Base.metadata.sorted_tables if "learner_id" in table.c]
        found = {t.name: self.owner.rows(f"SELECT * FROM {t.name} WHERE learner_id = {OWNER}") for t in with_owner}
        return found | {"learner": self.owner.rows(f"SELECT * FROM learner WHERE id = {OWNER}")}

    def secrets(self) -> list[str]:
        """Texts that are the owner's alone: the note, the name, the values that their questions give."""
        contents = self.owner.rows(f"SELECT content FROM instance WHERE learner_id = {OWNER}")
        marks = self.owner.rows(f"SELECT uid FROM instance WHERE learner_id = {OWNER}")
        stems = [re.findall(r'"stem":\{"ja":"((?:[^"\\]|\\.){60})', content) for (content,) in contents]
        return [SECRET, "Alice", *(stem for found in stems for stem in found), *(mark for (mark,) in marks)]


@pytest.fixture
def shared(begun: Path, tmp_path: Path, bank: Bank) -> Iterator[Shared]:
    """The app, its owner logged in."""
    with ExitStack() as stack:
        app, clock = stack.enter_context(lent(begun, tmp_path, bank, mode="hosted", base_url=ADDRESS))
        client = stack.enter_context(TestClient(app, base_url=ADDRESS, follow_redirects=False))
        hosted = Hosted(Site(client, unlimited(app), clock))
        with hosted.site.services.database.write() as session:
            token = logins.begin(session, OWNER, "", clock.now)
        owner = hosted.browser(token)
        sign_up(owner, "Alice")
        hosted.site.change("UPDATE login_session SET id = 1")  # the number that the samples have
        for address in ("/notes/kinds/rnn.output", "/notes/questions/1"):
            assert owner.post(address, {"text": SECRET}).status_code == 303
        owner.post("/flags/1", {"flagged": "1"})
        assert SECRET in owner.get("/notes").text
        yield Shared(hosted, owner)


def opened(browser: Site, route: tuple[str, str]) -> Response:
    """Open a route's sample as a browser."""
    address, form = (TABLE | HOSTED)[route][:2]
    sent: dict[str, Any] = {"data": form or None, "files": FILES.get(route[1]) if route[0] == "post" else None}
    return browser.client.request(route[0], address, **sent, headers={"accept-language": "ja"})


@pytest.mark.parametrize("who", ["outsider", "newcomer", "member"])
def test_whatever_is_opened_with_anothers_numbers_nothing_of_theirs_is_shown_or_changed(
    shared: Shared, who: str
) -> None:
    browser = shared.hosted.browser()
    before, secrets = shared.rows(), shared.secrets()
    assert len(secrets) > 10
    if who == "newcomer":
        browser.quiz("rnn.output")
    elif who == "member":
        sign_up(browser, "Bob")
    for route in ROUTES:
        response = opened(browser if who != "outsider" else shared.hosted.browser(), route)
        assert response.status_code < 500, route
        if OWN.search(route[1]):
            assert response.status_code in {303, 404}, (route, response.status_code)
            if response.status_code == 303:  # back to a page of one's own, or to one that is not there
                assert browser.get(response.headers["location"]).status_code in {200, 303, 404}, route
        told = unescape(response.text)
        assert not [secret for secret in secrets if secret in told], route
        assert route[0] == "get" or shared.rows() == before, route
    assert shared.rows() == before
    assert shared.owner.get("/notes").text.count(SECRET) >= 2


@pytest.mark.parametrize("who", ["outsider", "member"])
def test_whatever_is_sent_with_anothers_numbers_they_name_nothing(shared: Shared, who: str) -> None:
    """Not even that a form is wrong is said, nor by another status that there is such a question."""
    member = shared.hosted.browser()
    sign_up(member, "Bob")
    for method, path in ROUTES:
        if not OWN.search(path):
            continue
        address, form = (TABLE | HOSTED)[method, path][:2]
        odd = {
            "grade": "x",
            "submission": "-",
            "flagged": "?",
            "number": "",
            "text": "\0",
            "action": "x",
            "cell": "1" * 999,
        }
        for sent in (form, {}, odd, {**form, **odd}):
            shared.hosted.minute_later()
            browser = shared.hosted.browser() if who == "outsider" else member
            response = browser.client.request(method, address, data=sent or None)
            assert response.status_code == 404, (method, path, sent, response.headers.get("location"))


def test_a_get_makes_nobody_a_learner_and_is_kept_by_no_cache_that_others_use(shared: Shared) -> None:
    learners = shared.hosted.count("learner")
    for route in ROUTES:
        if route[0] == "get":
            response = opened(shared.hosted.browser(), route)
            assert "set-cookie" not in response.headers, route
            kept = response.headers["cache-control"]
            assert route[1] == "/sw.js" or "private" in kept or "no-store" in kept, route
            assert response.headers["strict-transport-security"] == "max-age=31536000"
            assert response.headers.items() >= {(name.lower(), value) for name, value in HEADERS.items()}
    assert shared.hosted.count("learner") == learners


def test_another_learners_answers_are_not_changed_from_within_ones_own_quiz(shared: Shared) -> None:
    """The address is one's own, but what is sent names an answer or a question of the other."""
    browser = shared.hosted.member("Bob")
    quiz = browser.quiz("rnn.hidden-state")
    browser.answer(quiz, 1)
    before = shared.rows()
    own = f"/practice/{quiz}/items/1"
    mark = shared.owner.rows("SELECT uid FROM instance WHERE id = 2")[0][0]
    for address, form in (
        (f"{own}/withdraw", {"submission": "1"}),
        (f"{own}/rating", {"submission": "1", "grade": "4"}),
        (f"/practice/{quiz}/items/2", {"unknown": "1", "instance": mark}),
        (f"/practice/{quiz}/items/2/hint", {"number": "1", "instance": mark}),
        (f"/practice/{quiz}/items/2/shown", {"instance": mark}),
        ("/flags/1", {"flagged": "", "instance": mark}),
        ("/settings/language", {"language": "en", "next": "/practice/1/items/2"}),
    ):
        assert browser.post(address, form).status_code < 500, address
        assert shared.rows() == before, address


def test_a_file_that_names_another_learners_quiz_makes_a_quiz_of_ones_own(shared: Shared) -> None:
    file = exported(shared.owner).replace('"correct":false', '"correct":true')
    before = shared.rows()
    browser = shared.hosted.member("Bob")
    assert send(browser, file).status_code in {200, 422}
    assert shared.rows() == before


def test_a_key_is_on_no_page_of_an_open_question_nor_in_the_export(shared: Shared) -> None:
    """Whoever it belongs to: each page of it is looked at, and the file that one can take away."""
    key = right(shared.owner.content(1, 2))
    texts = [text for value in key.values() for text in (value if isinstance(value, list) else [value])]
    said = [text for text in texts if len(text) > 3]  # a short number may be one of those that are given
    for route in ROUTES:
        if route[0] == "get" and "{quiz_id}" in route[1]:
            shown = unescape(shared.owner.get((TABLE | HOSTED)[route][0]).text)
            assert not said or not all(text in shown for text in said), route
    uid = shared.owner.rows("SELECT uid FROM instance WHERE quiz_id = 1 AND ordinal = 2")[0][0]
    assert uid not in exported(shared.owner)
