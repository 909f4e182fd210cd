"""A button that starts a quiz starts one, however often and on however many ways its press arrives."""

import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.app.site import Site, quiz_of
from tests.app.test_slips import slipped

pytestmark = pytest.mark.stored

# A page, the address that its button is sent to, and what is sent with it.
STARTS: list[tuple[str, str, dict[str, Any]]] = [
    ("/", "/practice/first", {}),
    ("/review", "/review/list", {"name": "unseen"}),
    ("/practice/new", "/practice", {"kept": "1", "topic": ["rnn", "gru"], "level": ["1", "2", "3"], "count": "5"}),
    ("/topics/bptt", "/practice/family", {"family": "bptt.update"}),
    ("/examples/bptt.update", "/practice/family", {"family": "bptt.update"}),
    ("/statistics", "/practice/slip", {}),
    ("/practice/1/result", "/practice", {"quick": "1"}),
]


def opened(site: Site, page: str) -> str:
    """A page, or the one that it leads to."""
    response = site.get(page)
    return response.text if response.status_code == 200 else site.get(response.headers["location"]).text


def starting(site: Site, page: str, address: str = "/practice(?:/[a-z]+)?") -> list[str]:
    """The forms of a page that start a quiz."""
    return re.findall(rf'<form [^>]*action="{address}".*?</form>', opened(site, page), re.DOTALL)


def prepared(site: Site, page: str, address: str, form: dict[str, Any]) -> dict[str, Any]:
    """Make the page show the button; what its form sends."""
    if address == "/practice/slip":
        _, _, slip = slipped(site, "lstm.cell-backward", level=3)
        return {"slip": slip}
    if address == "/practice" and page != "/practice/new":
        site.finish(site.quiz("rnn.unrolled"))
        site.change("UPDATE learner SET daily = 1")  # the day is over: its questions come before others
    return form


@pytest.mark.parametrize(("page", "address", "form"), STARTS)
def test_a_button_pressed_eight_times_at_once_starts_one_quiz(
    site: Site, page: str, address: str, form: dict[str, Any]
) -> None:
    form = prepared(site, page, address, form)
    assert starting(site, page, address)
    sent = {**form, "once": "1"}
    with ThreadPoolExecutor(8) as pool:
        first, *others = pool.map(lambda _: quiz_of(site.post(address, sent)), range(8))
    assert set(others) == {first}
    site.clock.go(61)
    assert quiz_of(site.post(address, sent)) == first + 1, "the page was gone back to"


def test_every_form_that_starts_a_quiz_starts_one_at_once(site: Site) -> None:
    """Whatever page it stands on: the two that repeat a quiz are known by what they ask of which one."""
    quiz, _, _ = slipped(site, "lstm.cell-backward", level=3)
    site.finish(quiz)
    pages = ["/", "/topics/lstm", "/examples/lstm.hidden-state", "/practice/new", "/statistics"]
    pages += [f"/practice/{quiz}/result", f"/practice/{quiz}/items/1", "/history/1"]
    found = [(page, form) for page in pages for form in starting(site, page)]
    assert len(found) > len(pages)
    for page, form in found:
        assert form.count('name="once" value="1"') == 1, page


def test_a_press_goes_on_with_no_quiz_that_was_answered_in_or_left(site: Site) -> None:
    sent = {"family": "bptt.update", "once": "1"}
    first = quiz_of(site.post("/practice/family", sent))
    site.answer(first, 1)
    second = quiz_of(site.post("/practice/family", sent))
    assert second != first
    site.post(f"/practice/{second}/drop")
    assert quiz_of(site.post("/practice/family", sent)) not in (first, second)


def test_another_wish_is_another_quiz(site: Site) -> None:
    """Whatever is ticked otherwise, also where the first quiz would happen to fit."""
    form = {"kept": "1", "topic": ["rnn"], "level": ["1", "2", "3"], "count": "5", "once": "1"}
    wishes = [form, {**form, "form": "chosen"}, {**form, "count": "10"}, {**form, "ordering": "topic"}]
    quizzes = [quiz_of(site.post("/practice", wish)) for wish in wishes]
    families = [{"family": "bptt.update"}, {"family": "bptt.delta"}, {"family": "bptt.update", "shown": "a" * 32}]
    quizzes += [quiz_of(site.post("/practice/family", {**wish, "once": "1"})) for wish in families]
    assert len(set(quizzes)) == len(quizzes)


def test_what_is_not_a_button_of_a_page_starts_a_quiz_each_time(site: Site) -> None:
    assert site.quiz("bptt.update") != site.quiz("bptt.update")
