"""The addresses of a quiz. GET is always safe; every POST that succeeds leads on with 303."""

from dataclasses import replace
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response
from pydantic import BaseModel, BeforeValidator, Field

from app.db import NotSavedError, sittings
from app.db.learners import learner_of
from app.db.models import Grade
from app.dependencies import Id, ServicesDep, VisitorDep
from app.missing import NotFoundError
from app.practice import starting, views
from app.practice.results import result_page
from app.practice.start import StartForm, TickedForm, checked, remembered, start_page
from app.progress import counting
from app.progress import repository as progress
from app.quiz import feedback, rating, repository, sheets, submitting, withdrawing
from app.quiz.device import moment
from app.quiz.forms import AnswerForm
from app.quiz.marks import Mark
from app.quiz.opened import readable
from app.quiz.submitting import Given
from app.schedule.today import replay_where_needed
from app.web.asked import not_usable
from app.web.querying import tell
from app.web.seeing import is_ahead, is_seen
from app.web.spoken import spoken
from app.web.templating import page, unsaved_page
from question_bank.forms import form_of
from question_bank.model.bilingual import Bilingual
from question_bank.reading.answers import LONGEST_BLOCK, spread

router = APIRouter(prefix="/practice")

MOST_FIELDS = 64  # in a row or column
Note = Literal["late", "stale", "turn", "second", "step"]
Once = Annotated[bool, Form()]  # what the buttons of pages send: pressed twice they start one quiz


def _to(path: str) -> Response:
    return RedirectResponse(path, status_code=303)


class HintForm(AnswerForm):
    """What is typed so far, and the number of the hint that is asked for."""

    number: int


class SentForm(AnswerForm):
    """An answer, and from a device that had no network when its question was seen and answered by its clock."""

    seen: str = ""
    answered: str = ""

    def given(self) -> Given:
        """The answer with these times; what is none is left out."""
        return replace(super().given(), seen=moment(self.seen), answered=moment(self.answered))


class PasteForm(BaseModel):
    """What is pasted into one of several fields that stand in rows and columns."""

    text: Annotated[str, Field(max_length=LONGEST_BLOCK)]
    rows: Annotated[int, Field(ge=1, le=MOST_FIELDS)]
    columns: Annotated[int, Field(ge=1, le=MOST_FIELDS)]
    at: Annotated[int, Field(ge=0, lt=MOST_FIELDS**2)]


@router.get("/new")
def new(
    request: Request, services: ServicesDep, visitor: VisitorDep, ticked: Annotated[TickedForm, Query()]
) -> Response:
    """The form that starts a quiz, with what the address names ticked; where it names nothing, what was chosen last."""
    named = any(name in TickedForm.model_fields for name in request.query_params)
    with services.database.read() as session:
        learner = learner_of(session, visitor.learner_id)
        standings = counting.standings(progress.families(session, visitor.learner_id))
    if named:
        wrong = ticked.impossible([topic.id for topic in services.bank.topics.topics])
        tell(request, [not_usable(name, value) for name, value in wrong])
    asked = ticked if named else remembered(learner.start)
    return page(request, "practice/start.html", start_page(services.bank, standings, asked))


@router.get("")
def begin(request: Request) -> Response:
    """Where quizzes are started, which is where a reload of a refused start leads."""
    return _to(f"/practice/new?{request.scope['query_string'].decode('latin-1')}".rstrip("?"))


@router.post("")
def start(request: Request, services: ServicesDep, visitor: VisitorDep, form: Annotated[StartForm, Form()]) -> Response:
    """Draw a quiz; with choices that do not fit, the form again with what is wrong."""
    with services.database.read() as session:
        standings = counting.standings(progress.families(session, visitor.learner_id))
    wish = checked(services.bank, standings, form)
    here = f"/practice/new?{wish.ticked()}"
    if wish.problems:
        return page(request, "practice/start.html", wish, status_code=422, here=here)
    try:
        quiz_id = starting.start(services, visitor, wish, once=form.once, remember=not form.quick)
    except NotSavedError:
        return unsaved_page(request, "practice/start.html", wish, here)
    if quiz_id is None:
        return page(request, "practice/start.html", wish.without_questions(), status_code=422, here=here)
    return _to(f"/practice/{quiz_id}/items/1")


@router.post("/first")
def start_first(services: ServicesDep, visitor: VisitorDep, once: Once = False) -> Response:
    """A newcomer's short quiz, which begins with a question done in a minute."""
    return _to(f"/practice/{starting.start_first(services, visitor, once=once)}/items/1")


@router.post("/family")
def start_family(
    services: ServicesDep,
    visitor: VisitorDep,
    family: Annotated[str, Form()],
    shown: Annotated[str, Form()] = "",
    once: Once = False,
) -> Response:
    """A short quiz of one family, with other numbers than those of the example that was just ``shown``."""
    return _to(f"/practice/{starting.start_family(services, visitor, family, shown, once=once)}/items/1")


@router.post("/slip")
def start_slip(
    services: ServicesDep, visitor: VisitorDep, slip: Annotated[str, Form()], once: Once = False
) -> Response:
    """A short quiz of questions in which one slip can happen."""
    return _to(f"/practice/{starting.start_slip(services, visitor, slip, once=once)}/items/1")


@router.post("/pasted")
def pasted(visitor: VisitorDep, form: Annotated[PasteForm, Form()]) -> Response:
    """Which field each entry of a pasted block goes into, or why they do not fit; nothing is graded or stored."""
    found = spread(form.text, (form.rows, form.columns), min(form.at, form.rows * form.columns - 1))
    if isinstance(found, Bilingual):
        return JSONResponse({"cells": {}, "problem": found.in_language(visitor.language)})
    return JSONResponse({"cells": found, "problem": ""})


@router.get("/{quiz_id}")
def resume(services: ServicesDep, visitor: VisitorDep, quiz_id: Id) -> Response:
    """Where the learner left off: the first question without an answer, or the result."""
    onward = sheets.next_open(sheets.quiz_items(services, visitor, quiz_id))
    return _to(f"/practice/{quiz_id}/result" if onward is None else f"/practice/{quiz_id}/items/{onward}")


@router.get("/{quiz_id}/items/{number}", dependencies=[Depends(readable)])
def item(
    request: Request,
    services: ServicesDep,
    visitor: VisitorDep,
    quiz_id: Id,
    number: Id,
    typed: Annotated[AnswerForm, Query()],
    note: Note | None = None,
) -> Response:
    """A question, with what was ``typed`` before; once it is answered, the same address tells how it went.

    What of that is open, ``show`` and ``steps`` say.

    ``note`` is what to say about what was sent before: an answer that came too ``late`` to be withdrawn, or what came
    from a ``stale`` page, of another question; or a hint whose ``turn`` it was not; or what was ``typed`` as a
    ``second`` answer, or for a ``step`` on the way to one that was in.
    """
    sheet = sheets.open_sheet(services, visitor, quiz_id, number)
    given = typed.given()
    elsewhere = note == "stale" or not sheet.asks(given.instance)
    if sheet.told is not None:
        sent = feedback.sent_elsewhere(given) if elsewhere else _sent(sheet, given, note)
        late = note == "late"
        told = feedback.feedback_page(
            services, sheet, sheet.told, request.query_params, too_late=late, sent=sent, elsewhere=elsewhere
        )
        # Nothing of an answer is kept on a device before it was looked at, and nothing of an exam ever.
        unkept = {"Cache-Control": "no-store"} if sheet.exam or is_ahead(request) else None
        return page(request, "quiz/feedback.html", told, headers=unkept)
    if is_seen(request):
        sheets.note_shown(services, sheet)
    elsewhere = elsewhere or note == "late"  # there was an answer, but none to this one
    view = views.question_page(services, sheet, given, elsewhere=elsewhere)
    unseen = is_ahead(request) and sheet.row.shown_at is None
    return page(request, "practice/question.html", replace(view, turn=note == "turn", unseen=unseen))


def _sent(sheet: sheets.Sheet, given: Given, note: Note | None) -> feedback.Sent | None:
    """What an address says was sent although an answer was in: another one, with a hint or the other language too."""
    if not given.anything:
        return None
    if note == "step":
        return feedback.sent_step(given)
    same = note != "second" and submitting.is_same(sheet, given)
    return None if same else feedback.sent(sheets.stored_question(sheet.row), given)


def _stale(form: AnswerForm) -> str:
    return form.typed(note="stale") or "?note=stale"


@router.post("/{quiz_id}/items/{number}")
def answer(
    request: Request,
    services: ServicesDep,
    visitor: VisitorDep,
    quiz_id: Id,
    number: Id,
    form: Annotated[SentForm, Form()],
) -> Response:
    """Take an answer. What cannot be read or saved comes back as it was typed, and costs nothing.

    Where another answer is in already, the page tells which one counts, and what was sent now.
    """
    sheet = sheets.open_sheet(services, visitor, quiz_id, number)
    given = form.given()
    address = f"/practice/{quiz_id}/items/{number}"
    here = f"{address}{form.typed()}"
    try:
        outcome = submitting.submit(services, visitor, sheet, given)
    except NotSavedError:
        return unsaved_page(request, "practice/question.html", views.question_page(services, sheet, given), here)
    if isinstance(outcome, submitting.Unreadable):
        view = views.question_page(services, sheet, given, outcome)
        return page(request, "practice/question.html", view, status_code=422, here=here)
    now = sheets.open_sheet(services, visitor, quiz_id, number) if outcome == "late" else sheet
    if outcome == "stale" or now.row.id != sheet.row.id:
        return _to(f"{address}{_stale(form)}")
    if outcome == "late" and now.submission is not None and not submitting.is_same(now, given):
        sent = feedback.sent(sheets.stored_question(now.row), given)
        told = feedback.feedback_page(services, now, now.submission, sent=sent)
        return page(request, "quiz/feedback.html", told, status_code=409, here=address + form.typed(note="second"))
    return _to(f"{address}#result")


@router.post("/{quiz_id}/items/{number}/shown", status_code=204)
def shown(
    services: ServicesDep, visitor: VisitorDep, quiz_id: Id, number: Id, instance: Annotated[Mark | None, Form()] = None
) -> Response:
    """A page that was fetched ahead is looked at now: the clock of its question starts."""
    sheet = sheets.open_sheet(services, visitor, quiz_id, number)
    if sheet.submission is None and sheet.asks(instance):
        sheets.tell_shown(services, sheet)
    return Response(status_code=204)


@router.post("/{quiz_id}/items/{number}/reading")
def reading(
    services: ServicesDep, visitor: VisitorDep, quiz_id: Id, number: Id, form: Annotated[AnswerForm, Form()]
) -> Response:
    """How the typed cells are read so far, for the line under the answer; nothing is graded or stored."""
    question = sheets.stored_question(sheets.open_sheet(services, visitor, quiz_id, number).row)
    if not form_of(question.form).rows(question):
        raise NotFoundError
    read = services.bank.read(question, form.cell)
    return JSONResponse([spoken(cell, visitor.language) for cell in read.cells])


@router.post("/{quiz_id}/items/{number}/hint")
def hint(
    request: Request,
    services: ServicesDep,
    visitor: VisitorDep,
    quiz_id: Id,
    number: Id,
    form: Annotated[HintForm, Form()],
) -> Response:
    """One more hint, by its number; it is then shown with the question and what was typed."""
    sheet = sheets.open_sheet(services, visitor, quiz_id, number)
    bare = f"/practice/{quiz_id}/items/{number}"
    if not sheet.asks(form.instance):
        return _to(f"{bare}{_stale(form)}")
    address = f"{bare}{form.typed()}"
    try:
        shown = submitting.ask_hint(services, sheet, form.number, form.instance)
    except NotSavedError:
        view = views.question_page(services, sheet, form.given())
        return unsaved_page(request, "practice/question.html", view, address)
    if not shown:
        return _to(f"{address}{'&' if '?' in address else '?'}note=turn")
    if sheet.submission is None:
        return _to(f"{address}#hint-{form.number}")
    return _to(address if form.given().anything else f"{address}#result")  # what is told of it stands above the result


@router.post("/{quiz_id}/items/{number}/withdraw")
def withdraw(
    services: ServicesDep,
    visitor: VisitorDep,
    quiz_id: Id,
    number: Id,
    submission: Annotated[Mark, Form()],
) -> Response:
    """Take back an answer, which is then a question again, with new numbers. Sent twice it is taken back once."""
    outcome = withdrawing.withdraw(services, visitor, quiz_id, number, submission)
    return _to(f"/practice/{quiz_id}/items/{number}{'' if outcome == 'withdrawn' else f'?note={outcome}'}")


@router.post("/{quiz_id}/items/{number}/rating")
def rate(
    services: ServicesDep,
    visitor: VisitorDep,
    quiz_id: Id,
    number: Id,
    submission: Annotated[Mark, Form()],
    grade: Annotated[Grade, BeforeValidator(int), Form()],
) -> Response:
    """Rate an answer otherwise than its evidence does: when its kind comes again follows from it."""
    rating.rate(services, visitor, quiz_id, number, submission, grade)
    return _to(f"/practice/{quiz_id}/items/{number}#coming")


@router.post("/{quiz_id}/items/{number}/again")
def again(services: ServicesDep, visitor: VisitorDep, quiz_id: Id, number: Id) -> Response:
    """The same kind of question with new numbers."""
    return _to(f"/practice/{starting.again(services, visitor, quiz_id, number)}/items/1")


@router.post("/{quiz_id}/wrong-again")
def wrong_again(services: ServicesDep, visitor: VisitorDep, quiz_id: Id) -> Response:
    """The wrong ones again, with new numbers."""
    return _to(f"/practice/{starting.wrong_again(services, visitor, quiz_id)}/items/1")


@router.post("/{quiz_id}/drop")
def drop(services: ServicesDep, visitor: VisitorDep, quiz_id: Id) -> Response:
    """Leave the rest of a quiz: it is no longer offered on the home page."""
    starting.drop(services, visitor, quiz_id)
    return _to(f"/?dropped={quiz_id}")


@router.get("/{quiz_id}/result")
def result(request: Request, services: ServicesDep, visitor: VisitorDep, quiz_id: Id) -> Response:
    """How the quiz went, question by question, what is different from the last time, and what is best done next."""
    replay_where_needed(services, visitor)
    with services.database.read() as session:
        quiz = repository.find_quiz(session, visitor.learner_id, quiz_id)
        if quiz is None:
            raise NotFoundError
        items = repository.items(session, quiz_id)
        view = result_page(services.bank, session, quiz, items, services.now())
        if services.settings.hosted:
            view = replace(view, sat=sittings.sat(session, quiz_id))
    if is_seen(request):
        sheets.note_result(services, visitor, quiz_id, items)
    return page(request, "practice/result.html", view)
