"""Attempts to get a key before the answer, or another score after it: by every address there is, with all that fits.

What one learner tries with another's numbers is tried in tests/contracts/test_isolation.py, at a mock exam in
tests/app/test_exam_secrecy.py, with anything at all in tests/app/test_fuzz.py.
"""

import re
from collections.abc import Iterator

import pytest

from app.accounts import passphrases
from question_bank.bank import Bank
from tests.app.hosted import PASSPHRASE, Hosted, hosted, sign_up
from tests.app.site import Site, right, wrong
from tests.app.states import in_the_middle, open_questions
from tests.app.test_guided import FAMILY as GUIDED
from tests.contracts.test_routes import TABLE

__all__ = ["hosted"]  # fixtures
AHEAD = {"purpose": "prefetch", "sec-purpose": "prefetch", "x-ahead": "1"}
ASKING = ("", "?show=all", "?show=derivation&steps=1", "?show=picture", "?show=check", "?show=numpy", "?note=late")


def named(site: Site, quiz: int, number: int) -> dict[str, str]:
    """What the parts of an address are for one question."""
    row = site.rows(
        "SELECT i.id, i.family, i.level, i.form, s.id FROM instance i LEFT JOIN submission s ON s.instance_id = i.id "
        f"WHERE i.quiz_id = {quiz} AND i.ordinal = {number} AND i.replaced_at IS NULL"
    )[0]
    told = {"quiz_id": quiz, "number": number, "instance_id": row[0], "submission_id": row[4] or row[0]}
    told |= {"family": row[1], "topic": row[1].partition(".")[0], "version": 1, "level": row[2], "form": row[3]}
    return {name: str(value) for name, value in (told | {"seed": 7, "operation": "lstm-cell"}).items()}


def addresses(method: str, names: dict[str, str]) -> Iterator[str]:
    """Every address of the app, for one question."""
    for verb, path in TABLE:
        if verb == method:
            yield re.sub(r"\{(\w+)\}", lambda match: names[match[1]], path)


def test_no_address_tells_the_key_of_an_open_question(site: Site) -> None:
    in_the_middle(site)
    opened = open_questions(site, 1)
    assert len(opened) > 1
    for one in opened:
        quiz, number = (int(part) for part in one.address.split("/")[2::2])
        seed = str(site.content(quiz, number).seed)
        for address in addresses("get", named(site, quiz, number)):
            for asked in ASKING if one.address in address else ASKING[:1]:
                for headers in ({}, AHEAD) if one.address in address else ({},):
                    shown = site.client.get(f"{address}{asked}", headers=headers)
                    told = f"{shown.headers} {shown.text}"
                    assert not one.is_told(told), (one, address, asked)
                    assert f"/{seed}" not in told, (one, address)  # of which the key could be worked out
        page = site.get(one.address).text
        assert not re.search(r'href="/lab/[^"]*\?', page)


def test_what_is_asked_before_the_answer_is_not_graded(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """So neither the answer nor the time that it takes tells right from wrong."""
    quiz, number = site.quiz(GUIDED), 1
    made = site.content(quiz, number)

    def graded(*_: object) -> None:
        raise AssertionError("it is graded")

    for name in ("grade", "diagnose", "grade_stored", "review", "verdict"):
        monkeypatch.setattr(Bank, name, graded)
    address = f"/practice/{quiz}/items/{number}"
    for form in (right(made), wrong(made)):
        for end in ("/reading", "/guided/entered", "/hint", "/shown", "/guided/reading"):
            assert site.post(f"{address}{end}", {**form, "number": "1"}).status_code in {200, 204, 303}, end
        assert site.client.get(address, params=form).status_code == 200
        assert site.client.get(f"{address}/guided", params=form).status_code == 200
    one, other = (site.post(f"{address}/reading", form).json() for form in (right(made), wrong(made)))
    assert [cell.keys() for cell in one] == [cell.keys() for cell in other]


def scores(site: Site) -> list[object]:
    """How each answer was judged, and when it was given."""
    kept = "id, instance_id, kind, guessed, choice, texts, correct, cells, seconds, own, created_at, withdrawn_at"
    return site.rows(f"SELECT {kept} FROM submission WHERE id <= 2 ORDER BY id")


def test_no_address_changes_the_score_of_an_answer_that_was_left(site: Site) -> None:
    """Sent again, with the right answer, with fields that no page sends, with marks of others, in any order."""
    quiz = site.quiz("rnn.hidden-state")
    for number in (1, 2):
        site.get(f"/practice/{quiz}/items/{number}")
        site.answer(quiz, number, wrong(site.content(quiz, number)))
    site.get(f"/practice/{quiz}/items/3")  # gone on to: nothing can be taken back
    before, made = scores(site), site.content(quiz, 1)
    rating = site.rows("SELECT count(*) FROM rating_change")
    own = {**right(made), "correct": "1", "cells": "[true]", "kind": "answered", "own": "1", "score": "1", "id": "1"}
    far = {"seen": "1999-01-01T00:00:00Z", "answered": "2999-01-01T00:00:00Z", "seconds": "1", "hints": "-1"}
    marks = [f"{row[0]}-{row[1][:8]}" for row in site.rows("SELECT id, fingerprint FROM instance LIMIT 3")]
    odd = {"number": "-1", "stage": "-1", "ordinal": "-1", "action": "tried", "practice": "1", "submission": "1"}
    forms = [own, {**own, **far}, {**own, **odd}, {"unknown": "1"}, {}, *({**own, "instance": mark} for mark in marks)]
    for address in addresses("post", named(site, quiz, 1)):
        if address.startswith(("/api/", "/data/", "/settings", "/exams")):
            continue
        for form in forms:
            response = site.post(address, form)
            assert response.status_code < 500, (address, form)
            assert scores(site) == before, (address, form)
    assert site.rows("SELECT count(*) FROM rating_change") == rating
    history = site.get("/history").text
    assert history.count('class="state wrong"') >= 2


def test_a_withdrawn_answer_does_not_count_and_comes_with_other_numbers(site: Site) -> None:
    quiz = site.quiz("rnn.hidden-state")
    first = site.content(quiz, 1)
    site.answer(quiz, 1, wrong(first))
    site.post(f"/practice/{quiz}/items/1/withdraw", {"submission": "1"})
    assert site.content(quiz, 1).fingerprint != first.fingerprint
    mark = f"1-{first.fingerprint[:8]}"
    refused = site.answer(quiz, 1, {**right(first), "instance": mark})
    assert "note=stale" in refused.headers["location"]
    assert site.rows("SELECT count(*), sum(correct) FROM submission WHERE withdrawn_at IS NULL") == [(0, None)]


def test_recovering_tells_nobody_whether_there_is_such_a_name(hosted: Hosted, monkeypatch: pytest.MonkeyPatch) -> None:
    sign_up(hosted.browser(), "alice")
    hashed: list[str] = []

    async def noted(typed: str) -> str:
        hashed.append(typed)
        return "x"

    monkeypatch.setattr(passphrases, "hashed", noted)
    told = []
    for name in ("alice", "nobody"):
        form = {"name": name, "code": "00000-00000-00000-00000", "passphrase": PASSPHRASE, "again": PASSPHRASE}
        refused = hosted.browser().post("/account/recover", form)
        told.append((refused.status_code, refused.text.replace(f'value="{name}"', "")))
    assert told[0] == told[1]
    assert len(hashed) == 2  # as long for the one as for the other
