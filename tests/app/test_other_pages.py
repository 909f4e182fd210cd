"""The page of another question: of one that was replaced, or of another database, where numbers begin anew."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any
from urllib.parse import urlencode

import pytest
from httpx2 import Response

from tests.app.site import Site, right
from tests.app.test_guided import FAMILY, guide_of, texts
from tests.app.test_idempotency import everything
from tests.app.test_withdrawing import page, sent_from

ADDRESS = "/practice/1/items/1"


def another_database(site: Site) -> None:
    """Under the numbers of a page that is open there are other questions now, with answers of their own."""
    site.change("UPDATE instance SET fingerprint = 'ffff' || substr(fingerprint, 5)")


def tab(site: Site, address: str = ADDRESS) -> dict[str, str]:
    """The hidden fields of the form of a page."""
    return sent_from(site.get(address).text, address)


SENT: dict[str, Callable[[Site, dict[str, str]], Response]] = {
    "answer": lambda site, open_tab: site.post(ADDRESS, {**open_tab, **right(site.content(1, 1))}),
    "giving up": lambda site, open_tab: site.post(ADDRESS, {**open_tab, "unknown": "1"}),
    "hint": lambda site, open_tab: site.post(f"{ADDRESS}/hint", {**open_tab, "number": "1", "cell": "12.5"}),
}


@pytest.mark.parametrize("way", SENT)
def test_what_comes_from_the_page_of_another_database_is_not_graded(site: Site, way: str) -> None:
    site.quiz(FAMILY)
    open_tab = tab(site)
    another_database(site)
    before = everything(site)
    told = SENT[way](site, open_tab)
    assert told.status_code == 303
    assert "note=stale" in told.headers["location"]
    assert everything(site) == before


@pytest.mark.parametrize("action", ["tried", "shown"])
def test_a_step_of_another_database_is_not_stored(site: Site, action: str) -> None:
    quiz = site.quiz(FAMILY)
    open_tab = tab(site, f"{ADDRESS}/guided")
    another_database(site)
    before = everything(site)
    site.post(f"{ADDRESS}/guided", {**open_tab, "action": action, "cell": texts(guide_of(site, quiz), 0)})
    assert everything(site) == before


def test_an_answer_of_another_database_is_not_taken_back(site: Site) -> None:
    site.quiz(FAMILY)
    site.answer(1, 1)
    open_tab = sent_from(page(site, 1), f"{ADDRESS}/withdraw")
    another_database(site)
    before = everything(site)
    assert site.post(f"{ADDRESS}/withdraw", open_tab).headers["location"] == f"{ADDRESS}?note=stale"
    assert everything(site) == before
    site.change("DELETE FROM card")
    site.change("DELETE FROM review")
    site.change("UPDATE submission SET id = 7")  # nor where there is no such answer
    assert site.post(f"{ADDRESS}/withdraw", open_tab).headers["location"] == f"{ADDRESS}?note=stale"
    assert site.post(f"{ADDRESS}/withdraw", {"submission": "1"}).status_code == 404


def test_what_was_typed_for_another_database_is_not_put_under_the_question(site: Site) -> None:
    site.quiz(FAMILY)
    open_tab = tab(site)
    another_database(site)
    switched = site.post(f"/settings/language?next={ADDRESS}", {**open_tab, "to": "en", "cell": "12.5"})
    html = site.client.get(switched.headers["location"]).text
    assert "12.5" not in html.partition('<form class="answer"')[2]


def test_a_page_that_names_its_instance_by_the_number_alone_is_taken(site: Site) -> None:
    site.quiz(FAMILY)
    assert re.fullmatch("1-[0-9a-f]{8}", tab(site)["instance"])
    assert site.post(ADDRESS, {**right(site.content(1, 1)), "instance": "1"}).headers["location"] == f"{ADDRESS}#result"
    assert site.post(f"{ADDRESS}/withdraw", {"submission": "1"}).headers["location"] == ADDRESS


@pytest.mark.parametrize("instance", ["x", "-1", "1-", "1-xyz", "1.5", "9" * 20, "1-ab34cd "])
def test_what_names_no_instance_is_refused(site: Site, instance: str) -> None:
    site.quiz(FAMILY)
    assert site.post(ADDRESS, {"unknown": "1", "instance": instance}).status_code == 422
    page = site.get(f"{ADDRESS}?{urlencode({'instance': instance})}")  # an address opens, and says what it did not use
    assert page.status_code == 200
    assert "「instance=" in page.text


ELSEWHERE = {
    "ja": "送られた内容は、別の問題を表示していた画面のものなので、採点していません。",
    "en": "What was sent came from a page that showed another question, so it was not graded.",
}
WHAT = {"ja": "送られた内容: ", "en": "What was sent: "}


def notice(html: str) -> str:
    """What is told above the question, as plain text."""
    found = re.search(r'<div class="notice" role="alert".*?</div>', html, re.DOTALL)
    assert found is not None
    return unescape(re.sub(r"\s+", " ", re.sub("<[^>]+>", "", found[0])))


def followed(site: Site, told: Response, language: str) -> str:
    return notice(site.get(told.headers["location"], language).text if told.status_code == 303 else told.text)


@pytest.mark.parametrize("language", ELSEWHERE)
@pytest.mark.parametrize("answered", [False, True])
@pytest.mark.parametrize(
    ("to", "form", "said"),
    [
        ("", {"cell": ["12.5", "<b>"]}, "12.5, <b>"),
        ("", {"choice": "2"}, {"ja": "選択肢 3", "en": "choice 3"}),
        ("", {"unknown": "1"}, {"ja": "わからない", "en": "I don't know"}),
        ("/hint", {"number": "1", "cell": "12.5"}, "12.5"),
        ("/hint", {"number": "1", "cell": ""}, None),
        ("/guided", {"cell": ["12.5", ""]}, {"ja": "12.5, 空欄", "en": "12.5, "}),
        ("/guided", {"action": "shown"}, None),
    ],
)
def test_what_came_from_the_page_of_another_question_is_told(
    site: Site, language: str, answered: bool, to: str, form: dict[str, Any], said: str | dict[str, str] | None
) -> None:
    site.change("UPDATE learner SET language = :language", language=language)
    site.quiz(FAMILY)
    open_tab = tab(site, f"{ADDRESS}/guided") if to == "/guided" else tab(site)
    another_database(site)
    if answered:
        site.answer(1, 1)
    told = followed(site, site.post(f"{ADDRESS}{to}", {**open_tab, **form}), language)
    assert ELSEWHERE[language] in told
    assert (WHAT[language] in told) == (said is not None)
    assert (said[language] if isinstance(said, dict) else said or "") in told


def test_what_was_typed_on_the_way_is_told_where_there_is_no_way(site: Site) -> None:
    site.quiz(FAMILY)
    open_tab = tab(site, f"{ADDRESS}/guided")
    without = site.quiz("gradients.norm")
    told = site.post(f"/practice/{without}/items/1/guided", {**open_tab, "cell": "12.5"})
    assert "送られた内容: 12.5" in followed(site, told, "ja")
    address = f"/practice/{without}/items/1/guided?{urlencode({**open_tab, 'cell': '12.5'})}"
    assert "送られた内容: 12.5" in followed(site, site.get(address), "ja")
    assert site.get(f"/practice/{without}/items/1/guided").status_code == 404


@pytest.mark.parametrize("to", ["", "/guided"])
def test_the_language_switch_tells_what_was_typed_for_another_question(site: Site, to: str) -> None:
    site.quiz(FAMILY)
    open_tab = tab(site, f"{ADDRESS}{to}")
    another_database(site)
    form = {**open_tab, "to": "en", "cell": "12.5"}
    switched = site.post(f"/settings/language?{urlencode({'next': ADDRESS + to})}", form)
    told = followed(site, switched, "en")
    assert ELSEWHERE["en"] in told
    assert "What was sent: 12.5" in told


@pytest.mark.parametrize("language", ELSEWHERE)
def test_a_note_of_an_answer_that_is_none_to_this_question_is_told(site: Site, language: str) -> None:
    site.quiz(FAMILY)
    for note in ("stale", "late"):
        assert ELSEWHERE[language] in notice(site.get(f"{ADDRESS}?note={note}", language).text)
    site.answer(1, 1)
    assert ELSEWHERE[language] in notice(site.get(f"{ADDRESS}?note=stale", language).text)


@pytest.mark.parametrize("language", ELSEWHERE)
@pytest.mark.parametrize("to", ["hint", "switch", "guided", "practice"])
def test_what_was_typed_where_an_answer_came_in_meanwhile_is_told(site: Site, to: str, language: str) -> None:
    site.change("UPDATE learner SET language = :language", language=language)
    quiz = site.quiz(FAMILY)
    address = f"{ADDRESS}/guided" if to in {"guided", "practice"} else ADDRESS
    if to == "practice":
        site.answer(1, 1)
    open_tab = tab(site, address)
    form = {**open_tab, "cell": "12.5"}
    if to == "practice":  # where there is no answer to be waited for, the other page goes on
        site.post(address, {**open_tab, "cell": texts(guide_of(site, quiz), 0)})
    else:
        site.answer(1, 1)
    if to == "hint":
        told = site.post(f"{ADDRESS}/hint", {**form, "number": "1"})
        assert "#" not in told.headers["location"]
    else:
        told = site.post(f"/settings/language?{urlencode({'next': address})}", {**form, "to": language})
    said = followed(site, told, language)
    assert ("保存していません" if language == "ja" else "not saved") in said
    assert "12.5" in said


def test_nothing_is_told_where_nothing_or_the_answer_itself_was_typed(site: Site) -> None:
    quiz = site.quiz(FAMILY)
    open_tab, on_the_way = tab(site), tab(site, f"{ADDRESS}/guided")
    values = texts(guide_of(site, quiz), 0)
    site.post(f"{ADDRESS}/guided", {**on_the_way, "cell": values})
    answer = right(site.content(1, 1))
    site.answer(1, 1)
    for address, form in (
        (ADDRESS, {**open_tab, **answer}),
        (ADDRESS, {**open_tab, "cell": ""}),
        (f"{ADDRESS}/guided", {**on_the_way, "cell": values}),
        (f"{ADDRESS}/guided", {**on_the_way, "cell": ["", ""]}),
    ):
        html = site.get(f"{address}?{urlencode(form, doseq=True)}").text
        assert 'class="notice" role="alert"' not in html
    sent = site.post(f"{ADDRESS}/hint", {**open_tab, "number": "1", "cell": ""})
    assert sent.headers["location"] == f"{ADDRESS}#result"
