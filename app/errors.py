"""Friendly error pages: what happened, what to do next, never a stack trace."""

import logging

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from app.web.templating import page

log = logging.getLogger("edrill")
_PAGES = {404, 405, 413, 422}


class NotFoundError(HTTPException):
    """Something that was asked for by its address does not exist."""

    def __init__(self) -> None:
        super().__init__(404)


async def _http_error(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 422
    headers = error.headers if isinstance(error, HTTPException) else None
    template = "errors/error.html"
    return page(request, template, status if status in _PAGES else 400, status_code=status, headers=headers)


async def _failure(request: Request, error: Exception) -> Response:
    log.error("%s %s failed", request.method, request.url.path, exc_info=error)
    return page(request, "errors/error.html", 500, status_code=500)


def install(app: FastAPI) -> None:
    """Answer every error with a page in the site's layout."""
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(RequestValidationError, _http_error)
    app.add_exception_handler(Exception, _failure)
