"""The form that starts a quiz: what it narrows, what it counts, what it remembers."""

import re
from typing import Any
from urllib.parse import urlencode

import pytest

from question_bank.forms import form_of
from tests.app.site import Site, quiz_of


def fitting(site: Site, query: str) -> int:
    """How many kinds the form says that there are."""
    found = re.search(
        r'<p id="fitting" role="status">条件に合う問題は (\d+) 種類</p>', site.get(f"/practice/new?{query}").text
    )
    assert found is not None
    return int(found[1])


def ticked(page: str, name: str) -> list[str]:
    return re.findall(rf'name="{name}"(?: id="[^"]*")? value="([^"]*)" checked', page)


def asked(site: Site, quiz: int) -> list[tuple[str, str, str]]:
    return [tuple(row) for row in site.rows(f"SELECT topic, family, form FROM instance WHERE quiz_id = {quiz}")]


def test_how_many_kinds_a_choice_has_is_said_before_the_start(site: Site) -> None:
    cards = site.services.bank.families.values()
    assert fitting(site, "") == len(cards)
    assert fitting(site, "topic=bleu") == sum(card.topic == "bleu" for card in cards)
    of_two = sum(any(level == 3 for level, _ in card.asks) for card in cards if card.topic in {"gru", "lstm"})
    assert fitting(site, "topic=gru&topic=lstm&level=3") == of_two
    assert fitting(site, "kept=1&level=1") == 0
    assert "1 kind of question fits" not in site.get("/practice/new", "en").text


def test_choices_only_leave_out_what_is_typed(site: Site) -> None:
    cards = site.services.bank.families.values()
    untyped = [card for card in cards if any(level == 2 and not form_of(form).typed for level, form in card.asks)]
    assert 0 < fitting(site, "form=chosen&level=2") == len(untyped) < fitting(site, "level=2")
    quiz = quiz_of(
        site.post("/practice", {"topic": ["bptt", "rnn"], "level": ["1", "2"], "form": "chosen", "count": "20"})
    )
    forms = {form for _, _, form in asked(site, quiz)}
    assert forms
    assert not forms & {"number", "vector", "matrix"}


def test_only_what_was_missed_and_only_what_was_not_asked(site: Site) -> None:
    site.answer(site.quiz("bptt.update"), 1, {"unknown": "1"})
    site.answer(site.quiz("bptt.delta"), 1)
    every = len(site.services.bank.families)
    assert fitting(site, "state=miss") == 1
    assert fitting(site, "state=new") == every - 2
    quiz = quiz_of(site.post("/practice", {"topic": "bptt", "level": ["1", "2", "3"], "state": "miss", "count": "5"}))
    assert {family for _, family, _ in asked(site, quiz)} == {"bptt.update"}
    refused = site.post("/practice", {"topic": "bleu", "level": "1", "state": "miss", "count": "5"})
    assert refused.status_code == 422
    assert "選んだ条件に合う問題がありません" in refused.text
    assert ticked(refused.text, "state") == ["miss"]


def test_the_exam_only_leaves_out_what_the_syllabus_does_not_name(site: Site) -> None:
    outside = {topic.id for topic in site.services.bank.topics.topics if topic.scope == "course"}
    assert outside
    within = [card for card in site.services.bank.families.values() if card.topic not in outside]
    assert fitting(site, "scope=syllabus") == len(within)
    form: dict[str, Any] = {"topic": ["bleu", "bptt"], "level": "1", "scope": "syllabus", "count": "20"}
    quiz = quiz_of(site.post("/practice", form))
    assert {topic for topic, _, _ in asked(site, quiz)} == {"bptt"}
    assert ticked(site.get(f"/practice/new?{urlencode(form, doseq=True)}").text, "topic") == ["bptt", "bleu"]


@pytest.mark.parametrize(
    ("area", "chosen"), [("all", "every"), ("none", "no"), ("deep-learning", "every"), ("mathematics", "no")]
)
def test_all_topics_none_and_those_of_an_area_at_one_press(site: Site, area: str, chosen: str) -> None:
    """The buttons send the form with GET: the rest of it stays as it is."""
    page = site.get(f"/practice/new?kept=1&topic=gru&level=2&count=5&state=new&area={area}").text
    topics = [topic.id for topic in site.services.bank.topics.topics]
    assert ticked(page, "topic") == (topics if chosen == "every" else [])
    assert (ticked(page, "level"), ticked(page, "count"), ticked(page, "state")) == (["2"], ["5"], ["new"])
    buttons = re.findall(r'<button [^>]*formmethod="get" formaction="/practice/new" name="area" value="(\w+)"', page)
    assert buttons == ["all", "none"]  # of a single area there is nothing to choose


def test_the_last_choice_comes_back_and_an_address_goes_before_it(site: Site) -> None:
    form = {"topic": ["gru", "bleu"], "level": ["1", "2"], "state": "new", "form": "chosen", "count": "5"}
    quiz_of(site.post("/practice", {**form, "ordering": "topic"}))
    page = site.get("/practice/new").text
    assert ticked(page, "topic") == ["bleu", "gru"]
    assert ticked(page, "level") == ["1", "2"]
    assert [ticked(page, name) for name in ("state", "form", "count", "ordering")] == [
        ["new"],
        ["chosen"],
        ["5"],
        ["topic"],
    ]
    assert '<div class="notice"' not in page
    assert page == site.get("/practice/new").text
    assert ticked(site.get("/practice/new?utm_source=mail").text, "topic") == ["bleu", "gru"]
    named = site.get("/practice/new?topic=lstm").text
    assert ticked(named, "topic") == ["lstm"]
    assert ticked(named, "level") == ["1", "2", "3"]
    site.post("/practice", {"quick": "1"})  # chooses nothing, and nothing of it is remembered
    assert ticked(site.get("/practice/new").text, "topic") == ["bleu", "gru"]


def test_a_refused_choice_is_not_remembered(site: Site) -> None:
    site.post("/practice", {"topic": "gru", "level": "9", "count": "5"})
    assert site.rows("SELECT start FROM learner") == [(None,)]


def test_where_all_topics_were_chosen_those_that_come_later_are_too(site: Site) -> None:
    topics = [topic.id for topic in site.services.bank.topics.topics]
    site.post("/practice", {"topic": topics, "level": ["1", "2", "3"], "count": "20"})
    assert site.rows("SELECT start FROM learner") == [("count=20",)]


@pytest.mark.parametrize(
    "kept", ["topic=gone&level=1", "topic=gone", "level=7", "count=x&state=old", "topic=%FF&x=1", ""]
)
def test_a_choice_of_which_little_is_left_is_no_trouble(site: Site, kept: str) -> None:
    site.change("UPDATE learner SET start = :kept", kept=kept)
    page = site.get("/practice/new")
    assert page.status_code == 200
    assert '<div class="notice"' not in page.text
    assert len(ticked(page.text, "topic")) == len(site.services.bank.topics.topics)


def test_topics_outside_the_exam_are_marked(site: Site) -> None:
    page = site.get("/practice/new").text
    assert page.count("試験範囲外") == sum(topic.scope == "course" for topic in site.services.bank.topics.topics)
