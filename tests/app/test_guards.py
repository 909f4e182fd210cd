"""The guards around every request hold for every address: origin, proxies, bodies that are large or slow."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from starlette.types import Message, Receive, Scope
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from app.factory import THREADS
from question_bank.bank import Bank
from tests.app.hosted import ADDRESS, Hosted, hosted, log_in
from tests.app.kept import rows
from tests.app.site import Site, build
from tests.app.test_limits import spend
from tests.contracts.test_routes import FILES, HOSTED, TABLE
from tests.question_bank.budget import portion

__all__ = ["hosted"]  # fixtures
POSTS = [path for method, path in TABLE | HOSTED if method == "post"]
FOREIGN = (
    {"origin": "https://evil.example"},
    {"origin": "null"},
    {"origin": ADDRESS.replace("https", "http")},
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site", "origin": ADDRESS},
    {"sec-fetch-site": "none, cross-site"},
)


def test_no_address_takes_a_form_from_another_site(hosted: Hosted) -> None:
    """Neither from a visitor nor for one: who is logged in changes nothing by a page elsewhere."""
    member = hosted.member("alice")
    member.answer(member.quiz("rnn.hidden-state"), 1, {"unknown": "1"})
    database = hosted.site.services.database
    with database.read() as session:
        before = rows(session)
    for path in portion(POSTS, 24):
        address, form = (TABLE | HOSTED)["post", path][:2]
        for headers in FOREIGN:
            refused = member.client.post(address, data=form or None, files=FILES.get(path), headers=headers)
            assert refused.status_code == 403, (path, headers)
            assert "set-cookie" not in refused.headers
    with database.read() as session:
        assert rows(session) == before
    own = member.post("/settings", {"language": "en", "theme": "dark"}, **{"sec-fetch-site": "same-origin"})
    typed = member.post("/settings", {"language": "ja", "theme": "dark"}, **{"sec-fetch-site": "none"})
    assert own.status_code == typed.status_code == 303


@pytest.mark.parametrize(
    ("peer", "said", "counted"),
    [
        ("127.0.0.1", "203.0.113.7", "203.0.113.7"),
        (
            "127.0.0.1",
            "198.51.100.1, 203.0.113.7",
            "203.0.113.7",
        ),  # what the visitor wrote before it is no word of the proxy
        ("127.0.0.1", "203.0.113.7, 127.0.0.1", "203.0.113.7"),
        ("192.0.2.9", "203.0.113.7", "192.0.2.9"),
        ("192.0.2.9", "127.0.0.1", "192.0.2.9"),
        ("127.0.0.1", "", "127.0.0.1"),
    ],
)
def test_only_a_proxy_that_is_named_says_where_a_visitor_comes_from(
    hosted: Hosted, peer: str, said: str, counted: str
) -> None:
    trusted = hosted.site.services.settings.forwarded_allow_ips
    behind: Any = ProxyHeadersMiddleware(hosted.site.client.app, trusted_hosts=trusted)  # type: ignore[arg-type]
    client = TestClient(behind, base_url=ADDRESS, client=(peer, 5000), follow_redirects=False)
    tried = Site(client, hosted.site.services, hosted.site.clock)
    client.headers["x-forwarded-for"] = said
    spend(hosted, "network", counted)
    assert log_in(tried, "nobody", "not the right one").status_code == 429
    hosted.minute_later()
    for other in {peer, said.partition(",")[0]} - {counted}:
        spend(hosted, "network", other)
    assert log_in(tried, "nobody", "not the right one").status_code == 422


def test_no_form_has_more_fields_or_bytes_than_fit(site: Site) -> None:
    quiz = site.quiz("rnn.hidden-state")
    address = f"/practice/{quiz}/items/1"
    encoded = {"content-type": "application/x-www-form-urlencoded"}

    def in_pieces() -> Any:
        for _ in range(20):
            yield b"cell=" + b"1" * 5000 + b"&"

    for content, status in ((b"&".join([b"cell=1"] * 5000), 400), (in_pieces(), 413), (b"cell=" + b"1" * 70_000, 413)):
        refused = site.client.post(address, content=content, headers=encoded)
        assert refused.status_code == status
        assert '<main id="main"' in refused.text
    many = site.client.post(address, files=[("cell", (None, "1"))] * 1500)
    assert many.status_code == 413
    assert site.rows("SELECT * FROM submission") == []


def test_bodies_that_come_slowly_hold_nobody_up(template: Path, tmp_path: Path, bank: Bank) -> None:
    """More of them than there are threads, each of which never ends."""
    app, _ = build(template, tmp_path, bank)
    scope = {"type": "http", "http_version": "1.1", "scheme": "http", "path": "/practice", "raw_path": b"/practice"}
    scope |= {"query_string": b"", "root_path": "", "client": ("127.0.0.1", 1), "server": ("testserver", 80)}
    form = [(b"host", b"testserver"), (b"content-type", b"application/x-www-form-urlencoded")]

    async def ask(of: Scope, receive: Receive) -> list[Message]:
        told: list[Message] = []

        async def send(message: Message) -> None:
            told.append(message)

        await app({**scope, **of, "state": {}}, receive, send)
        return told

    async def never() -> Message:
        await asyncio.Event().wait()
        return {"type": "http.disconnect"}

    async def whole() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def serve() -> int:
        async with app.router.lifespan_context(app):
            slow = [asyncio.create_task(ask({"method": "POST", "headers": form}, never)) for _ in range(3 * THREADS)]
            await asyncio.sleep(0.05)
            page = await asyncio.wait_for(ask({"method": "GET", "path": "/", "headers": form[:1]}, whole), 20)
            assert not any(task.done() for task in slow)
            for task in slow:
                task.cancel()
            await asyncio.gather(*slow, return_exceptions=True)
            return int(page[0]["status"])

    with ThreadPoolExecutor(1) as apart:  # on this thread the browser's loop may be running
        assert apart.submit(asyncio.run, serve()).result() == 200
