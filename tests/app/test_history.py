"""The pages of the history: every answer stands on one of them, whichever way one turns them."""

import re
from datetime import timedelta
from html import unescape

import pytest

from app.db.paging import PAGE
from app.db.totals import recount
from benchmarks.filling import Span, fill
from tests.app.site import START, Site

pytestmark = pytest.mark.stored

COUNT = 150  # seven pages and a half
SHOWN = {
    "all": "1 = 1",
    "wrong": "correct = 0 AND withdrawn_at IS NULL",
    "guessed": "guessed = 1 AND withdrawn_at IS NULL",
}


@pytest.fixture
def lived_in(site: Site) -> Site:
    """Many answers, a few of them withdrawn."""
    fill(site.services.database, site.services.bank, COUNT, Span(START - timedelta(days=9), START), kinds=3)
    site.change("UPDATE submission SET withdrawn_at = created_at, guessed = 1 WHERE id % 9 = 0")
    site.change("UPDATE submission SET guessed = 1 WHERE id % 2 = 0")
    with site.services.database.write() as session:
        recount(session)
    return site


def wanted(site: Site, show: str) -> list[int]:
    return [row[0] for row in site.rows(f"SELECT id FROM submission WHERE {SHOWN[show]} ORDER BY id DESC")]


def listed(site: Site, address: str) -> tuple[list[int], dict[str, str]]:
    """The answers on a page, and where its links lead."""
    response = site.get(address)
    assert response.status_code == 200
    links = re.findall(r'<a (?:rel="\w+" )?href="(/history\?[^"]+)">([^<]+)</a>', response.text)
    named = {label: unescape(where) for where, label in links}
    return [int(found) for found in re.findall(r'href="/history/(\d+)"', response.text)], named


@pytest.mark.parametrize("show", SHOWN)
def test_there_and_back_every_answer_is_met_once(lived_in: Site, show: str) -> None:
    ids = wanted(lived_in, show)
    pages = [ids[k : k + PAGE] for k in range(0, len(ids), PAGE)]
    assert len(pages) > 1
    address, seen = f"/history?show={show}", []
    while address:
        found, links = listed(lived_in, address)
        seen.append(found)
        assert ("後の 20 件" in links) == (len(seen) > 1)
        address = links.get("前の 20 件", "")
    assert seen == pages
    back, address = [seen[-1]], links["後の 20 件"]
    while address:
        found, links = listed(lived_in, address)
        back.append(found)
        address = links.get("後の 20 件", "")
    assert back[-1] == pages[0]
    assert set().union(*back) == set(ids)


@pytest.mark.parametrize("show", SHOWN)
def test_a_page_has_a_number_too_and_beyond_the_last_is_the_last(lived_in: Site, show: str) -> None:
    ids = wanted(lived_in, show)
    pages = [ids[k : k + PAGE] for k in range(0, len(ids), PAGE)]
    for number, page in enumerate(pages, start=1):
        assert listed(lived_in, f"/history?show={show}&page={number}")[0] == page
    last = f"/history?show={show}&page={len(pages)}"
    for number in (len(pages) + 1, 99, 2**31, 2**63, 10**30):
        beyond = lived_in.get(f"/history?show={show}&page={number}")
        assert (beyond.status_code, beyond.headers["location"]) == (303, last)
    assert listed(lived_in, listed(lived_in, f"/history?show={show}")[1]["最古"])[0] == pages[-1]


def test_a_page_stays_what_it_was_when_answers_come_in(lived_in: Site) -> None:
    second = listed(lived_in, "/history")[1]["前の 20 件"]
    before = listed(lived_in, second)[0]
    lived_in.answer(lived_in.quiz("rnn.hidden-state"), 1)
    assert listed(lived_in, second)[0] == before


@pytest.mark.parametrize("place", ["before=1", f"after={2**62}", f"after={COUNT - 1}", f"before={2**62}"])
def test_where_nothing_is_left_the_newest_are_shown(lived_in: Site, place: str) -> None:
    assert listed(lived_in, f"/history?{place}")[0] == wanted(lived_in, "all")[:PAGE]


@pytest.mark.parametrize("place", ["after=-1", f"before={2**63}", f"after={2**64}", "before=x", "page=0", "show=none"])
def test_what_names_no_place_is_told_and_the_newest_are_shown(lived_in: Site, place: str) -> None:
    page = lived_in.get(f"/history?{place}")
    assert f"指定された「{place}」は選べない値です" in page.text
    assert listed(lived_in, f"/history?{place}")[0] == wanted(lived_in, "all")[:PAGE]


@pytest.mark.parametrize("show", SHOWN)
def test_without_answers_every_place_is_empty(site: Site, show: str) -> None:
    for place in ("page=1", "before=5", "after=5", "before=5&page=9", "after=5&page=9"):
        assert listed(site, f"/history?show={show}&{place}") == ([], listed(site, f"/history?show={show}")[1])


def test_how_many_there_are(lived_in: Site) -> None:
    for show in SHOWN:
        counted = counting(lived_in, show)
        assert f"全 {counted} 件" in lived_in.get(f"/history?show={show}").text
        assert ("取り消し済み 16 件" in lived_in.get(f"/history?show={show}").text) is (show == "all")
    assert "(and 16 withdrawn)" in lived_in.get("/history", "en").text
    statistics = lived_in.get("/statistics").text
    assert f"<dt>解答</dt><dd>{counting(lived_in, 'all')}</dd>" in statistics


def test_a_single_page_says_it_too(site: Site) -> None:
    quiz = site.quiz("bptt.delta")
    site.answer(quiz, 1)
    assert "全 1 件" in site.get("/history").text
    assert "取り消し済み" not in site.get("/history").text
    site.post(f"/practice/{quiz}/items/1/withdraw", {"submission": "1"})
    assert "全 0 件（ほかに取り消し済み 1 件）" in site.get("/history").text


def counting(site: Site, show: str) -> int:
    """Answers that count."""
    return int(site.rows(f"SELECT count(*) FROM submission WHERE {SHOWN[show]} AND withdrawn_at IS NULL")[0][0])
