"""Static files under addresses that name their content, so that browsers may keep them for ever."""

import hashlib
from functools import cache

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Receive, Scope, Send

from app.settings import ROOT
from app.web.accept import takes_gzip
from app.web.joining import is_joined, joined, joined_at, zipped

STATIC = ROOT / "static"
TYPES = {"css": "text/css", "js": "text/javascript"}


@cache
def asset(path: str) -> str:
    """The address of a static file, or of a joined one; raises ``FileNotFoundError`` for one that is not there."""
    if is_joined(path):
        return f"/static/{joined(path)[0]}"
    digest = hashlib.sha256((STATIC / path).read_bytes()).hexdigest()[:8]
    return f"/static/{path}?v={digest}"


class Assets(StaticFiles):
    """Serves ``static/``, whole: for a year where the address names the content, else to be asked again."""

    def __init__(self) -> None:
        super().__init__(directory=STATIC)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on without its ranges: the files are small, and a range that is none is to be ignored."""
        headers = [header for header in scope["headers"] if header[0] != b"range"]
        await super().__call__({**scope, "headers": headers}, receive, send)

    async def get_response(self, path: str, scope: Scope) -> Response:
        """A file with its caching."""
        made = joined_at(path) if scope["method"] in {"GET", "HEAD"} else None
        if made is None:
            response = await super().get_response(path, scope)
            named = scope.get("query_string", b"").startswith(b"v=")
        else:
            name, content, named = made
            wanted = takes_gzip(Headers(scope=scope))
            response = Response(zipped(name) if wanted else content, media_type=TYPES[name.rsplit(".", 1)[1]])
            if wanted:  # the compression around every response leaves it alone then
                response.headers.update({"Content-Encoding": "gzip", "Vary": "Accept-Encoding"})
        response.headers["Accept-Ranges"] = "none"
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if named else "no-cache"
        return response
