"""The addresses of a quiz. GET is always safe; every POST that succeeds leads on with 303."""

from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response
from pydantic import BaseModel

from app.dependencies import ServicesDep, VisitorDep
from app.errors import NotFoundError
from app.practice import repository, service, views, withdrawing
from app.practice.reading import spoken
from app.practice.service import Given
from app.practice.start import StartForm, checked, start_page
from app.web.templating import page

router = APIRouter(prefix="/practice")

LONGEST_QUERY = 4096
Note = Literal["late", "stale"]


def _to(path: str) -> Response:
    return RedirectResponse(path, status_code=303)


class AnswerForm(BaseModel):
    """An answer as sent: typed cells in row-major order, or numbers of choices, or neither with ``unknown``."""

    cell: list[str] = []
    choice: list[str] = []
    unknown: bool = False
    guessed: bool = False
    instance: int | None = None  # the one that the page showed

    def given(self) -> Given:
        """The answer as the service takes it; what is no number counts as none."""
        numbers = (int(sent) for sent in self.choice if sent.isascii() and sent.isdigit() and len(sent) < 4)
        return Given(tuple(self.cell), tuple(dict.fromkeys(numbers)), self.unknown, self.guessed, self.instance)


class HintForm(AnswerForm):
    """What is typed so far, and the number of the hint that is asked for."""

    number: int

    def typed(self) -> str:
        """What is typed, as the query of an address; empty where nothing is, or where it is longer than any answer."""
        guessed = {"guessed": "1"} if self.guessed else {}
        typed = urlencode({"cell": self.cell if any(self.cell) else [], "choice": self.choice, **guessed}, doseq=True)
        return f"?{typed}" if 0 < len(typed) <= LONGEST_QUERY else ""


@router.get("/new")
def new(request: Request, services: ServicesDep, topic: str = "") -> Response:
    """The form that starts a quiz, with one topic ticked if the address names it."""
    return page(request, "practice/start.html", start_page(services.bank, topic))


@router.post("")
def start(request: Request, services: ServicesDep, visitor: VisitorDep, form: Annotated[StartForm, Form()]) -> Response:
    """Draw a quiz; with choices that do not fit, the form again with what is wrong."""
    wish = checked(services.bank, form)
    if wish.problems:
        return page(request, "practice/start.html", wish, status_code=422)
    quiz_id = service.start(services, visitor, wish.topics, wish.levels, wish.count, wish.ordering)
    if quiz_id is None:
        return page(request, "practice/start.html", wish.without_questions(), status_code=422)
    return _to(f"/practice/{quiz_id}/items/1")


@router.post("/family")
def start_family(services: ServicesDep, visitor: VisitorDep, family: Annotated[str, Form()]) -> Response:
    """A short quiz of one family."""
    return _to(f"/practice/{service.start_family(services, visitor, family)}/items/1")


@router.post("/slip")
def start_slip(services: ServicesDep, visitor: VisitorDep, slip: Annotated[str, Form()]) -> Response:
    """A short quiz of questions in which one slip can happen."""
    return _to(f"/practice/{service.start_slip(services, visitor, slip)}/items/1")


@router.get("/{quiz_id}")
def resume(services: ServicesDep, visitor: VisitorDep, quiz_id: int) -> Response:
    """Where the learner left off: the first question without an answer, or the result."""
    onward = service.next_open(service.quiz_items(services, visitor, quiz_id))
    return _to(f"/practice/{quiz_id}/result" if onward is None else f"/practice/{quiz_id}/items/{onward}")


@router.get("/{quiz_id}/items/{number}")
def item(
    request: Request,
    services: ServicesDep,
    visitor: VisitorDep,
    quiz_id: int,
    number: int,
    typed: Annotated[AnswerForm, Query()],
    note: Note | None = None,
) -> Response:
    """A question, with what was ``typed`` before; once it is answered, the same address tells how it went.

    ``note`` is what to say about what was sent before: an answer that came too ``late`` to be withdrawn, or one from a
    ``stale`` page, of numbers that were replaced.
    """
    sheet = service.open_sheet(services, visitor, quiz_id, number)
    if sheet.submission is not None:
        open_still = withdrawing.possible(services, sheet.submission, sheet.row)
        told = views.feedback(services, sheet.row, sheet.submission)
        late = note == "late" and not open_still
        feedback = views.FeedbackPage(views.place(sheet), told, withdrawable=open_still, late=late)
        return page(request, "practice/feedback.html", feedback)
    service.note_shown(services, sheet)
    view = views.question_page(services, sheet, typed.given(), stale=note == "stale")
    return page(request, "practice/question.html", view)


@router.post("/{quiz_id}/items/{number}/answer")
def answer(
    request: Request,
    services: ServicesDep,
    visitor: VisitorDep,
    quiz_id: int,
    number: int,
    form: Annotated[AnswerForm, Form()],
) -> Response:
    """Take an answer. What cannot be read comes back as it was typed, and costs nothing."""
    sheet = service.open_sheet(services, visitor, quiz_id, number)
    given = form.given()
    outcome = service.submit(services, visitor, sheet, given)
    if isinstance(outcome, service.Unreadable):
        view = views.question_page(services, sheet, given, outcome)
        return page(request, "practice/question.html", view, status_code=422)
    return _to(f"/practice/{quiz_id}/items/{number}{'?note=stale' if outcome == 'stale' else '#result'}")


@router.post("/{quiz_id}/items/{number}/reading")
def reading(
    services: ServicesDep, visitor: VisitorDep, quiz_id: int, number: int, form: Annotated[AnswerForm, Form()]
) -> Response:
    """How the typed cells are read so far, for the line under the answer; nothing is graded or stored."""
    question = service.stored_question(service.open_sheet(services, visitor, quiz_id, number).row)
    if question.choices or question.items:
        raise NotFoundError
    read = services.bank.read(question, form.cell)
    return JSONResponse([spoken(cell, visitor.language) for cell in read.cells])


@router.post("/{quiz_id}/items/{number}/hint")
def hint(
    services: ServicesDep, visitor: VisitorDep, quiz_id: int, number: int, form: Annotated[HintForm, Form()]
) -> Response:
    """One more hint, by its number; it is then shown with the question and what was typed."""
    sheet = service.open_sheet(services, visitor, quiz_id, number)
    service.ask_hint(services, sheet, form.number, form.instance)
    return _to(f"/practice/{quiz_id}/items/{number}{form.typed()}#hint-{form.number}")


@router.post("/{quiz_id}/items/{number}/withdraw")
def withdraw(
    services: ServicesDep,
    visitor: VisitorDep,
    quiz_id: int,
    number: int,
    submission: Annotated[int, Form(ge=1, lt=2**63)],
) -> Response:
    """Take back an answer, which is then a question again, with new numbers. Sent twice it is taken back once."""
    done = withdrawing.withdraw(services, visitor, quiz_id, number, submission)
    return _to(f"/practice/{quiz_id}/items/{number}{'' if done else '?note=late'}")


@router.post("/{quiz_id}/items/{number}/again")
def again(services: ServicesDep, visitor: VisitorDep, quiz_id: int, number: int) -> Response:
    """The same kind of question with new numbers."""
    return _to(f"/practice/{service.again(services, visitor, quiz_id, number)}/items/1")


@router.post("/{quiz_id}/wrong-again")
def wrong_again(services: ServicesDep, visitor: VisitorDep, quiz_id: int) -> Response:
    """The wrong ones again, with new numbers."""
    return _to(f"/practice/{service.wrong_again(services, visitor, quiz_id)}/items/1")


@router.get("/{quiz_id}/result")
def result(request: Request, services: ServicesDep, visitor: VisitorDep, quiz_id: int) -> Response:
    """How the quiz went, question by question."""
    with services.database.read() as session:
        quiz = repository.find_quiz(session, visitor.learner_id, quiz_id)
        if quiz is None:
            raise NotFoundError
        items = repository.items(session, quiz_id)
    service.note_result(services, quiz_id, items)
    titled = tuple((entry, services.bank.title(entry.family)) for entry in items)
    view = views.ResultPage(quiz_id, titled, service.next_open(items), quiz.repeats_id)
    return page(request, "practice/result.html", view)
