"""What a class's set keeps back until its date, where all have the same numbers: the key and whatever gives it away.

In personal mode there are no classes, and nothing is asked.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from app.db import sittings
from app.db.models import InstanceRow
from app.dependencies import Services
from app.missing import MovedError


def verdict_address(quiz_id: int, number: int) -> str:
    """Where it is told how an answer turned out, and nothing more."""
    return f"/sittings/{quiz_id}/items/{number}"


def is_held(services: Services, session: Session, quiz_id: int) -> bool:
    """Whether a quiz sits a set that keeps its keys back."""
    return services.settings.hosted and sittings.held(session, quiz_id, services.now())


def refuse_held(services: Services, row: InstanceRow) -> None:
    """Raise ``MovedError`` where the answer to a question may not be told in full yet.

    Whatever tells an answer comes through here: pages that show one lead away before, but two answers may be on their
    way at once.
    """
    if not services.settings.hosted:
        return
    with services.database.read() as session:
        if sittings.held(session, row.quiz_id, services.now()):
            raise MovedError(verdict_address(row.quiz_id, row.ordinal))


def seed_is_held(services: Services, family: str, seed: int) -> bool:
    """Whether nobody is shown the question of a seed, since a class is still to answer it."""
    if not services.settings.hosted:
        return False
    with services.database.read() as session:
        return sittings.seed_is_held(session, family, seed, services.now())


def due(services: Services, session: Session, quiz_id: int) -> datetime | None:
    """When the set is due that a quiz sits; None for any other quiz."""
    return sittings.due(session, quiz_id) if services.settings.hosted else None
