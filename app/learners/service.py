"""The one learner of personal mode."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db import Database
from app.db.learners import fresh_learner
from app.db.models import Learner

_ANYBODY = select(Learner.id).limit(1)


def ensure_learner(database: Database, now: datetime) -> None:
    """Make the learner on the first start; whoever opens the page continues as this one."""
    with database.read() as session:
        known = session.scalar(_ANYBODY) is not None
    if not known:
        with database.write() as session:
            if session.scalar(_ANYBODY) is None:  # not by another process meanwhile
                session.add(fresh_learner(now))


def the_learner(session: Session) -> Learner:
    """The learner; raises ``NoResultFound`` before ``ensure_learner``."""
    return session.scalars(select(Learner).order_by(Learner.id).limit(1)).one()
