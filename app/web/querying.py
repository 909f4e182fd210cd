"""A query that a page cannot use in part: the page opens without that part, and says so in one place.

Whatever a route declares of its query is looked after here: names that it does not know, and values that do not fit.
What only the page can judge, it adds by ``tell``.
"""

from collections.abc import Collection, Iterable
from urllib.parse import urlencode

from fastapi.dependencies.utils import get_flat_params
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from app.web.asked import no_such, not_usable, unknown
from question_bank.model.bilingual import Bilingual


def told(request: Request) -> tuple[Bilingual, ...]:
    """What is to be said on the page of its address."""
    found: tuple[Bilingual, ...] = getattr(request.state, "told", ())
    return found


def tell(request: Request, messages: Iterable[Bilingual]) -> None:
    """Have the page say these as well."""
    request.state.told = tuple(dict.fromkeys((*told(request), *messages)))


def known_names(route: APIRoute) -> frozenset[str]:
    """The names that a route declares of its query, those of its dependencies among them."""
    return frozenset(field.alias for field in get_flat_params(route.dependant)) - route.param_convertors.keys()


async def tell_unknown(request: Request) -> None:
    """Tell the names of a query that nobody knows."""
    tell(request, map(no_such, unknown(request.query_params, known_names(request.scope["route"]))))


def misfits(request: Request, error: RequestValidationError) -> list[str]:
    """The names of the query whose values do not fit; none where something else does not either."""
    places = [part["loc"] for part in error.errors()]
    if request.method not in {"GET", "HEAD"} or any(place[0] != "query" for place in places):
        return []
    names = (str(place[1]) for place in places if len(place) > 1)
    return list(dict.fromkeys(name for name in names if name in request.query_params))


class Reopened(Response):
    """The page of an address without some names of its query, which it tells."""

    def __init__(self, request: Request, names: Collection[str]) -> None:
        super().__init__()
        sent = request.query_params.multi_items()
        self._query = urlencode([(name, value) for name, value in sent if name not in names])
        tell(request, [not_usable(name, value) for name, value in sent if name in names])

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the address without them does."""
        route: APIRoute = scope["route"]
        await route.handle({**scope, "query_string": self._query.encode("ascii")}, receive, send)
