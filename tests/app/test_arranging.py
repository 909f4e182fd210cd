"""Orders, pairs and pictures on the page: lists without script, what is missing is said and costs nothing."""

import re
from html import unescape

import pytest

from app.pictures.choices import Diagram
from app.quiz.pictures import drawn
from tests.app.site import Site, right_texts, wrong

ORDER, MATCH, PICTURES, PASSAGE = "lstm.step-order", "bptt.code-match", "gru.unit-diagram", "lstm.passage"


def chosen(page: str) -> list[str]:
    """What each list of the page stands at."""
    lists = re.findall(r"<select.*?</select>", page, re.DOTALL)
    return [(re.findall(r'value="(\w*)" selected', entry) or [""])[0] for entry in lists]


@pytest.mark.parametrize("family", [ORDER, MATCH])
def test_each_item_has_a_list_that_begins_empty(site: Site, family: str) -> None:
    quiz = site.quiz(family)
    instance = site.content(quiz, 1)
    page = site.get(f"/practice/{quiz}/items/1").text
    assert chosen(page) == [""] * len(instance.items)
    offered = len(instance.options) or len(instance.items)
    assert page.count("<option ") == len(instance.items) * (offered + 1)
    assert page.count("data-move=") == (2 * len(instance.items) if family == ORDER else 0)
    assert 'id="reading"' not in page


@pytest.mark.parametrize("family", [ORDER, MATCH])
def test_missing_and_repeated_places_are_named_kept_and_cost_nothing(site: Site, family: str) -> None:
    quiz = site.quiz(family)
    right = list(right_texts(site.content(quiz, 1)))
    sent = ["", right[2], *right[2:]]
    for language, missing, twice in (
        ("ja", "選んでください。", "2 つ以上" if family == ORDER else "2 回以上"),
        ("en", "Choose its place" if family == ORDER else "Choose a letter", "more than once"),
    ):
        page = site.post(f"/practice/{quiz}/items/1", {"cell": sent, "guessed": "1"}, **{"accept-language": language})
        assert page.status_code == 422
        assert chosen(page.text) == sent
        assert page.text.count('aria-invalid="true"') == 3
        assert missing in page.text
        assert twice in page.text
        assert re.search(r'name="guessed"[^>]*checked', page.text)
        assert re.search(r'id="refused" role="alert"><a href="#cell-0">[^<]*\b3\b', page.text)  # how many, in the bar
        assert re.findall(r' id="(cell-\d+)-problem"', page.text) == ["cell-0", "cell-1", "cell-2"]
        assert re.search(r'id="cell-0"[^>]* autofocus>', page.text)
    assert site.post(f"/practice/{quiz}/items/1", {"cell": []}).status_code == 422
    assert site.rows("SELECT * FROM submission") == []
    assert site.answer(quiz, 1).status_code == 303
    assert site.rows("SELECT correct FROM submission") == [(1,)]


@pytest.mark.parametrize("family", [ORDER, MATCH])
def test_the_feedback_shows_what_is_right_and_each_verdict(site: Site, family: str) -> None:
    quiz = site.quiz(family)
    instance = site.content(quiz, 1)
    site.answer(quiz, 1, wrong(instance))
    page = site.get(f"/practice/{quiz}/items/1").text
    ((cells,),) = site.rows("SELECT cells FROM submission")
    assert page.count("✕ ") + page.count("✕</span>") >= cells.count("false")
    assert len(re.findall(r'<li class="(?:right|wrong)">', page)) == len(instance.items)
    assert page.count('<li class="wrong">') == cells.count("false")
    assert ("正しい順番" in page) == (family == ORDER)
    assert ("が先に必要です" in page) == (family == ORDER)
    english = site.get("/history/1", "en").text
    assert ("The right order" if family == ORDER else "The right pairs") in english


def test_cells_beyond_the_items_are_no_answer_and_not_knowing_shows_the_order(site: Site) -> None:
    quiz = site.quiz(ORDER)
    right = list(right_texts(site.content(quiz, 1)))
    assert site.answer(quiz, 1, {"cell": [*right, *["1"] * 50]}).status_code == 422
    assert site.rows("SELECT correct FROM submission") == []
    assert site.answer(quiz, 1, {"cell": right}).status_code == 303
    assert site.rows("SELECT correct FROM submission") == [(1,)]
    other = site.quiz(ORDER)
    site.answer(other, 1, {"unknown": "1"})
    page = site.get(f"/practice/{other}/items/1").text
    assert "正しい順番" in page
    assert "あなたの順番" not in page


def test_nothing_is_read_while_places_are_chosen(site: Site) -> None:
    quiz = site.quiz(ORDER)
    assert site.post(f"/practice/{quiz}/items/1/reading", {"cell": ["1"]}).status_code == 404


def test_again_asks_the_same_kind_with_other_items(site: Site) -> None:
    quiz = site.quiz(MATCH)
    site.answer(quiz, 1)
    again = int(site.post(f"/practice/{quiz}/items/1/again").headers["location"].split("/")[2])
    assert site.content(again, 1).form == "match"
    assert site.content(again, 1).fingerprint != site.content(quiz, 1).fingerprint


def whole(site: Site, quiz: int) -> str:
    """The page of an answered question with the other choices, which are sent when they are opened."""
    address = f"/practice/{quiz}/items/1"
    page = site.get(address).text
    (others,) = re.findall(r'class="others" href="([^"#]+)', page)
    return site.get(f"{address}{unescape(others)}").text


def test_four_pictures_are_drawn_each_said_in_words(site: Site) -> None:
    quiz = site.quiz(PICTURES)
    instance = site.content(quiz, 1)
    page = site.get(f"/practice/{quiz}/items/1").text
    assert page.count("<svg viewBox") - page.count('<svg viewBox="0 0 16 16"') == page.count("<desc") == 4
    assert len(set(re.findall(r' id="([^"]+)"', page))) == len(re.findall(r' id="([^"]+)"', page))
    right = drawn(instance.question)[instance.key.choice or 0]
    assert isinstance(right, Diagram)
    assert not any(line.off for line in right.lines)
    site.answer(quiz, 1, wrong(instance))
    feedback = whole(site, quiz)
    assert feedback.count("<desc") == 4
    assert feedback.count('class="off"') >= 3
    marked = drawn(instance.question, instance.key.choice)
    for place, picture in enumerate(marked):
        assert isinstance(picture, Diagram)
        differs = any(line.off for line in picture.lines) or any(box.off for box in picture.boxes)
        assert differs == (place != instance.key.choice)


def test_a_wrong_passage_says_why_and_the_right_one_is_filled_in(site: Site) -> None:
    quiz = site.quiz(PASSAGE)
    instance = site.content(quiz, 1)
    site.answer(quiz, 1, wrong(instance))
    page = whole(site, quiz)
    assert "が誤りです。" in page
    assert "（あ：" in page
    assert site.rows("SELECT * FROM recognised_slip") == []


@pytest.mark.file
def test_a_question_stored_before_there_were_items_can_still_be_opened(site: Site) -> None:
    quiz = site.quiz("rnn.hidden-state")
    site.change(
        "UPDATE instance SET content = json_remove(content, '$.items', '$.options', '$.key.before', '$.key.pairs')"
    )
    assert site.get(f"/practice/{quiz}/items/1").status_code == 200
    assert site.answer(quiz, 1).status_code == 303
    assert site.get(f"/practice/{quiz}/items/1").status_code == 200
