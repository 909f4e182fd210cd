"""The learner's days: they begin at four in the morning, so that a late evening is one day. Pure functions."""

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

BEGINS = time(4)
HOME = "Asia/Tokyo"  # where the exam is; for whoever's browser has not told its zone


def zone(name: str | None) -> tzinfo:
    """The time zone of an IANA name; the exam's for none and for one that is unknown."""
    return ZoneInfo(name if name and is_zone(name) else HOME)


def is_zone(name: str) -> bool:
    """Whether a text names a time zone."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # no such name, one that leaves the folder, a folder
        return False
    return True


def day_of(moment: datetime, where: tzinfo) -> date:
    """The day that a moment lies in."""
    local = moment.astimezone(where)
    return local.date() if local.time() >= BEGINS else local.date() - timedelta(days=1)


def begin(day: date, where: tzinfo) -> datetime:
    """When a day begins, in UTC."""
    return datetime.combine(day, BEGINS, where).astimezone(UTC)


def at_noon(day: date) -> datetime:
    """A moment that stands for a day, in UTC: two of them are whole days apart."""
    return datetime.combine(day, time(12), UTC)
