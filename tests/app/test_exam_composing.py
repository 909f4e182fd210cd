"""What an exam is put together from, over many seeds: weights, sets, no kind twice."""

from collections import Counter
from itertools import pairwise
from random import Random

import pytest

from app.exams.areas import area_of, asked_kinds, covered, exam_areas, pools
from app.exams.composing import Pool, asked_again, compose, expected, nearest, parts, remaining, shares, split, whole
from app.quiz.selection import Slot
from question_bank.bank import Bank, FamilyCard
from question_bank.forms import form_of
from question_bank.model.bilingual import Bilingual

SEEDS = range(60)
NAMED = Bilingual(ja="名", en="name")


def cards(topic: str, count: int) -> list[FamilyCard]:
    """So many kinds of a topic."""
    return [FamilyCard(f"{topic}.{k}", 1, topic, NAMED, ((1, "choice"), (2, "code"))) for k in range(count)]


@pytest.mark.parametrize("length", [26, 52, 104])
def test_sets_of_three_and_four_kinds_of_one_topic_and_none_twice(bank: Bank, length: int) -> None:
    every = pools(bank)
    kinds = sum(pool.kinds for pool in every)
    orders = set()
    for seed in SEEDS:
        sets = compose(every, length, Random(seed))
        assert sum(map(len, sets)) == length
        again = length - min(length, kinds)  # no kind comes again while there is another one
        asked = Counter(slot.family for one in sets for slot in one)
        assert len(asked) == length - again
        assert max(asked.values()) == (2 if again else 1)
        small = [len(one) for one in sets if len(one) not in {3, 4}]
        assert len(small) <= (1 if again else 0), small
        for one in sets:
            assert len({slot.topic for slot in one}) == 1
            assert len({slot.family for slot in one}) == len(one)
            assert [slot.level for slot in one] == sorted(slot.level for slot in one)
            for slot in one:
                assert (slot.level, slot.form) in bank.families[slot.family].asks
                assert form_of(slot.form).field == "choice"
        beside = sum(a[0].topic == b[0].topic for a, b in pairwise(sets))
        assert beside == 0
        orders.add(tuple(slot.family for one in sets for slot in one))
    assert len(orders) == len(SEEDS)


@pytest.mark.parametrize("length", [26, 52, 104])
def test_areas_come_as_their_weights_say_as_far_as_there_are_kinds(bank: Bank, length: int) -> None:
    every = pools(bank)
    areas = [part for part in covered(bank) if part.topics]
    told = expected(every, length)
    assert sum(told) == length
    for seed in SEEDS:
        found = Counter(slot.topic for one in compose(every, length, Random(seed)) for slot in one)
        assert [sum(found[topic.id] for topic in part.topics) for part in areas] == told
    wishes = shares(length, [pool.weight for pool in every], [pool.kinds for pool in every])
    if length <= sum(pool.kinds for pool in every):
        assert all(abs(got - wish) <= 2 for got, wish in zip(told, wishes, strict=True)), (told, wishes)


def test_over_many_exams_every_kind_comes(bank: Bank) -> None:
    every = pools(bank)
    asked = {slot.family for seed in SEEDS for one in compose(every, 26, Random(seed)) for slot in one}
    assert len(asked) == sum(pool.kinds for pool in every)


def test_only_what_the_syllabus_names_is_asked_by_area(bank: Bank) -> None:
    topics = {topic.id: topic for topic in bank.topics.topics}
    for part in covered(bank):
        for topic in part.topics:
            assert topic.scope == "syllabus"
            assert topic.section.startswith(part.area.chapter)
            assert topic.section in {section.number for section in part.area.sections}, topic.id
        assert bool(part.topics) == bool(part.kinds)
        for section in part.area.sections:
            named = {topic for item in section.items for topic in item.topics}
            within = {topic.id for topic in part.topics if topic.section == section.number}
            assert not section.items or named == within, f"{section.number}: name each topic's item in areas.toml"
    assert {topic for topic, known in topics.items() if area_of(known) is None} == {
        topic for topic, known in topics.items() if known.scope == "course"
    }
    assert sum(area.weight for area in exam_areas().areas) == 100
    assert all(part.without for part in covered(bank))  # the page has something to say of each


def test_weights_of_what_is_not_covered_go_to_the_others() -> None:
    assert shares(40, [30, 10], [100, 100]) == [30, 10]
    assert shares(40, [30, 10], [12, 100]) == [12, 28]
    assert shares(40, [25, 25, 50], [3, 100, 100]) == [3, 37 / 3, 74 / 3]
    pool = [Pool(30, {"a": cards("a", 40)}), Pool(10, {"b": cards("b", 3)})]
    assert parts(pool, 26) == [23, 3]


def test_whole_sets_are_found_nearest_to_the_wishes() -> None:
    assert whole(7) == [0, 3, 4, 6, 7]
    assert whole(5) == [0, 3, 4, 5]
    assert whole(2) == [0, 2]
    assert [split(count) for count in (3, 4, 6, 7, 9, 10)] == [[3], [4], [3, 3], [4, 3], [3, 3, 3], [4, 3, 3]]
    assert nearest(10, [5, 5], [whole(9), whole(9)]) in ([4, 6], [6, 4])
    assert nearest(10, [8, 2], [whole(9), whole(9)]) == [7, 3]
    assert nearest(5, [5], [[0, 3, 4]]) is None


def test_an_exam_that_is_longer_than_there_are_kinds_asks_all_before_one_comes_again() -> None:
    pool = [Pool(1, {"a": cards("a", 7), "b": cards("b", 3)})]
    for seed in SEEDS:
        asked = Counter(slot.family for one in compose(pool, 26, Random(seed)) for slot in one)
        assert sum(asked.values()) == 26
        assert set(asked.values()) == {2, 3}
    assert compose([], 26, Random(1)) == []


def test_one_topic_alone_may_stand_beside_itself() -> None:
    sets = compose([Pool(1, {"a": cards("a", 30)})], 26, Random(3))
    assert sum(map(len, sets)) == 26


def test_again_is_the_same_and_what_is_gone_is_replaced(bank: Bank) -> None:
    kinds = asked_kinds(bank)
    before = compose(pools(bank), 52, Random(5))
    assert asked_again(kinds, before, Random(9)) == before
    first = before[0][0]
    gone = [[Slot("gone.gone", first.topic, 1, "choice"), *before[0][1:]], *before[1:]]
    ((instead, *_), *_) = asked_again(kinds, gone, Random(9))
    assert instead.topic == first.topic
    assert instead.family not in {slot.family for one in gone for slot in one}
    nowhere = asked_again(kinds, [[Slot("gone.gone", "gone", 1, "choice")]], Random(9))
    assert nowhere == []
    level = next(slot for one in before for slot in one)
    changed = asked_again(kinds, [[Slot(level.family, level.topic, 9, "choice")]], Random(9))
    assert (changed[0][0].level, changed[0][0].form) in bank.families[level.family].asks


def test_the_sets_of_an_exam_that_lost_questions_are_what_lies_together() -> None:
    assert remaining([3, 2], ["a", "a", "b", "a", "a"]) == [3, 2]  # as it was put together
    assert remaining([3, 4, 3], ["a", "a", "b", "b", "b", "b", "c"]) == [2, 4, 1]
    assert remaining([4, 3, 4], ["a"] * 8) == [4, 4]
    assert remaining([3], []) == []
