"""Friendly error pages: what happened, what to do next, never a stack trace. The API's errors are JSON."""

import logging
import math
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import IntegrityError, NoResultFound
from sqlalchemy.orm.exc import StaleDataError
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, Headers
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response
from starlette.routing import Match
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api import problems
from app.db import GoneError, UnavailableError
from app.dependencies import Services
from app.learners.preferences import remember_preferences
from app.missing import MovedError, NotFoundError
from app.ownership import is_forgotten, is_missing
from app.sessions.limiting import TooOftenError
from app.web.querying import Reopened, misfits
from app.web.security import HEADERS
from app.web.templating import SOON, page

log = logging.getLogger("edrill")
_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
_EXPLAINED = {403, 404, 405, 409, 413, 422}


@dataclass(frozen=True)
class ErrorPage:
    """What went wrong: the status as it is explained, or the host."""

    status: int | str


@dataclass(frozen=True)
class Again:
    """Where something was sent that was not done, and with what: a button sends it once more."""

    action: str
    fields: Sequence[tuple[str, str]]
    typed_anew: bool  # a passphrase stands in no page: that form is to be filled in again


@dataclass(frozen=True)
class UnavailablePage:
    """What could not be done now, and, where something was sent, how to send it again."""

    unsaved: bool
    gone: bool  # the file is no longer the one that was opened
    own: bool  # whoever reads it has the file, and can look
    again: Again


LONG = 100  # seconds: beyond, minutes are told


@dataclass(frozen=True)
class TooOftenPage:
    """In how many seconds or minutes what was sent may be sent again; ``shared``: others of the network sent it too."""

    seconds: int
    minutes: int  # none where it is not worth counting in them
    shared: bool
    again: Again


def _is_api(request: Request) -> bool:
    path: str = request.scope["path"]  # request.url cannot be read where the Host header is none
    return path.startswith(problems.PREFIX)


async def _error_page(request: Request, status: int, headers: Mapping[str, str] | None = None) -> Response:
    if not hasattr(request.state, "visitor"):  # no route was reached, so nobody looked who is asking
        with suppress(UnavailableError):  # then in the language that the browser asks for
            await run_in_threadpool(remember_preferences, request)
    shown = status if status in _EXPLAINED else 400
    return page(request, "errors/error.html", ErrorPage(shown), status_code=status, headers=headers)


def _allowed(request: Request) -> str:
    """The methods of an address; each of its routes only knows its own. HEAD is answered where GET is."""
    routes = request.app.router.routes
    scope = request.scope
    known = [m for m in _METHODS if any(r.matches({**scope, "method": m})[0] is Match.FULL for r in routes)]
    return ", ".join([*known, *(["HEAD"] if "GET" in known else [])])


async def _http_error(request: Request, error: Exception) -> Response:
    if isinstance(error, HTTPException) and error.status_code == 405:
        error = HTTPException(405, headers={"Allow": _allowed(request) or "GET, HEAD"})  # else a file
    if _is_api(request):
        if isinstance(error, RequestValidationError):
            return problems.invalid_response(request.scope["path"], error.errors())
        return problems.http_response(error)  # type: ignore[arg-type]  # these two are all that is handled here
    status = error.status_code if isinstance(error, HTTPException) else 422
    if isinstance(error, RequestValidationError):
        if any(part["loc"][0] == "path" for part in error.errors()) or await _names_nothing(request):
            status = 404
        elif names := misfits(request, error):
            return Reopened(request, names)
    return await _error_page(request, status, error.headers if isinstance(error, HTTPException) else None)


async def _names_nothing(request: Request) -> bool:
    """Whether an address names something that is not the visitor's: whatever is sent to it, that is what is said."""
    services, visitor = request.app.state.services, request.state.visitor

    def look() -> bool:
        with suppress(UnavailableError), services.database.read() as session:
            return is_missing(session, visitor, request.path_params)
        return False

    return await run_in_threadpool(look)


async def _overtaken(request: Request, error: Exception) -> Response:
    """What was read is gone when it is written of: another request has deleted it, or the learner, in between."""
    services, visitor = request.app.state.services, getattr(request.state, "visitor", None)

    def status() -> int:
        with suppress(UnavailableError), services.database.read() as session:
            if visitor is not None and is_forgotten(session, visitor):
                return 409
            if visitor is not None and is_missing(session, visitor, request.path_params):
                return 404
        return 500

    found = await run_in_threadpool(status)
    if found == 500:
        raise error
    if found == 404:
        return await _http_error(request, HTTPException(404))
    request.state.account = "" if request.state.account is not None else None
    return await _error_page(request, found)


async def _not_found(request: Request, _: Exception) -> Response:
    return await _http_error(request, HTTPException(404))


async def _moved(_: Request, error: Exception) -> Response:
    address = error.address if isinstance(error, MovedError) else "/"
    return RedirectResponse(address, status_code=303, headers={"Cache-Control": "no-store"})


async def _unavailable(request: Request, error: Exception) -> Response:
    if _is_api(request):
        return problems.error_response(503, headers=SOON)
    # Routes that take what was typed show their own page; what is left are buttons, which can be pressed again here.
    services: Services = request.app.state.services
    own = not services.settings.hosted
    view = UnavailablePage(request.method == "POST", isinstance(error, GoneError), own, await _again(request))
    return page(request, "errors/unavailable.html", view, status_code=503, headers=SOON)


async def _again(request: Request) -> Again:
    query = request.scope["query_string"].decode("latin-1")
    secret = request.method != "POST" or request.scope["path"].startswith("/account")
    form = FormData() if secret else await request.form()
    fields = [(name, value) for name, value in form.multi_items() if isinstance(value, str)]
    return Again(request.scope["path"] + (f"?{query}" if query else ""), fields, secret)


async def _too_often(request: Request, error: Exception) -> Response:
    seconds, shared = (error.seconds, error.shared) if isinstance(error, TooOftenError) else (1, False)
    headers = {"Retry-After": str(seconds)}
    if _is_api(request):
        return problems.error_response(429, headers=headers)
    minutes = math.ceil(seconds / 60) if seconds > LONG else 0
    view = TooOftenPage(seconds, minutes, shared, await _again(request))
    return page(request, "errors/often.html", view, status_code=429, headers=headers)


async def _failure(request: Request, error: Exception) -> Response:
    log.error("%s %s failed", request.method, request.scope["path"], exc_info=error)
    if _is_api(request):
        return problems.error_response(500, headers=HEADERS)
    return page(request, "errors/error.html", ErrorPage(500), status_code=500, headers=HEADERS)


def install(app: FastAPI) -> None:
    """Answer every error with a page in the site's layout."""
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(NotFoundError, _not_found)
    app.add_exception_handler(MovedError, _moved)
    for overtaken in (IntegrityError, NoResultFound, StaleDataError):
        app.add_exception_handler(overtaken, _overtaken)
    app.add_exception_handler(RequestValidationError, _http_error)
    app.add_exception_handler(UnavailableError, _unavailable)
    app.add_exception_handler(TooOftenError, _too_often)
    app.add_exception_handler(Exception, _failure)


class Refusals:
    """Answers what the guards around every request (host, origin, size) refuse in plain words as any other error."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; a refusal in plain text is answered anew."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        refused: list[int] = []

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] >= 400 and _is_plain(message):
                refused.append(message["status"])
            if not refused:
                await send(message)

        await self.app(scope, receive, answer)
        if refused:
            await (await _refusal(Request(scope), refused[0]))(scope, receive, send)


async def _refusal(request: Request, status: int) -> Response:
    if _is_api(request):
        return problems.error_response(status)
    if status == 400:  # the host: under a foreign name nothing is said of the learner, not even the language
        return page(request, "errors/error.html", ErrorPage("host"), status_code=400)
    return await _error_page(request, status)


def _is_plain(start: Message) -> bool:
    return Headers(raw=start["headers"]).get("content-type", "").startswith("text/plain")
