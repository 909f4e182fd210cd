"""The cookie that a browser is known by: random, out of reach of scripts, and of other sites' requests."""

from datetime import timedelta

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

IDLE = timedelta(days=60)  # a browser that stays away for longer is not known any more
_NAMES = {True: "__Host-session", False: "session"}  # browsers take the first with Secure and Path=/ alone


def sent_token(request: Request, *, secure: bool) -> str:
    """The token that came with a request; empty where none did."""
    return request.cookies.get(_NAMES[secure], "")


def give(request: Request, token: str) -> None:
    """Have the answer to this request carry a token; an empty one has the browser forget what it has."""
    request.state.token = token


class SessionCookie:
    """Puts what ``give`` was told on the answer, whoever makes it."""

    def __init__(self, app: ASGIApp, *, secure: bool) -> None:
        self.app = app
        self._secure = secure

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; add the cookie on the way back."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        state = scope.setdefault("state", {})

        async def complete(message: Message) -> None:
            if message["type"] == "http.response.start" and "token" in state:
                MutableHeaders(scope=message).append("Set-Cookie", self._written(state["token"]))
            await send(message)

        await self.app(scope, receive, complete)

    def _written(self, token: str) -> str:
        lasts = int(IDLE.total_seconds()) if token else 0
        secure = "; Secure" if self._secure else ""
        return f"{_NAMES[self._secure]}={token}; Path=/; Max-Age={lasts}; HttpOnly; SameSite=Lax{secure}"
