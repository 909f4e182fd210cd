"""Which questions a quiz asks."""

from collections import Counter
from random import Random

import pytest

from app.db.derived import Standing
from app.quiz.drawing import draw
from app.quiz.selection import candidates, choose, narrowed
from question_bank.bank import Bank, FamilyCard
from question_bank.model.bilingual import Bilingual
from tests.app.site import Site

NAME = Bilingual(ja="題", en="title")
CARDS = [
    FamilyCard("a.one", 1, "a", NAME, ((1, "number"), (2, "choice"))),
    FamilyCard("a.two", 1, "a", NAME, ((1, "matrix"),)),
    FamilyCard("a.three", 1, "a", NAME, ((3, "number"),)),
    FamilyCard("b.one", 1, "b", NAME, ((1, "number"),)),
    FamilyCard("c.one", 1, "c", NAME, ((3, "number"),)),
]


@pytest.mark.parametrize("seed", range(30))
def test_topics_come_in_turn_and_every_family_before_one_comes_again(seed: int) -> None:
    picked = choose(CARDS, ["a", "b"], [1, 2], 6, "mixed", Random(seed))
    families = Counter(slot.family for slot in picked)
    assert set(families) == {"a.one", "a.two", "b.one"}
    assert max(families.values()) - min(families.values()) <= 1
    assert all(slot.level in {1, 2} for slot in picked)


@pytest.mark.parametrize("seed", range(10))
def test_ordered_by_topic_each_topic_is_in_one_piece(seed: int) -> None:
    topics = [slot.topic for slot in choose(CARDS, ["a", "b", "c"], [1, 2, 3], 12, "topic", Random(seed))]
    assert topics == sorted(topics)
    assert set(topics) == {"a", "b", "c"}


def test_nothing_fits() -> None:
    assert choose(CARDS, ["b"], [3], 5, "mixed", Random(0)) == []
    assert choose(CARDS, [], [1], 5, "mixed", Random(0)) == []


def test_kinds_are_narrowed_to_a_state_and_to_forms_in_which_nothing_is_typed() -> None:
    standings: dict[tuple[str, str], Standing] = {("a", "a.one"): "miss", ("a", "a.two"): "hit"}
    assert [card.id for card in narrowed(CARDS, "all", "miss", standings)] == ["a.one"]
    assert [card.id for card in narrowed(CARDS, "all", "new", standings)] == ["a.three", "b.one", "c.one"]
    assert narrowed(CARDS, "all", "all", standings) == tuple(CARDS)
    found = narrowed(CARDS, "chosen", "all", standings)
    assert {card.id: card.asks for card in found if card.asks} == {"a.one": ((2, "choice"),)}
    assert set(candidates(found, ["a", "b", "c"], [1, 2, 3])) == {"a.one"}


def test_candidates_are_every_level_and_form_asked_for() -> None:
    found = candidates(CARDS, ["a"], [1, 2])
    assert {family: [(slot.level, slot.form) for slot in slots] for family, slots in found.items()} == {
        "a.one": [(1, "number"), (2, "choice")],
        "a.two": [(1, "matrix")],
    }


def test_a_quiz_of_the_real_bank_reaches_every_family(bank: Bank) -> None:
    cards = tuple(bank.families.values())
    topics = [topic.id for topic in bank.topics.topics]
    picked = choose(cards, topics, [1, 2, 3], len(cards), "mixed", Random(1))
    assert len({slot.family for slot in picked}) == len(cards)


def test_numbers_seen_lately_do_not_come_again(site: Site) -> None:
    bank = site.services.bank
    slots = candidates(tuple(bank.families.values()), ["bptt"], [1])["bptt.update"][:1]
    seen: set[str] = set()
    for _ in range(30):
        (instance,) = draw(site.services, slots, seen)
        assert instance.fingerprint not in seen
        seen.add(instance.fingerprint)
    pair = draw(site.services, slots * 2, seen)
    assert pair[0].fingerprint != pair[1].fingerprint
