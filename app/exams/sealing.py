"""While an exam is open, its own pages alone show or change anything of it; after it, it is no quiz to go on with.

Every address of the app that names a quiz or a question is looked at here, whichever package it belongs to.
"""

from typing import Any

from fastapi import Request
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db.models import InstanceRow, Submission
from app.dependencies import Services, Visitor, is_id
from app.exams.closing import close_overdue, exams
from app.missing import MovedError

QUESTION, AGAIN = "/practice/{quiz_id}/items/{number}", "/practice/{quiz_id}/items/{number}/again"
_NAMING = frozenset({"quiz_id", "instance_id", "submission_id"})  # what an address names something of a quiz by
OVER_ALL = ("/practice/{quiz_id}", "/practice/{quiz_id}/result", "/practice/{quiz_id}/drop")


def keep_time(request: Request) -> None:
    """Close what is overdue, before anything is answered: whatever is asked next comes after it."""
    services: Services = request.app.state.services
    visitor: Visitor = request.state.visitor
    close_overdue(services, visitor.learner_id)


def _named(request: Request, name: str) -> int | None:
    value = str(request.path_params.get(name, ""))
    return int(value) if is_id(value) else None


def _quiz(session: Session, request: Request) -> int | None:
    """The quiz that an address names something of."""
    quiz_id, instance_id = _named(request, "quiz_id"), _named(request, "instance_id")
    submission_id = _named(request, "submission_id")
    if submission_id is not None:
        answered = select(Submission.instance_id).where(Submission.id == submission_id)
        instance_id = session.scalar(answered)
    if instance_id is not None:
        quiz_id = session.scalar(select(InstanceRow.quiz_id).where(InstanceRow.id == instance_id))
    return quiz_id


def _answered(session: Session, quiz_id: int, number: int | None) -> bool:
    given = (
        select(Submission.id)
        .join(InstanceRow)
        .where(InstanceRow.quiz_id == quiz_id, InstanceRow.replaced_at.is_(None), InstanceRow.ordinal == number)
    )
    return session.scalar(given) is not None


def sealed(request: Request) -> None:
    """Keep the time, and lead from an address of an open exam to the exam, whatever was to be done there.

    Raises ``MovedError``. After the end its questions are looked at as those of any quiz, but one without an answer
    takes none any more.
    """
    services: Services = request.app.state.services
    visitor: Visitor = request.state.visitor
    if _NAMING.isdisjoint(request.path_params):
        keep_time(request)
        return
    with services.database.read() as session:
        quiz_id = _quiz(session, request)
        late, found = exams(session, services.now(), visitor.learner_id, quiz_id)
        if not late:
            _lead(session, request, found)
            return
    keep_time(request)
    with services.database.read() as session:
        _lead(session, request, exams(session, services.now(), visitor.learner_id, quiz_id)[1])


def _lead(session: Session, request: Request, found: Any) -> None:
    if found is None:
        return
    address = f"/exams/{found.quiz_id}"
    if found.closed_at is None:
        raise MovedError(address)
    path, number = request.scope["route"].path, _named(request, "number")
    if path in OVER_ALL:
        raise MovedError(f"{address}/result")
    looked_at = (path == QUESTION and request.method == "GET") or path == AGAIN
    if number is not None and not looked_at and not _answered(session, found.quiz_id, number):
        raise MovedError(QUESTION.format(quiz_id=found.quiz_id, number=number))
