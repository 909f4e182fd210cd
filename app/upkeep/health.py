"""The answers to 'are you there?', 'can you be used?' and 'how do you do?'. None is cached, none is logged."""

import secrets
from collections.abc import Mapping

import anyio.to_thread
from anyio import CapacityLimiter
from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, PlainTextResponse, Response

from app.db import GoneError, NotSavedError, SchemaError, UnavailableError
from app.db.place import room
from app.dependencies import Services, ServicesDep
from app.missing import NotFoundError
from app.upkeep import metrics

router = APIRouter()
_FRESH = {"Cache-Control": "no-store"}
_FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip", "via")
_HERE = {"127.0.0.1", "::1"}


@router.get("/healthz")
async def healthz() -> Response:
    """Whether the process answers; nothing is read for it."""
    return JSONResponse({"status": "ok"}, headers=_FRESH)


@router.get("/readyz")
async def readyz(request: Request, services: ServicesDep) -> Response:
    """Whether answers can be taken and kept; in a thread of its own, as those of the pages may wait to write."""
    state = await anyio.to_thread.run_sync(_state, services, limiter=CapacityLimiter(1))
    wrong = [*(["ending"] if request.app.state.ending else []), *state]
    said: dict[str, object] = {"status": "not ready" if wrong else "ready", "wrong": wrong}
    if _is_trusted(request, services):
        said |= await anyio.to_thread.run_sync(_figures, services, limiter=CapacityLimiter(1))
    return JSONResponse(said, status_code=503 if wrong else 200, headers=_FRESH)


@router.get("/metrics")
async def measured(request: Request, services: ServicesDep) -> Response:
    """Metrics, for who has the token or, where none is set, asks from this machine; others find nothing here."""
    if not _is_trusted(request, services):
        raise NotFoundError
    now = await anyio.to_thread.run_sync(_figures, services, limiter=CapacityLimiter(1))
    text = metrics.text(request.app.state.requests, services.database, now)
    return PlainTextResponse(text, headers=_FRESH, media_type=metrics.CONTENT_TYPE)


def _figures(services: Services) -> Mapping[str, float]:
    return metrics.figures(services.settings, services.database.path, services.now())


def _state(services: Services) -> list[str]:
    """What is wrong, in a word or two each."""
    database = services.database
    wrong = []
    try:
        database.check()
        if database.trouble:
            database.probe()
    except SchemaError:
        wrong.append("schema")
    except GoneError:
        wrong.append("file")
    except NotSavedError:
        wrong.append("writing")
    except UnavailableError:
        wrong.append("database")
    path = database.path
    if path is not None and room(path) < services.settings.least_free_mb * 2**20:
        wrong.append("room")
    if database.read_only:
        wrong.append("read-only")
    return wrong


def _is_trusted(request: Request, services: Services) -> bool:
    token = services.settings.metrics_token
    if token is not None:
        sent = request.headers.get("authorization", "")
        return secrets.compare_digest(sent.encode(), f"Bearer {token.get_secret_value()}".encode())
    here = request.client is not None and request.client.host in _HERE
    return here and not any(name in request.headers for name in _FORWARDED)
