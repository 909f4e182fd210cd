"""The addresses within a class that are for everybody who belongs to it."""

from typing import Annotated, Literal

from fastapi import Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from app.classes import membership, sets
from app.classes.codes import shown
from app.classes.membership import LastOwnerError
from app.classes.roles import Inside, MemberDep, router_for, writing
from app.classes.routes import HERE, PRIVATE
from app.classes.sets import ClosedError
from app.classes.views import (
    LAST_OWNER,
    ClassPage,
    Invited,
    KeysPage,
    Problems,
    SetPage,
    ToldQuestion,
)
from app.dependencies import Id, Services, ServicesDep, VisitorDep
from app.quiz.origin import origin
from app.web.templating import page
from question_bank.model.answer import UNKNOWN
from question_bank.model.instance import Instance

router = router_for("member")
Done = Literal[
    "joined",
    "agreed",
    "withdrawn",
    "named",
    "invited",
    "renewed",
    "revoked",
    "removed",
    "shared",
    "stepped",
    "set",
    "ended",
]


def class_page(
    services: Services, inside: Inside, done: str = "", problems: Problems = (), name: str = ""
) -> ClassPage:
    """The page of a class, as its reader may see it."""
    own, now = inside.membership, services.now()
    with services.database.read() as session:
        listed = tuple(sets.listed(session, own.classroom_id, own.learner_id))
        people = tuple(membership.people(session, own.classroom_id))
        code = membership.invitation(session, own.classroom_id, now) if inside.owns else None
    link = "" if code is None else f"{services.settings.base_url}/classes/join/{shown(code.code)}"
    return ClassPage(
        inside,
        now,
        listed,
        membership.names_of(people, "owner"),
        people if inside.owns else (),
        None if code is None else Invited(shown(code.code), link, code.expires_at),
        done,
        problems,
        name or inside.classroom.name,
    )


def refused(request: Request, services: Services, inside: Inside, problems: Problems, name: str = "") -> Response:
    """The page of a class with what is wrong with what was sent."""
    view = class_page(services, inside, "", problems, name)
    return page(request, "classes/class.html", view, status_code=422, headers=PRIVATE, here=inside.address)


@router.get("")
def show(request: Request, services: ServicesDep, inside: MemberDep, done: Done | None = None) -> Response:
    """The class: its sets and how one stands in them; for its owners, who belongs to it."""
    return page(request, "classes/class.html", class_page(services, inside, done or ""), headers=PRIVATE)


@router.post("/consent")
def consent(services: ServicesDep, inside: MemberDep, agrees: Annotated[bool, Form()] = False) -> Response:
    """Let the owners see one's figures, or not any more, which holds at once."""
    with writing(services, inside) as (_, now):
        membership.agree(now, services.now(), agrees=agrees)
    return RedirectResponse(f"{inside.address}?done={'agreed' if agrees else 'withdrawn'}", status_code=303)


@router.post("/leave")
def leave(request: Request, services: ServicesDep, inside: MemberDep) -> Response:
    """Go; what one has answered stays one's own, and is in no figure of the class any more."""
    try:
        with writing(services, inside) as (session, now):
            membership.leave(session, now, services.now())
    except LastOwnerError:
        return refused(request, services, inside, [("leave", LAST_OWNER)])
    return RedirectResponse(f"{HERE}?done=left", status_code=303)


@router.get("/sets/{set_id}")
def show_set(
    request: Request,
    services: ServicesDep,
    inside: MemberDep,
    set_id: Id,
    refused: Annotated[bool, Query()] = False,
) -> Response:
    """A set: what it asks, until when, and how one stands in it."""
    own = inside.membership
    with services.database.read() as session:
        sets.find(session, inside, set_id)
        (entry,) = sets.listed(session, own.classroom_id, own.learner_id, set_id)
        asked = sets.questions(session, set_id)
    kinds = tuple((services.bank.title(one.family), one.level) for one in asked)
    view = SetPage(inside, services.now(), entry, kinds, refused)
    return page(request, "classes/set.html", view, headers=PRIVATE)


@router.post("/sets/{set_id}/start")
def start(services: ServicesDep, visitor: VisitorDep, inside: MemberDep, set_id: Id) -> Response:
    """Start a set, or go on with it: a quiz like any other."""
    try:
        quiz_id = sets.start(services, visitor, inside, set_id)
    except ClosedError:
        return RedirectResponse(f"{inside.address}/sets/{set_id}?refused=1", status_code=303)
    return RedirectResponse(f"/practice/{quiz_id}", status_code=303)


@router.get("/sets/{set_id}/keys")
def keys(request: Request, services: ServicesDep, inside: MemberDep, set_id: Id) -> Response:
    """The keys of a set with the same numbers for all, and what makes its questions anew; after its date alone."""
    own = inside.membership
    with services.database.read() as session:
        row = sets.find(session, inside, set_id)
        (entry,) = sets.listed(session, own.classroom_id, own.learner_id, set_id)
        asked = sets.questions(session, set_id)
    if not row.shared or row.due_at > services.now():
        return RedirectResponse(f"{inside.address}/sets/{set_id}", status_code=303)
    instances = [Instance.model_validate(one.content) for one in asked if one.content is not None]
    told = tuple(
        ToldQuestion(one.title, one.level, origin(one).address, one.seed, services.bank.review(one, UNKNOWN).key)
        for one in instances
    )
    return page(request, "classes/keys.html", KeysPage(inside, entry, told), headers=PRIVATE)
