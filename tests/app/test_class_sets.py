"""What a set asks: spread over what was chosen, and said before kinds come again."""

import re
from collections import Counter
from datetime import UTC
from random import Random

import pytest

from app.classes.asking import LEVELS, fresh, kinds
from app.classes.spreading import spread
from app.quiz.selection import Slot
from question_bank.bank import Bank
from tests.app.classroom import SET, Class, datetime_of, found_class
from tests.app.conftest import template
from tests.app.hosted import Hosted, hosted

__all__ = ["hosted", "template"]  # fixtures
KINDS = {"a": (1,), "b": (1, 2), "c": (1, 3), "d": (1,)}  # with their levels


@pytest.fixture
def room(hosted: Hosted) -> Class:
    """A class without members."""
    return found_class(hosted)


def test_a_set_is_spread_over_levels_and_topics(hosted: Hosted, bank: Bank) -> None:
    asked = fresh(bank, datetime_of(hosted.site), UTC)
    assert not {topic.id for topic in bank.topics.topics if topic.scope == "course"} & set(asked.topics)
    offered = kinds(bank, asked)
    picked = spread(offered, 20, Random(7))
    levels = Counter(slot.level for slot in picked)
    assert max(levels.values()) - min(levels[level] for level in LEVELS) <= 1, levels
    assert len({slot.family for slot in picked}) == 20
    assert max(Counter(slot.topic for slot in picked).values()) <= 3
    assert all(slot in offered[slot.family] for slot in picked)


def test_every_kind_comes_once_before_one_comes_again() -> None:
    one = {name: [Slot(name, "t", level, "number") for level in levels] for name, levels in KINDS.items()}
    for seed in range(20):
        picked = spread(one, 8, Random(seed))
        for start in range(0, 8, 4):
            assert {slot.family for slot in picked[start : start + 4]} == set(KINDS)
        assert {slot.level for slot in picked} == {1, 2, 3}
    assert spread({}, 5, Random(1)) == []


def test_it_is_said_before_kinds_come_again(room: Class, bank: Bank) -> None:
    fit = sum(card.topic == "rnn" and any(level == 1 for level, _ in card.asks) for card in bank.families.values())
    assert fit < 20
    form = {**SET, "count": "20", "due": "2026-02-01T23:59"}
    told = room.owner.post(f"{room.address}/sets/new", form)
    assert told.status_code == 422
    assert f"選んだ条件に合う問題は {fit} 種類です" in told.text
    assert '<a href="#count-20">' in told.text
    assert room.hosted.count("class_set") == 0
    (sent,) = re.findall(r'name="repeats" value="(\d+)"', told.text)
    assert room.owner.post(f"{room.address}/sets/new", {**form, "repeats": sent}).status_code == 303
    assert room.hosted.count("set_question") == 20
