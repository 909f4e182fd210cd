"""No address is a dead end: one that only takes a form leads, when it is opened, to the page it belongs to."""

from collections.abc import Awaitable, Callable, Sequence

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response


def lead_back(app: FastAPI, routers: Sequence[APIRouter]) -> None:
    """Give every address of these routers that has a POST and no GET a GET that leads to the nearest page above it.

    A reload, the language switch and a bookmark open the address that a form was sent to. To be called before the
    routers are included: "/practice/family" would be taken for the quiz "family".
    """
    served: dict[str, set[str]] = {"/": {"GET"}}
    for router in routers:
        for route in router.routes:
            if isinstance(route, APIRoute):
                served.setdefault(route.path, set()).update(route.methods or ())
    for path, methods in served.items():
        if "GET" not in methods:
            app.router.add_route(path, _leading(_above(path, served)), methods=["GET"], include_in_schema=False)


def _above(path: str, served: dict[str, set[str]]) -> str:
    above = path.rsplit("/", 1)[0] or "/"
    return above if "GET" in served.get(above, ()) else _above(above, served)


def _leading(above: str) -> Callable[[Request], Awaitable[Response]]:
    parts = above.count("/") if above != "/" else 0

    async def back(request: Request) -> Response:
        path = "/".join(request.scope["path"].split("/")[: parts + 1]) or "/"
        return RedirectResponse(path, status_code=303)

    return back
