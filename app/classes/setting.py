"""The addresses by which owners make, change and delete the sets of a class."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated

from fastapi import Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from app.classes import asking, sets
from app.classes.asking import STARTED, SetForm, Wanted, repeating
from app.classes.owning import back
from app.classes.roles import Inside, OwnerDep, router_for, writing
from app.classes.routes import PRIVATE
from app.classes.sets import StartedError, TooManyError
from app.classes.views import MANY_SETS, EndPage, SetFormPage
from app.db import NotSavedError
from app.dependencies import Id, Services, ServicesDep
from app.web.templating import SOON, UNSAVED, page
from question_bank.model.bilingual import Bilingual

router = router_for("owner")
Problems = Sequence[tuple[str, Bilingual]]
Sent = Annotated[SetForm, Form()]
Kept = Annotated[SetForm, Query()]
COUNT = "count-{}"  # the field of a number of questions


def _view(
    request: Request,
    services: Services,
    inside: Inside,
    asked: Wanted,
    set_id: int | None = None,
    before: Wanted | None = None,
    *,
    started: bool = False,
) -> SetFormPage:
    zone = str(request.state.where)
    told = before is not None and asking.is_told(before, services.now())
    if before is not None and told:
        asked = asking.with_date_of(asked, before)
    return SetFormPage(inside, asked, asking.offered(services.bank), zone, set_id, started, told)


def _shown(request: Request, view: SetFormPage, status: int = 200, problems: Problems = ()) -> Response:
    address = f"{view.inside.address}/sets/{'new' if view.set_id is None else f'{view.set_id}/edit'}"
    told = replace(view, problems=problems)
    headers = {**PRIVATE, **(SOON if status == UNSAVED else {})}
    return page(request, "classes/form.html", told, status_code=status, headers=headers, here=address)


def _untold(services: Services, asked: Wanted, form: SetForm) -> int | None:
    """How many kinds there are for more questions, where the owner was not told."""
    fit = asking.repeats(services.bank, asked)
    return None if fit is None or form.repeats == str(fit) else fit


@router.get("/sets/new")
def new(request: Request, services: ServicesDep, inside: OwnerDep, kept: Kept) -> Response:
    """The form of a set; with what stood in it where its address says so."""
    where = request.state.where
    fresh = asking.fresh(services.bank, services.now(), where)
    asked = asking.wanted(services.bank, kept, where) if kept.kept else fresh
    return _shown(request, _view(request, services, inside, asked))


@router.post("/sets/new")
def make(request: Request, services: ServicesDep, inside: OwnerDep, form: Sent) -> Response:
    """Make a set; with choices that do not fit, the form again with what is wrong."""
    asked = asking.wanted(services.bank, form, request.state.where)
    view = _view(request, services, inside, asked)
    if problems := asking.problems(services.bank, asked, services.now()):
        return _shown(request, view, 422, problems)
    if (fit := _untold(services, asked, form)) is not None:
        return _shown(request, replace(view, repeats=fit), 422, [(COUNT.format(asked.count), repeating(asked, fit))])
    try:
        sets.make(services, inside, asked)
    except TooManyError:
        return _shown(request, view, 422, [("title", MANY_SETS)])
    except NotSavedError:
        return _shown(request, view, UNSAVED)
    return back(inside.address, "set")


def _now(services: Services, inside: Inside, set_id: int, request: Request) -> tuple[Wanted, bool]:
    with services.database.read() as session:
        row = sets.find(session, inside, set_id)
        return asking.stored(row, request.state.where), sets.is_started(session, set_id)


@router.get("/sets/{set_id}/edit")
def edit(request: Request, services: ServicesDep, inside: OwnerDep, set_id: Id, kept: Kept) -> Response:
    """The form of a set as it is; or with what stood in it where its address says so."""
    before, started = _now(services, inside, set_id, request)
    asked = before
    if kept.kept:
        typed = asking.wanted(services.bank, kept, request.state.where)
        asked = asking.as_it_was(typed, before) if started else typed
    return _shown(request, _view(request, services, inside, asked, set_id, before, started=started))


@router.post("/sets/{set_id}/edit")
def change(request: Request, services: ServicesDep, inside: OwnerDep, set_id: Id, form: Sent) -> Response:
    """Change a set; what it asks stays, once somebody has started it."""
    before, started = _now(services, inside, set_id, request)
    asked = asking.wanted(services.bank, form, request.state.where)
    if started:
        asked = asking.as_it_was(asked, before)
    view = _view(request, services, inside, asked, set_id, before, started=started)
    if problems := asking.problems(services.bank, asked, services.now(), before, started=started):
        return _shown(request, view, 422, problems)
    fit = _untold(services, asked, form) if asked.asks != before.asks else None
    if fit is not None:
        return _shown(request, replace(view, repeats=fit), 422, [(COUNT.format(asked.count), repeating(asked, fit))])
    try:
        sets.change(services, inside, set_id, asked, anew=asked.asks != before.asks)
    except StartedError:
        return _shown(request, view, 422, [("title", STARTED)])
    except NotSavedError:
        return _shown(request, view, UNSAVED)
    return RedirectResponse(f"{inside.address}/sets/{set_id}", status_code=303)


@router.get("/sets/{set_id}/delete")
def ending(request: Request, services: ServicesDep, inside: OwnerDep, set_id: Id) -> Response:
    """What goes with a set, to be confirmed."""
    with services.database.read() as session:
        row = sets.find(session, inside, set_id)
    view = EndPage(inside, row.title, 0, set_id)
    return page(request, "classes/delete.html", view, headers=PRIVATE)


@router.post("/sets/{set_id}/delete")
def end(services: ServicesDep, inside: OwnerDep, set_id: Id) -> Response:
    """Delete a set; what was answered stays with those who answered."""
    with writing(services, inside) as (session, now):
        sets.remove(session, now, set_id)
    return back(inside.address, "ended")
