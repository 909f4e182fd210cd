"""One's own account: who is logged in where, another passphrase, new recovery codes."""

from typing import Annotated, Literal

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from app.accounts import passphrases, service
from app.accounts.codes import COUNT
from app.accounts.entering import PRIVATE, Onward, browser, may_answer, stay, store
from app.accounts.views import NOT_YOURS, RENEWED, AccountPage, CodesPage, Problems
from app.db.models import Learner
from app.dependencies import Id, Services, ServicesDep, Visitor, VisitorDep
from app.missing import NotFoundError
from app.sessions.cookie import give
from app.web.templating import page
from question_bank.model.bilingual import Language

router = APIRouter(prefix="/account")
Text = Annotated[str, Form()]
Done = Literal["passphrase", "ended"]


def _page(
    request: Request, services: Services, visitor: Visitor, done: str = "", problems: Problems = (), status: int = 422
) -> Response:
    with services.database.read() as session:
        overview = service.overview(session, visitor.login, services.now())
    status = status if problems else 200
    view = AccountPage(overview, done, problems)
    return page(request, "account/account.html", view, status_code=status, headers=PRIVATE, here="/account")


@router.get("")
def show(request: Request, services: ServicesDep, visitor: VisitorDep, done: Done | None = None) -> Response:
    """One's account; where one has none, the way to it."""
    if not visitor.login.name:
        return RedirectResponse("/account/login", status_code=303)
    return _page(request, services, visitor, done or "")


@router.post("/passphrase")
async def change_passphrase(
    request: Request,
    services: ServicesDep,
    visitor: VisitorDep,
    passphrase: Text = "",
    new: Text = "",
    again: Text = "",
) -> Response:
    """Another passphrase; whoever is logged in elsewhere is not any more."""
    if not visitor.login.name:
        return stay()
    known = await run_in_threadpool(may_answer, services, visitor.login.name)
    if known is None or not await passphrases.holds(known.passphrase, passphrase):
        return await run_in_threadpool(_page, request, services, visitor, "", [("passphrase", NOT_YOURS)])
    if (wrong := passphrases.problem(new, again, known.name)) is not None:
        return await run_in_threadpool(_page, request, services, visitor, "", [("new", wrong)])
    stored = await passphrases.hashed(new)
    token = await store(
        services,
        visitor,
        lambda session: service.change_passphrase(session, browser(request, services), visitor.learner_id, stored),
    )
    give(request, token)
    return RedirectResponse("/account?done=passphrase", status_code=303)


@router.post("/codes")
async def renew_codes(
    request: Request,
    services: ServicesDep,
    visitor: VisitorDep,
    current: Text = "",
    edition: Annotated[str | None, Form()] = None,
) -> Response:
    """Ten new recovery codes in place of the old ones, for whoever knows the passphrase.

    What is sent twice renews them once: the codes that a page shows are those that count.
    """
    if not visitor.login.name:
        return stay()
    known = await run_in_threadpool(may_answer, services, visitor.login.name)
    if known is None or not await passphrases.holds(known.passphrase, current):
        return await run_in_threadpool(_page, request, services, visitor, "", [("current", NOT_YOURS)])
    codes = await store(services, visitor, lambda session: service.renew_codes(session, visitor.learner_id, edition))
    if not codes:
        return await run_in_threadpool(_page, request, services, visitor, "", [("current", RENEWED)], 409)
    return page(request, "account/codes.html", CodesPage(known.name, codes), headers=PRIVATE, here="/account")


@router.post("/codes/shown")
def show_codes(
    request: Request,
    services: ServicesDep,
    visitor: VisitorDep,
    onward: Onward,
    code: Annotated[list[str], Form(default_factory=list, max_length=COUNT)],
    to: Annotated[Language | None, Form()] = None,
) -> Response:
    """The page of the codes in the other language; it sends them along, since nobody else knows them."""
    if not visitor.login.name:
        return stay()
    with services.database.write() as session:
        codes = service.living_codes(session, visitor.learner_id, code)
        if to is not None:
            session.get_one(Learner, visitor.learner_id).language = to
    if not codes:
        return stay()
    request.state.language = to or request.state.language
    view = CodesPage(visitor.login.name, codes, onward)
    return page(request, "account/codes.html", view, headers=PRIVATE, here="/account")


@router.post("/sessions/{session_id}/end")
def end_session(services: ServicesDep, visitor: VisitorDep, session_id: Id) -> Response:
    """Log another browser out."""
    with services.database.write() as session:
        if not service.end_session(session, visitor.login, session_id):
            raise NotFoundError
    return RedirectResponse("/account?done=ended", status_code=303)
