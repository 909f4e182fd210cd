"""Quizzes with questions left: all are offered at home, and each can be gone on with or dropped."""

import re

import pytest

from tests.app.site import Site


def offered(page: str) -> list[int]:
    return [int(found) for found in re.findall(r'href="/practice/(\d+)" aria-describedby', page)]


def dropping(page: str) -> list[int]:
    return [int(found) for found in re.findall(r'action="/practice/(\d+)/drop"', page)]


def test_every_unfinished_quiz_is_offered_the_newest_first(site: Site) -> None:
    quizzes = [site.quiz("bptt.update") for _ in range(5)]
    site.answer(quizzes[4], 1)
    site.finish(quizzes[3])
    home = site.get("/").text
    assert offered(home) == dropping(home) == [quizzes[4]]
    assert home.index('class="primary"') < home.index('action="/review/today"')  # going on comes first
    total = len(site.forms(quizzes[4]))
    assert f"{total} 問中 1 問解答済み" in home
    assert "ほか 3 件の途中の演習" in home
    assert "3 more quizzes in progress" in site.get("/", "en").text
    link = re.search(r'href="(/\?unfinished=[^"]*)"', home)
    assert link is not None
    whole = site.get(link[1]).text
    assert offered(whole) == [quizzes[k] for k in (4, 2, 1, 0)]
    assert f"{total} 問中 0 問解答済み" in whole
    assert "ほか" not in whole


def test_a_dropped_quiz_is_offered_no_more_and_what_was_answered_stays(site: Site) -> None:
    kept, left = site.quiz("bptt.update"), site.quiz("bptt.update")
    site.answer(left, 1)
    sent = site.post(f"/practice/{left}/drop")
    assert (sent.status_code, sent.headers["location"]) == (303, f"/?dropped={left}")
    told = site.get(sent.headers["location"]).text
    assert "演習をやめました" in told
    assert offered(told) == offered(site.get("/").text) == [kept]
    assert "演習をやめました" not in site.get("/").text
    assert "You have dropped" in site.get(sent.headers["location"], "en").text
    assert site.get("/history/1").status_code == 200
    assert site.get(f"/practice/{left}/result").status_code == 200
    assert site.rows("SELECT count(*) FROM submission") == [(1,)]


def test_the_way_back_into_a_dropped_quiz_is_open_and_an_answer_takes_it_up_again(site: Site) -> None:
    quiz = site.quiz("bptt.update")
    site.post(f"/practice/{quiz}/drop")
    assert f'<a href="/practice/{quiz}">' in site.get(f"/?dropped={quiz}").text
    assert site.get(f"/practice/{quiz}").headers["location"] == f"/practice/{quiz}/items/1"
    site.get(f"/practice/{quiz}/items/1")
    assert offered(site.get("/").text) == []
    site.answer(quiz, 1)
    assert offered(site.get("/").text) == [quiz]
    assert "演習をやめました" not in site.get(f"/?dropped={quiz}").text


def test_an_answer_that_was_taken_back_is_counted_no_more_and_its_quiz_is_taken_up_again(site: Site) -> None:
    quiz = site.quiz("bptt.update")
    total = len(site.forms(quiz))
    site.answer(quiz, 1)
    site.post(f"/practice/{quiz}/drop")
    assert site.post(f"/practice/{quiz}/items/1/withdraw", {"submission": "1"}).status_code == 303
    home = site.get("/").text
    assert offered(home) == [quiz]
    assert f"{total} 問中 0 問解答済み" in home
    site.answer(quiz, 1)
    assert f"{total} 問中 1 問解答済み" in site.get("/").text


def test_a_finished_quiz_is_not_dropped(site: Site) -> None:
    quiz = site.quiz("bptt.update")
    site.finish(quiz)
    sent = site.post(f"/practice/{quiz}/drop")
    assert sent.status_code == 303
    for language, said in (("ja", "この演習はもう終わっています"), ("en", "already finished")):
        told = site.get(sent.headers["location"], language).text
        assert said in told
        assert f'<a href="/practice/{quiz}/result">' in told
        assert said not in site.get("/", language).text
    assert site.rows("SELECT dropped_at FROM quiz") == [(None,)]
    assert site.post("/practice/99/drop").status_code == 404


@pytest.mark.parametrize("dropped", ["", "x", "-1", "99", "9" * 30, "１", "1.0", "01"])
def test_home_says_nothing_of_a_quiz_that_was_not_dropped(site: Site, dropped: str) -> None:
    site.post(f"/practice/{site.quiz('bptt.update')}/drop")
    page = site.get(f"/?dropped={dropped}")
    assert page.status_code == 200
    assert "やめました" not in page.text
