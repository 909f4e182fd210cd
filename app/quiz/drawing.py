"""Drawing the questions of a quiz, with numbers the learner has not seen lately."""

from collections.abc import Iterable, Sequence

from app.dependencies import Services
from app.quiz.selection import Slot
from question_bank.model.instance import Instance

MOST_TRIES = 20  # a family of few contents repeats itself, a rare slip stays away, rather than failing the learner
SEEDS = 2**53


UNSEEN = 2**31  # longer ago than anything that was seen


def draw(services: Services, slots: Sequence[Slot], seen: Iterable[str]) -> list[Instance]:
    """An instance for each slot, none of them seen before where the family has enough contents.

    ``seen`` is newest first: of contents that were all seen, the one seen longest ago comes. Where a slot names a slip,
    the slip can happen in it.
    """
    ages: dict[str, int] = {}
    for age, fingerprint in enumerate(seen):
        ages.setdefault(fingerprint, age)
    drawn = []
    for slot in slots:
        best: tuple[bool, int] | None = None
        for _ in range(MOST_TRIES):
            instance = services.bank.issue(slot.family, slot.level, slot.form, services.random.randrange(SEEDS))
            fits = slot.slip is None or services.bank.shows(instance, slot.slip)
            rank = (fits, ages.get(instance.fingerprint, UNSEEN))
            if best is None or rank > best:
                best, chosen = rank, instance
            if best == (True, UNSEEN):
                break
        ages[chosen.fingerprint] = -1
        drawn.append(chosen)
    return drawn
