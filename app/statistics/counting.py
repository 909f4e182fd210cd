"""Shares, their uncertainty, and what is known of each family. Pure functions over the answers."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, tzinfo
from math import sqrt
from typing import Literal

from app.statistics.repository import Row

State = Literal["new", "miss", "hit", "combo"]
NORMAL_95 = 1.96  # two-sided 95 % quantile of the standard normal distribution


@dataclass(frozen=True)
class Tally:
    """How many answers, how many of them right, and the mean time."""

    answered: int
    right: int
    seconds: float | None

    @property
    def share(self) -> float | None:
        """The share that is right, in [0, 1]; None without an answer."""
        return self.right / self.answered if self.answered else None

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's 95 % interval of the share."""
        return wilson(self.right, self.answered)


def wilson(right: int, answered: int) -> tuple[float, float]:
    """Wilson's score interval, (p + z²/2n ± z √(p(1−p)/n + z²/4n²)) / (1 + z²/n); (0, 1) without an answer."""
    if not answered:
        return 0.0, 1.0
    share, square = right / answered, NORMAL_95**2 / answered
    half = sqrt(share * (1 - share) * square + square * square / 4)
    low, high = ((share + square / 2 + sign * half) / (1 + square) for sign in (-1, 1))
    return max(0.0, low), min(1.0, high)


def tally(rows: Sequence[Row]) -> Tally:
    """Count answers."""
    times = [row.seconds for row in rows if row.seconds is not None]
    return Tally(len(rows), sum(row.correct for row in rows), sum(times) / len(times) if times else None)


def by_topic(rows: Sequence[Row], topics: Iterable[str]) -> dict[str, Tally]:
    """The tally of each topic, those without an answer too."""
    return {topic: tally([row for row in rows if row.topic == topic]) for topic in topics}


def by_day(rows: Sequence[Row], zone: tzinfo | None = None) -> dict[date, Tally]:
    """The tally of each day on which there was an answer, in the clock of ``zone`` (the machine's own without)."""
    days: dict[date, list[Row]] = {}
    for row in rows:
        days.setdefault(row.created_at.astimezone(zone).date(), []).append(row)
    return {day: tally(days[day]) for day in sorted(days)}


def slips(rows: Sequence[Row]) -> list[tuple[str, int]]:
    """How often each slip was recognised, the most frequent first."""
    counted = Counter(slip for row in rows for slip in row.slips)
    return sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))


def states(rows: Sequence[Row]) -> dict[str, State]:
    """Where each family stands: miss (the last answer was wrong), hit (right), combo (right twice or more).

    A right answer that was a guess, or was guided, counts as a hit, and never makes a combo.
    """
    found: dict[str, State] = {}
    for row in rows:  # oldest first
        if not row.correct:
            found[row.family] = "miss"
        elif row.guessed or row.guided or found.get(row.family) not in {"hit", "combo"}:
            found[row.family] = "hit"
        else:
            found[row.family] = "combo"
    return found
