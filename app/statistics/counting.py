"""Shares, their uncertainty, and what is known of each family. Pure functions over the totals."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, tzinfo
from math import sqrt

from app.db.totals import Standing
from app.statistics.repository import Family, Quarter

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


def tally(totals: Iterable[Family]) -> Tally:
    """Sum the totals of families."""
    kept = list(totals)
    timed, micros = sum(total.timed for total in kept), sum(total.micros for total in kept)
    seconds = micros / timed / 1e6 if timed else None
    return Tally(sum(total.answered for total in kept), sum(total.right for total in kept), seconds)


def by_topic(totals: Sequence[Family], topics: Iterable[str]) -> dict[str, Tally]:
    """The tally of each topic, those without an answer too."""
    return {topic: tally(total for total in totals if total.topic == topic) for topic in topics}


def by_day(quarters: Sequence[Quarter], zone: tzinfo | None = None) -> dict[date, Tally]:
    """The tally of each day on which there was an answer, in the clock of ``zone`` (the machine's own without)."""
    days: dict[date, list[Quarter]] = {}
    for quarter in quarters:
        days.setdefault(quarter.began_at.astimezone(zone).date(), []).append(quarter)
    return {
        day: Tally(sum(one.answered for one in days[day]), sum(one.right for one in days[day]), None)
        for day in sorted(days)
    }


def standings(totals: Iterable[Family]) -> dict[tuple[str, str], Standing]:
    """Where each family of a topic stands, by (topic, family)."""
    return {(total.topic, total.family): total.standing for total in totals}
