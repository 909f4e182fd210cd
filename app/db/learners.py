"""Learners as rows: a fresh one, and whoever has done nothing yet and therefore is none."""

from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy.orm import Session

from app.db.models import Learner

NOBODY: Final = 0  # no row has it: what would be written for it is refused by the tables themselves
SETTINGS: Final[dict[str, Any]] = {
    **{"language": None, "theme": "auto", "shortcuts": True, "start": None, "zone": None, "exam_on": None},
    **{"daily": 12, "daily_unit": "questions", "exam_extra": 100, "placement": True},
}


def fresh_learner(now: datetime, learner_id: int | None = None) -> Learner:
    """A learner who has done nothing yet, to be added."""
    return Learner(id=learner_id, **SETTINGS, replayed=True, created_at=now)


def learner_of(session: Session, learner_id: int) -> Learner:
    """The learner of this id. Nobody's pages are those of a learner who has done nothing, of whom no row is made."""
    if learner_id == NOBODY:
        return fresh_learner(datetime.now(UTC), NOBODY)
    return session.get_one(Learner, learner_id)
