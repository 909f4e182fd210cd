"""What a person or a client may do to every address: nothing of it breaks the app, and no address is a dead end.

The addresses are discovered from the app and filled from the samples of ``test_routes``, which has a line for each.
"""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from app.db.columns import Base
from question_bank.bank import Bank
from question_bank.operations import operations
from question_bank.operations.operation import Operation
from tests.app.place import another_writer
from tests.app.site import Site, lent
from tests.contracts.test_routes import FILES, TABLE
from tests.question_bank.budget import portion

API = "/api/"
LONG = "9" * 5000  # more digits than Python reads as a number
BAD = (
    *("9223372036854775808", LONG, "-9223372036854775809", "-1", "0", "abc", "%00", "%FF", "%F0%9F%98%80"),
    # What a number could be read from, but no address of ours.
    *("1.0", "+1", "%2B1", "01", "1_0", "1e0", "%201", "1%20", "1%0A", "%EF%BC%91", "%D9%A1", "0x1", "1."),
)
# A form that has something to store where the sample of test_routes has nothing.
WRITING: dict[str, tuple[str, dict[str, str]]] = {
    "/practice/{quiz_id}/items/{number}": ("/practice/1/items/2", {"unknown": "1"}),
}
# Each answers a question about what is typed, and stores nothing.
ASKING = {
    "/practice/{quiz_id}/items/{number}/reading",
    "/practice/{quiz_id}/items/{number}/guided/reading",
    "/practice/{quiz_id}/items/{number}/guided/entered",
    "/practice/pasted",
    "/lab/{operation}",
}
GETS = [path for method, path in TABLE if method == "get"]
POSTS = [path for method, path in TABLE if method == "post"]
FORMS = [path for path in POSTS if not path.startswith(API)]
# Where an exam is open they lead to it, and store nothing.
LEADING = {"/exams", "/exams/{quiz_id}/again"}
SENDING = [path for path in FORMS if path not in ASKING | LEADING]
MALFORMED: list[tuple[str, bytes]] = [
    (name, value)
    for name, values in {
        "accept-language": (
            b"",
            b";q=",
            b"en;q=x, ja;q=",
            b"\xff\xfe",
            b"," * 3000,
            b"*;q=9, en;q=-1",
            b"ja;;;q=1;q=2",
        ),
        "accept-encoding": (b"", b"gzip;q=", b"\xff", b"gzip;q=0.0000, *;q=2", b";,;"),
        "content-type": (
            b"",
            b"\xff",
            b"multipart/form-data",
            b"multipart/form-data; boundary=",
            b"multipart/form-data; boundary=x",
            b"application/json",
            b"application/x-www-form-urlencoded; charset=nothing",
            b"text/html; charset=\xe3\x81\x82",
        ),
        "cookie": (b"=", b";;;", b"\xff=\xff", b"a=b; " * 500),
        "range": (b"bytes=", b"bytes=9-1", b"bytes=0-0,1-1,-", b"lines=1-2", b"\xff"),
        "if-none-match": (b"", b'"', b"*", b"W/", b"\xff"),
        "if-modified-since": (b"yesterday", b"Thu, 99 Foo 2026 99:99:99 GMT"),
        "forwarded": (b"for=;host=[", b"\xff"),
        "x-forwarded-proto": (b"javascript",),
        "referer": (b"//[", b"\xff"),
    }.items()
    for value in values
]
FOREIGN: list[tuple[str, bytes]] = [
    ("origin", b"http://["),
    ("origin", b"http://[::1"),
    ("origin", b"http://]/"),
    ("origin", b""),
    ("origin", b"null"),
    ("origin", b"\xff\xfe"),
    ("origin", b"http://testserver:port"),
    ("sec-fetch-site", b""),
    ("sec-fetch-site", b"same-origin, cross-site"),
    ("sec-fetch-site", b"\xff"),
]


def raw(*headers: tuple[str, bytes]) -> list[tuple[bytes, bytes]]:
    """Headers as they are sent, whatever they hold."""
    return [(name.encode(), value) for name, value in headers]


@dataclass
class Running:
    """An app of its own in which a quiz has begun."""

    site: Site

    def send(self, path: str, *headers: tuple[str, bytes]) -> Response:
        """Send the form of a route."""
        address, form = WRITING.get(path, TABLE["post", path][:2])
        return self.site.client.post(address, data=form or None, files=FILES.get(path), headers=raw(*headers))

    def stored(self) -> dict[str, list[Any]]:
        """All that is stored."""
        return {table: self.site.rows(f"SELECT * FROM {table}") for table in Base.metadata.tables}


@contextmanager
def start(begun: Path, folder: Path, bank: Bank) -> Iterator[Running]:
    """An app on a copy of that database."""
    with (
        lent(begun, folder, bank) as (app, clock),
        TestClient(app, follow_redirects=False, raise_server_exceptions=False) as client,
    ):
        yield Running(Site(client, app.state.services, clock))


@pytest.fixture
def running(begun: Path, tmp_path: Path, bank: Bank) -> Iterator[Running]:
    """An app for one test."""
    with start(begun, tmp_path, bank) as found:
        yield found


@pytest.fixture(scope="module")
def shared(begun: Path, tmp_path_factory: pytest.TempPathFactory, bank: Bank) -> Iterator[Running]:
    """One app for the tests that store nothing."""
    with start(begun, tmp_path_factory.mktemp("shared"), bank) as found:
        yield found


def is_own_refusal(response: Response, address: str, statuses: set[int]) -> bool:
    """Whether a refusal is a page of the site, or the API's JSON."""
    if response.status_code not in statuses:
        return False
    if address.startswith(API):
        return set(response.json()) == {"status", "message", "fields"}
    return '<main id="main"' in response.text and response.headers["content-language"] == "ja"


def at_last(site: Site, address: str) -> Response:
    """Where an address leads."""
    response = site.get(address)
    for _ in range(3):
        if response.status_code == 303:
            response = site.get(response.headers["location"])
    return response


def bad_addresses(method: str, path: str) -> Iterator[str]:
    """The sample of a route with each of its parts in turn replaced by what names nothing."""
    whole = TABLE[method, path][0]
    sample, _, query = whole.partition("?")
    template, parts = path.split("/"), sample.split("/")
    for place, part in enumerate(template):
        if part.startswith("{"):
            for bad in BAD:
                if (part, bad) == ("{seed}", "0"):
                    continue  # there is a question at it
                yield "/".join([*parts[:place], bad, *parts[place + 1 :]]) + (f"?{query}" if query else "")


@pytest.mark.parametrize("route", [route for route in TABLE if "{" in route[1]], ids=" ".join)
def test_an_address_that_names_nothing_is_not_found(shared: Running, route: tuple[str, str]) -> None:
    method, path = route
    statuses = {404, 422} if path.startswith(API) else {404}
    before = shared.stored()
    for address in bad_addresses(method, path):
        response = shared.site.client.request(method, address, data=TABLE[route][1] or None)
        assert is_own_refusal(response, address, statuses), (address[:80], response.status_code)
    assert shared.stored() == before


@pytest.mark.parametrize("path", GETS)
def test_head_answers_as_get_without_the_body(shared: Running, path: str) -> None:
    for encoding in ("gzip", "identity"):
        headers = {"accept-encoding": encoding}
        got = shared.site.client.get(TABLE["get", path][0], headers=headers)
        head = shared.site.client.head(TABLE["get", path][0], headers=headers)
        assert head.status_code == got.status_code == TABLE["get", path][2]
        assert head.headers.multi_items() == got.headers.multi_items()
        assert head.content == b""


@pytest.mark.parametrize("path", FORMS)
def test_the_address_of_a_form_can_be_opened(running: Running, path: str) -> None:
    """A reload, the language switch or a bookmark opens the address that a form was sent to."""
    address = TABLE["post", path][0]
    for _ in range(2):
        response = at_last(running.site, address)
        assert response.status_code == 200, (address, response.headers.get("location"))
        running.send(path)


@pytest.mark.parametrize("path", FORMS)
def test_the_language_switch_leads_back_from_every_answer(running: Running, path: str) -> None:
    for form in ({}, {"cell": "1..2", "choice": "99", "topic": "nothing", "family": "nothing", "p": "x"}):
        response = running.site.post(TABLE["post", path][0], form)
        assert response.status_code < 500
        for address in re.findall(r'name="next" value="([^"]*)"', response.text):
            assert at_last(running.site, unescape(address)).status_code in {200, 404 if "{" in path else 200}


@pytest.mark.parametrize("path", FORMS)
def test_a_form_sent_twice_counts_once(running: Running, path: str) -> None:
    first = running.send(path)
    stored = running.stored()
    running.site.clock.go(10)
    second = running.send(path)
    assert second.status_code == first.status_code
    assert second.status_code in {200, 204, 303}
    assert running.stored() == stored


@pytest.mark.parametrize("path", FORMS)
def test_while_another_program_writes_nothing_is_stored_and_the_page_says_so(running: Running, path: str) -> None:
    running.site.services.database.patience = 0.1
    before = running.stored()
    with another_writer(running.site.services.database):
        began = time.monotonic()
        response = running.send(path)
        assert time.monotonic() - began < 3
        if path in SENDING:
            assert is_own_refusal(response, path, {503})
            assert response.headers["retry-after"]
            assert "まだ保存できていません" in response.text
            for name, value in WRITING.get(path, TABLE["post", path])[1].items():
                if (name, value) != ("quick", "1"):  # a quick start comes back as the whole form
                    kept = re.escape(value)
                    assert re.search(rf'name="{name}"[^>]*(value="{kept}"|>\n{kept}</textarea>)', response.text), name
        else:
            assert response.status_code in {200, 303}
    assert running.stored() == before
    assert running.send(path).status_code in {200, 204, 303}


@pytest.mark.parametrize("path", GETS)
def test_while_another_program_writes_every_page_is_shown(shared: Running, path: str) -> None:
    expected = TABLE["get", path][2]
    with another_writer(shared.site.services.database):
        began = time.monotonic()
        assert shared.site.get(TABLE["get", path][0]).status_code == expected
        assert time.monotonic() - began < 2


@pytest.mark.parametrize("path", portion(FORMS, 5))
def test_malformed_headers_break_nothing(running: Running, path: str) -> None:
    before = running.stored()
    for header in FOREIGN:
        assert is_own_refusal(running.send(path, header), path, {403}), header
    assert running.stored() == before
    for header in MALFORMED:
        response = running.send(path, header)
        assert response.status_code < 500, header
        assert response.status_code < 400 or '<main id="main"' in response.text, header


@pytest.mark.parametrize("path", portion([path for path in POSTS if path.startswith(API)], 16))
def test_the_api_refuses_in_json(shared: Running, path: str) -> None:
    address = TABLE["post", path][0]
    assert is_own_refusal(shared.site.get(address), address, {405})
    for header in FOREIGN:
        assert is_own_refusal(shared.send(path, header), path, {403}), header
    for header in MALFORMED[::3]:
        assert is_own_refusal(shared.send(path, header), path, {400, 422}), header


@pytest.mark.parametrize("path", portion(GETS, 6))
def test_malformed_headers_break_no_page(shared: Running, path: str) -> None:
    for name, value in [*MALFORMED, *FOREIGN]:
        response = shared.site.client.get(TABLE["get", path][0], headers=raw((name, value)))
        assert response.status_code == TABLE["get", path][2], (name, value)


@pytest.mark.parametrize("path", dict.fromkeys([*GETS, *POSTS, "/static/css/base.css"]))
def test_a_method_that_is_not_allowed_is_told_which_ones_are(shared: Running, path: str) -> None:
    address = next((entry[0] for (_, known), entry in TABLE.items() if known == path), path)
    refused = shared.site.client.request("DELETE", address)
    assert is_own_refusal(refused, path, {405})
    told = set(refused.headers["allow"].split(", "))
    assert told - {"HEAD", "GET"} == {"POST"} - ({"POST"} if path not in POSTS else set())
    opened = path in GETS or not path.startswith(API)  # the address of a form leads to its page
    assert (told >= {"HEAD", "GET"}) is opened


@pytest.mark.parametrize("header", MALFORMED, ids=str)
def test_malformed_headers_break_no_asset(shared: Running, header: tuple[str, bytes]) -> None:
    plain = shared.site.client.get("/static/css/base.css")
    for method in ("GET", "HEAD"):
        response = shared.site.client.request(method, "/static/css/base.css", headers=raw(header))
        assert response.status_code == (304 if header == ("if-none-match", b"*") else 200)
        if response.status_code == 200 and header[0] != "accept-encoding":
            assert response.content == (plain.content if method == "GET" else b"")
            assert response.headers.multi_items() == plain.headers.multi_items()


ODD = (
    "",
    "\0",
    "a \0 b",
    "\ufffe \u202e\u200b",
    "\\end{x} }{ $",
    "<b>&amp;",
    LONG[:500],
    "1e999 nan -inf",
    "1;2,3\t4\n5",
    "𝒙 é か\u3099",
)


@pytest.mark.parametrize("operation", portion(operations().values(), 16), ids=lambda operation: operation.id)
def test_whatever_is_typed_into_the_lab_is_answered(shared: Running, operation: Operation) -> None:
    texts = [f.name for f in operation.fields if f.kind in {"tokens", "sentences", "references"}]
    every = [f.name for f in operation.fields] + [c.name for c in operation.conventions] + ["seed", "seen"]
    for odd in ODD:
        for names in (every, *([name] for name in texts)):
            response = shared.site.client.post(f"/lab/{operation.id}", data=dict.fromkeys(names, odd))
            assert response.status_code in {200, 422}, (names, odd)
