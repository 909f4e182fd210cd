"""Times that a device sends: they count between what is noted and what is possible, and what follows goes by them."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.db.totals import recount
from app.quiz.device import moment
from question_bank.bank import Bank
from tests.app.counted import counted, stored
from tests.app.site import START, Site
from tests.app.test_schedule import replayed, schedule

FAMILY = "rnn.hidden-state"
AHEAD = {"purpose": "prefetch"}


def written(seconds: float) -> str:
    """A moment so long after the start, as a browser writes it."""
    return (START + timedelta(seconds=seconds)).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def answers(site: Site) -> list[tuple[str, float | None]]:
    """When each answer was given, and how long it took, in the order in which they came in."""
    rows = site.rows("SELECT created_at, seconds FROM submission ORDER BY id")
    return [(written((datetime.fromisoformat(at) - START).total_seconds()), seconds) for at, seconds in rows]


def give(site: Site, quiz: int, number: int, **times: str) -> None:
    assert site.answer(quiz, number, {"unknown": "1", **times}).status_code == 303


def test_the_time_of_a_device_counts_where_the_answer_came_in_later(site: Site) -> None:
    quiz = site.quiz(FAMILY)
    site.clock.go(10)
    site.get(f"/practice/{quiz}/items/1")
    site.clock.go(7200)
    give(site, quiz, 1, answered=written(50))
    assert answers(site) == [(written(50), 40.0)]


NOW = 7210.0
NONSENSE = ("", "x", "2026-01-10", "2026-01-10T12:00:50", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00")


@pytest.mark.parametrize("sent", [written(9.9), written(NOW + 1), written(-86400), "9" * 5000, *NONSENSE])
def test_what_cannot_be_is_left_out_and_the_server_says_when(site: Site, sent: str) -> None:
    quiz = site.quiz(FAMILY)
    site.clock.go(10)
    site.get(f"/practice/{quiz}/items/1")
    site.clock.go(NOW - 10)
    give(site, quiz, 1, answered=sent)
    assert answers(site) == [(written(NOW), None)]


@pytest.mark.parametrize(
    ("seen", "answered", "given", "seconds"),
    [
        (written(100), written(130), written(130), 30.0),
        (written(100), written(99), written(NOW), None),  # answered before it was seen
        (written(-1), written(130), written(130), None),  # seen before there was a quiz
        (written(NOW + 1), written(130), written(130), None),
        ("", written(130), written(130), None),
        ("", "", written(NOW), None),
        (written(NOW - 30), "", written(NOW), 30.0),
    ],
)
def test_a_question_that_was_fetched_ahead_is_seen_when_its_device_says(
    site: Site, seen: str, answered: str, given: str, seconds: float | None
) -> None:
    quiz = site.quiz(FAMILY)
    assert site.client.get(f"/practice/{quiz}/items/2", headers=AHEAD).status_code == 200
    site.clock.go(NOW)
    give(site, quiz, 2, seen=seen, answered=answered)
    assert answers(site) == [(given, seconds)]


def test_what_a_device_saw_changes_nothing_that_is_noted(site: Site) -> None:
    quiz = site.quiz(FAMILY)
    site.clock.go(10)
    site.get(f"/practice/{quiz}/items/1")
    site.clock.go(100)
    give(site, quiz, 1, seen=written(5), answered=written(30))
    assert answers(site) == [(written(30), 20.0)]


def test_a_page_that_was_fetched_ahead_says_when_it_is_seen(site: Site) -> None:
    quiz = site.quiz(FAMILY)
    address = f"/practice/{quiz}/items/1"
    shown = "SELECT shown_at FROM instance WHERE ordinal = 1"
    ahead = site.client.get(address, headers=AHEAD)
    assert site.rows(shown) == [(None,)]
    (told,) = re.findall(r'data-shown="([^"]+)"', ahead.text)
    (mark,) = re.findall(r'name="instance" value="([^"]+)"', ahead.text)
    site.clock.go(60)
    assert site.post(told, {"instance": f"{mark[:-8]}{'0' * 8}"}).status_code == 204  # of another question
    assert site.rows(shown) == [(None,)]
    assert site.post(told, {"instance": mark}).status_code == 204
    noted = site.rows(shown)
    assert datetime.fromisoformat(noted[0][0]) == site.clock.now
    site.clock.go(60)
    assert site.post(told, {"instance": mark}).status_code == 204
    assert site.rows(shown) == noted
    assert "data-shown" not in site.client.get(address, headers=AHEAD).text
    assert "data-shown" not in site.get(f"/practice/{quiz}/items/2").text  # this look counts: nothing is to be told
    assert site.rows("SELECT shown_at FROM instance WHERE ordinal = 2") != [(None,)]


def test_an_answer_is_not_told_ahead_to_be_kept(site: Site) -> None:
    quiz = site.quiz(FAMILY)
    site.answer(quiz, 1)
    address = f"/practice/{quiz}/items/1"
    assert site.client.get(address, headers=AHEAD).headers["cache-control"] == "no-store"
    assert site.get(address).headers["cache-control"] == "private, no-cache"


def test_after_an_exam_nothing_of_it_is_to_be_kept(site: Site) -> None:
    site.post("/exams", {"length": "quarter"})
    site.post("/exams/1/finish")
    response = site.get("/practice/1/items/2")
    assert response.status_code == 200
    assert response.headers["cache-control"] == "no-store"


def test_an_exam_knows_no_time_but_the_servers(site: Site) -> None:
    site.post("/exams", {"length": "quarter"})
    site.get("/exams/1/items/1")
    site.clock.go(600)
    site.post("/exams/1/items/1/saved", {"choice": "1", "seen": written(1), "answered": written(2)})
    site.clock.go(5)
    site.post("/exams/1/finish")
    assert answers(site) == [(written(605), 605.0)]


def test_late_answers_count_where_they_belong(site: Site) -> None:
    """Answered offline days ago, sent after an answer of today: all is as if they had come in order."""
    quiz = site.quiz(FAMILY)
    replayed(site)
    other = site.quiz(FAMILY)
    site.clock.go(3 * 86400)
    site.answer(other, 1)
    site.clock.go(60)
    give(site, quiz, 2, seen=written(86400 + 50), answered=written(86400 + 100))
    give(site, quiz, 1, seen=written(50), answered=written(100))
    give(site, quiz, 1, seen=written(50), answered=written(200))  # sent twice
    assert len(answers(site)) == 3
    assert site.rows("SELECT standing FROM family_total") == [("hit",)]
    with site.services.database.read() as session:
        assert stored(session) == counted(session)
    noted = schedule(site)
    assert noted == replayed(site)


def listed(site: Site, query: str = "") -> list[int]:
    """The answers on a page of the history, from top to bottom."""
    return [int(number) for number in re.findall(r'href="/history/(\d+)"', site.get(f"/history{query}").text)]


def test_the_list_of_answers_goes_by_when_they_were_given(site: Site) -> None:
    """Three pages of answers, every seventh of which came in late, walked both ways and by their numbers."""
    while len(answers(site)) < 45:
        quiz = site.quiz(FAMILY)
        for number in range(1, len(site.forms(quiz)) + 1):
            site.answer(quiz, number, {"unknown": "1"})
            site.clock.go(60)
    late = "UPDATE submission SET created_at = :at WHERE id = :id"
    for number in range(7, 45, 7):
        site.change(late, at=(START - timedelta(days=number)).isoformat(timespec="microseconds"), id=number)
    order = [row[0] for row in site.rows("SELECT id FROM submission ORDER BY created_at DESC, id DESC")]
    assert order != sorted(order, reverse=True)
    for show in ("", "show=wrong&"):
        assert listed(site, f"?{show}") == order[:20]
        assert [listed(site, f"?{show}page={page}") for page in (2, 3)] == [order[20:40], order[40:]]
        assert listed(site, f"?{show}before={order[9]}") == order[10:30]
        assert listed(site, f"?{show}after={order[40]}") == order[20:40]
        assert listed(site, f"?{show}before=999") == order[:20]  # one that there is not


def test_a_slip_that_came_in_late_was_overcome_since(site: Site, bank: Bank) -> None:
    """It was made two days ago, before all that was known today; so it is no sooner told than overcome."""
    slip = next(name for name, families in bank.slip_families.items() if FAMILY in families)
    quiz, other = site.quiz(FAMILY), site.quiz(FAMILY)
    site.clock.go(2 * 86400)
    for _ in range(2):
        site.finish(other)
        other = site.quiz(FAMILY)
    give(site, quiz, 1, seen=written(50), answered=written(100))
    site.change(
        "INSERT INTO recognised_slip SELECT id, :slip, created_at FROM submission ORDER BY id DESC LIMIT 1", slip=slip
    )
    with site.services.database.write() as session:
        recount(session)
    assert "克服した誤り" in site.get("/statistics").text
    site.change("UPDATE recognised_slip SET made_at = :at", at=site.clock.now.isoformat(timespec="microseconds"))
    site.change(
        "UPDATE submission SET created_at = (SELECT made_at FROM recognised_slip WHERE submission_id = id) "
        "WHERE id IN (SELECT submission_id FROM recognised_slip)"
    )
    assert "克服した誤り" not in site.get("/statistics").text


def test_a_quiz_ends_with_the_answer_that_was_given_last(site: Site) -> None:
    quiz = site.quiz(FAMILY)
    count = len(site.forms(quiz))
    site.clock.go(86400)
    for number in range(count, 0, -1):
        give(site, quiz, number, seen=written(number * 10), answered=written(number * 10 + 5))
    (finished,) = site.rows("SELECT finished_at FROM quiz")[0]
    assert datetime.fromisoformat(finished) == START + timedelta(seconds=count * 10 + 5)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("2026-01-10T12:00:00.000Z", START),
        ("2026-01-10T21:00:00+09:00", START),
        *((text, None) for text in ("", "2026-01-10T12:00:00", "12", "NaN", "\0", "x" * 9999)),
    ],
)
def test_a_moment_is_one_with_its_zone(text: str, read: Any) -> None:
    assert moment(text) == read
    assert read is None or moment(text).tzinfo is UTC  # type: ignore[union-attr]
