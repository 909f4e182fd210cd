"""Files that are no good: what is wrong is told with its place, and nothing is changed."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from question_bank.bank import Bank
from tests.app.owner import exported, live, send
from tests.app.site import Site, build
from tests.app.test_idempotency import everything

pytestmark = pytest.mark.stored

Change = Callable[[dict[str, Any]], object]


def answered(file: dict[str, Any]) -> dict[str, Any]:
    row: dict[str, Any] = file["quizzes"][0]["instances"][0]
    return row


def sat(file: dict[str, Any]) -> dict[str, Any]:
    quiz: dict[str, Any] = next(quiz for quiz in file["quizzes"] if quiz["exam"] is not None)
    return quiz


FAULTS: dict[str, tuple[Change, str, str]] = {
    "no such file": (lambda f: f.update(format="other"), "format", "書き出したファイルではありません"),
    "newer": (lambda f: f.update(version=2), "version", "新しい形式"),
    "odd version": (lambda f: f.update(version="1"), "version", "ここに入る値ではありません"),
    "no quizzes": (lambda f: f.pop("quizzes"), "quizzes", "項目がありません"),
    "no learner": (lambda f: f.pop("learner"), "learner", "項目がありません"),
    "zone": (lambda f: f["learner"].update(zone="Mars/Base"), "learner.zone", "ここに入る値"),
    "daily": (lambda f: f["learner"].update(daily=0), "learner.daily", "ここに入る値"),
    "note": (lambda f: f["notes"][0].update(text="x" * 2001), "notes[0].text", "ここに入る値"),
    "note twice": (lambda f: f["notes"].append(f["notes"][0]), "", "ここに入る値"),
    "unknown": (lambda f: f["quizzes"][0].update(more=1), "quizzes[0].more", "形式にない"),
    "no time": (lambda f: f["quizzes"][0].update(created_at="soon"), "quizzes[0].created_at", "ここに入る値"),
    "no zone": (lambda f: f["quizzes"][0].update(created_at="2026-01-01T00:00:00"), "quizzes[0].created_at", "ここに"),
    "year": (lambda f: f["quizzes"][0].update(created_at="0001-01-01T00:00:00Z"), "quizzes[0].created_at", "ここに"),
    "kind": (lambda f: answered(f)["submission"].update(kind="x"), "instances[0].submission.kind", "ここに入る値"),
    "truth": (lambda f: answered(f)["submission"].update(correct=1), "submission.correct", "ここに入る値"),
    "content": (lambda f: answered(f)["content"].pop("key"), "instances[0].content.key", "項目がありません"),
    "answer": (
        lambda f: answered(f)["submission"].update(choice=99, texts=["a"], cells=[True] * 9),
        "submission",
        "合わない解答",
    ),
    "exam that goes on": (lambda f: sat(f)["exam"].update(closed_at=None), ".exam.closed_at", "ここに入る値"),
    "exam unfinished": (lambda f: sat(f).update(finished_at=None), "quizzes[", "ここに入る値"),
    "exam of too many": (lambda f: sat(f)["exam"].update(sets=[1]), "quizzes[", "ここに入る値"),
    "no exam": (lambda f: sat(f).update(exam=None), "quizzes[", "ここに入る値"),
    "no answer": (lambda f: answered(f).update(submission=None), "instances[0]", "ここに入る値"),
    "day twice": (lambda f: f["foreseen"].append(f["foreseen"][0]), "", "ここに入る値"),
    "quiz twice": (lambda f: f["quizzes"].append(f["quizzes"][0]), ".uid", "前にもあります"),
    "question twice": (lambda f: f["quizzes"][0]["instances"].append(answered(f)), "quizzes[0]", "ここに入る値"),
    "reference": (lambda f: f["quizzes"][0].update(repeats="0" * 32), "quizzes[0].repeats", "指す相手"),
    "surrogate": (lambda f: answered(f)["submission"].update(texts=["\ud800"]), "", ""),
    "number": (lambda f: answered(f)["submission"].update(number=2**63), "submission.number", "ここに入る値"),
    "late in the file": (lambda f: f["quizzes"][-1]["instances"][-1].update(ordinal=0), "ordinal", "ここに入る値"),
}


@pytest.fixture(scope="module")
def whole(template: Path, tmp_path_factory: pytest.TempPathFactory, bank: Bank) -> str:
    """A file."""
    app, clock = build(template, tmp_path_factory.mktemp("whole"), bank)
    with TestClient(app, follow_redirects=False) as client:
        site = Site(client, app.state.services, clock)
        live(site)
        return exported(site)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_faulty_file_is_told_where_and_changes_nothing(site: Site, whole: str, fault: str) -> None:
    change, place, why = FAULTS[fault]
    file = json.loads(whole)
    change(file)
    before = everything(site)
    response = send(site, json.dumps(file))
    assert response.status_code == 422
    assert "このファイルは取り込めません" in response.text
    assert place in response.text
    assert why in response.text
    assert "This file cannot be imported" in send(site, json.dumps(file), language="en").text
    assert everything(site) == before


@pytest.mark.parametrize(
    ("broken", "line"),
    [
        (lambda whole: "", 1),
        (lambda whole: "[]", 1),
        (lambda whole: "{" * 100_000, 1),
        (lambda whole: "[" * 100_000, 1),
        (lambda whole: whole[:-40], None),
        (lambda whole: whole + "x", None),
        (lambda whole: whole.replace('"uid"', "uid", 1), 2),
        (lambda whole: whole.replace('"format":', '"format":' + "[" * 5000, 1), 1),
        (lambda whole: "\ufffe" + whole, 1),
    ],
)
def test_a_broken_file_is_told_where(site: Site, whole: str, broken: Callable[[str], str], line: int | None) -> None:
    before = everything(site)
    text = broken(whole)
    response = send(site, text)
    assert response.status_code == 422
    expected = line or text.count("\n") + (not text.endswith("\n"))
    assert f"{expected} 行目" in response.text
    assert everything(site) == before


def test_bytes_that_are_no_text_are_told(site: Site, whole: str) -> None:
    assert send(site, whole.encode()[:3000] + b"\xff" + whole.encode()[3000:]).status_code == 422
    assert send(site, whole.encode("utf-16")).status_code == 422
    assert everything(site)["submission"] == []


def test_a_file_may_be_laid_out_otherwise(site: Site, whole: str) -> None:
    file = json.loads(whole)
    again = json.dumps(dict(reversed(file.items())), indent=4, ensure_ascii=True)
    assert send(site, ("\ufeff" + again).encode()).status_code == 200
    assert len(everything(site)["instance"]) == sum(len(quiz["instances"]) for quiz in file["quizzes"])


def test_without_a_file_it_is_asked_for(site: Site) -> None:
    for response in (
        site.post("/data/import", {"settings": "1"}),
        site.client.post("/data/import", files={"file": ("", b"")}),
    ):
        assert response.status_code == 422
        assert "取り込むファイルを選んでください" in response.text


def test_a_file_larger_than_a_form_comes_in_and_one_too_large_does_not(site: Site, whole: str) -> None:
    assert len(whole) > 64 * 1024
    assert send(site, whole).status_code == 200
    assert send(site, b" " * (64 * 1024 * 1024 + 1)).status_code == 413
    assert site.post("/settings", {"language": "ja" * 40_000}).status_code == 413


def test_settings_may_stay(site: Site, whole: str) -> None:
    send(site, whole, settings=False)
    assert site.rows("SELECT language, theme FROM learner") == [(None, "auto")]
    send(site, whole)
    assert site.rows("SELECT language, theme FROM learner") == [("en", "dark")]
