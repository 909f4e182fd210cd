"""Shares, their uncertainty, and what is known of each family. Pure functions over the totals."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from math import sqrt

from app.db.derived import Standing
from app.progress.repository import Family
from app.schedule.days import begin, day_of

LEAST_ANSWERS = 5  # fewer say nothing of a topic
WEAK_BELOW = 0.8  # a topic is weak where even the upper end of its interval lies below this share
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


def weak(tallies: Mapping[str, Tally]) -> list[str]:
    """The topics of which the answers are enough to say that they are weak, the weakest first."""
    enough = [
        (tally.share, topic)
        for topic, tally in tallies.items()
        if tally.share is not None and tally.answered >= LEAST_ANSWERS and tally.interval[1] < WEAK_BELOW
    ]
    return [topic for _, topic in sorted(enough)]


def by_day(quarters: Iterable[tuple[str, int, int]], most: int, where: tzinfo) -> dict[date, Tally]:
    """The tallies of the latest days with an answer, oldest first, as days are where the learner is.

    ``quarters`` are those of ``repository.latest_quarters``.
    """
    days: dict[date, list[int]] = {}
    start, sums = "", [0, 0]  # when the day began that is summed, in UTC as text; its answers, and the right ones
    for began, answered, right in quarters:
        if began < start or not days:
            if len(days) == most:
                break
            day = day_of(datetime.fromisoformat(began), where)
            start = begin(day, where).isoformat(timespec="microseconds")
            sums = days[day] = [0, 0]
        sums[0] += answered
        sums[1] += right
    return {day: Tally(sums[0], sums[1], None) for day, sums in reversed(days.items())}


def standings(totals: Iterable[Family]) -> dict[tuple[str, str], Standing]:
    """Where each family of a topic stands, by (topic, family)."""
    return {(total.topic, total.family): total.standing for total in totals}
