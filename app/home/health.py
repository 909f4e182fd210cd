"""The answer to 'are you there?'."""

import anyio.to_thread
from anyio import CapacityLimiter
from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response

from app.db import SchemaError, UnavailableError
from app.dependencies import ServicesDep

router = APIRouter()


@router.get("/healthz")
async def healthz(services: ServicesDep) -> Response:
    """Whether the app and its database answer; in a thread of its own, as those of the pages may wait to write."""
    try:
        await anyio.to_thread.run_sync(services.database.check, limiter=CapacityLimiter(1))
    except SchemaError:
        return JSONResponse({"status": "database schema differs"}, status_code=503)
    except UnavailableError:
        return JSONResponse({"status": "database unavailable"}, status_code=503)
    return JSONResponse({"status": "ok"})
