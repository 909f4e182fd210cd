"""When a kind comes again: days, memory, levels, ratings, plans; and that the schedule is a replay of the answers."""

from datetime import UTC, date, datetime, timedelta
from math import fsum
from random import Random
from typing import Any, get_args
from zoneinfo import ZoneInfo

import pytest
from fsrs import Card, Rating, Scheduler
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from app.__main__ import main
from app.db.models import Grade, Learner, Purpose, Submission
from app.schedule import log
from app.schedule.days import at_noon, begin, day_of, is_zone, zone
from app.schedule.ladder import Rung, climbed, lowest
from app.schedule.memory import AGAIN, GOOD, Memory, due, interval, recall, reviewed, wanted
from app.schedule.ratings import GRADES, REASONS, Evidence, rated
from tests.app.site import Site, quiz_of, right, wrong

pytestmark = pytest.mark.stored

TOKYO = ZoneInfo("Asia/Tokyo")
TODAY = date(2026, 3, 1)
GRADES_GIVEN = st.lists(st.tuples(st.sampled_from(sorted(GRADES)), st.integers(0, 60)), min_size=1, max_size=12)


def test_a_day_begins_at_four_in_the_morning() -> None:
    assert day_of(datetime(2026, 3, 1, 3, 59, 59, tzinfo=TOKYO), TOKYO) == date(2026, 2, 28)
    assert day_of(datetime(2026, 3, 1, 4, 0, tzinfo=TOKYO), TOKYO) == date(2026, 3, 1)
    assert day_of(datetime(2026, 2, 28, 19, 0, tzinfo=UTC), TOKYO) == date(2026, 3, 1)


@given(st.integers(946_684_800, 4_102_444_800), st.sampled_from(["Asia/Tokyo", "Europe/Berlin", "UTC"]))
def test_every_moment_lies_in_the_day_that_it_is_told_to(seconds: int, name: str) -> None:
    moment, where = datetime.fromtimestamp(seconds, UTC), zone(name)
    day = day_of(moment, where)
    assert begin(day, where) <= moment < begin(day + timedelta(days=1), where)


@pytest.mark.parametrize("name", ["", "Mars/Olympus", "../etc/passwd", "Asia", "/etc", "\0"])
def test_what_is_no_time_zone_is_the_exams(name: str) -> None:
    assert not name or not is_zone(name)
    assert zone(name) == TOKYO


@given(GRADES_GIVEN)
def test_memory_is_what_the_package_says_of_the_same_reviews(reviews: list[tuple[Grade, int]]) -> None:
    scheduler = Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False)
    card, memory, day = Card(card_id=7), None, TODAY
    for grade, later in reviews:
        day += timedelta(days=later)
        card, _ = scheduler.review_card(card, Rating(grade), at_noon(day))
        memory = reviewed(memory, grade, day)
        assert (memory.stability, memory.difficulty, memory.day) == (card.stability, card.difficulty, day)
        for ahead in (0, 1, 9, 200):
            told = scheduler.get_card_retrievability(card, at_noon(day + timedelta(days=ahead)))
            assert recall(memory, day + timedelta(days=ahead)) == pytest.approx(told, rel=1e-12)
        assert due(memory, day, None) == day + min(timedelta(days=365), card.due - at_noon(day))


@given(st.floats(0.01, 5000), st.floats(0.5, 0.99))
def test_an_interval_is_the_inverse_of_recall(stability: float, share: float) -> None:
    days = interval(stability, share)
    whole = Memory(stability, 5.0, TODAY)
    assert interval(stability, 0.9) == pytest.approx(stability)
    if days < 300_000:
        assert recall(whole, TODAY + timedelta(days=int(days))) >= share - 1e-9
        assert recall(whole, TODAY + timedelta(days=int(days) + 1)) <= share + 1e-9


def test_the_wanted_recall_rises_before_the_exam_and_falls_back_after_it() -> None:
    exam = TODAY + timedelta(days=28)
    shares = [wanted(TODAY + timedelta(days=passed), exam) for passed in range(30)]
    assert shares[0] == 0.9
    assert shares[28] == pytest.approx(0.95)
    assert shares[:29] == sorted(shares[:29])
    assert shares[29] == wanted(TODAY, None) == 0.9


@given(st.floats(0.01, 9000), st.integers(0, 60), st.integers(0, 60))
def test_a_kind_comes_again_before_the_exam_and_never_on_the_same_day(stability: float, passed: int, left: int) -> None:
    memory, today = Memory(stability, 5.0, TODAY), TODAY + timedelta(days=passed)
    exam = today + timedelta(days=left)
    again = due(memory, today, exam)
    assert again > TODAY
    assert again < exam or (exam - TODAY).days <= 2


@pytest.mark.parametrize(
    ("before", "asked", "right", "after"),
    [
        (Rung(1, 0), 1, True, Rung(1, 1)),
        (Rung(1, 1), 1, True, Rung(2, 0)),
        (Rung(2, 1), 2, True, Rung(3, 0)),
        (Rung(3, 1), 3, True, Rung(3, 2)),
        (Rung(3, 5), 3, False, Rung(2, 0)),
        (Rung(1, 1), 1, False, Rung(1, 0)),
        (Rung(3, 0), 1, True, Rung(3, 0)),
        (Rung(3, 0), 1, False, Rung(1, 0)),
        (Rung(1, 0), 3, True, Rung(3, 1)),
        (Rung(1, 1), 3, False, Rung(1, 0)),
        (Rung(7, 0), 3, True, Rung(3, 1)),
    ],
)
def test_a_level_rises_after_two_right_answers_and_falls_after_a_wrong_one(
    before: Rung, asked: int, right: bool, after: Rung
) -> None:
    assert climbed(before, (1, 2, 3), asked, right=right) == after


def test_levels_that_a_kind_has_not_are_passed_over() -> None:
    assert climbed(Rung(1, 1), (1, 3), 1, right=True) == Rung(3)
    assert climbed(Rung(3, 0), (1, 3), 3, right=False) == Rung(1)
    assert lowest((3, 2)) == Rung(2)


def test_an_answer_is_rated_by_what_is_known_of_it() -> None:
    whole = Evidence("answered", True, False, 0, 60.0, 1)
    assert rated(whole) == (3, "right")
    told = {
        "wrong": Evidence("answered", False, False, 0, 60.0, 1),
        "unknown": Evidence("unknown", False, False, 0, None, 1),
        "shown": Evidence("shown", False, False, 0, None, 1),
        "guessed": Evidence("answered", True, True, 0, None, 1),
        "guided": Evidence("guided", True, False, 0, None, 1),
        "hints": Evidence("answered", True, False, 1, None, 1),
        "slow": Evidence("answered", True, False, 0, 139.0, 1),
    }
    for why, evidence in told.items():
        assert rated(evidence) == (1 if why in {"wrong", "unknown", "shown", "guessed"} else 2, why)
    assert rated(Evidence("answered", True, False, 0, 139.0, 2)) == (3, "right")
    assert {*told, "right", "chosen"} == set(REASONS)


# The schedule in the database: whatever is done, it is what a replay of the answers gives.


def schedule(site: Site) -> dict[str, Any]:
    reviews = "SELECT submission_id, family, day, rating, predicted, stability, difficulty, level, run FROM review"
    cards = "SELECT family, submission_id, day, rating, stability, difficulty, level, run, form FROM card"
    return {
        "reviews": [tuple(row) for row in site.rows(f"{reviews} ORDER BY submission_id")],
        "cards": [tuple(row) for row in site.rows(f"{cards} ORDER BY family")],
        "foreseen": [tuple(row) for row in site.rows("SELECT * FROM foreseen ORDER BY learner_id, day")],
        "came true": [tuple(row) for row in site.rows("SELECT * FROM came_true ORDER BY learner_id, tenth")],
    }


def recounted(site: Site) -> dict[str, Any]:
    """What was foreseen and what came true, from the reviews one by one; the targets are taken as they are."""
    reviews = site.rows("SELECT day, family, stability, predicted, rating FROM review ORDER BY at, submission_id")
    foreseen = []
    for day, target in site.rows("SELECT day, target FROM foreseen ORDER BY day"):
        last = {row.family: row for row in reviews if row.day <= day}
        chances = [
            recall(Memory(row.stability, 5.0, date.fromisoformat(row.day)), date.fromisoformat(target))
            for row in last.values()
        ]
        foreseen.append((1, day, target, fsum(chances) / len(site.services.bank.families), len(last)))
    sums: dict[int, list[int]] = {}
    for row in reviews:
        if row.predicted is not None:
            found = sums.setdefault(min(9, int(10 * row.predicted)), [0, 0, 0])
            for place, amount in enumerate((1, row.rating > 1, round(1e6 * row.predicted))):
                found[place] += amount
    assert [row[1] for row in foreseen] == sorted({row.day for row in reviews})
    return {"foreseen": foreseen, "came true": [(1, place, *found) for place, found in sorted(sums.items())]}


def replayed(site: Site) -> dict[str, Any]:
    with site.services.database.write() as session:
        learner = session.scalars(select(Learner)).one()
        log.replay(session, log.log_of(site.services.bank, learner))
    return schedule(site)


@pytest.mark.parametrize("seed", range(4))
def test_the_schedule_is_what_a_replay_of_the_answers_gives(site: Site, seed: int) -> None:
    random = Random(seed)
    quizzes: list[int] = []
    for _ in range(4):
        quizzes.append(site.quiz(random.choice(["rnn.output", "rnn.unrolled", "lstm.carousel"])))
        site.clock.go(random.choice([60, 20 * 3600, 9 * 86400]))
        exam = random.choice(["NULL", "'2026-01-15'", "'2026-02-20'", "'2026-03-01'"])
        site.change(f"UPDATE learner SET exam_on = {exam}")
        for number in range(1, len(site.forms(quizzes[-1])) + 1):
            site.get(f"/practice/{quizzes[-1]}/items/{number}")
            site.clock.go(random.choice([10, 400]))
            content = site.content(quizzes[-1], number)
            site.answer(quizzes[-1], number, random.choice([right(content), wrong(content), {"unknown": "1"}]))
            if random.random() < 0.2:
                mark = site.rows("SELECT max(id) FROM submission")[0][0]
                withdraw(site, quizzes[-1], number)
                assert site.rows(f"SELECT 1 FROM review WHERE submission_id = {mark}") == []
                continue
            if random.random() < 0.4:
                rate(site, random.choice([row[0] for row in site.rows("SELECT submission_id FROM review")]), random)
            found = schedule(site)
            assert {name: found[name] for name in ("foreseen", "came true")} == recounted(site)
    found = schedule(site)
    assert found["reviews"]
    assert {row[0] for row in found["reviews"]} == {
        row[0] for row in site.rows("SELECT id FROM submission WHERE withdrawn_at IS NULL")
    }
    assert replayed(site) == found


def withdraw(site: Site, quiz: int, number: int) -> None:
    html = site.get(f"/practice/{quiz}/items/{number}").text
    mark = html.split('name="submission" value="')[1].split('"')[0]
    site.post(f"/practice/{quiz}/items/{number}/withdraw", {"submission": mark})


def rate(site: Site, submission: int, random: Random) -> None:
    with site.services.database.write() as session:
        answer = session.get_one(Submission, submission)
        grade: Grade = random.choice([AGAIN, GOOD])
        log.rate(session, site.services.bank, answer, grade, site.clock())


def test_answers_from_before_the_schedule_are_found_when_it_is_first_needed(site: Site) -> None:
    site.finish(site.quiz("rnn.unrolled"), wrong=(2,))
    found = schedule(site)
    for table in ("card", "review", "foreseen", "came_true"):
        site.change(f"DELETE FROM {table}")
    site.change("UPDATE learner SET replayed = 0")
    site.finish(quiz_of(site.post("/practice/family", {"family": "rnn.output"})))
    assert schedule(site) == {"reviews": [], "cards": [], "foreseen": [], "came true": []}
    again = replayed(site)
    assert again["reviews"][: len(found["reviews"])] == found["reviews"]
    assert len(again["cards"]) == 2


def test_an_answer_that_comes_late_is_put_in_its_place(site: Site) -> None:
    quiz = site.quiz("rnn.unrolled")
    site.answer(quiz, 1)
    site.clock.go(5 * 86400)
    site.answer(quiz, 2, {"unknown": "1"})
    site.change("UPDATE submission SET created_at = '2026-01-09T00:00:00.000000+00:00' WHERE id = 2")
    with site.services.database.write() as session:
        log.forget(session, site.services.bank, session.get_one(Submission, 2))
    found = schedule(site)
    assert found == replayed(site)
    assert [row[0] for row in found["cards"]] == ["rnn.unrolled"]
    assert found["cards"][0][1] == 1  # the newest by its time


@pytest.mark.parametrize("correct", [True, False])
@pytest.mark.parametrize("purpose", get_args(Purpose))
def test_of_a_mock_exam_only_what_was_wrong_is_a_review(purpose: str, correct: bool) -> None:
    assert log.counts(purpose, correct=correct) == (purpose != "exam" or not correct)


def test_what_an_exam_asked_is_no_prediction_that_came_true(site: Site) -> None:
    quiz = site.quiz("rnn.unrolled")
    site.answer(quiz, 1)
    site.clock.go(5 * 86400)
    site.change("UPDATE quiz SET purpose = 'exam'")
    site.answer(quiz, 2, {"unknown": "1"})
    assert site.rows("SELECT predicted FROM review ORDER BY submission_id") == [(None,), (None,)]
    assert site.rows("SELECT * FROM came_true") == []
    site.change("UPDATE quiz SET purpose = 'practice'")
    assert [row[2:4] for row in replayed(site)["came true"]] == [(1, 0)]


def test_a_day_keeps_the_exam_that_was_known_then(site: Site) -> None:
    quiz = site.quiz("rnn.unrolled")
    site.answer(quiz, 1)
    site.change("UPDATE learner SET exam_on = '2026-02-01'")
    site.clock.go(86400)
    site.answer(quiz, 2)
    targets = [("2026-01-10", "2026-03-11"), ("2026-01-11", "2026-02-01")]  # none was known on the first
    assert site.rows("SELECT day, target FROM foreseen ORDER BY day") == targets
    site.change("UPDATE learner SET exam_on = '2026-05-01'")
    replayed(site)
    assert site.rows("SELECT day, target FROM foreseen ORDER BY day") == targets
    site.answer(quiz, 3)
    assert site.rows("SELECT target FROM foreseen ORDER BY day DESC LIMIT 1") == [("2026-05-01",)]


def test_the_command_makes_the_schedule_anew(
    site: Site, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    quiz = site.quiz("rnn.unrolled")
    for number in (1, 2):
        site.answer(quiz, number)
        site.clock.go(3 * 86400)
    found = schedule(site)
    assert found["came true"]
    site.change("UPDATE came_true SET reviews = 9")
    site.change("DELETE FROM foreseen WHERE day = '2026-01-10'")
    site.change("UPDATE card SET stability = 1")
    monkeypatch.setenv("EDRILL_DATABASE_URL", site.services.settings.database_url)
    monkeypatch.setattr("sys.argv", ["app", "recount"])
    assert main() == 0
    assert capsys.readouterr().out == "2 answers counted\n"
    assert schedule(site) == found


def test_a_day_of_the_exam_that_has_gone_by_is_told(site: Site) -> None:
    site.quiz("rnn.hidden-state")
    site.answer(1, 1)
    told = "試験日は過ぎています。"
    sent = {"language": "ja", "theme": "auto", "daily": "10", "daily_unit": "questions"}
    today = site.clock.now.date()
    for day, over in [(today - timedelta(days=3), True), (today + timedelta(days=3), False)]:
        assert site.post("/settings", {**sent, "exam_on": day.isoformat()}).status_code == 303
        for address in ("/", "/settings"):
            assert (told in site.get(address).text) == over, (address, day)
