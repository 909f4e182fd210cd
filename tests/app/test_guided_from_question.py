"""From the page of a question to guided mode and back: what was typed stays, and each page says what the other did."""

import re
from html import unescape
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.app.site import Site
from tests.app.test_guided import FAMILY, guide_of, move, page, submission, texts


def entered(site: Site, quiz: int, number: int, **typed: Any) -> str:
    """Go on to guided mode from the page of a question with what is typed there; the address one comes to."""
    address = f"/practice/{quiz}/items/{number}"
    shown = site.get(address).text
    assert re.search(rf'<button [^>]*formaction="{address}/guided/entered"', shown)
    mark = re.search(r' name="instance" value="([^"]+)"', shown)
    assert mark is not None
    response = site.post(f"{address}/guided/entered", {"instance": mark[1], **typed})
    assert response.status_code == 303
    return response.headers["location"]


def back(shown: str) -> str:
    """Where the way back to the question leads."""
    found = re.search(r'<p class="lead">.*?<a href="([^"]+)">', shown, re.DOTALL)
    assert found is not None
    return unescape(found[1])


def carried(shown: str) -> dict[str, Any]:
    """What the form of the page sends of what was typed before."""
    found = re.search(r' name="kept" value="([^"]+)"', shown)
    return {} if found is None else {"kept": unescape(found[1])}


@pytest.mark.parametrize(("form", "typed"), [("number", {"cell": "0.25"}), ("choice", {"choice": "2"})])
def test_what_was_typed_before_the_first_step_is_there_on_the_way_back_and_in_the_answer(
    site: Site, form: str, typed: dict[str, str]
) -> None:
    quiz = site.quiz(FAMILY)
    number = site.forms(quiz).index(form) + 1
    standing = 'value="0.25"' if form == "number" else 'value="2" checked'
    address = entered(site, quiz, number, **typed, guessed="1")
    for stage in range(guide_of(site, quiz, number).last):
        shown = site.get(address).text
        assert standing not in shown.replace(" data-key", ""), "it is not the value of a step"
        question = site.get(back(shown)).text
        assert standing in question
        assert re.search(r'name="guessed"[^>]* checked', question)
        unreadable = move(site, quiz, stage, number=number, cell="?", **carried(shown))
        assert carried(unreadable.text) == carried(shown)
        cell = texts(guide_of(site, quiz, number), stage)
        moved = move(site, quiz, stage, number=number, cell=cell, **carried(shown))
        address = moved.headers["location"].split("#")[0]
    assert standing in site.get(address).text


def test_nothing_typed_is_carried_nowhere(site: Site) -> None:
    quiz = site.quiz(FAMILY)
    assert entered(site, quiz, 1, cell="") == f"/practice/{quiz}/items/1/guided"
    assert carried(page(site, quiz)) == {}
    assert back(page(site, quiz)) == f"/practice/{quiz}/items/1"
    for odd in ("//example.org?cell=1", '?cell=1&instance=x"', "cell"):
        shown = site.get(f"/practice/{quiz}/items/1/guided?{urlencode({'kept': odd})}").text
        assert back(shown) == f"/practice/{quiz}/items/1"


def test_a_flag_in_guided_mode_keeps_what_was_typed_before(site: Site) -> None:
    quiz = site.quiz(FAMILY)
    address = entered(site, quiz, 1, cell="0.25")
    shown = site.get(address).text
    form = {"stage": "0", "ordinal": "0", "cell": "", **carried(shown), "flagged": "1"}
    flagged = site.post(f"/flags/{site.rows('SELECT id FROM instance')[0][0]}?next={address.split('?')[0]}", form)
    assert carried(site.get(flagged.headers["location"]).text) == carried(shown)


@pytest.mark.parametrize(
    ("action", "said", "answered"),
    [("tried", "「一歩ずつ」の解答として", "guided"), ("shown", "正解に数えません", "shown")],
)
def test_the_page_of_the_question_says_what_was_done_in_guided_mode(
    site: Site, action: str, said: str, answered: str
) -> None:
    quiz = site.quiz(FAMILY)
    address = f"/practice/{quiz}/items/1"
    notices = {"「一歩ずつ」の解答として", "正解に数えません"}
    assert not any(notice in site.get(address).text for notice in notices)
    move(site, quiz, 0, action=action, cell=texts(guide_of(site, quiz), 0) if action == "tried" else [])
    shown = site.get(address).text
    assert [notice for notice in notices if notice in shown] == [said]
    site.answer(quiz, 1)
    assert submission(site)[0] == answered


def test_a_question_for_the_calculator_has_it_in_guided_mode_too(site: Site) -> None:
    quiz = site.quiz(FAMILY)
    levels = [site.content(quiz, k).level for k in range(1, len(site.forms(quiz)) + 1)]
    for number, level in enumerate(levels, start=1):
        assert ('id="calculator"' in page(site, quiz, number)) is (level == 3)
    assert {2, 3} <= set(levels)
