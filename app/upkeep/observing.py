"""What is known of each request once it is answered: a line in the log, and its part of the metrics.

Of a request its route's template is said, never its address, its query or what was sent.
"""

import logging
import re
import time
from dataclasses import dataclass, field
from secrets import token_hex

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.db.spending import Spent, Spread, account
from app.upkeep.logs import request_id

log = logging.getLogger("edrill.request")
UNLOGGED = {"/healthz", "/readyz", "/metrics"}
_ROUTE = "edrill.route"
_FILES = "/static"
_OURS = re.compile(rb"[0-9A-Za-z-]{8,64}")
_METHODS = {"GET", "HEAD", "POST"}


@dataclass
class Requests:
    """How long requests took, by method, route and status."""

    spreads: dict[tuple[str, str, int], Spread] = field(default_factory=dict)

    def add(self, method: str, route: str, status: int, seconds: float) -> None:
        """One more request."""
        key = (method if method in _METHODS else "other", route, status)
        spread = self.spreads.get(key) or self.spreads.setdefault(key, Spread())
        spread.add(seconds)


class Observed:
    """Measures every request from outside all that answers it."""

    def __init__(self, app: ASGIApp, requests: Requests) -> None:
        self.app = app
        self.requests = requests

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and write down how it went."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began = time.perf_counter()
        spent, route, status = Spent(), [""], 500
        scope[_ROUTE] = route
        account.set(spent)
        request_id.set(_id_of(scope))

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, noted)
        finally:
            seconds = time.perf_counter() - began
            method = "HEAD" if scope.get("head") else scope["method"]
            self.requests.add(method, route[0], status, seconds)
            if log.isEnabledFor(logging.INFO) and route[0] not in UNLOGGED:
                log.info(
                    "request",
                    extra={
                        "fields": {
                            "method": method,
                            "route": route[0],
                            "status": status,
                            "ms": round(1000 * seconds, 2),
                            "db_ms": round(1000 * spent.seconds, 2),
                            "db_queries": spent.queries,
                        }
                    },
                )


class Routed:
    """Next to the router: tells those outside which route it has found."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; the router leaves its route in the scope."""
        try:
            await self.app(scope, receive, send)
        finally:
            if "route" in scope:
                scope[_ROUTE][0] = scope["route"].path
            elif scope.get("path", "").startswith(f"{_FILES}/"):
                scope[_ROUTE][0] = _FILES


def _id_of(scope: Scope) -> str:
    """The name that a proxy has given to the request, or one of our own."""
    sent = next((value for name, value in scope["headers"] if name == b"x-request-id"), b"")
    return sent.decode() if _OURS.fullmatch(sent) else token_hex(8)
