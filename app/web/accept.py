"""Headers in which a client weighs what it would like: ``ja;q=0.8, en`` (RFC 9110, 12.4.2)."""

import re
from collections.abc import Iterator, Sequence

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

_ENCODING = b"accept-encoding"
_WEIGHT = re.compile(r"[qQ]=(0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)")


def weighed(headers: Headers, name: str) -> Iterator[tuple[str, float]]:
    """What a header names, in lower case, each with its weight from 0 (refused) to 1; a weight that is none is 0."""
    for part in ",".join(headers.getlist(name)).split(","):
        named, *parameters = (piece.strip() for piece in part.split(";"))
        if named:
            weight = next((piece for piece in parameters if piece[:2].lower() == "q="), "q=1")
            read = _WEIGHT.fullmatch(weight)
            yield named.lower(), float(read[1]) if read else 0.0


def takes_gzip(headers: Headers) -> bool:
    """Whether a client would have gzip, and not rather the plain body."""
    found: dict[str, float] = {}
    for named, weight in weighed(headers, _ENCODING.decode()):
        name = named.removeprefix("x-")
        found[name] = max(weight, found.get(name, 0.0))
    gzip = found.get("gzip", found.get("*", 0.0))
    return gzip > 0 and gzip >= found.get("identity", 0.0)


def preferred(weights: Sequence[tuple[str, float]], offered: Sequence[str]) -> str:
    """The one of what is offered that is liked best, then the one that is named first.

    What is not named has the weight of ``*``. Where nothing named is offered: the first one that is not refused.
    """
    places: dict[str, tuple[float, int]] = {}
    for place, (name, weight) in enumerate(weights):
        places[name] = max((weight, -place), places.get(name, (0.0, -place)))
    named = {name: places.get(name, places.get("*", (0.0, 0))) for name in offered}
    best = max(offered, key=lambda name: named[name])
    if named[best][0] > 0:
        return best
    return next((name for name in offered if name not in places and "*" not in places), offered[0])


class GzipAsAsked:
    """Lets the compression within see ``Accept-Encoding`` only where gzip is wanted: it looks for the word alone."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with the header said plainly."""
        if scope["type"] == "http":
            wanted = [(_ENCODING, b"gzip")] if takes_gzip(Headers(scope=scope)) else []
            others = [header for header in scope["headers"] if header[0] != _ENCODING]
            scope = {**scope, "headers": others + wanted}
        await self.app(scope, receive, send)
