"""The page of another question: of one that was replaced, or of another database, where numbers begin anew."""

import re
from collections.abc import Callable
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
    assert site.get(f"{ADDRESS}?{urlencode({'instance': instance})}").status_code == 422
