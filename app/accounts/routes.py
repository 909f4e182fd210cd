"""The pages of accounts: sign up, log in and out, recover, and one's own account. Hosted mode alone has them."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from app.accounts import names, passphrases, service
from app.accounts.entering import PRIVATE, Asked, Onward, browser, entry, lost, may_answer, stay, store
from app.accounts.service import NotOpenedError, TakenError
from app.accounts.views import NO_CODE, NOT_YOURS, WRONG, ClosePage, CodesPage, LeftPage, Problems, ResetPage, missing
from app.db.belonging import orphaned
from app.dependencies import Services, ServicesDep, Visitor, VisitorDep
from app.sessions import logins
from app.sessions.cookie import give
from app.sessions.limiting import network
from app.web.templating import page

router = APIRouter(prefix="/account")
Text = Annotated[str, Form()]


@router.get("/new")
def new(request: Request, services: ServicesDep, visitor: VisitorDep, onward: Asked) -> Response:
    """The form that makes an account."""
    return stay(onward) if visitor.login.name else entry(request, services, visitor, "new", onward=onward)


@router.post("/new")
async def sign_up(
    request: Request,
    services: ServicesDep,
    visitor: VisitorDep,
    onward: Onward,
    name: Text = "",
    passphrase: Text = "",
    again: Text = "",
) -> Response:
    """Make an account of the learner that one is, or of a new one, and show its recovery codes."""
    if visitor.login.name:
        return stay(onward)
    tried = [("name", names.problem(name)), ("passphrase", passphrases.problem(passphrase, again, name))]
    problems = [(field, problem) for field, problem in tried if problem is not None]
    if problems:
        return await run_in_threadpool(entry, request, services, visitor, "new", name, problems, onward)
    if services.limits is not None:
        services.limits.take("accounts", network(request))
    stored = await passphrases.hashed(passphrase)
    try:
        token, codes = await store(
            services, visitor, lambda session: service.sign_up(session, browser(request, services), name, stored)
        )
    except TakenError as taken:
        problem = names.ALIKE if taken.alike else names.TAKEN
        return await run_in_threadpool(entry, request, services, visitor, "new", name, [("name", problem)], onward)
    give(request, token)
    request.state.account = names.shown(name)
    view = CodesPage(names.shown(name), codes, onward)
    return page(request, "account/codes.html", view, headers=PRIVATE, here="/account")


@router.get("/login")
def opened(request: Request, services: ServicesDep, visitor: VisitorDep, onward: Asked) -> Response:
    """The form to log in."""
    return stay(onward) if visitor.login.name else entry(request, services, visitor, "login", onward=onward)


@router.post("/login")
async def log_in(
    request: Request,
    services: ServicesDep,
    visitor: VisitorDep,
    onward: Onward,
    name: Text = "",
    passphrase: Text = "",
) -> Response:
    """Go on as the learner of an account."""
    problems = missing(name=name, passphrase=passphrase)
    if problems:
        return await run_in_threadpool(entry, request, services, visitor, "login", name, problems, onward)
    known = await run_in_threadpool(may_answer, services, name)
    right = await passphrases.holds(known.passphrase if known else None, passphrase)
    rehashed = None
    if known is not None and right and passphrases.is_outdated(known.passphrase):
        rehashed = await passphrases.hashed(passphrase)
    try:
        if known is None or not right:
            raise NotOpenedError
        token = await store(
            services, visitor, lambda session: service.log_in(session, browser(request, services), known, rehashed)
        )
    except NotOpenedError:
        return await run_in_threadpool(entry, request, services, visitor, "login", name, [("name", WRONG)], onward)
    give(request, token)
    return RedirectResponse(onward, status_code=303)


@router.post("/logout")
def log_out(request: Request, services: ServicesDep, visitor: VisitorDep) -> Response:
    """End the session of this browser. One who has no account would lose everything by it, and stays."""
    if not visitor.login.name:
        return stay()
    with services.database.write() as session:
        logins.end(session, visitor.login.session_id)
    return _left(request)


@router.post("/logout/everywhere")
def log_out_everywhere(request: Request, services: ServicesDep, visitor: VisitorDep) -> Response:
    """End every session of the account."""
    if not visitor.login.name:
        return stay()
    with services.database.write() as session:
        logins.end_all(session, visitor.learner_id)
    return _left(request)


def _left(request: Request, address: str = "/account/left") -> Response:
    give(request, "")
    return RedirectResponse(address, status_code=303, headers={"Clear-Site-Data": '"cache"'})


@router.get("/left")
def left(request: Request, visitor: VisitorDep, closed: bool = False) -> Response:
    """That one is logged out; what the device kept of the learner goes, unless somebody is logged in again."""
    view = LeftPage(closed, forget=not visitor.login.session_id)
    return page(request, "account/left.html", view, headers=PRIVATE)


@router.get("/recover")
def recovering(request: Request, services: ServicesDep, visitor: VisitorDep) -> Response:
    """The form that takes a recovery code."""
    return stay() if visitor.login.name else entry(request, services, visitor, "recover")


@router.post("/recover")
async def recover(
    request: Request,
    services: ServicesDep,
    visitor: VisitorDep,
    name: Text = "",
    code: Text = "",
    passphrase: Text = "",
    again: Text = "",
) -> Response:
    """Store another passphrase where a recovery code was known."""
    problems = [*missing(name=name, code=code)]
    if (wrong := passphrases.problem(passphrase, again, name)) is not None:
        problems.append(("passphrase", wrong))
    if problems:
        return await run_in_threadpool(entry, request, services, visitor, "recover", name, problems)
    stored = await passphrases.hashed(passphrase)
    try:
        token = await store(
            services, visitor, lambda session: service.recover(session, browser(request, services), name, code, stored)
        )
    except NotOpenedError:
        return await run_in_threadpool(entry, request, services, visitor, "recover", name, [("code", NO_CODE)])
    give(request, token)
    return RedirectResponse("/account?done=passphrase", status_code=303)


@router.get("/reset/{token}")
def resetting(request: Request, services: ServicesDep, visitor: VisitorDep, token: str) -> Response:
    """The form that a link of the operator leads to."""
    return _resetting(request, services, visitor, token)


def _resetting(request: Request, services: Services, visitor: Visitor, token: str, problems: Problems = ()) -> Response:
    with services.database.read() as session:
        known = service.linked(session, token, services.now())
    view = ResetPage(token, known.name if known else "", problems, lost(services, visitor))
    status = 404 if known is None else 422 if problems else 200
    return page(request, "account/reset.html", view, status_code=status, headers=PRIVATE)


@router.post("/reset/{token}")
async def reset(
    request: Request,
    services: ServicesDep,
    visitor: VisitorDep,
    token: str,
    passphrase: Text = "",
    again: Text = "",
) -> Response:
    """Store another passphrase; the link does not work any more then."""
    if (wrong := passphrases.problem(passphrase, again, "")) is not None:
        return await run_in_threadpool(_resetting, request, services, visitor, token, [("passphrase", wrong)])
    stored = await passphrases.hashed(passphrase)
    try:
        made = await store(
            services, visitor, lambda session: service.reset(session, browser(request, services), token, stored)
        )
    except NotOpenedError:
        return await run_in_threadpool(_resetting, request, services, visitor, token)
    give(request, made)
    return RedirectResponse("/account?done=passphrase", status_code=303)


@router.get("/delete")
def closing(request: Request, services: ServicesDep, visitor: VisitorDep) -> Response:
    """What goes with the account, to be confirmed."""
    if not visitor.login.name:
        return stay()
    return page(request, "account/delete.html", _close_page(services, visitor), headers=PRIVATE)


def _close_page(services: Services, visitor: Visitor, problems: Problems = ()) -> ClosePage:
    learner_id = visitor.learner_id
    with services.database.read() as session:
        ending = [classroom.name for classroom in orphaned(session, learner_id)]
        return ClosePage(visitor.login.name, service.answers(session, learner_id), ending, problems)


@router.post("/delete")
async def close(request: Request, services: ServicesDep, visitor: VisitorDep, passphrase: Text = "") -> Response:
    """Delete the account with all data of its learner."""
    if not visitor.login.name:
        return stay()

    def refused() -> Response:
        view = _close_page(services, visitor, [("passphrase", NOT_YOURS)])
        return page(request, "account/delete.html", view, status_code=422, headers=PRIVATE)

    known = await run_in_threadpool(may_answer, services, visitor.login.name)
    if known is None or not await passphrases.holds(known.passphrase, passphrase):
        return await run_in_threadpool(refused)
    await store(services, visitor, lambda session: service.close(session, known.learner_id))
    return _left(request, "/account/left?closed=1")
