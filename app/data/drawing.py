"""Questions drawn to be taken elsewhere: so many of each kind, always the same ones, within a bound of time.

None of them is one of the learner's: their seeds are 1, 2, 3, …, where the app draws its own from a very large range.
"""

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from question_bank.bank import Bank
from question_bank.forms import form_of
from question_bank.model.answer import UNKNOWN
from question_bank.model.bilingual import Bilingual
from question_bank.model.instance import Choice, Instance
from question_bank.model.review import Review

MOST_EACH = 20
MOST = 400  # in all
PATIENCE = 20.0  # seconds


class TooLongError(RuntimeError):
    """The drawing took too long; ``done`` were drawn by then."""

    def __init__(self, done: int) -> None:
        super().__init__(f"{done} drawn")
        self.done = done


@dataclass(frozen=True)
class Drawn:
    """A question with all that is said of it. ``number`` counts those of its kind."""

    topic: str
    number: int
    instance: Instance
    review: Review
    slipped: Mapping[str, tuple[Bilingual, tuple[float, ...]]]  # what a typed answer is with each slip

    @property
    def name(self) -> str:
        """What it is known by wherever it is taken to, also when it is drawn by a newer version of its kind."""
        return f"{self.instance.family}.{self.number}"

    @property
    def pictured(self) -> bool:
        """Whether it cannot be asked without a picture."""
        shown: tuple[Choice, ...] = (*self.instance.choices, *self.instance.items, *self.instance.options)
        return bool(self.instance.figures) or any(choice.picture for choice in shown)


def drawn(bank: Bank, families: Sequence[str], each: int) -> list[Drawn]:
    """Draw questions, each kind in all its levels and forms in turn; raises ``TooLongError``."""
    until = time.monotonic() + PATIENCE
    found: list[Drawn] = []
    for one in _drawn(bank, families, each):
        found.append(one)
        if time.monotonic() > until:
            raise TooLongError(len(found))
    return found


def _drawn(bank: Bank, families: Sequence[str], each: int) -> Iterator[Drawn]:
    for family in families:
        card = bank.families[family]
        for number in range(1, each + 1):
            level, form = card.asks[(number - 1) % len(card.asks)]
            instance = bank.issue(family, level, form, number)
            slipped = bank.slipped(instance) if form_of(form).typed else {}
            yield Drawn(card.topic, number, instance, bank.review(instance, UNKNOWN), slipped)
