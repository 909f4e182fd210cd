"""Until the date of a set with the same numbers for all, no more is told of an answer than whether it is right.

Every address of the app that names a quiz, a question or an answer is looked at here, whichever package it belongs to:
of a set that is held the listed ones alone are reached, and whatever else there is leads to what may be seen.
"""

from typing import Any, TypeAlias

from fastapi import Request
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db import sittings
from app.db.models import InstanceRow, Quiz, Submission
from app.dependencies import Services, is_id
from app.missing import MovedError
from app.quiz.holding import verdict_address

Named: TypeAlias = tuple[int, int, int | None]  # a quiz, the number of a question, the answer to it
QUESTION = "/practice/{quiz_id}/items/{number}"
_NAMING = frozenset({"quiz_id", "instance_id", "submission_id"})  # what an address names something of a quiz by
# What tells nothing of an answer, and of a question no more than it asks and the hints to it.
_OVER_ALL = {
    *("/practice/{quiz_id}", "/practice/{quiz_id}/result", "/practice/{quiz_id}/drop"),
    *("/practice/{quiz_id}/wrong-again", f"{QUESTION}/again", f"{QUESTION}/rating"),
    *("/flags/{instance_id}", "/notes/questions/{instance_id}", "/sittings/{quiz_id}/items/{number}"),
}
_OPEN = {QUESTION, *(f"{QUESTION}/{end}" for end in ("shown", "reading", "hint"))}  # while there is no answer


def _named(request: Request, name: str) -> int | None:
    value = str(request.path_params.get(name, ""))
    return int(value) if is_id(value) else None


def _asked(request: Request) -> Any:
    """The quiz, the number of the question and the answer to it, if any, that an address names."""
    rows = (
        select(InstanceRow.quiz_id, InstanceRow.ordinal, Submission.id)
        .outerjoin(Submission, Submission.instance_id == InstanceRow.id)
        .where(InstanceRow.learner_id == request.state.visitor.learner_id)
    )
    number, instance_id = _named(request, "number"), _named(request, "instance_id")
    submission_id, quiz_id = _named(request, "submission_id"), _named(request, "quiz_id")
    if submission_id is not None:
        return rows.where(Submission.id == submission_id)
    if instance_id is not None:
        return rows.where(InstanceRow.id == instance_id)
    if quiz_id is not None and number is not None:
        place = (InstanceRow.quiz_id == quiz_id, InstanceRow.ordinal == number, InstanceRow.replaced_at.is_(None))
        return rows.where(*place)
    return None


def _held(session: Session, request: Request) -> Named | None:
    """What an address names of a set that is held; None for all else."""
    services: Services = request.app.state.services
    quiz_id, now = _named(request, "quiz_id"), services.now()
    if quiz_id is not None and not sittings.held(session, quiz_id, now):
        return None
    asked = _asked(request)
    row = None if asked is None else session.execute(asked).one_or_none()
    if row is None:
        mine = select(Quiz.id).where(Quiz.id == quiz_id, Quiz.learner_id == request.state.visitor.learner_id)
        return None if quiz_id is None or session.scalar(mine) is None else (quiz_id, 1, None)
    found, number, answer = row
    return (found, number, answer) if quiz_id is not None or sittings.held(session, found, now) else None


def keep_back(request: Request) -> None:
    """Lead away from what a set keeps back; raises ``MovedError``."""
    path = request.scope["route"].path
    if _NAMING.isdisjoint(request.path_params) or path in _OVER_ALL:
        return
    services: Services = request.app.state.services
    with services.database.read() as session:
        named = _held(session, request)
    if named is None:
        return
    quiz_id, number, answer = named
    if answer is not None:
        raise MovedError(verdict_address(quiz_id, number))
    if path not in _OPEN:
        raise MovedError(QUESTION.format(quiz_id=quiz_id, number=number))
