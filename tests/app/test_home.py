"""Home: what a newcomer sees, and where a learner goes on, what is weak, and where every kind stands."""

import re
from datetime import timedelta
from html import unescape
from zoneinfo import ZoneInfo

import pytest

from app.home.example import example
from app.home.views import ago
from app.web.titles import plain_title, titled
from tests.app.site import START, Site, quiz_of


def cells(page: str) -> dict[str, tuple[str, str]]:
    """Where each cell leads, with its state and its name."""
    found = re.findall(r'<a class="cell (\w+)" href="([^"]+)" title="[^"]*" aria-label="([^"]*)"></a>', page)
    return {address: (state, unescape(name)) for state, address, name in found}


def test_the_example_is_told_with_certainty(site: Site) -> None:
    """Whatever the bank draws in time to come: it is a mistake that is recognised, in a step that is shown."""
    shown = example(site.services.bank)
    (finding,) = shown.review.findings
    assert finding.certain
    assert {parting.step for parting in finding.partings} <= {line.id for line in shown.review.lines}
    for language in ("ja", "en"):
        page = site.get("/", language).text
        assert str(titled(finding.name.ja if language == "ja" else finding.name.en, language)) in page
        assert 'class="step parting"' in page
        assert shown.answer in page


@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_newcomer_is_told_what_is_covered_and_what_is_not(site: Site, language: str) -> None:
    bank = site.services.bank
    page = unescape(site.get("/", language).text)
    kinds, topics = len(bank.families), len(bank.topics.topics)
    assert (f"{topics} 分野の {kinds} 種類" if language == "ja" else f"{kinds} kinds of question in {topics}") in page
    said = "シラバスに項目がなく" if language == "ja" else "not named in the syllabus"
    sentence = page.partition(said)[0].rpartition("<p>")[2]
    for topic in bank.topics.topics:
        title = topic.title.ja if language == "ja" else topic.title.en
        assert title in page
        assert (title in sentence) == (topic.scope == "course")
    assert ("機械学習" if language == "ja" else "machine learning") in sentence
    assert bank.topics.syllabus_version in sentence


def test_a_first_quiz_begins_with_a_question_done_in_a_minute(site: Site) -> None:
    assert 'action="/practice/first"' in site.get("/").text
    quiz = quiz_of(site.post("/practice/first"))
    first = site.content(quiz, 1)
    assert (first.family, first.level, len(first.choices) > 1) == ("rnn.unrolled", 1, True)
    rows = site.rows(f"SELECT family, level, topic FROM instance WHERE quiz_id = {quiz} ORDER BY ordinal")
    assert len(rows) == 5
    assert {(level, topic) for _, level, topic in rows} == {(1, "rnn")}
    assert [family for family, _, _ in rows].count("rnn.unrolled") == 1
    page = site.get("/").text  # who has begun is no newcomer
    assert "/practice/first" not in page
    assert "途中の演習" in page


@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_kind_has_a_cell_with_its_name_and_its_state(site: Site, language: str) -> None:
    bank = site.services.bank
    for family, wrong in (("bptt.update", ()), ("bptt.delta", (1,))):
        quiz = site.quiz(family)
        site.answer(quiz, 1, {"unknown": "1"} if wrong else None)
    page = site.get("/", language).text
    found = cells(page)
    named = {
        "ja": {"new": "未出題", "miss": "ミス", "hit": "ヒット"},
        "en": {"new": "Not asked", "miss": "Miss", "hit": "Hit"},
    }
    states = {"bptt.update": "hit", "bptt.delta": "miss"}
    assert len(found) == len(bank.families)
    for card in bank.families.values():
        state, name = found[f"/topics/{card.topic}#{card.id}"]
        title = card.title.ja if language == "ja" else card.title.en
        assert state == states.get(card.id, "new")
        assert name.startswith(plain_title(title))
        assert named[language][state].casefold() in name.casefold()
    assert ("コンボ: 2 回以上続けて正解" if language == "ja" else "Combo: right twice or more") in page
    counts = re.findall(r'<span class="cell (\w+)" aria-hidden="true"></span> [^<]+<span class="number">(\d+)', page)
    assert dict(counts) == {"combo": "0", "hit": "1", "miss": "1", "new": str(len(bank.families) - 2)}


def test_a_cell_leads_to_its_kind_on_the_page_of_its_topic(site: Site) -> None:
    site.quiz("bptt.update")
    for address in list(cells(site.get("/").text))[::20]:
        path, _, fragment = address.partition("#")
        assert f'id="{fragment}"' in site.get(path).text


def test_a_weak_topic_is_named_with_its_share_and_practised_at_one_press(site: Site) -> None:
    quiz = quiz_of(site.post("/practice", {"topic": "gru", "level": ["1", "2"], "count": "5"}))
    for number in range(1, 5):
        site.answer(quiz, number, {"unknown": "1"})
    assert "苦手な分野" not in site.get("/").text  # four answers say nothing yet
    site.answer(quiz, 5)
    section = site.get("/").text.partition("苦手な分野")[2].partition("</section>")[0]
    assert re.findall(r'href="/topics/(\w+)"', section) == ["gru"]
    assert "20 %" in section
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="(\w+)">', section))
    started = quiz_of(site.post("/practice", fields))
    assert site.rows(f"SELECT DISTINCT topic FROM instance WHERE quiz_id = {started}") == [("gru",)]
    assert site.rows("SELECT start FROM learner") == [("topic=gru&level=1&level=2&count=5",)]


def test_an_unfinished_quiz_is_named_by_its_topics_and_its_age(site: Site) -> None:
    site.post("/practice", {"topic": ["gru", "lstm"], "level": "1", "count": "5"})
    site.clock.go(3 * 3600 + 60)
    site.post("/practice", {"quick": "1"})
    page = site.get("/?unfinished=many").text
    assert "<b>LSTM、GRU</b>" in page
    assert "3 時間前" in page
    assert "<b>13 分野</b>" in page
    assert "たった今" in page
    assert "3 hours ago" in site.get("/?unfinished=many", "en").text


def test_two_quizzes_of_one_topic_do_not_read_alike(site: Site) -> None:
    """Begun within a minute, nothing answered: what comes next, and how many kinds after it, tells them apart."""
    for _ in range(2):
        site.post("/practice", {"topic": ["bptt"], "level": "1", "count": "5"})
    site.clock.go(90)
    site.quiz("bptt.update")
    site.answer(2, 1)
    page = unescape(site.get("/?unfinished=many").text)
    told = [re.sub(r"<[^>]+>|\s", "", part) for part in re.findall(r'<p id="quiz-\d">(.*?)</p>', page, re.DOTALL)]
    assert len(set(told)) == len(told) == 3
    for number, said in zip((3, 2, 1), told, strict=True):
        left = [
            family
            for family, _ in site.rows(
                f"SELECT family, ordinal FROM instance WHERE quiz_id = {number}"
                " AND id NOT IN (SELECT instance_id FROM submission) ORDER BY ordinal"
            )
        ]
        following = str(titled(site.services.bank.title(left[0]).ja, "ja"))
        assert "次は" + re.sub(r"<[^>]+>|\s", "", following) in said
        others = len(set(left)) - 1
        assert (f"、ほか{others}種類" in said) is (others > 0)
        moment = START + timedelta(seconds=90 if number == 3 else 0)
        assert moment.astimezone(ZoneInfo("Asia/Tokyo")).strftime("%Y-%m-%d%H:%M") in said


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, ("minutes", 0)),
        (59, ("minutes", 0)),
        (60, ("minutes", 1)),
        (3599, ("minutes", 59)),
        (3600, ("hours", 1)),
        (86_399, ("hours", 23)),
        (86_400, ("days", 1)),
        (-5, ("minutes", 0)),  # a clock that was put back
    ],
)
def test_how_long_ago_something_was(seconds: int, said: tuple[str, int]) -> None:
    assert ago(START + timedelta(seconds=seconds), START) == said
