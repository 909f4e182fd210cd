"""What days in a row show: a score that goes by enough answers, a calendar, the reviews ahead. Pure functions."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.progress.counting import Tally
from app.schedule.memory import due
from app.schedule.planning import Calendar, Kind

ENOUGH = 20  # answers that a point of the score's line goes by, as far as there are
SHOWN = 30  # days of the calendar
AHEAD = 14  # days of the reviews


def smoothed(days: Mapping[date, Tally]) -> dict[date, Tally]:
    """The answers of each day with those of the days before it, until they are enough; days oldest first.

    So every answer weighs the same, and a day with one does not look like a day with ten.
    """
    found: dict[date, Tally] = {}
    known = list(days.items())
    for k, (day, _) in enumerate(known):
        answered = right = 0
        for _, tally in reversed(known[: k + 1]):
            answered, right = answered + tally.answered, right + tally.right
            if answered >= ENOUGH:
                break
        found[day] = Tally(answered, right, None)
    return found


@dataclass(frozen=True)
class Date:
    """A day of the calendar, and how many answers were given on it; ``shown`` False: outside the days looked at."""

    day: date
    answered: int
    shown: bool


def weeks(days: Mapping[date, Tally], today: date) -> list[list[Date]]:
    """The last days up to today as weeks from Monday to Sunday."""
    first = today - timedelta(days=SHOWN - 1)
    start, end = first - timedelta(days=first.weekday()), today + timedelta(days=6 - today.weekday())
    every = [start + timedelta(days=k) for k in range((end - start).days + 1)]
    dates = [
        Date(day, days[day].answered if day in days and first <= day <= today else 0, first <= day <= today)
        for day in every
    ]
    return [dates[k : k + 7] for k in range(0, len(dates), 7)]


def practised(found: Iterable[Sequence[Date]]) -> int:
    """On how many days of a calendar there was an answer."""
    return sum(one.answered > 0 for week in found for one in week)


def ahead(kinds: Iterable[Kind], calendar: Calendar) -> list[tuple[date, int]]:
    """How many kinds come back on each of the next days, if none is reviewed before; what is late comes today."""
    counts = {calendar.today + timedelta(days=k): 0 for k in range(AHEAD)}
    for kind in kinds:
        if kind.memory is not None:
            day = max(calendar.today, due(kind.memory, calendar.today, calendar.ahead))
            if day in counts:
                counts[day] += 1
    return list(counts.items())
