"""Moves of guided mode in the database."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from app.db.models import GuidedMove
from question_bank.way.guided import Move

_MOVES = (
    select(GuidedMove.stage, GuidedMove.action, GuidedMove.texts, GuidedMove.verdicts)
    .where(GuidedMove.instance_id == bindparam("instance"), GuidedMove.practice == bindparam("practising"))
    .order_by(GuidedMove.stage, GuidedMove.ordinal)
)


def moves(session: Session, instance_id: int, *, practice: bool) -> tuple[Move, ...]:
    """The moves on an instance in their order: those before its answer, or those of practice after it."""
    rows = session.execute(_MOVES, {"instance": instance_id, "practising": practice})
    return tuple(Move(stage, action, tuple(texts), tuple(verdicts)) for stage, action, texts, verdicts in rows)


def add(
    session: Session, instance_id: int, before: Sequence[Move], move: Move, *, practice: bool, now: datetime
) -> None:
    """Store a move after those before it."""
    session.add(
        GuidedMove(
            instance_id=instance_id,
            practice=practice,
            stage=move.group,
            ordinal=sum(earlier.group == move.group for earlier in before),
            action=move.action,
            texts=list(move.texts),
            verdicts=list(move.verdicts),
            created_at=now,
        )
    )
