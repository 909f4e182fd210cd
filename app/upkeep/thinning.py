"""Which backups are kept: all of two days, then one a day, a week, a month, as Anki keeps them."""

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta

ALL = timedelta(days=2)
# How many periods of each length follow on each other, and by what a moment's period is known.
PERIODS: tuple[tuple[int, Callable[[date], tuple[int, ...]]], ...] = (
    (12, lambda day: (day.toordinal(),)),
    (10, lambda day: day.isocalendar()[:2]),
    (12, lambda day: (day.year, day.month)),
)


def superfluous(taken: Iterable[datetime], now: datetime) -> list[datetime]:
    """The moments of backups that need not be kept: of each period that is over all but its newest."""
    left = sorted((moment for moment in taken if moment <= now - ALL), reverse=True)
    dropped: list[datetime] = []
    for most, period in PERIODS:
        seen: list[tuple[int, ...]] = []
        older: list[datetime] = []
        for moment in left:
            which = period(moment.date())
            if which in seen:
                dropped.append(moment)
            elif len(seen) < most:
                seen.append(which)
            else:
                older.append(moment)
        left = older
    return dropped + left
