"""Which questions the placement quiz asks: a topic of the syllabus each, at a middle level. A pure function."""

from collections.abc import Collection, Sequence
from random import Random

from app.quiz.selection import Slot
from question_bank.bank import FamilyCard
from question_bank.model.instance import Form

QUESTIONS = 10
MIDDLE = 2  # of the levels 1 to 3
FORMS: tuple[Form, ...] = ("number", "choice")  # in turn


def placement(
    cards: Sequence[FamilyCard], topics: Sequence[str], worked: Collection[str], random: Random
) -> list[Slot]:
    """The questions, in the order of ``topics``: a kind of each of them before a second one of any.

    Where not all have room, those of many kinds are asked: what is known of them says most. Asked are kinds that are
    worked out, where a topic has some: what is only told can be guessed.
    """
    pools = {topic: [card for card in cards if card.topic == topic] for topic in topics}
    left = {topic: [c for c in pool if c.id in worked] or pool for topic, pool in pools.items() if pool}
    asked: list[str] = []
    while len(asked) < QUESTIONS:
        turn = [topic for topic, pool in left.items() if len(pool) > asked.count(topic)]
        if not turn:
            break
        turn.sort(key=lambda topic: -len(pools[topic]))
        asked += turn[: QUESTIONS - len(asked)]
    slots: list[Slot] = []
    for number, topic in enumerate(sorted(asked, key=topics.index)):
        given = {slot.family for slot in slots}
        slots.append(_slot([card for card in left[topic] if card.id not in given], FORMS[number % len(FORMS)], random))
    return slots


def _slot(cards: Sequence[FamilyCard], wanted: Form, random: Random) -> Slot:
    """A question of one of the kinds: of the middle level, or the one that is nearest to it, and in the wanted form."""
    asks = [(card, level, form) for card in cards for level, form in card.asks]

    def distance(ask: tuple[FamilyCard, int, Form]) -> tuple[int, int, bool, bool]:
        _, level, form = ask
        return abs(level - MIDDLE), level, form != wanted, form not in FORMS

    nearest = min(map(distance, asks))
    card, level, form = random.choice([ask for ask in asks if distance(ask) == nearest])
    return Slot(card.id, card.topic, level, form)
