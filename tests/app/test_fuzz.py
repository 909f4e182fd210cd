"""Whatever is sent to whatever address in whatever state: it is answered, and tells nothing that it should not.

Addresses and fields are those that the app describes; what is put into them is made up. No answer is a failure or shows
a trace, none has a key of a question that is open or anything of another learner, none leads to another site, and what
is another learner's stays as it is. Each attempt begins from the same state, so one that fails fails again alone.
"""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.db.learners import fresh_learner
from app.sessions import logins
from app.sessions.tokens import digest
from question_bank.bank import Bank
from question_bank.operations import operations
from tests.app.hosted import ADDRESS, Hosted, sign_up, token_of, unlimited
from tests.app.kept import Rows, restore, rows
from tests.app.site import Site, lent
from tests.app.states import NOTED, SECRET, Opened, in_the_middle, open_questions
from tests.contracts.test_routes import HOSTED, TABLE
from tests.question_bank import budget

EXAMPLES = budget.examples(10_000, 60)  # in all, shared by the three visitors
OTHER = 1  # whose secrets these are
API = "/api/v1/compute/"  # tests/app/test_api_schema.py makes up what is sent there
ODD = (
    *("", " ", "0", "1", "2", "-1", "007", "1e999", "nan", "-inf", "9" * 400, "9223372036854775808", "1.5", "１．５"),
    *("on", "true", "false", "null", "[]", "{}", "en", "ja", "auto", "dark", "all", "mixed", "json", "quarter"),
    *("//evil.example/x", "/\\evil.example", "https://evil.example", "javascript:alert(1)", "/practice/1\r\nx: y"),
    *(
        "<script>alert(1)</script>",
        "'\"><i id=typed>",
        "{{ 7*7 }}",
        "%s%n",
        "../../etc/passwd",
        "a\0b",
        "\ufffe\u202e\u200b",
    ),
    *("Asia/Tokyo", "2027-02-20", "question", "topic", "tried", "shown", "kept", "answers", "everything", "moodle"),
    *("bias-dropped", "cell=1&choice=2", "p" * 5000, "1-00000000", "1-ffffffff", "\\frac{1}{2}", "1;2,3\t4\n5"),
)


@dataclass(frozen=True)
class Attempt:
    """What is sent, as an HTTP client is told."""

    method: str
    path: str
    query: tuple[tuple[str, str], ...]
    body: tuple[tuple[str, str], ...] | bytes | None
    as_file: bool
    language: str


@dataclass
class Fuzzed:
    """An app, who visits it, and what there was before an attempt."""

    hosted: Hosted
    token: str
    kept: Rows
    opened: list[Opened]
    secrets: list[str]

    def send(self, attempt: Attempt) -> Response:
        """Send it as the visitor."""
        self.hosted.minute_later()
        browser = self.hosted.browser(self.token)
        sent: dict[str, Any] = {}
        if isinstance(attempt.body, bytes):
            sent = {"content": attempt.body, "headers": {"content-type": "application/x-www-form-urlencoded"}}
        elif attempt.as_file:
            sent = {"files": [(name, ("x.json", value, "application/json")) for name, value in attempt.body or ()]}
        elif attempt.body is not None:
            fields: dict[str, list[str]] = {}
            for name, value in attempt.body:
                fields.setdefault(name, []).append(value)
            sent = {"data": fields}
        sent["headers"] = {**sent.get("headers", {}), "accept-language": attempt.language}
        return browser.client.request(attempt.method, attempt.path, params=attempt.query, **sent)


def described(app: Any) -> dict[tuple[str, str], tuple[list[str], list[str]]]:
    """Each address of the app with the names of its query and of the fields of its form."""
    document = app.openapi()
    found: dict[tuple[str, str], tuple[list[str], list[str]]] = {}
    for path, methods in document["paths"].items():
        if path.startswith(API) and path != f"{API}perplexity":
            continue
        for method, told in methods.items():
            query = [one["name"] for one in told.get("parameters", ()) if one["in"] == "query"]
            sent: dict[str, Any] = next(iter(told.get("requestBody", {}).get("content", {}).values()), {"schema": {}})[
                "schema"
            ]
            schema = document["components"]["schemas"].get(sent.get("$ref", "").rpartition("/")[2], {})
            sample = (TABLE | HOSTED).get((method, path), ("", {}))[1]
            found[method, path] = (query, sorted({*schema.get("properties", ()), *sample}))
    return found


def attempts(app: Any, kept: Rows) -> st.SearchStrategy[Attempt]:
    """Attempts at all addresses, each as often as any other."""
    table = described(app)
    numbers = {
        "quiz_id": [row["id"] for row in kept["quiz"]],
        "number": [1, 2, 3, 7],
        "instance_id": [row["id"] for row in kept["instance"]],
        "submission_id": [row["id"] for row in kept["submission"]],
        "session_id": [row["id"] for row in kept["login_session"]],
        "level": [1, 2, 3],
        "version": [1, 2],
        "seed": [1, 7],
    }
    words = {
        "family": [NOTED, "bptt.delta", "nothing"],
        "topic": ["rnn", "nothing"],
        "operation": [*operations()][:6],
        "form": ["number", "choice", "vector"],
        "token": ["x"],
    }
    pools = {**{name: [str(one) for one in every] for name, every in numbers.items()}, **words}
    marks = [f"{row['id']}-{row['fingerprint'][:8]}" for row in kept["instance"]]
    answers = [f"{row['id']}" for row in kept["submission"]]
    fields = [field.name for operation in operations().values() for field in operation.fields]
    value = st.one_of(
        st.sampled_from(ODD),
        st.sampled_from([*marks, *answers, *words["family"], *words["topic"]]),
        st.text(st.characters(exclude_categories=["Cs"]), max_size=30),
        st.integers(-3, 12).map(str),
        st.floats().map(str),
    )

    @st.composite
    def attempt(draw: st.DrawFn) -> Attempt:
        method, path = draw(st.sampled_from(sorted(table)))
        query, form = table[method, path]
        sample = (TABLE | HOSTED).get((method, path), ("", {}))[1]
        odd = st.sampled_from(ODD).map(lambda text: quote(text, safe="") or "%20")

        def part(name: str) -> str:
            return draw(odd) if draw(st.integers(0, 15)) == 0 else draw(st.sampled_from(pools.get(name, ["1"])))

        address = re.sub(r"\{(\w+)\}", lambda match: part(match[1]), path)
        names = form or ([*fields[:40], "seed"] if path.startswith("/lab/") else ["x"])
        if draw(st.booleans()):  # near what a page sends, with something else in it
            body: dict[str, str] = {**sample, **draw(st.dictionaries(st.sampled_from(names), value, max_size=2))}
            sent: tuple[tuple[str, str], ...] | bytes = tuple(body.items())
        elif draw(st.integers(0, 9)) == 0:
            sent = draw(st.binary(max_size=60))
        else:
            sent = tuple(draw(st.lists(st.tuples(st.sampled_from(names), value), max_size=6)))
        asked = draw(st.lists(st.tuples(st.sampled_from(query or ["x"]), value), max_size=3))
        as_file = path == "/data/import" and draw(st.booleans())
        language = draw(st.sampled_from(["ja", "en"]))
        return Attempt(method, address, tuple(asked), None if method == "get" else sent, as_file, language)

    return attempt()


@pytest.fixture(scope="module")
def app(template: Path, tmp_path_factory: pytest.TempPathFactory, bank: Bank) -> Iterator[Hosted]:
    """An app in which somebody else has everything that there is to have."""
    with ExitStack() as stack:
        folder = tmp_path_factory.mktemp("fuzz")
        made, clock = stack.enter_context(lent(template, folder, bank, mode="hosted", base_url=ADDRESS))
        client = stack.enter_context(
            TestClient(made, base_url=ADDRESS, follow_redirects=False, raise_server_exceptions=False)
        )
        hosted = Hosted(Site(client, unlimited(made), clock))
        with hosted.site.services.database.write() as session:
            session.add(fresh_learner(clock.now, OTHER))
            session.flush()
            other = hosted.browser(logins.begin(session, OTHER, "", clock.now))
        sign_up(other, "Alice")
        in_the_middle(other, SECRET)
        yield hosted


def visitor(app: Hosted, who: str) -> Fuzzed:
    """Somebody who visits, in the middle of everything too unless they were never here."""
    browser = app.browser()
    if who == "member":
        sign_up(browser, f"Bob-{len(app.site.rows('SELECT * FROM learner'))}")
    if who != "outsider":
        in_the_middle(browser)
    own = browser.rows(f"SELECT learner_id FROM login_session WHERE token_sha256 = '{digest(token_of(browser))}'")
    opened = open_questions(browser, own[0][0]) if own else []
    assert who == "outsider" or len(opened) > 1
    theirs = app.site.rows(f"SELECT uid FROM instance WHERE learner_id = {OTHER}")
    with app.site.services.database.read() as session:
        kept = rows(session)
    return Fuzzed(app, token_of(browser), kept, opened, [SECRET, "Alice", *(uid for (uid,) in theirs)])


def faults(fuzzed: Fuzzed, attempt: Attempt, response: Response) -> Iterator[str]:
    """What is wrong with an answer."""
    text = unescape(response.text)
    if response.status_code >= 500:
        yield "it is a failure"
    if "Traceback (most" in text or "sqlalchemy" in text.lower():
        yield "it shows a trace"
    sent = str(attempt)
    for one in fuzzed.opened:
        if one.is_told(text):
            yield f"the key of {one} is in it"
    if any(secret in text and secret not in sent for secret in fuzzed.secrets):
        yield "something of another learner's is in it"
    where = response.headers.get("location", "/")
    if not where.startswith("/") or where.startswith(("//", "/\\")) or "\n" in where:
        yield f"it leads to {where}"
    if "<script>alert" in response.text or "<i id=typed" in response.text:
        yield "what was typed is part of the page"


@pytest.mark.parametrize("who", ["outsider", "newcomer", "member"])
def test_whatever_is_sent_is_answered(app: Hosted, who: str, caplog: pytest.LogCaptureFixture) -> None:
    fuzzed = visitor(app, who)
    database = app.site.services.database
    theirs = {name: [row for row in found if row.get("learner_id") == OTHER] for name, found in fuzzed.kept.items()}

    @settings(
        max_examples=EXAMPLES // 3 + 1,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        derandomize=not budget.everything(),
        database=None,
    )
    @given(attempt=attempts(app.site.client.app, fuzzed.kept))
    def answered(attempt: Attempt) -> None:
        before = sum(database.waits.counts)
        response = fuzzed.send(attempt)
        found = list(faults(fuzzed, attempt, response))
        if sum(database.waits.counts) != before:
            with database.read() as session:
                now = rows(session)
            if any(row not in now[name] for name, own in theirs.items() for row in own):
                found.append("something of another learner's is not as it was")
            restore(database, fuzzed.kept)
        assert not found, (attempt, response.status_code, found)

    answered()
    assert not caplog.records


def test_what_it_looks_for_is_found(app: Hosted) -> None:
    """A key, a secret, a trace: each is seen where it is."""
    fuzzed = visitor(app, "newcomer")
    attempt = Attempt("get", "/", (), None, as_file=False, language="ja")
    browser = app.browser(fuzzed.token)
    found = []
    for one in fuzzed.opened:
        quiz, number = (int(part) for part in one.address.split("/")[2::2])
        browser.answer(quiz, number, {"unknown": "1"})
        found += [fault for fault in faults(fuzzed, attempt, browser.get(one.address)) if "the key of" in fault]
    assert found
    for text, said in ((SECRET, "another learner's"), ("Traceback (most recent", "trace")):
        assert [fault for fault in faults(fuzzed, attempt, Response(200, text=text)) if said in fault]
    failed = Response(500, headers={"location": "//evil.example"})
    assert len(list(faults(fuzzed, attempt, failed))) == 2
