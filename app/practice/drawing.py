"""Drawing the questions of a quiz, with numbers the learner has not seen lately."""

from collections.abc import Collection, Sequence

from app.dependencies import Services
from app.practice.selection import Slot
from question_bank.instance import Instance

MOST_TRIES = 20  # a family of few contents repeats itself, a rare slip stays away, rather than failing the learner
SEEDS = 2**53


def draw(services: Services, slots: Sequence[Slot], seen: Collection[str]) -> list[Instance]:
    """An instance for each slot, none of them seen before where the family has enough contents.

    Where a slot names a slip, the slip can happen in it.
    """
    known = set(seen)
    drawn = []
    for slot in slots:
        for _ in range(MOST_TRIES):
            instance = services.bank.issue(slot.family, slot.level, slot.form, services.random.randrange(SEEDS))
            if instance.fingerprint not in known and (slot.slip is None or services.bank.shows(instance, slot.slip)):
                break
        known.add(instance.fingerprint)
        drawn.append(instance)
    return drawn
