"""What a day holds: what is due, what is new, how much of it, and in which order."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from random import Random

import pytest

from app.db.models import Grade
from app.schedule.ladder import Rung
from app.schedule.memory import Memory, recall, reviewed
from app.schedule.planning import Calendar, Kind, Pick, apart, at_exam, due_kinds, new_a_day, plan
from question_bank.bank import load_bank

TODAY = date(2026, 3, 1)


def kinds(*states: Memory | None, topics: str = "abc", rating: Grade = 3) -> list[Kind]:
    return [
        Kind(f"k{n}", topics[n % len(topics)], (1, 2), n, memory, None if memory is None else Rung(1), rating)
        for n, memory in enumerate(states)
    ]


def some(random: Random, count: int) -> list[Kind]:
    states = [
        None
        if random.random() < 0.4
        else Memory(random.uniform(0.2, 50), 5.0, TODAY - timedelta(days=random.randrange(40)))
        for _ in range(count)
    ]
    return kinds(*states, topics="abcd")


@pytest.mark.parametrize("seed", range(40))
def test_a_plan_holds_no_kind_twice_and_no_more_than_is_wanted(seed: int) -> None:
    random = Random(seed)
    every = some(random, random.randrange(1, 60))
    calendar = Calendar(TODAY, random.choice([None, TODAY + timedelta(days=random.randrange(90))]))
    amount = random.randrange(0, 30)
    picks = plan(every, calendar, amount)
    names = [pick.kind.family for pick in picks]
    assert len(set(names)) == len(names)
    met_today = sum(kind.memory is not None and kind.memory.day == TODAY for kind in every)
    assert min(amount, len(every) - met_today) <= len(picks) <= amount
    waiting = due_kinds(every, calendar)
    came = [pick.kind for pick in picks if pick.reason == "due"]
    assert {kind.family for kind in came} == {kind.family for kind in waiting[: len(came)]}  # the longest waiting ones
    fresh = [pick.kind.place for pick in picks if pick.reason == "new"]
    unseen = sorted(kind.place for kind in every if kind.memory is None)
    assert sorted(fresh) == unseen[: len(fresh)]  # in the order of teaching
    if len(waiting) > amount:
        assert len(fresh) <= -(-amount // 2)


def test_what_is_new_has_its_place_however_much_is_due() -> None:
    old = Memory(1.0, 5.0, TODAY - timedelta(days=30))
    calendar = Calendar(TODAY, TODAY + timedelta(days=43))
    picks = plan(kinds(*[old] * 50, *[None] * 30), calendar, 10)
    assert sum(pick.reason == "new" for pick in picks) == new_a_day(30, calendar) == 2
    assert sum(pick.reason == "due" for pick in picks) == 8


def test_what_is_new_comes_early_enough_to_come_again() -> None:
    for left in range(90):
        calendar = Calendar(TODAY, TODAY + timedelta(days=left))
        assert new_a_day(30, calendar) * max(1, left - 28) >= 30
        assert new_a_day(0, calendar) == 0


def test_what_has_waited_for_weeks_comes_before_what_was_forgotten_yesterday() -> None:
    waiting = Memory(12.0, 5.0, TODAY - timedelta(days=21))
    forgotten = Memory(0.3, 7.0, TODAY - timedelta(days=1))
    weaker = Memory(6.0, 5.0, TODAY - timedelta(days=21))
    calendar = Calendar(TODAY)
    assert recall(forgotten, TODAY) < recall(waiting, TODAY)
    assert [kind.family for kind in due_kinds(kinds(forgotten, waiting, weaker), calendar)] == ["k2", "k1", "k0"]
    assert [pick.kind.family for pick in plan(kinds(forgotten, waiting, weaker), calendar, 1)] == ["k2"]


def test_a_day_with_room_is_filled_with_what_has_waited_longest() -> None:
    """And not with what is least stable, which was asked yesterday."""
    yesterday, before = TODAY - timedelta(days=1), TODAY - timedelta(days=9)
    states = [Memory(30.0, 5.0, yesterday), Memory(60.0, 5.0, before), Memory(90.0, 5.0, before)]
    calendar = Calendar(TODAY, TODAY + timedelta(days=60))
    assert due_kinds(kinds(*states), calendar) == []
    picks = plan(kinds(*states), calendar, 2)
    assert [(pick.kind.family, pick.reason) for pick in picks] == [("k1", "ahead"), ("k2", "ahead")]


def test_in_the_last_week_everything_is_gone_through_by_what_will_be_remembered_least() -> None:
    states = [Memory(60.0 + n, 5.0, TODAY - timedelta(days=3)) for n in range(9)]
    calendar = Calendar(TODAY, TODAY + timedelta(days=5))
    picks = plan(kinds(*states, topics="abcdefghi"), calendar, 4)
    assert [pick.kind.family for pick in picks] == ["k0", "k1", "k2", "k3"]
    assert {pick.reason for pick in picks} == {"ahead"}
    assert at_exam(picks[0].kind, calendar) < at_exam(picks[-1].kind, calendar)


def test_what_was_not_known_lately_comes_before_what_is_new_beyond_the_days_share() -> None:
    weak = kinds(Memory(30.0, 5.0, TODAY - timedelta(days=1)), rating=1)
    picks = plan([*weak, *kinds(*[None] * 100)[1:]], Calendar(TODAY), 12)
    assert [pick.reason for pick in picks].count("weak") == 1


@pytest.mark.parametrize("seed", range(40))
def test_neighbours_are_of_different_topics_where_that_can_be(seed: int) -> None:
    random = Random(seed)
    topics = [random.choice("aaabc") for _ in range(random.randrange(1, 20))]
    picks = [Pick(Kind(f"k{n}", topic, (1,), n), "new") for n, topic in enumerate(topics)]
    order = apart(picks)
    assert sorted(pick.kind.place for pick in order) == list(range(len(picks)))
    together = sum(one.kind.topic == two.kind.topic for one, two in pairwise(order))
    most = max(topics.count(topic) for topic in topics)
    assert together == max(0, most - (len(topics) - most) - 1)


def test_ten_a_day_for_six_weeks_meet_every_kind() -> None:
    """Against what was: 131 of 143 by lot, topics of three kinds as often as those of nineteen."""
    bank = load_bank()
    exam = TODAY + timedelta(days=42)
    every = {
        name: Kind(name, bank.families[name].topic, bank.families[name].levels, place)
        for place, name in enumerate(bank.teaching)
    }
    asked = 0
    for day in (TODAY + timedelta(days=passed) for passed in range(42)):
        for pick in plan(list(every.values()), Calendar(day, exam), 10):
            kind = pick.kind
            every[kind.family] = replace(kind, memory=reviewed(kind.memory, 3, day), rung=Rung(kind.level), rating=3)
            asked += 1
    assert asked == 420
    assert all(kind.memory is not None for kind in every.values())
