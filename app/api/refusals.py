"""What the guards around every request refuse in plain words, the API refuses in JSON."""

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.problems import PREFIX, error_response


class JsonRefusals:
    """Turns the plain refusals of the guards (host, origin, size) into the API's errors, on the API's addresses."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; a refusal in plain text is answered anew."""
        if scope["type"] != "http" or not scope["path"].startswith(PREFIX):
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
            await error_response(refused[0])(scope, receive, send)


def _is_plain(start: Message) -> bool:
    return Headers(raw=start["headers"]).get("content-type", "").startswith("text/plain")
