"""The history: every answer, newest first, each on a page of its own."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response

from app.dependencies import Id, ServicesDep, VisitorDep
from app.errors import NotFoundError
from app.history import repository
from app.history.repository import Show
from app.practice.views import feedback
from app.web.templating import page

router = APIRouter(prefix="/history")
LAST = 10**9  # no history has so many pages


@router.get("")
def show_list(
    request: Request,
    services: ServicesDep,
    visitor: VisitorDep,
    number: Annotated[int, Query(alias="page", ge=1)] = 1,
    show: Show = "all",
) -> Response:
    """A page of answers, all of them or only those to look at again."""
    with services.database.read() as session:
        found = repository.submissions(session, visitor.learner_id, show, min(number, LAST))
    if number > found.pages:
        return RedirectResponse(f"/history?show={show}&page={found.pages}", status_code=303)
    titled = [(entry, services.bank.title(entry.family)) for entry in found.entries]
    view = {"entries": titled, "page": number, "pages": found.pages, "size": repository.PAGE, "show": show}
    return page(request, "history/list.html", view)


@router.get("/{submission_id}")
def show_one(request: Request, services: ServicesDep, visitor: VisitorDep, submission_id: Id) -> Response:
    """One answer as it was, with its derivation."""
    with services.database.read() as session:
        row = repository.find_answered(session, visitor.learner_id, submission_id)
    if row is None or row.submission is None:
        raise NotFoundError
    view = {"feedback": feedback(services, row, row.submission), "quiz_id": row.quiz_id, "number": row.ordinal}
    return page(request, "history/one.html", view)
