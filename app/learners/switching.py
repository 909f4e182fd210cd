"""The language switch on a page with a form: what is typed or ticked there is sent with it, and comes back.

It goes back in the query, which these pages understand. What is too long for a query is sent on as the form that it is,
where that stores nothing: in the lab.
"""

from collections.abc import Sequence
from urllib.parse import urlencode, urlsplit

from starlette.responses import RedirectResponse, Response

from app.web.local import local_path

LONGEST_QUERY = 4096  # characters that pass everywhere
LONGEST_LOCATION = 20_480  # where there is no other way: the longest note; the server takes three times as many
_COMPUTING = "/lab/"


def switched(address: str, fields: Sequence[tuple[str, str]]) -> Response:
    """Lead back to a page of this app with the fields of its form."""
    path = urlsplit(local_path(address)).path
    query = urlencode(fields)
    if len(query) > LONGEST_QUERY and path.startswith(_COMPUTING):
        return RedirectResponse(path, status_code=307)  # the same form, sent to the page itself
    kept = f"{path}?{query}" if 0 < len(query) <= LONGEST_LOCATION else path
    return RedirectResponse(kept, status_code=303)
