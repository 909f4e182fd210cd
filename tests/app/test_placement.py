"""The placement quiz: what it asks, where practice begins by its answers, and that it can be declined."""

import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.review.placement import QUESTIONS, placement
from app.schedule.placement import Beginning, Shown, beginning, first_level, in_order, shown
from app.schedule.ratings import Evidence
from question_bank.bank import load_bank
from tests.app.site import Site, quiz_of, wrong

BANK = load_bank()
TOPICS = {topic.id: topic for topic in BANK.topics.topics}
SYLLABUS = [topic.id for topic in BANK.topics.topics if topic.scope == "syllabus"]
OF = {card.id: TOPICS[card.topic] for card in BANK.families.values()}
WORKED = {family for family in BANK.families if BANK.is_worked(family)}
CARDS = list(BANK.families.values())
SHOWN = st.lists(st.builds(Shown, st.sampled_from(SYLLABUS), st.integers(1, 3), st.sampled_from([True, False, None])))


def began(*answers: tuple[str, int, bool | None]) -> Beginning:
    return beginning(BANK.topics, [Shown(*answer) for answer in answers])


@given(st.integers(0, 2**32))
def test_ten_topics_are_asked_at_a_middle_level_in_numbers_and_choices(seed: int) -> None:
    slots = placement(CARDS, SYLLABUS, WORKED, Random(seed))
    assert len(slots) == QUESTIONS
    topics = [slot.topic for slot in slots]
    assert set(topics) == set(SYLLABUS) - {"perplexity"}  # which has three kinds
    assert topics == sorted(topics, key=SYLLABUS.index)
    assert Counter(slot.form for slot in slots) == {"number": 5, "choice": 5}
    for slot in slots:
        known = [BANK.families[f].levels for f in WORKED if BANK.families[f].topic == slot.topic]
        assert (slot.level, slot.form) in BANK.families[slot.family].asks
        assert slot.family in WORKED
        assert (slot.level == 2) is any(2 in levels for levels in known)


@pytest.mark.parametrize("count", range(1, 5))
def test_of_few_topics_several_kinds_are_asked(count: int) -> None:
    slots = placement(CARDS, SYLLABUS[:count], WORKED, Random(count))
    whole = Counter(BANK.families[family].topic for family in WORKED)
    assert (
        len(slots)
        == len({slot.family for slot in slots})
        == min(QUESTIONS, sum(whole[topic] for topic in SYLLABUS[:count]))
    )
    times = Counter(slot.topic for slot in slots)
    assert all(times[topic] >= min(whole[topic], max(times.values()) - 1) for topic in SYLLABUS[:count])


def test_without_an_answer_everything_is_as_it_was() -> None:
    assert began() == Beginning()
    assert in_order(BANK.teaching, OF, began()) == list(BANK.teaching)
    assert all(first_level(card.levels, card.topic, began()) == card.levels[0] for card in CARDS)


def test_what_is_known_comes_later_and_higher_with_what_it_builds_on() -> None:
    begins = began(("lstm", 2, True))
    assert begins.known == dict.fromkeys(("lstm", "gradients", "bptt", "rnn"), 2)
    assert begins.first == set()
    order = in_order(BANK.teaching, OF, begins)
    assert order != list(BANK.teaching)
    later = [family for family in order if OF[family].id in begins.known]
    ahead = [family for family in order if OF[family].scope == "syllabus" and family not in later]
    course = [family for family in order if OF[family].scope != "syllabus"]
    assert order == ahead + later + course
    assert first_level((1, 2, 3), "bptt", begins) == 2
    assert first_level((1, 3), "bptt", begins) == 1  # the next level is higher than what was shown
    assert first_level((2, 3), "bptt", begins) == 2
    assert first_level((1,), "bptt", begins) == 1
    assert first_level((1, 2), "gru", begins) == 1


def test_what_was_not_known_comes_first_with_its_ground() -> None:
    begins = began(("seq2seq", 2, False))
    assert begins.first == {"seq2seq", "rnn", "word2vec"}
    order = in_order(BANK.teaching, OF, begins)
    first = [family for family in BANK.teaching if OF[family].id in begins.first]
    assert order[: len(first)] == first
    assert began(("rnn", 1, True), ("seq2seq", 2, False)).first == {"seq2seq", "word2vec"}


def test_what_was_asked_counts_more_than_what_follows_from_it() -> None:
    begins = began(("bptt", 2, False), ("lstm", 2, True))
    assert begins.first == {"bptt"}
    assert set(begins.known) == {"lstm", "gradients", "rnn"}
    assert set(began(("bptt", 2, None), ("lstm", 2, True)).known) == {"lstm", "gradients", "rnn"}
    assert began(("rnn", 2, None)) == Beginning()
    assert began(("rnn", 2, False), ("rnn", 3, True)) == began(("rnn", 3, True))  # the newest says it


@given(SHOWN)
def test_nothing_is_lost_and_a_topic_keeps_its_own_order(answers: list[Shown]) -> None:
    begins = beginning(BANK.topics, answers)
    assert begins.first.isdisjoint(begins.known)
    order = in_order(BANK.teaching, OF, begins)
    assert sorted(order) == sorted(BANK.teaching)
    for topic in TOPICS:
        assert [f for f in order if OF[f].id == topic] == [f for f in BANK.teaching if OF[f].id == topic]
    for card in CARDS:
        level = first_level(card.levels, card.topic, begins)
        assert level in card.levels
        assert level == card.levels[0] or level <= begins.known[card.topic]


@pytest.mark.parametrize(
    ("evidence", "known"),
    [
        (Evidence("answered", True, False, 0, 30, 2), True),
        (Evidence("answered", True, False, 0, 1700, 2), True),  # slowly, and without help
        (Evidence("answered", True, False, 1, 30, 2), None),
        (Evidence("guided", True, False, 0, 30, 2), None),
        (Evidence("answered", True, True, 0, 30, 2), False),
        (Evidence("answered", False, False, 0, 30, 2), False),
        (Evidence("shown", False, False, 0, 30, 2), False),
        (Evidence("unknown", False, False, 0, 30, 2), False),
    ],
)
def test_what_an_answer_shows(evidence: Evidence, known: bool | None) -> None:
    assert shown("rnn", evidence) == Shown("rnn", 2, known)
    assert shown("rnn", evidence, 1).known is False
    assert shown("rnn", evidence, 3).known is (known if known is None else True)


def start(site: Site) -> int:
    return quiz_of(site.post("/review/placement"))


def take(site: Site, failed: set[str]) -> int:
    """Take the quiz: each topic right, but these."""
    quiz = start(site)
    for number, (topic,) in enumerate(site.rows(f"SELECT topic FROM instance WHERE quiz_id = {quiz} ORDER BY id"), 1):
        site.answer(quiz, number, wrong(site.content(quiz, number)) if topic in failed else None)
    return quiz


def offered(site: Site) -> bool:
    return "実力診断 10 問" in site.get("/").text


def test_it_offers_itself_to_newcomers_and_is_declined_with_one_press(site: Site) -> None:
    assert offered(site)
    assert "Placement quiz (10)" in site.get("/", "en").text
    site.answer(site.quiz("rnn.unrolled"), 1)
    assert offered(site)  # on the home of who has begun, too
    assert site.post("/review/placement", {"decline": "1"}).headers["location"] == "/"
    assert not offered(site)
    assert site.rows("SELECT count(*) FROM quiz") == [(1,)]
    assert "実力診断 10 問" in site.get("/review").text  # for who thinks again
    assert "表示しない" not in site.get("/review").text


def test_it_is_offered_until_there_are_answers_enough(site: Site) -> None:
    site.change("UPDATE learner SET replayed = 1")
    quizzes = [site.quiz("rnn.hidden-state") for _ in range(3)]
    for number in range(1, 20):
        site.answer(quizzes[(number - 1) // 7], (number - 1) % 7 + 1, {"unknown": "1"})
    assert offered(site)
    site.answer(quizzes[2], 6, {"unknown": "1"})
    assert not offered(site)
    assert "実力診断 10 問" not in site.get("/review").text


def test_pressed_eight_times_at_once_it_is_one_quiz_and_goes_on_where_it_was(site: Site) -> None:
    with ThreadPoolExecutor(8) as pool:
        (quiz,) = set(pool.map(lambda _: start(site), range(8)))
    assert site.rows("SELECT purpose, count(*) FROM quiz GROUP BY purpose") == [("placement", 1)]
    assert site.rows("SELECT DISTINCT reason FROM instance") == [("placement",)]
    site.answer(quiz, 1)
    site.clock.go(3 * 86_400)
    assert start(site) == quiz
    assert not offered(site)  # it stands among what was begun
    assert site.post("/review/placement").headers["location"] == f"/practice/{quiz}"


def test_where_it_failed_practice_begins_and_what_was_right_begins_higher(site: Site) -> None:
    site.change("UPDATE learner SET daily = 16")
    quiz = take(site, {"bptt", "lstm"})
    assert site.rows("SELECT count(*), sum(rating > 1) FROM card") == [(10, 8)]
    page = site.get(f"/practice/{quiz}/result").text
    assert "新しい種類は、解けなかった分野とその前提になる分野（BPTT、LSTM）から始まります。" in page
    assert "1 つ上のレベルから始まります" in page
    assert "come later and begin one level higher" in site.get(f"/practice/{quiz}/result", "en").text
    today = quiz_of(site.post("/review/today"))
    asked = site.rows(f"SELECT topic, family, level, reason FROM instance WHERE quiz_id = {today}")
    assert len(asked) == 6
    assert {topic for topic, _, _, reason in asked if reason == "new"} <= {"bptt", "lstm"}
    site.change("UPDATE learner SET daily = 200")
    site.clock.go(86_400)
    site.post(f"/practice/{today}/drop")
    later = site.rows(
        f"SELECT topic, family, level FROM instance WHERE quiz_id = {quiz_of(site.post('/review/today'))}"
        " AND reason = 'new'"
    )
    levels = {family: BANK.families[family].levels for _, family, _ in later}
    assert {level for topic, family, level in later if topic == "rnn" and levels[family][:2] == (1, 2)} == {2}
    assert {level for topic, family, level in later if topic == "bptt" and levels[family][:2] == (1, 2)} == {1}


def test_an_answer_that_is_withdrawn_or_rated_otherwise_places_otherwise(site: Site) -> None:
    quiz = start(site)
    ((topic,),) = site.rows(f"SELECT topic FROM instance WHERE quiz_id = {quiz} AND ordinal = 1")

    def unseen() -> list[str]:
        """The first new kinds, as the list has them."""
        html = site.get("/review").text
        found = re.search(r'id="list-unseen">.*?<span class="hint">(.*?)</span>\s*</p>', html, re.DOTALL)
        assert found is not None
        return re.sub("<[^>]*>|など", "", found[1]).strip().split("、")

    before = unseen()
    site.answer(quiz, 1)
    after = unseen()
    assert after != before
    mark = re.findall(r'name="submission" value="([^"]+)"', site.get(f"/practice/{quiz}/items/1").text)[0]
    site.post(f"/practice/{quiz}/items/1/rating", {"submission": mark, "grade": "1"})
    assert unseen() not in (before, after)  # its topic comes first
    site.post(f"/practice/{quiz}/items/1/withdraw", {"submission": mark})
    assert unseen() == before
    assert site.rows(f"SELECT reason FROM instance WHERE quiz_id = {quiz} AND ordinal = 1") == [("placement",)] * 2
    assert topic == "rnn"


def why(site: Site, quiz: int, number: int, language: str = "ja") -> str:
    found = re.search(r'<span class="came">([^<]*)</span>', site.get(f"/practice/{quiz}/items/{number}", language).text)
    return "" if found is None else found[1].strip()


def test_each_question_says_in_three_words_why_it_came(site: Site) -> None:
    placed = start(site)
    assert why(site, placed, 1) == "実力診断"
    assert why(site, site.quiz("rnn.unrolled"), 1) == ""  # chosen
    site.post(f"/practice/{placed}/drop")
    site.change("UPDATE learner SET daily = 3")
    first = quiz_of(site.post("/review/today"))
    assert {why(site, first, number) for number in (1, 2, 3)} == {"新しい種類"}
    assert why(site, first, 1, "en") == "New kind"
    site.answer(first, 1, wrong(site.content(first, 1)))
    site.clock.go(5 * 86_400)
    second = quiz_of(site.post("/review/today"))
    assert why(site, second, 1) == "復習・5 日ぶり"
    assert why(site, second, 1, "en") == "Review after 5 days"
    site.clock.now = site.clock.now.replace(hour=18, minute=59)  # just before four in the morning there
    assert why(site, second, 1) == "復習・5 日ぶり"
    site.clock.go(60)
    assert why(site, second, 1) == "復習・6 日ぶり"
    for reason, said in (("weak", "苦手"), ("ahead", "先取り復習")):
        site.change(f"UPDATE instance SET reason = '{reason}' WHERE quiz_id = {second}")
        assert why(site, second, 1) == said
