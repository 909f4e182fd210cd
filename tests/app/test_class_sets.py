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
from tests.app.classroom import SET, Class, answer, datetime_of, found_class, start
from tests.app.conftest import template
from tests.app.hosted import Hosted, hosted
from tests.app.site import Site, wrong

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
        for first in range(0, 8, 4):
            assert {slot.family for slot in picked[first : first + 4]} == set(KINDS)
        assert {slot.level for slot in picked} == {1, 2, 3}
    assert spread({}, 5, Random(1)) == []


def test_from_a_set_one_comes_back_and_its_owner_to_the_results(room: Class) -> None:
    member = room.join("Mia")
    address = room.set()
    quiz = start(member, address)
    answer(member, quiz, missed=5)
    back = f'<a href="{room.address}">深層学習 A</a> <a href="{address}">第 1 回</a>'
    assert back in member.get(f"/practice/{quiz}/result").text
    assert f'class="primary" href="/practice/{quiz}/result"' in member.get(address).text
    shown = room.owner.get(address).text
    assert 'で表示しています。<a href="/settings#zone">' in shown
    assert "Times are shown in Asia/Tokyo. <a href" in room.owner.get(address, "en").text
    assert re.findall(r'class="primary"[^>]*', shown.split("<main")[1]) == [
        f'class="primary" href="{room.address}/figures#sets"'
    ]
    member.post(f"{room.address}/leave")
    assert back not in member.get(f"/practice/{quiz}/result").text


def test_a_wrong_answer_without_a_named_slip_is_told_to_have_none(room: Class) -> None:
    member = room.join("Mia")
    quiz = start(member, room.set(numbers="shared"))
    member.answer(quiz, 1, {"unknown": "1"})
    answer_wrongly(member, quiz, 2)
    said = [("典型的な誤りには" in member.get(f"/sittings/{quiz}/items/{n}").text) for n in (1, 2)]
    assert said == [False, True]


def answer_wrongly(member: Site, quiz: int, number: int) -> None:
    """Answer a question wrongly, in no way that is known."""
    member.answer(quiz, number, wrong(member.content(quiz, number)))
    member.change("DELETE FROM recognised_slip")


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
