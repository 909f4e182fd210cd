"""The simulation of ``benchmarks.reviewing``: learners forget and learn as is said, and schedules compete fairly."""

from collections.abc import Iterator
from dataclasses import replace
from math import exp, isclose
from random import Random
from statistics import fmean
from typing import get_args

import pytest

from app.quiz.selection import Slot
from app.schedule.ratings import Evidence
from benchmarks import reviewing
from benchmarks.forgetting import Curve, Learner, Skill, skill_of
from benchmarks.reviewing import Group, alike, lead, lost, over, practise, practised, scores, table
from benchmarks.scheduling import OURS, SCHEDULES
from question_bank.bank import Bank, load_bank

CURVES = get_args(Curve)
GROUP = Group("power", 1.0, "no day", 6, 0.0)


@pytest.fixture(scope="module")
def bank() -> Bank:
    return load_bank()


def after(curve: Curve, *days: int) -> Skill:
    """A skill that was read on the first of some days, and came to mind on the others."""
    skill = skill_of(curve, 1.0, 0.6)
    skill.read(days[0], 1.0)
    for day in days[1:]:
        skill.recalled(day)
    return skill


@pytest.mark.parametrize("curve", CURVES)
def test_what_was_learnt_fades_and_what_was_not_is_not_known(curve: Curve) -> None:
    assert skill_of(curve, 1.0, 0.6).recall(5) == 0
    recalls = [after(curve, 0).recall(day) for day in (1, 3, 9, 27, 81)]
    assert recalls == sorted(recalls, reverse=True)
    assert 0.6 < recalls[0] <= 1
    assert recalls[-1] < 0.2


@pytest.mark.parametrize("curve", CURVES)
def test_what_comes_to_mind_later_is_kept_longer(curve: Curve) -> None:
    once, massed, spaced = after(curve, 10), after(curve, 10, 10), after(curve, 0, 10)
    assert once.recall(40) < massed.recall(40) < spaced.recall(40)


@pytest.mark.parametrize("curve", CURVES)
def test_what_was_read_without_its_grounds_or_attention_is_kept_less(curve: Curve) -> None:
    whole, half = skill_of(curve, 1.0, 0.6), skill_of(curve, 1.0, 0.6)
    whole.read(0, 1.0)
    half.read(0, 0.5)
    assert half.recall(5) < whole.recall(5)


def test_curves_are_not_one_another() -> None:
    def odds_lost(skill: Skill) -> float:
        """Of an exponential, each day takes the same share."""
        return (skill.recall(2) / skill.recall(1)) / (skill.recall(20) / skill.recall(19))

    assert isclose(odds_lost(after("exponential", 0)), 1)
    assert isclose(after("exponential", 0).recall(6), exp(-1))
    assert odds_lost(after("power", 0)) < 0.9
    assert not isclose(odds_lost(after("traces", 0)), odds_lost(after("power", 0)), rel_tol=0.01)


class Silent:
    """Asks nothing."""

    def questions(self, day: int, amount: int) -> Iterator[Slot]:
        return iter(())

    def note(self, asked: Slot, evidence: Evidence, day: int) -> None:
        raise AssertionError("nothing was asked")


def with_silent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reviewing, "SCHEDULES", {**SCHEDULES, "silent": lambda bank, days, random: Silent()})


@pytest.mark.parametrize("start", [0.0, 0.5])
def test_who_is_never_asked_knows_what_is_left_of_the_start(
    bank: Bank, monkeypatch: pytest.MonkeyPatch, start: float
) -> None:
    with_silent(monkeypatch)
    group = replace(GROUP, start=start)
    recall, asked = practise(bank, group, 0, "silent", 3)
    assert asked == 0
    assert recall == Learner(bank, "power", start, 1.0, Random(f"3/{group}/0")).recall(90)
    assert (recall == 0) == (start == 0)
    assert practise(bank, group, 0, "silent", 3, days=1)[0] >= recall


def test_one_schedule_with_more_questions_is_refused(bank: Bank, monkeypatch: pytest.MonkeyPatch) -> None:
    assert scores(bank, [GROUP], 1, 3, days=2)
    with_silent(monkeypatch)
    with pytest.raises(AssertionError, match="equal effort"):
        scores(bank, [GROUP], 1, 3, days=2)


@pytest.mark.parametrize("name", SCHEDULES)
def test_each_day_holds_as_many_questions_and_all_are_the_banks(bank: Bank, name: str) -> None:
    schedule = SCHEDULES[name](bank, 30, Random(5))
    learner = Learner(bank, "traces", 0.0, 1.0, Random(6))
    for day in (0, 1, 2, 9):
        asked = []
        for slot in schedule.questions(day, 20):
            asked.append(slot)
            schedule.note(slot, learner.answer(slot, day), day)
        assert len(asked) == 20
        for slot in asked:
            assert (slot.level, slot.form) in bank.families[slot.family].asks
            assert slot.topic == bank.families[slot.family].topic
        if name != "fsrs":  # whose steps of minutes bring a kind back on its day
            assert len({slot.family for slot in asked}) == 20


@pytest.mark.parametrize(("name", "days"), [("Leitner", [1, 3, 7, 15, 31, 47]), ("fsrs without steps", [2, 13, 59])])
def test_a_kind_that_is_known_comes_back_after_the_rivals_days(bank: Bank, name: str, days: list[int]) -> None:
    """A day of two questions: one that was known on the first comes first when it is due, at the latest then."""
    schedule = SCHEDULES[name](bank, 90, Random(5))
    right = Evidence("answered", True, False, 0, 30.0, 1)
    first = next(schedule.questions(0, 1))
    schedule.note(first, right, 0)
    for before, day in zip([0, *days], days, strict=False):
        if day - 1 > before:
            assert next(schedule.questions(day - 1, 1)).family != first.family
        again = next(schedule.questions(day, 1))
        assert again.family == first.family
        schedule.note(again, right, day)


def learners_answers(bank: Bank, guesses: float) -> list[Evidence]:
    """What one who knows nothing answers to a choice each of all kinds."""
    learner = Learner(bank, "power", 0.0, guesses, Random(4))
    cards = [card for card in bank.families.values() if any(form == "choice" for _, form in card.asks)]
    return [learner.answer(Slot(card.id, card.topic, card.levels[0], "choice"), 0) for card in cards]


def test_luck_is_a_quarter_of_the_guesses_and_whoever_does_not_guess_says_so(bank: Bank) -> None:
    honest, guessing = learners_answers(bank, 0.0), learners_answers(bank, 1.0)
    assert {evidence.came for evidence in honest} == {"unknown"}
    assert {evidence.came for evidence in guessing} == {"answered"}
    assert 0.15 < fmean(evidence.correct for evidence in guessing) < 0.35


def test_skills_of_a_topic_and_of_those_that_build_on_it_help_each_other(bank: Bank) -> None:
    """Practice of RNN alone: something is known of BPTT, which builds on it, and nothing of BLEU, which does not."""
    learner = Learner(bank, "power", 0.0, 0.0, Random(4))
    own = [card for card in bank.families.values() if card.topic == "rnn"]
    for day in range(4):
        for card in own[1:]:
            learner.answer(Slot(card.id, "rnn", card.levels[0], "number"), day)
    day = 4
    before = learner.recall(day)
    known = {card.id: learner.known(card.id, card.levels[0], day) for card in bank.families.values()}
    assert isclose(fmean(known.values()), before)
    assert known[own[0].id] > known["bptt.delta"] > 0
    assert {known[family] for family in known if family.startswith("bleu.")} == {0}


def test_days_are_missed_as_is_said() -> None:
    days = {missed: practised(missed, 90, Random(4)) for missed in ("no day", "3 days in 10", "two weeks")}
    assert days["no day"] == list(range(90))
    assert 50 < len(days["3 days in 10"]) < 76
    gaps = [day for day in range(90) if day not in days["two weeks"]]
    assert gaps == list(range(gaps[0], gaps[0] + 14))


def test_the_same_seed_gives_the_same_and_another_another(bank: Bank) -> None:
    def of(seed: int) -> reviewing.Scores:
        return scores(bank, [GROUP], 1, seed, days=10)

    assert of(1) == of(1) != of(2)


def test_errors_are_of_the_spread_within_groups_and_leads_are_taken_learner_by_learner() -> None:
    assert over([[0.2, 0.4], [0.6, 0.8]]) == pytest.approx((0.5, 0.1 / 2**0.5))
    found = {GROUP: {name: [0.5, 0.7] if name == OURS else [0.6, 0.4] for name in SCHEDULES}}
    found[GROUP]["lottery"] = [0.6, 0.8]
    assert lead(found[GROUP], "lottery") == pytest.approx([-0.1, -0.1])
    assert lost(found) == [f"- -10.0 ± 0.0 against lottery: {GROUP.named()}"]
    rows = table(found, list(SCHEDULES), lambda group, name: found[group][name]).splitlines()
    assert rows[0] == f"| | {' | '.join(SCHEDULES)} |"
    assert rows[2].startswith("| all | 60.0 ± 10.0 | 70.0 ± 10.0 |")
    assert [said for said, _ in alike([GROUP])] == [row.split(" | ")[0][2:] for row in rows[2:]]


@pytest.mark.parametrize("curve", CURVES)
def test_the_schedule_beats_the_lottery(bank: Bank, curve: Curve) -> None:
    """Two learners; the table of the decision record has hundreds."""
    group = replace(GROUP, curve=curve, amount=12)
    ours, lottery = (fmean(practise(bank, group, k, name, 8)[0] for k in range(2)) for name in (OURS, "lottery"))
    assert ours > lottery + 0.02
