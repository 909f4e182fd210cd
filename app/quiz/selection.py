"""Which questions a quiz asks: families in turn, topics mixed or one after the other. Pure functions."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, zip_longest
from random import Random
from typing import Literal

from app.db.derived import Standing
from question_bank.bank import FamilyCard
from question_bank.forms import form_of
from question_bank.model.instance import Form

Ordering = Literal["mixed", "topic"]
Answers = Literal["all", "chosen"]  # chosen: nothing is to be typed
State = Literal["all", "new", "miss"]


@dataclass(frozen=True)
class Slot:
    """One question to draw."""

    family: str
    topic: str
    level: int
    form: Form
    slip: str | None = None  # a named slip that must be able to happen


def narrowed(
    cards: Sequence[FamilyCard], answers: Answers, state: State, standings: Mapping[tuple[str, str], Standing]
) -> tuple[FamilyCard, ...]:
    """The families in one state, with those of their forms in which an answer is to be given.

    ``standings`` are by topic and family; a family without one is new.
    """
    kept = [card for card in cards if state in ("all", standings.get((card.topic, card.id), "new"))]
    if answers == "all":
        return tuple(kept)
    return tuple(replace(card, asks=tuple(ask for ask in card.asks if not form_of(ask[1]).typed)) for card in kept)


def candidates(cards: Sequence[FamilyCard], topics: Collection[str], levels: Collection[int]) -> dict[str, list[Slot]]:
    """What can be asked of each family within the chosen topics and levels; families with nothing are left out."""
    found = {
        card.id: [Slot(card.id, card.topic, level, form) for level, form in card.asks if level in levels]
        for card in cards
        if card.topic in topics
    }
    return {family: slots for family, slots in found.items() if slots}


def with_slip(cards: Sequence[FamilyCard], slip: str, count: int, random: Random) -> list[Slot]:
    """Pick ``count`` questions in which a slip can happen, every family of ``cards`` once before one comes again."""
    turns = list(cards)
    random.shuffle(turns)
    picked = [turns[k % len(turns)] for k in range(count)] if turns else []
    asked = [(card, *random.choice(card.asks)) for card in picked]
    return [Slot(card.id, card.topic, level, form, slip) for card, level, form in asked]


def choose(
    cards: Sequence[FamilyCard],
    topics: Collection[str],
    levels: Collection[int],
    count: int,
    ordering: Ordering,
    random: Random,
) -> list[Slot]:
    """Pick ``count`` questions: every topic in turn, every family of it once before one comes again.

    Empty where nothing fits the chosen topics and levels.
    """
    by_family = candidates(cards, topics, levels)
    order = [topic for topic in dict.fromkeys(card.topic for card in cards) if topic in topics]
    queues = [[slots for slots in by_family.values() if slots[0].topic == topic] for topic in order]
    queues = [queue for queue in queues if queue]
    if not queues:
        return []
    for queue in queues:
        random.shuffle(queue)
    random.shuffle(queues)
    turns = [slots for slots in chain.from_iterable(zip_longest(*queues)) if slots is not None]
    picked = [random.choice(turns[k % len(turns)]) for k in range(count)]
    if ordering == "topic":
        return sorted(picked, key=lambda slot: order.index(slot.topic))
    random.shuffle(picked)
    return picked
