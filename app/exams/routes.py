"""The addresses of mock exams. Their pages are not to be kept by a browser; every POST leads on with 303."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response

from app.db import GLANCE, NotSavedError
from app.dependencies import Id, Services, ServicesDep, VisitorDep
from app.exams import closing, sitting, starting, views
from app.exams.results import result_page
from app.exams.sitting import Change, Paper, Sitting
from app.quiz import repository
from app.quiz.forms import AnswerForm
from app.quiz.submitting import Given
from app.web.asked import not_usable
from app.web.querying import tell
from app.web.seeing import is_seen
from app.web.templating import SOON, UNSAVED, page
from question_bank.reading.answers import choice_number

router = APIRouter(prefix="/exams")

NO_STORE = {"Cache-Control": "no-store"}
HOME, REVIEW, NEXT = "home", "review", "next"


def _to(path: str) -> Response:
    return RedirectResponse(path, status_code=303, headers=NO_STORE)


def _page(request: Request, template: str, view: object, status_code: int = 200, here: str | None = None) -> Response:
    headers = {**NO_STORE, **(SOON if status_code == UNSAVED else {})}
    return page(request, f"exams/{template}.html", view, status_code=status_code, headers=headers, here=here)


class TypedForm(AnswerForm):
    """An answer that stands on a page, and the one that the page was shown with."""

    shown: str = ""

    def change(self) -> Change:
        """What became of the one."""
        return Change(self.given(), choice_number(self.shown))


class ItemForm(TypedForm):
    """What a page of a question sends besides: that there is to be no answer, the flag, and where to go."""

    clear: bool = False
    flagged: bool | None = None
    to: str = ""

    def change(self) -> Change:
        """What is to be kept."""
        return replace(super().change(), clear=self.clear, flagged=self.flagged)


def _is_over(at: Sitting) -> bool:
    """Whether an exam is closed, or its time is over: then it is closed where its result is asked for."""
    return at.exam.closed_at is not None or not at.left


def _look(request: Request, services: Services, at: Sitting, shown: int | None = None) -> None:
    """Note what is looked at, if it is and can be noted at once; the next look notes it else."""
    if is_seen(request):
        try:
            with services.database.write(GLANCE, whose=request.state.visitor.learner_id) as session:
                sitting.look(session, at, services.now(), shown)
        except NotSavedError:
            return


@router.get("")
def new(
    request: Request, services: ServicesDep, visitor: VisitorDep, asked: Annotated[views.StartQuery, Query()]
) -> Response:
    """Where an exam is begun or gone on with, and past ones are compared."""
    known = {topic.id for topic in services.bank.topics.topics}
    tell(request, (not_usable("topic", topic) for topic in asked.topic if topic not in known))
    return _page(request, "start", views.start_page(services, visitor, asked))


@router.post("")
def start(
    request: Request, services: ServicesDep, visitor: VisitorDep, form: Annotated[views.StartForm, Form()]
) -> Response:
    """Begin an exam; with choices that do not fit, the form again with what is wrong."""
    view = views.asked_for(views.start_page(services, visitor, form))
    if view.problems:
        return _page(request, "start", view, 422)
    try:
        quiz_id = starting.start(services, visitor, view.wish)
    except NotSavedError:
        return _page(request, "start", view, UNSAVED)
    return _to(f"/exams/{quiz_id}")


@router.get("/{quiz_id}")
def resume(services: ServicesDep, visitor: VisitorDep, quiz_id: Id) -> Response:
    """Where the learner was: the question looked at last, the first without an answer, the review; or the result."""
    at = sitting.sitting(services, visitor, quiz_id)
    if _is_over(at):
        return _to(f"/exams/{quiz_id}/result")
    number = at.looking or at.next_open
    return _to(f"/exams/{quiz_id}/review" if number is None else f"/exams/{quiz_id}/items/{number}")


@router.get("/{quiz_id}/items/{number}")
def item(
    request: Request,
    services: ServicesDep,
    visitor: VisitorDep,
    quiz_id: Id,
    number: Id,
    typed: Annotated[TypedForm, Query()],
) -> Response:
    """A question with the answer that is kept; or with what was ``typed`` on its page, which is not kept yet."""
    at = sitting.paper(services, visitor, quiz_id, number)
    if _is_over(at.sitting):
        closed = at.sitting.exam.closed_at is not None
        return _to(f"/practice/{quiz_id}/items/{number}" if closed else f"/exams/{quiz_id}/result")
    _look(request, services, at.sitting, at.entry.instance_id)
    return _page(request, "question", views.question_page(services, at, _own(at, typed)))


def _own(at: Paper, form: TypedForm) -> Given | None:
    """What was ticked on a page of this question; what cannot be an answer to it is left out.

    So is what the page was shown with: on another page it may have been changed since, and would be written back.
    """
    change = form.change()
    fits = change.given.instance in {None, at.mark} and sitting.refused(at.question, change) is None
    return change.given if fits and change.answer else None


@router.post("/{quiz_id}/items/{number}")
def keep(
    request: Request,
    services: ServicesDep,
    visitor: VisitorDep,
    quiz_id: Id,
    number: Id,
    form: Annotated[ItemForm, Form()],
) -> Response:
    """Keep an answer and a flag, and go where the button leads. After the end nothing is kept, and that is said."""
    at = sitting.paper(services, visitor, quiz_id, number)
    change = form.change()
    here = f"/exams/{quiz_id}/items/{number}"
    problem = sitting.refused(at.question, change)
    if problem is not None and at.sitting.exam.closed_at is None:
        return _page(request, "question", views.question_page(services, at, problem=problem), 422, here)
    try:
        outcome = sitting.save(services, at, change)
    except NotSavedError:
        chosen = change.given if change.answer else None
        return _page(request, "question", views.question_page(services, at, chosen), UNSAVED, here)
    if outcome == "over":
        return _to(f"/exams/{quiz_id}/result{'?late=1' if change.answer or change.clear else ''}")
    return _to(here if outcome == "stale" else _onward(at, form.to))


def _onward(at: Paper, to: str) -> str:
    """Where a button leads: to a question by its number, to the next one, to the review, home; or it stays."""
    exam = f"/exams/{at.sitting.quiz_id}"
    number = at.entry.number + 1 if to == NEXT else choice_number(to)
    if to == HOME:
        return "/"
    if to == REVIEW or number == at.sitting.total + 1:
        return f"{exam}/review"
    known = number is not None and 1 <= number <= at.sitting.total
    return f"{exam}/items/{number if known else at.entry.number}"


@router.post("/{quiz_id}/items/{number}/saved")
def saved(
    services: ServicesDep, visitor: VisitorDep, quiz_id: Id, number: Id, form: Annotated[ItemForm, Form()]
) -> Response:
    """Keep an answer and a flag while the page stays: what is kept now, and how much time is left."""
    at = sitting.paper(services, visitor, quiz_id, number)
    change = form.change()
    if sitting.refused(at.question, change) is not None:
        return JSONResponse({}, 422, headers=NO_STORE)
    outcome = sitting.save(services, at, change)
    if outcome == "stale":
        return JSONResponse({}, 409, headers=NO_STORE)
    now = sitting.paper(services, visitor, quiz_id, number)
    return JSONResponse(
        {"choice": now.kept.choice, "flagged": now.entry.flagged, **_time(now.sitting)}, headers=NO_STORE
    )


def _time(at: Sitting) -> dict[str, object]:
    return {"left": at.left, "over": _is_over(at)}


@router.get("/{quiz_id}/time")
def time(services: ServicesDep, visitor: VisitorDep, quiz_id: Id) -> Response:
    """How many milliseconds are left, and whether the exam is over: pages ask again, their own clocks may stop."""
    return JSONResponse(_time(sitting.sitting(services, visitor, quiz_id)), headers=NO_STORE)


@router.get("/{quiz_id}/review")
def review(
    request: Request, services: ServicesDep, visitor: VisitorDep, quiz_id: Id, show: views.Show = "all"
) -> Response:
    """All questions by number, or those that are left open or flagged."""
    at = sitting.sitting(services, visitor, quiz_id)
    if _is_over(at):
        return _to(f"/exams/{quiz_id}/result")
    _look(request, services, at)
    topics = {topic.id: topic.title for topic in services.bank.topics.topics}
    return _page(request, "review", views.ReviewPage(at, show, topics))


@router.get("/{quiz_id}/finish")
def ask(request: Request, services: ServicesDep, visitor: VisitorDep, quiz_id: Id) -> Response:
    """Whether the exam is really to be ended."""
    at = sitting.sitting(services, visitor, quiz_id)
    if _is_over(at):
        return _to(f"/exams/{quiz_id}/result")
    _look(request, services, at)
    return _page(request, "finish", views.FinishPage(at))


@router.post("/{quiz_id}/finish")
def finish(request: Request, services: ServicesDep, visitor: VisitorDep, quiz_id: Id) -> Response:
    """End the exam: everything is graded now. Ended twice it was ended once."""
    at = sitting.sitting(services, visitor, quiz_id)
    try:
        closing.close(services, quiz_id)
    except NotSavedError:
        return _page(request, "finish", views.FinishPage(at), UNSAVED)
    return _to(f"/exams/{quiz_id}/result")


@router.get("/{quiz_id}/result")
def result(request: Request, services: ServicesDep, visitor: VisitorDep, quiz_id: Id, late: bool = False) -> Response:
    """How it went; an exam whose time is over is closed first."""
    at = sitting.sitting(services, visitor, quiz_id)
    if not _is_over(at):
        return _to(f"/exams/{quiz_id}")
    if at.exam.closed_at is None:
        closing.close(services, quiz_id)
        at = sitting.sitting(services, visitor, quiz_id)
    with services.database.read() as session:
        items = repository.items(session, quiz_id)
    return _page(request, "result", result_page(services.bank, at, items, late=late))


@router.post("/{quiz_id}/again")
def again(services: ServicesDep, visitor: VisitorDep, quiz_id: Id) -> Response:
    """The same exam with fresh numbers: as many questions of the same kinds, in the same sets."""
    return _to(f"/exams/{starting.again(services, visitor, quiz_id)}")
