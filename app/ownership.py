"""Whether what an address names by its number is the visitor's, and still there: asked where a request has failed."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from app.db.accounts import LoginSession
from app.db.learners import NOBODY
from app.db.models import InstanceRow, Learner, Quiz, Submission
from app.dependencies import Visitor, is_id

_NAMED: Mapping[str, Any] = {
    "quiz_id": Quiz,
    "instance_id": InstanceRow,
    "submission_id": Submission,
    "session_id": LoginSession,
}


def is_forgotten(session: Session, visitor: Visitor) -> bool:
    """Whether a learner has been deleted since they asked."""
    return visitor.learner_id != NOBODY and session.get(Learner, visitor.learner_id) is None


def is_missing(session: Session, visitor: Visitor, named: Mapping[str, str]) -> bool:
    """Whether one of the numbers in an address names nothing of this learner's."""
    if not all(is_id(number) for name, number in named.items() if name in {*_NAMED, "number"}):
        return True
    for name, table in _NAMED.items():
        if name in named:
            own = exists().where(table.id == int(named[name]), table.learner_id == visitor.learner_id)
            if not session.scalar(select(own)):
                return True
    if not {"quiz_id", "number"} <= named.keys():
        return False
    place = (InstanceRow.quiz_id == int(named["quiz_id"]), InstanceRow.ordinal == int(named["number"]))
    return not session.scalar(select(exists().where(*place, InstanceRow.replaced_at.is_(None))))
