"""Whatever stands in the query of a page's address, the page opens, and says in one place what it cannot use."""

import re
from html import unescape

import pytest
from fastapi import FastAPI
from httpx2 import Response

from tests.contracts.test_conduct import API, GETS, LONG, Running, at_last, running, shared
from tests.contracts.test_routes import TABLE

__all__ = ["running", "shared"]  # fixtures

# What is taken as it is typed: whatever it is, it can be looked for, or stand in a field.
TYPED = {"q", "cell", "choice", "shown", "kept", "text", "seen", "next", "daily", "exam_on", "zone"}
# Values that a page can do something with, though no page of ours names them.
POSSIBLE = {
    ("page", LONG[:500]),  # the last one is shown
    *((name, LONG[:500]) for name in ("saved", "cleared")),  # long ago, or not yet
    *((name, value) for name in ("stage", "ordinal") for value in ("-1", LONG[:500])),  # no step of now
    # Before the answer there is nothing to open; after it tests/app/test_opened.py asks.
    *((name, value) for name in ("show", "steps") for value in ("nonsense", "-1", "%00", LONG[:500])),
}


def notices(page: str) -> list[str]:
    """What is told on a page, a notice each."""
    found = re.findall(r'<div class="notice" role="status">(.*?)</div>', page, re.DOTALL)
    return [unescape(" ".join(re.findall("<p>(.*?)</p>", notice))) for notice in found]


def is_page(response: Response) -> bool:
    """Whether an answer is for people to read; a file, or what a script asks for, has no place for a notice."""
    return response.headers["content-type"].startswith("text/html")


def declared(app: FastAPI, path: str) -> list[str]:
    """The names that a page declares of its query."""
    parameters = app.openapi()["paths"][path]["get"].get("parameters", [])
    return [parameter["name"] for parameter in parameters if parameter["in"] == "query"]


NO_PAGES = {"/healthz", "/readyz", "/sw.js"}
PAGES = [path for path in GETS if not path.startswith(API) and path not in NO_PAGES and TABLE["get", path][2] == 200]


@pytest.mark.parametrize("path", PAGES)
def test_what_a_query_cannot_be_used_for_is_told_in_one_notice_on_the_page(shared: Running, path: str) -> None:
    """Whatever the route: it opens without that part, as if nobody had asked for it. What is no page cannot tell."""
    app = shared.site.client.app
    assert isinstance(app, FastAPI)
    bare, _, sample = TABLE["get", path][0].partition("?")
    kept = dict(part.split("=") for part in sample.split("&") if part)
    assert notices(at_last(shared.site, TABLE["get", path][0]).text) == []
    tried = [(name, bad) for name in declared(app, path) for bad in ("nonsense", "-1", "%00", LONG[:500])]
    for name, bad in [*tried, ("nobodys", "1")]:
        query = "&".join(f"{one}={value}" for one, value in {**kept, name: bad}.items())
        page = at_last(shared.site, f"{bare}?{query}")
        assert page.status_code == 200, (name, bad)
        if is_page(page) and name not in TYPED and (name, bad) not in POSSIBLE:
            (said,) = notices(page.text)
            assert f"「{name}" in said, (name, bad)


@pytest.mark.parametrize("path", PAGES)
def test_what_others_add_to_a_query_and_what_our_own_forms_leave_there_is_not_told(running: Running, path: str) -> None:
    address = TABLE["get", path][0]
    added = f"{address}{'&' if '?' in address else '?'}utm_source=x&lang=en&next=/"
    assert notices(running.site.get(added).text) == []
    page = running.site.get(address).text
    forms = re.findall(r'<form[^>]*method="get"[^>]*action="([^"]*)".*?</form>', page, re.DOTALL)
    links = [unescape(link) for link in re.findall(r'href="(/[^"#]*\?[^"#]*)', page)]
    for there in dict.fromkeys([*forms, *links]):
        if not there.startswith("/static/"):
            assert notices(at_last(running.site, there).text) == [], there
