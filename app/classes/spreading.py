"""Which kinds a set asks: over the levels, topics and kinds that were chosen, as evenly as they allow. Pure."""

from collections import Counter
from collections.abc import Mapping, Sequence
from random import Random

from app.quiz.selection import Slot


def spread(offered: Mapping[str, Sequence[Slot]], count: int, random: Random) -> list[Slot]:
    """Pick ``count`` questions: every kind once before one comes again, of the level and topic asked least so far.

    Most kinds are of the lowest level only: drawn by kind alone, the others would hardly be asked.
    """
    levels: Counter[int] = Counter()
    topics: Counter[str] = Counter()
    picked: list[Slot] = []
    left: dict[str, Sequence[Slot]] = {}
    while offered and len(picked) < count:
        left = left or dict(offered)
        at = [slot for slots in left.values() for slot in slots]
        kinds = Counter(level for slots in left.values() for level in {slot.level for slot in slots})
        level = min(kinds, key=lambda one: (levels[one], kinds[one]))
        found = [slot for slot in at if slot.level == level]
        least = min(topics[slot.topic] for slot in found)
        families = sorted({slot.family for slot in found if topics[slot.topic] == least})
        family = random.choice(families)
        chosen = random.choice([slot for slot in found if slot.family == family])
        picked.append(chosen)
        levels[level] += 1
        topics[chosen.topic] += 1
        del left[family]
    return picked
