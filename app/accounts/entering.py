"""What the routes of accounts share: who sends, what is written, the forms by which one comes in."""

from collections.abc import Callable
from typing import Annotated, TypeVar
from urllib.parse import quote

from fastapi import Depends, Form, Query, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool

from app.accounts import service
from app.accounts.service import Browser, Known
from app.accounts.views import EntryPage, Problems
from app.dependencies import Services, Visitor
from app.missing import MovedError
from app.sessions import logins
from app.sessions.agents import agent
from app.web.local import local_path
from app.web.templating import page

T = TypeVar("T")
HOME = "/"
PRIVATE = {"Cache-Control": "no-store"}  # what is typed and shown here stays in no cache, not even the browser's


def _asked(address: Annotated[str, Query(alias="next")] = HOME) -> str:
    return local_path(address)


def _sent(address: Annotated[str, Form(alias="next")] = HOME) -> str:
    return local_path(address)


Asked = Annotated[str, Depends(_asked)]  # where one goes on once one is in, as an address says it
Onward = Annotated[str, Depends(_sent)]  # and as a form sends it


def browser(request: Request, services: Services) -> Browser:
    """Who sends."""
    visitor: Visitor = request.state.visitor
    return Browser(visitor.login, agent(request.headers.get("user-agent", "")), services.now())


async def store(services: Services, visitor: Visitor, change: Callable[[Session], T]) -> T:
    """Write in one transaction, beside the event loop.

    Raises ``MovedError`` with nothing written where the visitor's session has ended since they sent: another request
    may have been faster while a passphrase was hashed.
    """

    def written() -> T:
        with services.database.write() as session:
            if not logins.lives(session, visitor.login):
                raise MovedError("/account")
            return change(session)

    return await run_in_threadpool(written)


def stay(onward: str = HOME) -> Response:
    """To where one was going, or one's account; from there to the login where one has none."""
    return RedirectResponse("/account" if onward == HOME else onward, status_code=303)


def may_answer(services: Services, name: str) -> Known | None:
    """The account that a passphrase is held against."""
    with services.database.read() as session:
        return service.find(session, name)


def lost(services: Services, visitor: Visitor) -> int:
    """How many answers of this browser's learner would go with its session: those of one who has no account."""
    if visitor.login.name:
        return 0
    with services.database.read() as session:
        return service.answers(session, visitor.learner_id)


def entry(
    request: Request,
    services: Services,
    visitor: Visitor,
    form: str,
    name: str = "",
    problems: Problems = (),
    onward: str = HOME,
) -> Response:
    """One of the forms by which one comes in, as it was sent and with what is wrong with it."""
    view = EntryPage(name, problems, lost(services, visitor), onward=onward)
    status = 422 if problems else 200
    address = f"/account/{form}" + ("" if onward == HOME else f"?next={quote(onward, safe='')}")
    return page(request, f"account/{form}.html", view, status_code=status, headers=PRIVATE, here=address)
