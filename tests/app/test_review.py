"""Today's questions and the lists: what comes, why, how often, and that a press twice is one."""

import re
from itertools import pairwise

import pytest

from question_bank.bank import load_bank
from tests.app.site import Site, quiz_of, wrong

DAY = 86_400


def begun(site: Site) -> None:
    """A first answer, so that home is no newcomer's."""
    site.answer(site.quiz("rnn.unrolled"), 1)


def of_today(site: Site) -> int:
    return quiz_of(site.post("/review/today"))


def asked(site: Site, quiz: int) -> list[tuple[str, str, int, str, str]]:
    columns = "family, topic, level, form, reason"
    return [tuple(row) for row in site.rows(f"SELECT {columns} FROM instance WHERE quiz_id = {quiz} ORDER BY ordinal")]


def test_the_button_says_what_the_quiz_then_asks(site: Site) -> None:
    begun(site)
    html = site.get("/").text
    assert "今日の 11 問" in html  # twelve a day, one is answered
    assert "新規 11" in html
    quiz = of_today(site)
    questions = asked(site, quiz)
    assert len(questions) == 11
    assert {reason for *_, reason in questions} == {"new"}
    teaching = [family for family in load_bank().teaching if family != "rnn.unrolled"]
    assert sorted(family for family, *_ in questions) == sorted(teaching[:11])
    topics = [topic for _, topic, *_ in questions]
    assert all(one != two for one, two in pairwise(topics))
    lowest = {card.id: card.levels[0] for card in load_bank().families.values()}
    assert all(level == lowest[family] for family, _, level, *_ in questions)


def test_pressed_twice_it_is_one_quiz_and_goes_on_until_the_day_is_over(site: Site) -> None:
    begun(site)
    quiz = of_today(site)
    assert of_today(site) == quiz
    site.answer(quiz, 1)
    assert of_today(site) == quiz
    site.clock.go(DAY)
    assert of_today(site) != quiz


def test_what_was_answered_comes_when_it_is_due(site: Site) -> None:
    begun(site)
    site.change("UPDATE learner SET daily = 4")
    quiz = of_today(site)
    families = [family for family, *_ in asked(site, quiz)]
    site.answer(quiz, 1, wrong(site.content(quiz, 1)))
    site.answer(quiz, 2)
    site.answer(quiz, 3)
    assert "今日の分は終わりました（4 問解答）" in site.get("/").text
    site.clock.go(DAY)
    assert [family for family, *_, reason in asked(site, of_today(site)) if reason == "due"] == [families[0]]
    site.post(f"/practice/{of_today(site)}/drop")
    site.clock.go(6 * DAY)  # what was right comes later
    due = [(family, reason) for family, *_, reason in asked(site, of_today(site))]
    assert {family for family, reason in due if reason == "due"} <= {*families, "rnn.unrolled"}
    assert len(due) == 4


def test_after_the_day_a_few_more_come_without_a_kind_that_was_asked_today(site: Site) -> None:
    site.change("UPDATE learner SET daily = 1")
    begun(site)
    questions = asked(site, of_today(site))
    assert len(questions) == 10
    assert "rnn.unrolled" not in {family for family, *_ in questions}


def test_another_form_comes_than_the_last_time(site: Site) -> None:
    begun(site)
    (form,) = site.rows("SELECT form FROM card")[0]
    for _ in range(4):
        site.clock.go(20 * DAY)
        quiz = of_today(site)
        again = [form for family, _, _, form, _ in asked(site, quiz) if family == "rnn.unrolled"]
        assert again
        assert form not in again
        site.post(f"/practice/{quiz}/drop")


def test_minutes_are_turned_into_questions_by_ones_own_pace(site: Site) -> None:
    quiz = site.quiz("rnn.output")
    for number in range(1, 7):
        site.get(f"/practice/{quiz}/items/{number}")
        site.clock.go(120)
        site.answer(quiz, number)
    site.change("UPDATE learner SET daily = 30, daily_unit = 'minutes'")
    assert "今日の 9 問" in site.get("/").text  # fifteen of two minutes, six are answered
    assert "約 18 分" in site.get("/").text


def test_the_lists_hold_what_their_names_say(site: Site) -> None:
    quiz = site.quiz("rnn.unrolled")
    site.answer(quiz, 1, {"unknown": "1"})
    other = site.quiz("gru.new-state")
    site.answer(other, 1, wrong(site.content(other, 1)))
    third = site.quiz("lstm.carousel")
    site.answer(third, 1)
    instance = site.rows(f"SELECT id, fingerprint FROM instance WHERE quiz_id = {third} AND ordinal = 1")[0]
    mark = re.search(r'name="instance" value="([^"]+)"', site.get(f"/practice/{third}/items/1").text)
    assert mark is not None
    site.post(f"/flags/{instance[0]}", {"flagged": "true", "instance": mark[1]})
    html = site.get("/review").text
    counts = dict(re.findall(r'id="list-([\w-]+)"><b>[^<]*</b> <span class="number">(\d+)', html))
    assert counts == {
        "miss": "2",
        "unsure": "1",
        "flagged": "1",
        "unseen": str(len(load_bank().families) - 3),
    }
    for name, families in {
        "miss": {"rnn.unrolled", "gru.new-state"},
        "unsure": {"rnn.unrolled"},
        "flagged": {"lstm.carousel"},
    }.items():
        started = asked(site, quiz_of(site.post("/review/list", {"name": name})))
        assert {family for family, *_ in started} == families
        assert {reason for *_, reason in started} == {None}
    assert len(asked(site, quiz_of(site.post("/review/list", {"name": "unseen"})))) == 10
    assert site.post("/review/list", {"name": "due"}).headers["location"] == "/review"
    assert site.post("/review/list", {"name": "nonsense"}).status_code == 422


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"daily": "0"}, "1 から 200 までの整数"),
        ({"daily": "201"}, "1 から 200 までの整数"),
        ({"daily": "十"}, "1 から 200 までの整数"),
        ({"exam_on": "2027-02-30"}, "年-月-日"),
        ({"exam_on": "soon"}, "年-月-日"),
        ({"exam_on": "99999999999999999999-1-1"}, "年-月-日"),
        ({"exam_on": "1-1-1"}, "年-月-日"),
        ({"zone": "Mars/Olympus"}, "Asia/Tokyo のような名前"),
    ],
)
def test_what_cannot_be_read_is_said_and_stays_as_it_was_typed(site: Site, sent: dict[str, str], said: str) -> None:
    typed = {
        "language": "ja",
        "theme": "dark",
        "daily": "7",
        "daily_unit": "minutes",
        "exam_on": "",
        "zone": "",
        **sent,
    }
    answer = site.post("/settings", typed)
    assert answer.status_code == 422
    assert said in answer.text
    assert f'value="{next(iter(sent.values()))}"' in answer.text
    assert site.rows("SELECT theme, daily FROM learner") == [("auto", 12)]


def test_wishes_are_stored_and_shown(site: Site) -> None:
    sent = {"language": "ja", "theme": "auto", "daily": "２０", "daily_unit": "minutes", "exam_on": "2026/2/9"}
    assert site.post("/settings", {**sent, "zone": "Europe/Berlin"}).status_code == 303
    assert site.rows("SELECT daily, daily_unit, exam_on, zone FROM learner") == [
        (20, "minutes", "2026-02-09", "Europe/Berlin")
    ]
    begun(site)
    assert "試験まで 30 日" in site.get("/").text
    shown = site.get("/settings").text
    assert 'value="2026-02-09"' in shown
    assert 'value="20"' in shown
    site.post("/settings", {"language": "ja", "theme": "dark"})  # what was not sent stays
    assert site.rows("SELECT daily, exam_on, theme FROM learner") == [(20, "2026-02-09", "dark")]


def test_the_browser_tells_its_time_zone_once(site: Site) -> None:
    assert "data-zone" in site.get("/").text.split(">")[1]
    site.post("/settings/zone", {"zone": "Mars/Olympus"})
    assert site.rows("SELECT zone FROM learner") == [(None,)]
    site.post("/settings/zone", {"zone": "America/New_York"})
    site.post("/settings/zone", {"zone": "Asia/Tokyo"})
    assert site.rows("SELECT zone FROM learner") == [("America/New_York",)]
    assert "data-zone" not in site.get("/").text.split(">")[1]


def told(site: Site, quiz: int, number: int) -> str:
    found = re.search(r'id="coming">\s*<summary>([^<]*)', site.get(f"/practice/{quiz}/items/{number}").text)
    return "" if found is None else found[1]


def rate(site: Site, quiz: int, number: int, grade: str) -> int:
    html = site.get(f"/practice/{quiz}/items/{number}").text
    mark = html.split("/rating")[1].split('name="submission" value="')[1].split('"')[0]
    return site.post(f"/practice/{quiz}/items/{number}/rating", {"submission": mark, "grade": grade}).status_code


def test_an_answer_says_when_its_kind_comes_again_and_can_be_rated_otherwise(site: Site) -> None:
    quiz = site.quiz("rnn.unrolled")
    site.answer(quiz, 1)
    assert told(site, quiz, 1) == "次の復習：2 日後 · 評価：普通"
    assert rate(site, quiz, 1, "4") == 303
    assert told(site, quiz, 1) == "次の復習：8 日後 · 評価：簡単"
    assert "自分で選んだため" in site.get(f"/practice/{quiz}/items/1").text
    assert rate(site, quiz, 1, "1") == 303
    assert told(site, quiz, 1) == "次の復習：明日 · 評価：もう一度"
    assert rate(site, quiz, 1, "5") == 422
    site.answer(quiz, 2, {"unknown": "1"})
    assert told(site, quiz, 1) == "評価：もう一度"  # what comes next is decided by the later answer
    assert told(site, quiz, 2) == "次の復習：明日 · 評価：もう一度"
    for language, said in (("ja", "種類ごとに最新の解答だけです"), ("en", "Only the newest answer to a kind")):
        site.post("/settings", {"language": language, "theme": "auto"})
        pages = [site.get(f"/practice/{quiz}/items/{number}").text for number in (1, 2)]
        assert [said in page for page in pages] == ["/rating" not in page for page in pages] == [True, False]
    before = site.rows("SELECT * FROM review")
    assert site.post(f"/practice/{quiz}/items/1/rating", {"submission": "1", "grade": "4"}).status_code == 303
    assert site.rows("SELECT * FROM review") == before


def test_a_rating_from_the_page_of_another_answer_is_refused(site: Site) -> None:
    quiz = site.quiz("rnn.unrolled")
    site.answer(quiz, 1)
    for sent in ("1-ffffffff", "7"):
        answer = site.post(f"/practice/{quiz}/items/1/rating", {"submission": sent, "grade": "1"})
        assert answer.status_code == 404
    assert site.rows("SELECT rating FROM card") == [(3,)]


def test_before_the_exam_nothing_is_put_off_beyond_it(site: Site) -> None:
    site.change("UPDATE learner SET exam_on = '2026-01-15'")
    quiz = site.quiz("rnn.unrolled")
    site.answer(quiz, 1)
    rate(site, quiz, 1, "4")
    assert told(site, quiz, 1) == "次の復習：4 日後 · 評価：簡単"
