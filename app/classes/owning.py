"""The addresses within a class that are for its owners: who belongs to it, and what it is called."""

from typing import Annotated

from fastapi import Form, Request
from fastapi.responses import RedirectResponse, Response

from app.classes import membership, sets
from app.classes.inside import refused
from app.classes.lines import one_line
from app.classes.membership import LastOwnerError
from app.classes.roles import OwnerDep, router_for, writing
from app.classes.routes import HERE, PRIVATE
from app.classes.views import LAST_OWNER, EndPage, name_problems
from app.db.belonging import end_class
from app.dependencies import Id, ServicesDep
from app.web.templating import page

router = router_for("owner")


def back(address: str, done: str) -> Response:
    """To a page that says what was done: that of the class, or of all where it is gone."""
    return RedirectResponse(f"{address}?done={done}", status_code=303)


@router.post("/name")
def rename(request: Request, services: ServicesDep, inside: OwnerDep, name: Annotated[str, Form()] = "") -> Response:
    """Call the class otherwise."""
    called = one_line(name)
    if problems := name_problems(called):
        return refused(request, services, inside, problems, called)
    with writing(services, inside) as (session, now):
        membership.rename(session, now, called)
    return back(inside.address, "named")


@router.post("/invitation")
def invite(services: ServicesDep, inside: OwnerDep) -> Response:
    """Give the class a code, or another one: the one before opens nothing any more."""
    with writing(services, inside) as (session, now):
        known = membership.invitation(session, now.classroom.id, services.now())
        membership.invite(session, now.classroom.id, services.now())
    return back(inside.address, "invited" if known is None else "renewed")


@router.post("/invitation/revoke")
def revoke(services: ServicesDep, inside: OwnerDep) -> Response:
    """Take the code back."""
    with writing(services, inside) as (session, now):
        membership.revoke(session, now.classroom.id)
    return back(inside.address, "revoked")


@router.post("/members/{member_id}/remove")
def remove(services: ServicesDep, inside: OwnerDep, member_id: Id) -> Response:
    """Have a member leave, who does not come back by the code of now."""
    with writing(services, inside) as (session, now):
        membership.remove(session, now, member_id, services.now())
    return back(inside.address, "removed")


@router.post("/members/{member_id}/share")
def share(services: ServicesDep, inside: OwnerDep, member_id: Id) -> Response:
    """Make a member an owner as well."""
    with writing(services, inside) as (session, now):
        membership.share(session, now, member_id)
    return back(inside.address, "shared")


@router.post("/step-back")
def step_back(request: Request, services: ServicesDep, inside: OwnerDep) -> Response:
    """Be a member of the class, which other owners go on with."""
    try:
        with writing(services, inside) as (session, now):
            membership.step_back(session, now)
    except LastOwnerError:
        return refused(request, services, inside, [("step-back", LAST_OWNER)])
    return back(inside.address, "stepped")


@router.get("/delete")
def ending(request: Request, services: ServicesDep, inside: OwnerDep) -> Response:
    """What goes with the class, to be confirmed."""
    own = inside.membership
    with services.database.read() as session:
        members = len(membership.people(session, own.classroom_id))
        count = len(sets.listed(session, own.classroom_id, own.learner_id))
    view = EndPage(inside, inside.classroom.name, members, None, count)
    return page(request, "classes/delete.html", view, headers=PRIVATE)


@router.post("/delete")
def end(services: ServicesDep, inside: OwnerDep) -> Response:
    """Delete the class with its sets; what was answered stays with those who answered."""
    with writing(services, inside) as (session, now):
        end_class(session, now.classroom.id)
    return back(HERE, "ended")
