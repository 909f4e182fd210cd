"""Times that a device without a network sends with an answer, by its own clock: they count as far as they can be."""

from datetime import UTC, datetime

from app.db.models import InstanceRow

_LONGEST = 32


def moment(text: str) -> datetime | None:
    """The moment that a device wrote down (``2026-01-10T12:34:56.789Z``); None for anything else."""
    try:
        read = datetime.fromisoformat(text[:_LONGEST])
        return None if read.tzinfo is None else read.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def times(
    row: InstanceRow, seen: datetime | None, answered: datetime | None, now: datetime
) -> tuple[datetime | None, datetime]:
    """When a question was first seen, and when its answer was given.

    What a device says it saw counts where nothing is noted, from the start of the quiz on; its answer lies between that
    and ``now``, when it came in. Where it does not, the time of the server counts.
    """
    begun = row.quiz.created_at
    shown = row.shown_at
    if shown is None and seen is not None and begun <= seen <= now:
        shown = seen
    counts = answered is not None and (shown or begun) <= answered <= now
    return shown, answered if answered is not None and counts else now
