"""Friendly error pages: what happened, what to do next, never a stack trace. The API's errors are JSON."""

import logging

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import Response

from app.api import problems
from app.learners.preferences import remember_preferences
from app.web.security import HEADERS
from app.web.templating import page

log = logging.getLogger("edrill")
_EXPLAINED = {404, 405, 413, 422}


class NotFoundError(HTTPException):
    """Something that was asked for by its address does not exist."""

    def __init__(self) -> None:
        super().__init__(404)


async def _http_error(request: Request, error: Exception) -> Response:
    if request.url.path.startswith(problems.PREFIX):
        if isinstance(error, RequestValidationError):
            return problems.invalid_response(request.url.path, error.errors())
        return problems.http_response(error)  # type: ignore[arg-type]  # these two are all that is handled here
    if not hasattr(request.state, "visitor"):  # no route matched, so nobody looked who is asking
        await run_in_threadpool(remember_preferences, request)
    status = error.status_code if isinstance(error, HTTPException) else 422
    if isinstance(error, RequestValidationError) and any(part["loc"][0] == "path" for part in error.errors()):
        status = 404
    headers = error.headers if isinstance(error, HTTPException) else None
    shown = status if status in _EXPLAINED else 400
    return page(request, "errors/error.html", {"status": shown}, status_code=status, headers=headers)


async def _failure(request: Request, error: Exception) -> Response:
    log.error("%s %s failed", request.method, request.url.path, exc_info=error)
    if request.url.path.startswith(problems.PREFIX):
        return problems.error_response(500, headers=HEADERS)
    return page(request, "errors/error.html", {"status": 500}, status_code=500, headers=HEADERS)


def install(app: FastAPI) -> None:
    """Answer every error with a page in the site's layout."""
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(RequestValidationError, _http_error)
    app.add_exception_handler(Exception, _failure)
