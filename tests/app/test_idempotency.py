"""Twice sent is once counted; looking changes nothing."""

import re
from concurrent.futures import ThreadPoolExecutor
from html import unescape

import pytest

from app.db.columns import Base
from tests.app.conftest import Open
from tests.app.site import Site, quiz_of, right, wrong

pytestmark = pytest.mark.stored


def everything(site: Site) -> dict[str, list[object]]:
    """All that is stored, but for what was sent lately."""
    return {table: site.rows(f"SELECT * FROM {table}") for table in Base.metadata.tables if table != "rate_window"}


def test_an_answer_sent_twice_counts_once_and_the_first_one_stays(site: Site) -> None:
    quiz = site.quiz("rnn.hidden-state")
    instance = site.content(quiz, 1)
    first = site.answer(quiz, 1, wrong(instance))
    stored = everything(site)
    again = site.answer(quiz, 1, wrong(instance))
    assert again.status_code == 303
    assert again.headers["location"] == first.headers["location"]
    for form in (right(instance), {"unknown": "1"}, {"cell": "?"}):
        assert site.answer(quiz, 1, form).status_code == 409
    assert everything(site) == stored


def test_eight_answers_at_once_count_once(site: Site) -> None:
    for _ in range(5):
        quiz = site.quiz("rnn.hidden-state")
        form = right(site.content(quiz, 1))
        with ThreadPoolExecutor(8) as pool:
            statuses = list(pool.map(lambda _, quiz=quiz, form=form: site.answer(quiz, 1, form).status_code, range(8)))
        assert statuses == [303] * 8
        sql = f"SELECT count(*) FROM submission JOIN instance ON instance_id = instance.id WHERE quiz_id = {quiz}"
        assert site.rows(sql) == [(1,)]


def test_eight_quizzes_at_once_are_eight_quizzes(site: Site) -> None:
    with ThreadPoolExecutor(8) as pool:
        quizzes = list(pool.map(lambda _: quiz_of(site.post("/practice", {"quick": "1"})), range(8)))
    assert sorted(quizzes) == list(range(1, 9))
    assert site.rows("SELECT quiz_id, count(*) FROM instance GROUP BY quiz_id") == [(k, 10) for k in range(1, 9)]


def test_looking_changes_nothing_but_when_a_question_was_first_seen(site: Site) -> None:
    quiz = site.quiz("bptt.update")
    site.get(f"/practice/{quiz}/items/1")
    site.answer(quiz, 1)
    site.get(f"/practice/{quiz}/items/2")
    stored = everything(site)
    site.clock.go(100)
    addresses = [
        "/",
        "/topics",
        "/topics/bptt",
        "/examples/bptt.update",
        "/examples/bptt.update?level=2&seed=5",
        "/reference",
        "/reference/glossary?q=BPTT&by=en",
        "/practice/new",
        f"/practice/{quiz}",
        f"/practice/{quiz}/items/1",
        f"/practice/{quiz}/items/2",
        f"/practice/{quiz}/result",
        "/history",
        "/history?show=wrong&page=3",
        "/history/1",
        "/statistics",
        "/settings",
        "/healthz",
        "/nowhere",
    ]
    for address in addresses:
        assert site.get(address).status_code in {200, 303, 404}
    assert everything(site) == stored


def test_a_reload_shows_the_same_question(site: Site) -> None:
    quiz = site.quiz("bptt.update")
    address = f"/practice/{quiz}/items/1"
    assert site.get(address).text == site.get(address).text


def test_another_browser_goes_on_where_the_first_one_stopped(open_site: Open) -> None:
    one = open_site()
    quiz = one.quiz("bptt.update")
    one.answer(quiz, 1)
    page = one.get(f"/practice/{quiz}/items/2").text
    one.client.cookies.clear()
    assert one.get(f"/practice/{quiz}").headers["location"] == f"/practice/{quiz}/items/2"
    assert one.get(f"/practice/{quiz}/items/2").text == page
    assert len(one.client.cookies) == 0  # there is no cookie to lose


def test_a_failure_while_storing_stores_nothing(site: Site) -> None:
    quiz = site.quiz("bptt.update")
    site.change("ALTER TABLE submission RENAME TO away")
    site.change("CREATE TABLE submission (id INTEGER PRIMARY KEY, instance_id INTEGER)")
    before = everything(site)
    page = site.answer(quiz, 1)
    assert page.status_code == 500
    assert "Traceback" not in page.text
    assert "問題が起きました" in page.text
    assert everything(site) == before


def late(page: str) -> str:
    """What the page says of an answer that came too late, as plain text."""
    found = re.search(r'<div class="notice".*?</div>', page, re.DOTALL)
    assert found is not None
    return re.sub(r"\s+", " ", re.sub("<[^>]+>", "", found[0])).strip()


@pytest.mark.parametrize(
    ("kind", "form", "said"),
    [
        ("number", {"cell": "０．５x"}, "いま送られた解答: ０．５x"),
        ("vector", {"cell": ["1", "<b>"]}, "第 1 成分: 1, 第 2 成分: &lt;b&gt;"),
        ("vector", {"cell": ["", "2"]}, "第 1 成分: 空欄, 第 2 成分: 2"),
        ("choice", {}, "いま送られた解答: 空欄"),
        ("number", {"unknown": "1", "cell": "3"}, "いま送られた解答: わからない"),
    ],
)
def test_a_second_answer_is_told_which_one_counts_and_what_was_sent(
    site: Site, kind: str, form: dict[str, object], said: str
) -> None:
    quiz = site.quiz("rnn.hidden-state")
    number = 1 + site.forms(quiz).index(kind)
    site.answer(quiz, number)
    told = site.answer(quiz, number, form)
    assert told.status_code == 409
    assert "すでに解答しています。成績に数えるのは下の解答です。" in late(told.text)
    assert said in late(told.text)
    counts = site.get(f"/practice/{quiz}/items/{number}").text
    assert "すでに解答しています" not in counts
    assert (
        counts.split('<article class="item columns settled">')[1]
        == told.text.split('<article class="item columns settled">')[1]
    )


def test_a_second_choice_is_told_by_its_number(site: Site) -> None:
    quiz = site.quiz("rnn.hidden-state")
    number = 1 + site.forms(quiz).index("choice")
    instance = site.content(quiz, number)
    site.answer(quiz, number)
    chosen = int(wrong(instance)["choice"])
    assert f"選択肢 {chosen + 1}" in late(site.answer(quiz, number, {"choice": str(chosen)}).text)
    assert site.answer(quiz, number).status_code == 303  # the same one again


def test_a_guided_value_that_comes_after_the_answer_is_told(site: Site) -> None:
    quiz = site.quiz("bptt.delta")
    site.answer(quiz, 1, {"unknown": "1"})
    told = site.post(f"/practice/{quiz}/items/1/guided", {"stage": "1", "ordinal": "0", "cell": ["0.25", ""]})
    assert told.status_code == 409
    assert "すでに解答しています" in late(told.text)
    assert "送られた値: 0.25, 空欄" in late(told.text)


@pytest.mark.parametrize(("kind", "form"), [("vector", {"cell": ["1", "<b>"]}), ("number", {"unknown": "1"})])
def test_what_was_sent_second_is_told_in_the_other_language_too(site: Site, kind: str, form: dict[str, object]) -> None:
    quiz = site.quiz("rnn.hidden-state")
    number = 1 + site.forms(quiz).index(kind)
    site.answer(quiz, number)
    told = site.answer(quiz, number, form)
    assert "いま送られた解答" in late(told.text)
    switched = site.post("/settings/language", {"language": "en", "next": after_switch(told.text)})
    page = site.client.get(switched.headers["location"])
    assert page.status_code == 200
    assert "The answer sent now" in page.text or "sent now: " in page.text
    assert ("<b>" if "cell" in form else "don't know") in unescape(unescape(late(page.text))).replace("’", "'")


def test_what_was_sent_late_on_the_way_is_told_in_the_other_language_too(site: Site) -> None:
    quiz = site.quiz("bptt.delta")
    site.answer(quiz, 1, {"unknown": "1"})
    told = site.post(f"/practice/{quiz}/items/1/guided", {"stage": "1", "ordinal": "0", "cell": ["0.25", ""]})
    page = site.get(after_switch(told.text), "en")
    assert "The values sent: 0.25" in re.sub(r"\s+", " ", late(page.text))


def after_switch(html: str) -> str:
    """Where the language switch leads back to."""
    found = re.search(r'<input type="hidden" name="next" value="([^"]*)"', html)
    assert found is not None
    return unescape(found[1])
