"""The addresses outside any class: one's classes, making one, coming into one by invitation."""

from dataclasses import replace
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from app.classes import codes, membership
from app.classes.lines import one_line
from app.classes.membership import NoInvitationError, TooManyError
from app.classes.roles import named
from app.classes.views import (
    FULL,
    MANY_CLASSES,
    NO_INVITATION,
    ClassesPage,
    JoinPage,
    Problems,
    name_problems,
)
from app.db import NotSavedError
from app.dependencies import Services, ServicesDep, Visitor, VisitorDep
from app.web.templating import page, unsaved_page

router = APIRouter(prefix="/classes")
Text = Annotated[str, Form()]
HERE = "/classes"
Done = Literal["left", "ended"]  # of a class that one belongs to no more
PRIVATE = {"Cache-Control": "no-store"}  # who is in a class with whom stays in no cache of a browser that others use


def _listed(
    services: Services, visitor: Visitor, problems: Problems = (), name: str = "", code: str = ""
) -> ClassesPage:
    with services.database.read() as session:
        own = tuple(membership.mine(session, visitor.learner_id)) if visitor.login.name else ()
    return ClassesPage(bool(visitor.login.name), own, name, code, problems)


def _refused(request: Request, view: ClassesPage) -> Response:
    return page(request, "classes/list.html", view, status_code=422, headers=PRIVATE, here=HERE)


@router.get("")
def show(request: Request, services: ServicesDep, visitor: VisitorDep, done: Done | None = None) -> Response:
    """One's classes, and the ways to one more."""
    view = replace(_listed(services, visitor), done=done or "")
    return page(request, "classes/list.html", view, headers=PRIVATE)


@router.post("", dependencies=[Depends(named)])
def make(request: Request, services: ServicesDep, visitor: VisitorDep, name: Text = "") -> Response:
    """Make a class, which is one's own."""
    called = one_line(name)
    if problems := name_problems(called):
        return _refused(request, _listed(services, visitor, problems, name=called))
    try:
        with services.database.write() as session:
            made = membership.make(session, visitor.learner_id, called, services.now())
    except TooManyError:
        return _refused(request, _listed(services, visitor, [("name", MANY_CLASSES)], name=called))
    except NotSavedError:
        return unsaved_page(request, "classes/list.html", _listed(services, visitor, name=called), HERE)
    return RedirectResponse(f"/classes/{made}", status_code=303)


@router.post("/join", dependencies=[Depends(named)])
def look_up(request: Request, services: ServicesDep, visitor: VisitorDep, code: Text = "") -> Response:
    """To the page of a code that was typed; what is none is said at once."""
    if not codes.read(code):
        return _refused(request, _listed(services, visitor, [("code", NO_INVITATION)], code=code))
    return RedirectResponse(f"/classes/join/{codes.shown(codes.read(code))}", status_code=303)


def _invitation(services: Services, visitor: Visitor, code: str, problems: Problems = ()) -> JoinPage | int:
    """What there is to say of a code before one joins; the class where one belongs to it already."""
    with services.database.read() as session:
        classroom = membership.invited(session, visitor.learner_id, code, services.now())
        if membership.belongs(session, classroom.id, visitor.learner_id):
            return classroom.id
        owners = membership.names_of(membership.people(session, classroom.id), "owner")
    return JoinPage(True, code, classroom.name, owners, problems=problems)


def _count(services: Services, visitor: Visitor) -> None:
    """Nobody tries one code after another; raises ``TooOftenError``."""
    if services.limits is not None:
        services.limits.take("invitation", f"session {visitor.login.session_id}")


def _no_invitation(request: Request, services: Services, visitor: Visitor, code: str) -> Response:
    view = _listed(services, visitor, [("code", NO_INVITATION)], code=codes.shown(codes.read(code)).strip("-"))
    return page(request, "classes/list.html", view, status_code=404, headers=PRIVATE, here=HERE)


@router.get("/join/{code}")
def invited(request: Request, services: ServicesDep, visitor: VisitorDep, code: str) -> Response:
    """What a link of invitation leads to: whose class it is, and what its owners will see. Nothing happens by it.

    Without an account no code is looked at: to whoever guesses, right and wrong ones look alike.
    """
    if not visitor.login.name:
        return page(request, "classes/join.html", JoinPage(False, ""), headers=PRIVATE)
    _count(services, visitor)
    try:
        found = _invitation(services, visitor, code)
    except NoInvitationError:
        return _no_invitation(request, services, visitor, code)
    if isinstance(found, int):
        return RedirectResponse(f"/classes/{found}", status_code=303, headers=PRIVATE)
    return page(request, "classes/join.html", found, headers=PRIVATE)


@router.post("/join/{code}", dependencies=[Depends(named)])
def join(
    request: Request, services: ServicesDep, visitor: VisitorDep, code: str, agrees: Annotated[bool, Form()] = False
) -> Response:
    """Come into a class; that its owners see one's figures is a choice of its own."""
    _count(services, visitor)
    try:
        with services.database.write() as session:
            joined = membership.join(session, visitor.learner_id, code, services.now(), agrees=agrees)
    except NoInvitationError:
        return _no_invitation(request, services, visitor, code)
    except TooManyError:
        found = _invitation(services, visitor, code, [("join", FULL)])
        view = found if isinstance(found, JoinPage) else JoinPage(True, code)
        return page(request, "classes/join.html", view, status_code=422, headers=PRIVATE)
    return RedirectResponse(f"/classes/{joined}?done=joined", status_code=303)
