"""How an answer turned out in a set that keeps its keys back: right or not, which slip, and no more until its date."""

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy import select

from app.classes.routes import PRIVATE
from app.classes.views import VerdictPage
from app.db import sittings
from app.db.models import RecognisedSlip
from app.dependencies import Id, ServicesDep, VisitorDep
from app.quiz.feedback import Sent
from app.quiz.places import place, topic_of
from app.quiz.sheets import open_sheet, stored_instance, stored_question
from app.quiz.states import result
from app.quiz.stored import stored_answer
from app.web.templating import page
from question_bank.forms import form_of

router = APIRouter(prefix="/sittings")


@router.get("/{quiz_id}/items/{number}")
def show(request: Request, services: ServicesDep, visitor: VisitorDep, quiz_id: Id, number: Id) -> Response:
    """What may be told of an answer; where all may be told, or there is no answer yet, the question's own page."""
    sheet = open_sheet(services, visitor, quiz_id, number)
    answer = sheet.submission
    if answer is None or not sheet.held:
        return RedirectResponse(f"/practice/{quiz_id}/items/{number}", status_code=303, headers=PRIVATE)
    with services.database.read() as session:
        made = session.scalars(select(RecognisedSlip.slip).where(RecognisedSlip.submission_id == answer.id)).all()
        due_at = sittings.due(session, quiz_id) or services.now()
    question, form = stored_question(sheet.row), form_of(sheet.row.form)
    ticked = form.ticked(stored_answer(stored_instance(sheet.row), answer))
    count = form.fields(question)
    names = [None if count == 1 else form.field_name(question, k) for k in range(count)]
    fields = () if ticked else tuple(zip(names, answer.texts, strict=False))
    slips = tuple(services.bank.slip_names[slip] for slip in sorted(made) if slip in services.bank.slip_names)
    view = VerdictPage(
        place(sheet),
        topic_of(services, sheet.row.topic),
        question,
        answer,
        result(answer.kind, answer.correct),
        Sent(answer.kind == "unknown", fields, tuple(ticked)),
        slips,
        due_at,
    )
    return page(request, "classes/verdict.html", view, headers=PRIVATE)
