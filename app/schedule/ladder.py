"""At which level a kind comes: the lowest first, a higher one after two right answers, a lower one after a wrong."""

from collections.abc import Sequence
from dataclasses import dataclass

TWICE = 2  # right answers in a row that lead to the next level


@dataclass(frozen=True)
class Rung:
    """The level at which a kind comes next, and how many answers in a row were right there."""

    level: int
    run: int = 0


def lowest(levels: Sequence[int]) -> Rung:
    """Where a kind begins."""
    return Rung(min(levels))


def climbed(rung: Rung, levels: Sequence[int], asked: int, *, right: bool) -> Rung:
    """Where a kind stands after an answer at the level ``asked``.

    Right at a higher level counts for that level; right at a lower one says nothing new. Wrong leads below the level
    where it was asked, or leaves a kind that stands lower where it is. Levels that the kind has no more are passed
    over.
    """
    known = sorted(levels)
    at = max((level for level in known if level <= rung.level), default=known[0])
    if not right:
        below = max((level for level in known if level < asked), default=known[0])
        return Rung(min(at, below))
    if asked < at:
        return Rung(at, rung.run)
    run = rung.run + 1 if asked == at else 1
    if run < TWICE:
        return Rung(asked, run)
    above = min((level for level in known if level > asked), default=None)
    return Rung(asked, run) if above is None else Rung(above)
