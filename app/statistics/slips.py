"""The slips of a learner: how often, lately and before, and which are overcome. Pure functions."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from app.progress.counting import wilson
from app.statistics.repository import Given, Late

Change: TypeAlias = Literal["less", "more"]
OVERCOME = 5  # answers that were known since a slip was last made


@dataclass(frozen=True)
class Rate:
    """How often a slip was made, of so many answers in which it could have been."""

    times: int
    asked: int


@dataclass(frozen=True)
class Slip:
    """A slip that was made, in the last weeks and before; ``happens``: questions are known in which it can."""

    id: str
    times: int
    happens: bool
    lately: Rate
    before: Rate
    overcome: bool

    @property
    def change(self) -> Change | None:
        """Whether it has become rarer or commoner; None where the answers are too few to say so.

        If nothing had changed, the slips would fall into the last weeks as the answers do: something has where the
        share of the answers lies outside the 95 % interval of the share of the slips.
        """
        answers = self.lately.asked + self.before.asked
        if not (self.lately.asked and self.before.asked):
            return None
        low, high = wilson(self.lately.times, self.lately.times + self.before.times)
        share = self.lately.asked / answers
        return "less" if high < share else "more" if low > share else None


def is_overcome(last: Given, late: Iterable[Late]) -> bool:
    """Whether enough answers in which a slip could have been made were known since ``last``, when it was."""
    return sum(one.known and one.given > last for one in late) >= OVERCOME


def ranked(
    made: Sequence[tuple[str, int]],
    lately: Mapping[str, int],
    asked: tuple[Mapping[str, int], Mapping[str, int]],
    last: Mapping[str, Given],
    newest: Mapping[str, Sequence[Late]],
    families: Mapping[str, Sequence[str]],
) -> list[Slip]:
    """The slips in the order of ``made``, which is how often each was.

    ``asked`` are the answers to each family in the last weeks and in all; ``families`` those in which a slip can
    happen.
    """
    found = []
    for slip, times in made:
        own = families.get(slip, ())
        weeks, ever = (sum(answered.get(family, 0) for family in own) for answered in asked)
        few = lately.get(slip, 0)
        late = [one for family in own for one in newest.get(family, ())]
        over = slip in last and is_overcome(last[slip], late)
        found.append(Slip(slip, times, slip in families, Rate(few, weeks), Rate(times - few, ever - weeks), over))
    return found
