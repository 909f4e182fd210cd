"""Backups are thinned so that the near past is dense, the far past is there, and there are never many."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from app.upkeep.automatic import EVERY, is_due
from app.upkeep.thinning import superfluous

NOW = datetime(2026, 11, 27, 12, 0, tzinfo=UTC)


def ago(**time: float) -> datetime:
    return NOW - timedelta(**time)


def test_all_of_two_days_are_kept() -> None:
    assert superfluous([ago(hours=hours) for hours in range(48)], NOW) == []


def test_of_older_days_the_newest_is_kept() -> None:
    taken = [ago(days=3, hours=hours) for hours in range(6)]
    assert superfluous(taken, NOW) == taken[1:]


def test_after_the_days_come_weeks_and_then_months() -> None:
    taken = [ago(days=days) for days in range(800)]
    dropped = set(superfluous(taken, NOW))
    kept = [(NOW - moment).days for moment in taken if moment not in dropped]
    assert kept[:14] == list(range(14))
    weeks = kept[14:24]
    assert all(later - earlier == 7 for earlier, later in pairwise(weeks[1:]))
    assert weeks[1] - weeks[0] <= 7
    months = kept[24:]
    assert len(months) == 12
    assert all(28 <= later - earlier <= 31 for earlier, later in pairwise(months[1:]))


def test_what_is_ahead_of_a_clock_that_was_set_back_is_kept() -> None:
    assert superfluous([NOW + timedelta(days=3), NOW], NOW) == []


def test_years_of_thinning_each_half_hour_leave_no_hole() -> None:
    """As it is done: each time from what the last time left. An hour is practised a day."""
    kept: list[datetime] = []
    start = ago(days=500)
    for day in range(500):
        for half in range(3):
            now = start + timedelta(days=day, minutes=30 * half)
            kept.append(now)
            dropped = set(superfluous(kept, now))
            kept = [moment for moment in kept if moment not in dropped]
            assert now in kept
    ages = sorted((kept[-1] - moment).days for moment in kept)
    gaps = {age: later - age for age, later in pairwise(ages)}
    assert all(gap <= (1 if age < 13 else 7 if age < 80 else 38) for age, gap in gaps.items())
    assert ages[-1] > 365
    assert len(kept) < 45


def test_a_backup_is_due_once_there_is_something_new_and_half_an_hour_has_passed() -> None:
    assert is_due(None, NOW, NOW)
    assert not is_due(ago(minutes=29), NOW, NOW)
    assert is_due(NOW - EVERY, ago(minutes=1), NOW)
    assert not is_due(ago(days=9), ago(days=10), NOW)
