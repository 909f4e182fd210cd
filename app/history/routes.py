"""The history: every answer, newest first, each on a page of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import RedirectResponse, Response

from app.db.paging import Found, last_page
from app.dependencies import Anchor, Id, ServicesDep, VisitorDep
from app.history import repository
from app.history.repository import Show
from app.missing import NotFoundError
from app.quiz.feedback import Feedback, feedback
from app.quiz.kept import Kept, kept_with
from app.quiz.opened import readable
from app.web.templating import page
from question_bank.model.bilingual import Bilingual

router = APIRouter(prefix="/history")


@dataclass(frozen=True)
class HistoryPage:
    """A page of answers with the titles of their questions."""

    entries: Sequence[tuple[repository.Entry, Bilingual]]
    found: Found[repository.Entry]
    total: repository.Count
    last: int
    show: Show


@dataclass(frozen=True)
class AnswerPage:
    """One answer, and the question of the quiz that it was given to."""

    feedback: Feedback
    quiz_id: int
    number: int
    kept: Kept


@router.get("")
def show_list(
    request: Request,
    services: ServicesDep,
    visitor: VisitorDep,
    number: Annotated[int, Query(alias="page", ge=1)] = 1,
    before: Anchor = None,
    after: Anchor = None,
    show: Show = "all",
) -> Response:
    """A page of answers, all of them or only those to look at again: by its number, or before or after an answer.

    The pages name each other by answers, which stay where they are when new ones come in.
    """
    learner_id = visitor.learner_id
    with services.database.read() as session:
        total = repository.total(session, learner_id, show)
        found = repository.listed(session, learner_id, show, before, after, number, total.listed)
    last = last_page(total.listed)
    if before is None and after is None and number > last:
        return RedirectResponse(f"/history?show={show}&page={last}", status_code=303)
    titled = [(entry, services.bank.title(entry.family)) for entry in found.entries]
    view = HistoryPage(titled, found, total, last, show)
    return page(request, "history/list.html", view)


@router.get("/{submission_id}", dependencies=[Depends(readable)])
def show_one(request: Request, services: ServicesDep, visitor: VisitorDep, submission_id: Id) -> Response:
    """One answer as it was; the address may say what of it to open."""
    with services.database.read() as session:
        row = repository.find_answered(session, visitor.learner_id, submission_id)
        if row is None or row.submission is None:
            raise NotFoundError
        kept = kept_with(session, row)
    told = feedback(services, row, row.submission, request.query_params)
    view = AnswerPage(told, row.quiz_id, row.ordinal, kept)
    return page(request, "history/one.html", view)
