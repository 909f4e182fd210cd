"""Whether somebody sees the page that is asked for: only then may a look count as one."""

from starlette.requests import Request


def is_ahead(request: Request) -> bool:
    """Whether a browser, or our service worker, fetches a page ahead and shows none yet."""
    return "prefetch" in request.headers.get("sec-purpose", request.headers.get("purpose", ""))


def is_seen(request: Request) -> bool:
    """Whether a GET is for a person to look at.

    HEAD asks for no page, what is fetched ahead is not shown yet, and what another site embeds as a picture or a script
    is no look. Browsers say so in ``Sec-Purpose`` and ``Sec-Fetch-Dest``; where neither is sent it is a look.
    """
    if request.scope.get("head") or is_ahead(request):
        return False
    return request.headers.get("sec-fetch-dest", "document") in {"document", "empty"}
