"""The end of a quiz: what is different from the last time, what was shown to be known, and what comes next."""

import re
from typing import Any

import pytest

from app.web.titles import titled
from question_bank.model.bilingual import Language
from tests.app.site import Site, quiz_of

FAMILY = "bptt.update"
SLIP, OTHER = "bias-dropped", "recurrent-weight-transposed"


def made(site: Site, quiz: int, slip: str) -> None:
    """A slip is recognised in the first answer of a quiz."""
    rows = "SELECT s.id, :slip, s.created_at FROM submission s JOIN instance i ON i.id = s.instance_id"
    site.change(f"INSERT INTO recognised_slip {rows} WHERE i.quiz_id = {quiz} AND i.ordinal = 1", slip=slip)


def one(site: Site, right: bool, family: str = FAMILY, slip: str = "") -> int:
    """A quiz of a kind, each of its questions answered so."""
    quiz = site.quiz(family)
    count = len(site.forms(quiz))
    site.finish(quiz, wrong=() if right else tuple(range(1, count + 1)))
    if slip:
        made(site, quiz, slip)
    return quiz


def changes(site: Site, quiz: int, language: Language = "ja") -> dict[str, str]:
    """What has changed, by what it is called."""
    section = site.get(f"/practice/{quiz}/result", language).text.partition('<section class="changes">')[2]
    found = re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd></div>", section.partition("</section>")[0], re.DOTALL)
    return {name: re.sub(r"\s+", " ", re.sub("<[^>]*>", " ", text)).strip() for name, text in found}


def primary(page: str) -> str:
    (found,) = re.findall(r'<(?:a|button) class="primary"[^>]*>(.*?)</', page)
    return str(found)


def test_a_first_quiz_has_nothing_to_be_compared_with(site: Site) -> None:
    quiz = one(site, right=True)
    page = site.get(f"/practice/{quiz}/result").text
    assert "前回から変わったこと" not in page
    assert "→" not in page.partition("<main")[2]


def test_what_was_wrong_and_is_right_now_and_the_other_way_round(site: Site) -> None:
    first = one(site, right=False)
    second = one(site, right=True)
    assert changes(site, second)["間違いから正解へ"] == "1 種類"
    assert changes(site, second, "en")["Wrong before, right now"] == "1 kind"
    assert "不正解 →" in site.get(f"/practice/{second}/result").text
    third = one(site, right=False)
    assert changes(site, third) == {"正解から間違いへ": "1 種類"}
    fourth = one(site, right=False)
    assert changes(site, fourth) == {}
    assert "前回と変わりません" in site.get(f"/practice/{fourth}/result").text
    # What came later changes nothing of what an earlier page tells.
    assert changes(site, first) == {}
    assert changes(site, second)["間違いから正解へ"] == "1 種類"


def test_another_kind_says_nothing_of_this_one(site: Site) -> None:
    one(site, right=False, family="bptt.delta")
    assert "前回から変わったこと" not in site.get(f"/practice/{one(site, right=True)}/result").text


def test_an_answer_that_was_taken_back_is_not_the_last_time(site: Site) -> None:
    quiz = site.quiz(FAMILY)
    site.answer(quiz, 1, {"unknown": "1"})
    site.post(f"/practice/{quiz}/items/1/withdraw", {"submission": "1"})
    assert "前回から変わったこと" not in site.get(f"/practice/{one(site, right=True)}/result").text


def test_slips_met_for_the_first_time_and_slips_overcome(site: Site) -> None:
    names = site.services.bank.slip_names
    first = one(site, right=False, slip=SLIP)
    assert changes(site, first)["初めて出た誤り"].startswith(names[SLIP].ja)
    second = one(site, right=False, slip=SLIP)
    assert "初めて出た誤り" not in changes(site, second)
    third = one(site, right=True)
    assert changes(site, third)["乗り越えた誤り"] == names[SLIP].ja
    assert changes(site, third, "en")["Slips overcome"] == names[SLIP].en
    fourth = one(site, right=True)
    assert changes(site, fourth) == {}
    assert changes(site, first)["初めて出た誤り"].startswith(names[SLIP].ja)


def test_a_slip_that_was_made_again_is_not_overcome(site: Site) -> None:
    one(site, right=False, slip=SLIP)
    still = one(site, right=False, slip=OTHER)
    assert "乗り越えた誤り" not in changes(site, still)
    assert str(titled(site.services.bank.slip_names[OTHER].ja, "ja")) in site.get(f"/practice/{still}/result").text


def test_a_slip_that_the_bank_knows_no_more_is_left_out(site: Site) -> None:
    assert "初めて出た誤り" not in changes(site, one(site, right=False, slip="gone-since"))


def test_the_best_next_thing_is_the_one_primary_button(site: Site) -> None:
    half = site.quiz(FAMILY)
    site.answer(half, 1, {"unknown": "1"})
    assert primary(site.get(f"/practice/{half}/result").text) == "続きを解く"
    wrong = one(site, right=False)
    count = len(site.forms(wrong))
    assert primary(site.get(f"/practice/{wrong}/result").text).startswith(f"間違えた {count} 問を")
    one(site, right=False)  # by now there are enough answers to say that the topic is weak
    site.change("UPDATE learner SET daily = 200")
    good = one(site, right=True, family="lstm.cell-code")
    left = primary(site.get(f"/practice/{good}/result").text)
    assert re.fullmatch(r"今日の \d+ 問", left)
    assert f">{left}<" in site.get("/review").text  # as the button of the day has it
    site.change("UPDATE learner SET daily = 1")  # the day is over
    page = site.get(f"/practice/{good}/result").text
    assert primary(page) == "苦手な分野（BPTT）を 10 問解く"
    form: dict[str, Any] = dict(
        re.findall(r'<input type="hidden" name="(\w+)" value="(\w+)">', page.partition("<main")[2])
    )
    started = quiz_of(site.post("/practice", form))
    assert site.rows(f"SELECT DISTINCT topic FROM instance WHERE quiz_id = {started}") == [("bptt",)]


def test_without_a_weak_topic_the_next_thing_is_another_quiz(site: Site) -> None:
    site.change("UPDATE learner SET daily = 1")
    assert primary(site.get(f"/practice/{one(site, right=True)}/result").text) == "10 問解く"


@pytest.mark.parametrize("help_", ["", "hint", "guess"])
def test_all_right_is_told_by_what_was_shown_to_be_known(site: Site, help_: str) -> None:
    quiz = site.quiz(FAMILY)
    title = site.services.bank.families[FAMILY].title
    for number in range(1, len(site.forms(quiz)) + 1):
        if help_ == "hint":
            site.post(f"/practice/{quiz}/items/{number}/hint", {"number": "1"})
        site.answer(quiz, number)
    if help_ == "guess":
        site.change("UPDATE submission SET guessed = 1 WHERE id = 1")
    told = re.search(r'<p class="proven">(.*?)</p>', site.get(f"/practice/{quiz}/result").text, re.DOTALL)
    assert told is not None
    assert "全問正解です" in told[1]
    assert (f"BPTT（{title.ja}）を、手がかりなしで" in told[1]) == (not help_)
    assert ("You have shown" in site.get(f"/practice/{quiz}/result", "en").text) == (not help_)


def test_many_kinds_that_were_right_are_counted_and_not_listed_twice(site: Site) -> None:
    """Their names stand in the table below; of a few they stand in the sentence too."""
    quiz = quiz_of(site.post("/practice", {"topic": ["rnn", "gru"], "level": ["1", "2"], "count": "20"}))
    site.finish(quiz)
    kinds = site.rows(f"SELECT DISTINCT topic, family FROM instance WHERE quiz_id = {quiz}")
    sentences: dict[Language, str] = {
        "ja": f"2 分野の {len(kinds)} 種類の問題を",
        "en": f"{len(kinds)} kinds of question (topics: 2)",
    }
    for language, said in sentences.items():
        page = site.get(f"/practice/{quiz}/result", language).text
        told = re.search(r'<p class="proven">(.*?)</p>', page, re.DOTALL)
        assert told is not None
        assert said in told[1]
        for _, family in kinds:
            title = str(titled(site.services.bank.title(family).in_language(language), language))
            assert title in page
            assert title not in told[1]


def test_each_kind_says_when_it_comes_back(site: Site) -> None:
    quiz = site.quiz(FAMILY)
    site.finish(quiz)
    told = r'class="hint back">([^<]*)<'
    (again,) = set(re.findall(told, site.get(f"/practice/{quiz}/result").text))
    days = re.fullmatch("次の復習：([2-9]) 日後", again)
    assert days is not None
    assert set(re.findall(told, site.get(f"/practice/{quiz}/result", "en").text)) == {f"Next review: in {days[1]} days"}
    site.clock.go(86_400 * (int(days[1]) - 1))
    assert set(re.findall(told, site.get(f"/practice/{quiz}/result").text)) == {"次の復習：明日"}
    site.clock.go(86_400 * 30)
    assert set(re.findall(told, site.get(f"/practice/{quiz}/result").text)) == {"次の復習：今日"}
    half = site.quiz("lstm.carousel")
    site.answer(half, 1)
    assert len(re.findall(told, site.get(f"/practice/{half}/result").text)) == 1


def test_one_mistake_and_nothing_is_celebrated(site: Site) -> None:
    quiz = site.quiz(FAMILY)
    site.finish(quiz, wrong=(2,))
    assert "全問正解" not in site.get(f"/practice/{quiz}/result").text
