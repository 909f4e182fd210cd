"""The addresses of guided mode, below those of the question."""

from dataclasses import replace
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response

from app.db import NotSavedError
from app.dependencies import Id, Services, ServicesDep, Visitor, VisitorDep
from app.guided import service
from app.guided.views import guided_page
from app.missing import NotFoundError
from app.quiz.feedback import feedback_page, sent_elsewhere, sent_step
from app.quiz.forms import AnswerForm, typed_before
from app.quiz.sheets import note_shown, open_sheet
from app.quiz.submitting import Unreadable
from app.web.seeing import is_seen
from app.web.spoken import spoken
from app.web.templating import page, unsaved_page
from question_bank.way.guided import Action

router = APIRouter(prefix="/practice/{quiz_id}/items/{number}/guided")


class MoveForm(AnswerForm):
    """A move as sent: which group it was made in, which move there, and the cells that were open."""

    stage: int = 0
    ordinal: int = 0
    action: Action = "tried"
    practice: bool = False  # whether the page was one of practice, after the answer
    kept: str = ""  # what was typed on the page of the question, as the query of its address

    def before(self) -> AnswerForm:
        """What was typed on the page of the question, to be there again."""
        return typed_before(self.kept)

    def made(self) -> service.Made:
        """The move and where it was made."""
        return service.Made(self.action, self.stage, self.ordinal, self.practice)


def _guided(address: str, kept: str, anchor: str = "") -> Response:
    query = f"?{urlencode({'kept': kept})}" if kept else ""
    return RedirectResponse(f"{address}/guided{query}{anchor}", status_code=303)


def _course(
    services: Services, visitor: Visitor, quiz_id: int, number: int, form: MoveForm
) -> service.Course | Response:
    """Where the learner stands. Where no way leads, but one did on the page of another question, that is told."""
    try:
        return service.course(services, visitor, quiz_id, number)
    except NotFoundError:
        if open_sheet(services, visitor, quiz_id, number).asks(form.instance):
            raise
        told = form.typed(note="stale") or "?note=stale"
        return RedirectResponse(f"/practice/{quiz_id}/items/{number}{told}", status_code=303)


@router.get("")
def guided(
    request: Request,
    services: ServicesDep,
    visitor: VisitorDep,
    quiz_id: Id,
    number: Id,
    typed: Annotated[MoveForm, Query()],
) -> Response:
    """Where the learner stands on the way to the answer. After the answer it is practice on the same numbers.

    What was ``typed`` stands in the fields again, if these are still the ones it was typed into; else it is told.
    """
    at = _course(services, visitor, quiz_id, number, typed)
    if isinstance(at, Response):
        return at
    if not at.practice and is_seen(request):
        note_shown(services, at.sheet)
    given = typed.given()
    kept = (given.texts or given.choices) and service.is_now(at, typed.made(), given)
    before = typed.before()
    view = guided_page(services, at, before, given, typed=True) if kept else guided_page(services, at, before)
    if not at.sheet.asks(given.instance):
        view = replace(view, sent=sent_elsewhere(given), elsewhere=True)
    elif service.is_missed(services, at, typed.made(), given):
        view = replace(view, sent=sent_step(given), stale=True)
    return page(request, "guided/guided.html", view)


@router.post("/entered")
def enter(
    services: ServicesDep, visitor: VisitorDep, quiz_id: Id, number: Id, form: Annotated[AnswerForm, Form()]
) -> Response:
    """Go on to guided mode from the page of the question, with what is typed there; nothing is judged or stored."""
    open_sheet(services, visitor, quiz_id, number)
    return _guided(f"/practice/{quiz_id}/items/{number}", form.typed())


@router.post("")
def move(
    request: Request,
    services: ServicesDep,
    visitor: VisitorDep,
    quiz_id: Id,
    number: Id,
    form: Annotated[MoveForm, Form()],
) -> Response:
    """Try a group, have it shown, or go on. What cannot be read comes back as it was typed, and costs nothing."""
    at = _course(services, visitor, quiz_id, number, form)
    if isinstance(at, Response):
        return at
    given, before = form.given(), form.before()
    try:
        outcome = service.move(services, visitor, at, form.made(), given)
    except NotSavedError:
        return unsaved_page(request, "guided/guided.html", guided_page(services, at, before, given, typed=True))
    if isinstance(outcome, service.Answered):
        if outcome.repeated:
            return RedirectResponse(f"/practice/{quiz_id}/items/{number}#result", status_code=303)
        there = f"/practice/{quiz_id}/items/{number}"
        told = feedback_page(services, outcome.sheet, outcome.submission, address=there, sent=sent_step(given))
        here = f"{there}{form.typed(note='step')}"
        return page(request, "quiz/feedback.html", told, status_code=409, here=here)
    if isinstance(outcome, service.Stale):
        now = _course(services, visitor, quiz_id, number, form)
        if isinstance(now, Response):
            return now
        sent = sent_elsewhere(given) if outcome.elsewhere else sent_step(given)
        view = replace(
            guided_page(services, now, before), sent=sent, stale=not outcome.elsewhere, elsewhere=outcome.elsewhere
        )
        return page(request, "guided/guided.html", view, status_code=409)
    if isinstance(outcome, Unreadable):
        view = guided_page(services, at, before, given, outcome)
        return page(request, "guided/guided.html", view, status_code=422)
    address = f"/practice/{quiz_id}/items/{number}"
    answered = not at.practice and at.at_answer and form.action == "tried"
    if answered:
        return RedirectResponse(f"{address}#result", status_code=303)
    return _guided(address, before.typed(), "#now")


@router.post("/reading")
def reading(
    services: ServicesDep, visitor: VisitorDep, quiz_id: Id, number: Id, form: Annotated[AnswerForm, Form()]
) -> Response:
    """How the typed cells of a group are read so far; nothing is judged or stored."""
    at = service.course(services, visitor, quiz_id, number)
    question = at.instance.question
    read = services.bank.read(question, form.cell) if at.at_answer else at.read(form.cell)
    return JSONResponse([spoken(cell, visitor.language) for cell in read.cells])
