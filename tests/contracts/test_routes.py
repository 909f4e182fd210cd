"""Every address answers as it should in both languages; an address without a line here fails the build."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from question_bank.bank import Bank, load_bank
from question_bank.model.bilingual import LANGUAGES
from tests.app.conftest import template
from tests.app.hosted import Hosted, hosted
from tests.app.site import lent

__all__ = ["hosted", "template"]  # fixtures

KIND = load_bank().families["rnn.hidden-state"]
QUESTION = "/q/{family}/{version}/{level}/{form}/{seed}"
ITS_OWN = f"/q/{KIND.id}/{KIND.version}/{KIND.asks[0][0]}/{KIND.asks[0][1]}/7"

# A file to import, and the addresses that a file is sent to.
OWN = (
    b'{"format":"edrill","version":1,"app":"0.1.0","exported_at":"2026-01-10T12:00:00Z",'
    b'"left_out":{"questions":0,"flags":0},"learner":{"language":null,"theme":"auto","shortcuts":true,"start":null,'
    b'"zone":null,"exam_on":null,"daily":12,"daily_unit":"questions","exam_extra":100,"created_at":"2026-01-01T12:00:00Z"},'
    b'"notes":[{"text":"x","created_at":"2026-01-02T12:00:00Z","changed_at":"2026-01-02T12:00:00Z",'
    b'"family":"rnn.output"}],"foreseen":[],"quizzes":[]}'
)
FILES = {"/data/import": {"file": ("edrill.json", OWN, "application/json")}}

# (method, address) -> (what to open, form, status, something the page must say in Japanese and in English)
TABLE: dict[tuple[str, str], tuple[str, dict[str, str], int, tuple[str, str]]] = {
    ("get", "/"): ("/", {}, 200, ("途中の演習", "Quiz in progress")),
    ("post", "/practice/{quiz_id}/items/{number}/rating"): (
        "/practice/1/items/1/rating",
        {"submission": "1", "grade": "4"},
        303,
        ("", ""),
    ),
    ("get", "/review"): ("/review", {}, 200, ("まだ解いていない種類", "Kinds not tried yet")),
    ("post", "/review/today"): ("/review/today", {}, 303, ("", "")),
    ("post", "/review/placement"): ("/review/placement", {}, 303, ("", "")),
    ("post", "/review/list"): ("/review/list", {"name": "unseen"}, 303, ("", "")),
    ("post", "/settings/zone"): ("/settings/zone", {"zone": "Asia/Tokyo"}, 204, ("", "")),
    ("get", "/topics"): ("/topics", {}, 200, ("シラバス", "Syllabus")),
    ("get", "/topics/{topic}"): ("/topics/bptt", {}, 200, ("打ち切り型 BPTT", "Truncated BPTT")),
    ("get", "/examples/{family}"): (
        "/examples/bptt.delta?level=1&seed=3",
        {},
        200,
        ("自分で解く", "Solve one yourself"),
    ),
    ("get", "/reference"): ("/reference", {}, 200, ("公式集", "Formulas")),
    ("get", "/reference/glossary"): ("/reference/glossary?q=vanishing", {}, 200, ("勾配消失", "vanishing gradient")),
    ("get", "/practice/new"): ("/practice/new", {}, 200, ("問題数", "Number of questions")),
    ("get", "/practice"): ("/practice", {}, 303, ("", "")),
    ("post", "/practice"): ("/practice", {"quick": "1", "once": "1"}, 303, ("", "")),
    ("post", "/practice/first"): ("/practice/first", {"once": "1"}, 303, ("", "")),
    ("post", "/practice/family"): ("/practice/family", {"family": "bptt.update", "once": "1"}, 303, ("", "")),
    ("post", "/practice/slip"): ("/practice/slip", {"slip": "bias-dropped", "once": "1"}, 303, ("", "")),
    ("post", "/practice/pasted"): (
        "/practice/pasted",
        {"text": "1\t2", "rows": "1", "columns": "2", "at": "0"},
        200,
        ('"1":"2"', '"1":"2"'),
    ),
    ("get", "/practice/{quiz_id}"): ("/practice/1", {}, 303, ("", "")),
    ("get", "/practice/{quiz_id}/items/{number}"): ("/practice/1/items/2", {}, 200, ("わからない", "I don't know")),
    ("get", "/practice/{quiz_id}/result"): ("/practice/1/result", {}, 200, ("演習の結果", "Result of the quiz")),
    ("post", "/practice/{quiz_id}/items/{number}"): (
        "/practice/1/items/1",
        {"unknown": "1"},
        303,
        ("", ""),
    ),
    ("post", "/practice/{quiz_id}/items/{number}/shown"): ("/practice/1/items/2/shown", {}, 204, ("", "")),
    ("get", "/offline"): ("/offline", {}, 200, ("オフラインで読める", "without a network")),
    ("get", "/sw.js"): ("/sw.js", {}, 200, ("const SHELL", "const SHELL")),
    ("post", "/practice/{quiz_id}/items/{number}/reading"): (
        "/practice/1/items/2/reading",
        {"cell": "１．５"},
        200,
        ('"read":"1.5"', '"read":"1.5"'),
    ),
    ("post", "/practice/{quiz_id}/items/{number}/hint"): ("/practice/1/items/2/hint", {"number": "1"}, 303, ("", "")),
    ("get", "/practice/{quiz_id}/items/{number}/guided"): (
        "/practice/1/items/2/guided",
        {},
        200,
        ("式を見て", "read the formula"),
    ),
    ("post", "/practice/{quiz_id}/items/{number}/guided"): (
        "/practice/1/items/2/guided",
        {"action": "shown"},
        303,
        ("", ""),
    ),
    ("post", "/practice/{quiz_id}/items/{number}/guided/entered"): (
        "/practice/1/items/2/guided/entered",
        {"cell": "1.5"},
        303,
        ("", ""),
    ),
    ("post", "/practice/{quiz_id}/items/{number}/guided/reading"): (
        "/practice/1/items/2/guided/reading",
        {"cell": "１．５"},
        200,
        ('"read":"1.5"', '"read":"1.5"'),
    ),
    ("post", "/practice/{quiz_id}/items/{number}/again"): ("/practice/1/items/1/again", {}, 303, ("", "")),
    ("post", "/practice/{quiz_id}/drop"): ("/practice/1/drop", {}, 303, ("", "")),
    ("post", "/practice/{quiz_id}/items/{number}/withdraw"): (
        "/practice/1/items/1/withdraw",
        {"submission": "1"},
        303,
        ("", ""),
    ),
    ("post", "/practice/{quiz_id}/wrong-again"): ("/practice/1/wrong-again", {}, 303, ("", "")),
    ("get", "/exams"): ("/exams", {}, 200, ("受験中の試験があります", "An exam is in progress")),
    ("post", "/exams"): ("/exams", {"length": "quarter"}, 303, ("", "")),
    ("get", "/exams/{quiz_id}"): ("/exams/2", {}, 303, ("", "")),
    ("get", "/exams/{quiz_id}/items/{number}"): ("/exams/2/items/2", {}, 200, ("あとで見る", "Look again later")),
    ("post", "/exams/{quiz_id}/items/{number}"): ("/exams/2/items/2", {"choice": "1"}, 303, ("", "")),
    ("post", "/exams/{quiz_id}/items/{number}/saved"): (
        "/exams/2/items/2/saved",
        {"choice": "1"},
        200,
        ('"choice":1', '"choice":1'),
    ),
    ("get", "/exams/{quiz_id}/time"): ("/exams/2/time", {}, 200, ('"over":false', '"over":false')),
    ("get", "/exams/{quiz_id}/review"): ("/exams/2/review", {}, 200, ("見直し", "Review")),
    ("get", "/exams/{quiz_id}/finish"): ("/exams/2/finish", {}, 200, ("終了して採点する", "End and grade")),
    ("post", "/exams/{quiz_id}/finish"): ("/exams/2/finish", {}, 303, ("", "")),
    ("get", "/exams/{quiz_id}/result"): ("/exams/2/result", {}, 303, ("", "")),
    ("post", "/exams/{quiz_id}/again"): ("/exams/2/again", {}, 303, ("", "")),
    ("get", "/history"): ("/history", {}, 200, ("わからない", "I don't know")),
    ("get", "/history/{submission_id}"): ("/history/1", {}, 200, ("覚えておくこと", "Worth remembering")),
    ("get", "/flags"): ("/flags", {}, 200, ("まだフラグがありません", "No question is flagged")),
    ("get", "/flags/{instance_id}"): ("/flags/1", {}, 303, ("", "")),
    ("post", "/flags/{instance_id}"): ("/flags/1", {"flagged": "1"}, 303, ("", "")),
    ("get", "/notes"): ("/notes", {}, 200, ("まだメモがありません", "no notes yet")),
    ("get", "/notes/kinds/{family}"): (f"/notes/kinds/{KIND.id}", {}, 200, ("この種類の問題へのメモ", "this kind")),
    ("post", "/notes/kinds/{family}"): (f"/notes/kinds/{KIND.id}", {"text": "z⁽⁰⁾ = 0"}, 303, ("", "")),
    ("get", "/notes/questions/{instance_id}"): ("/notes/questions/1", {}, 200, ("この問題だけ", "this question alone")),
    ("post", "/notes/questions/{instance_id}"): ("/notes/questions/1", {"text": "転置"}, 303, ("", "")),
    ("get", QUESTION): (ITS_OWN, {}, 200, ("この問題を解く", "Solve this question")),
    ("post", QUESTION): (ITS_OWN, {}, 303, ("", "")),
    ("get", "/statistics"): ("/statistics", {}, 200, ("試験日の予測", "Forecast for the exam day")),
    ("get", "/settings"): ("/settings", {}, 200, ("ショートカット", "shortcuts")),
    ("post", "/settings"): ("/settings", {"language": "auto", "theme": "dark"}, 303, ("", "")),
    ("post", "/settings/language"): ("/settings/language", {"language": "ja", "next": "/topics"}, 303, ("", "")),
    ("get", "/help/keyboard"): ("/help/keyboard", {}, 200, ("1 文字のキー", "Keys of one letter")),
    ("get", "/data"): ("/data", {}, 200, ("自分のデータ", "Your data")),
    ("get", "/data/export.json"): ("/data/export.json", {}, 200, ('"format":"edrill"', '"version":1')),
    ("get", "/data/answers.csv"): ("/data/answers.csv", {}, 200, ("問題の種類", "kind id")),
    ("post", "/data/import"): ("/data/import", {"settings": "1"}, 200, ("", "")),
    ("get", "/data/clear"): ("/data/clear?topic=rnn", {}, 200, ("元に戻せません", "cannot be brought back")),
    ("post", "/data/clear"): ("/data/clear", {"what": "answers"}, 303, ("", "")),
    ("get", "/data/questions"): (
        "/data/questions?family=rnn.output&each=2&made=1",
        {},
        200,
        ("2 問を用意しました", "2 questions are ready"),
    ),
    ("get", "/data/questions/file"): (
        "/data/questions/file?family=rnn.output&each=1&target=moodle",
        {},
        200,
        ("出力", "Output"),
    ),
    ("get", "/lab"): ("/lab", {}, 200, ("実験室", "Lab")),
    ("get", "/lab/{operation}"): ("/lab/bptt?seed=2", {}, 200, ("数値微分で検算", "central differences")),
    ("post", "/lab/{operation}"): ("/lab/perplexity", {"p": "0.5 0.25"}, 200, ("2.8284", "2.8284")),
    ("get", "/api/v1/openapi.json"): ("/api/v1/openapi.json", {}, 200, ("BPTT", "BPTT")),
    ("get", "/api/v1/families"): ("/api/v1/families", {}, 200, ("bptt.delta", "bptt.delta")),
    ("get", "/api/v1/instances/{family}"): ("/api/v1/instances/bptt.delta?seed=1", {}, 200, ("stem", "stem")),
    # Without a body the field's name comes back; tests/app/test_api.py grades and computes.
    ("post", "/api/v1/instances/{family}/grade"): ("/api/v1/instances/bptt.delta/grade", {}, 422, ("body", "body")),
    ("post", "/api/v1/compute/{operation}"): ("/api/v1/compute/gru", {}, 422, ("入力が合いません", "does not fit")),
    ("get", "/healthz"): ("/healthz", {}, 200, ('{"status":"ok"}', '{"status":"ok"}')),
    ("get", "/readyz"): ("/readyz", {}, 200, ('{"status":"ready","wrong":[]}', '{"status":"ready","wrong":[]}')),
    ("get", "/metrics"): ("/metrics", {}, 404, ("", "")),  # for those who may ask: tests/app/test_health.py
}

WRONG = ("入力を確かめてください", "Please check what you entered")
WHO = {"name": "nobody", "passphrase": "not the right one"}
# The addresses within a class, and what one must be there to reach them: tests/contracts/test_class_roles.py.
WITHIN: dict[tuple[str, str], str] = {
    ("get", "/classes/{class_id}"): "member",
    ("post", "/classes/{class_id}/consent"): "member",
    ("get", "/classes/{class_id}/sets/{set_id}"): "member",
    ("get", "/classes/{class_id}/sets/{set_id}/keys"): "member",
    ("post", "/classes/{class_id}/sets/{set_id}/start"): "member",
    ("get", "/classes/{class_id}/sets/new"): "owner",
    ("post", "/classes/{class_id}/sets/new"): "owner",
    ("get", "/classes/{class_id}/sets/{set_id}/edit"): "owner",
    ("post", "/classes/{class_id}/sets/{set_id}/edit"): "owner",
    ("get", "/classes/{class_id}/figures"): "owner",
    ("get", "/classes/{class_id}/figures.csv"): "owner",
    ("get", "/classes/{class_id}/members/{member_id}"): "owner",
    ("post", "/classes/{class_id}/members/{member_id}/remove"): "owner",
    ("post", "/classes/{class_id}/members/{member_id}/share"): "owner",
    ("post", "/classes/{class_id}/name"): "owner",
    ("post", "/classes/{class_id}/invitation"): "owner",
    ("post", "/classes/{class_id}/invitation/revoke"): "owner",
    ("get", "/classes/{class_id}/sets/{set_id}/delete"): "owner",
    ("post", "/classes/{class_id}/sets/{set_id}/delete"): "owner",
    ("post", "/classes/{class_id}/step-back"): "owner",
    ("post", "/classes/{class_id}/leave"): "member",
    ("get", "/classes/{class_id}/delete"): "owner",
    ("post", "/classes/{class_id}/delete"): "owner",
}
GONE = ("見つかりません", "cannot be found")
# What hosted mode has besides, as somebody meets it who was never there.
HOSTED: dict[tuple[str, str], tuple[str, dict[str, str], int, tuple[str, str]]] = {
    ("get", "/account"): ("/account", {}, 303, ("", "")),
    ("get", "/account/new"): ("/account/new", {}, 200, ("アカウントを作る", "Create an account")),
    ("post", "/account/new"): ("/account/new", {"name": ""}, 422, WRONG),
    ("get", "/account/login"): ("/account/login", {}, 200, ("ログインする", "Log in")),
    ("post", "/account/login"): ("/account/login", WHO, 422, WRONG),
    ("get", "/account/recover"): ("/account/recover", {}, 200, ("回復コード", "recovery codes")),
    ("post", "/account/recover"): ("/account/recover", {**WHO, "again": WHO["passphrase"], "code": "1"}, 422, WRONG),
    ("get", "/account/reset/{token}"): ("/account/reset/x", {}, 404, ("使えません", "does not work")),
    ("post", "/account/reset/{token}"): (
        "/account/reset/x",
        {"passphrase": WHO["passphrase"], "again": WHO["passphrase"]},
        404,
        ("使えません", "does not work"),
    ),
    ("post", "/account/passphrase"): ("/account/passphrase", WHO, 303, ("", "")),
    ("post", "/account/codes"): ("/account/codes", {"current": "x"}, 303, ("", "")),
    ("post", "/account/codes/shown"): ("/account/codes/shown", {"to": "en"}, 303, ("", "")),
    ("post", "/account/sessions/{session_id}/end"): (
        "/account/sessions/1/end",
        {},
        404,
        ("見つかりません", "cannot be found"),
    ),
    ("get", "/account/delete"): ("/account/delete", {}, 303, ("", "")),
    ("post", "/account/delete"): ("/account/delete", {"passphrase": "x"}, 303, ("", "")),
    ("post", "/account/logout"): ("/account/logout", {}, 303, ("", "")),
    ("post", "/account/logout/everywhere"): ("/account/logout/everywhere", {}, 303, ("", "")),
    ("get", "/classes"): ("/classes", {}, 200, ("アカウントが要ります", "you need an account")),
    ("post", "/classes"): ("/classes", {"name": "x"}, 303, ("", "")),
    ("post", "/classes/join"): ("/classes/join", {}, 303, ("", "")),
    ("get", "/classes/join/{code}"): ("/classes/join/0", {}, 200, ("アカウントが要ります", "you need an account")),
    ("post", "/classes/join/{code}"): ("/classes/join/0", {}, 303, ("", "")),
    ("get", "/sittings/{quiz_id}/items/{number}"): ("/sittings/1/items/1", {}, 404, GONE),
    **{(method, path): (path.format(class_id=1, set_id=1, member_id=1), {}, 404, GONE) for method, path in WITHIN},
    ("get", "/account/left"): ("/account/left", {}, 200, ("ログアウトしました", "You are logged out")),
}


@contextmanager
def opened(begun: Path, folder: Path, bank: Bank) -> Iterator[TestClient]:
    """An app with a quiz and an open exam."""
    with lent(begun, folder, bank) as (app, _), TestClient(app, follow_redirects=False) as client:
        yield client


@pytest.fixture
def client(begun: Path, tmp_path: Path, bank: Bank) -> Iterator[TestClient]:
    """An app of one's own."""
    with opened(begun, tmp_path, bank) as client:
        yield client


@pytest.fixture(scope="module")
def read(begun: Path, tmp_path_factory: pytest.TempPathFactory, bank: Bank) -> Iterator[TestClient]:
    """An app that is only read."""
    with opened(begun, tmp_path_factory.mktemp("read"), bank) as client:
        yield client


def is_read(route: tuple[str, str]) -> bool:
    return route[0] == "get" or route[1].startswith("/api/")


@pytest.mark.parametrize("route", [route for route in TABLE if is_read(route)], ids=" ".join)
def test_address_that_is_read_answers_in_both_languages(read: TestClient, route: tuple[str, str]) -> None:
    answers(read, route)


@pytest.mark.parametrize("route", [route for route in TABLE if not is_read(route)], ids=" ".join)
def test_address_that_is_written_to_answers_in_both_languages(client: TestClient, route: tuple[str, str]) -> None:
    answers(client, route)


def answers(client: TestClient, route: tuple[str, str]) -> None:
    """What an address answers is what its line in the table says."""
    address, form, status, said = (TABLE | HOSTED)[route]
    for language, text in zip(LANGUAGES, said, strict=True):
        sent: dict[str, Any] = {"data": form or None, "files": FILES.get(route[1]) if route[0] == "post" else None}
        response = client.request(route[0], address, **sent, headers={"accept-language": language})
        assert response.status_code == status
        assert text in response.text


def test_the_addresses_of_accounts_answer_in_both_languages(hosted: Hosted) -> None:
    for route in HOSTED.keys() - WITHIN.keys():
        answers(hosted.browser().client, route)
        hosted.minute_later()
    assert hosted.count("learner") == 0


def served(client: TestClient) -> set[tuple[str, str]]:
    """The addresses of an app."""
    described = client.app.openapi()  # type: ignore[attr-defined]
    return {(method, path) for path, methods in described["paths"].items() for method in methods}


def test_no_address_is_left_out(client: TestClient, hosted: Hosted) -> None:
    assert served(client) == set(TABLE)
    assert served(hosted.site.client) == set(TABLE) | set(HOSTED)
