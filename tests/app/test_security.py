"""Guards on every response: the policy, the host, the origin, the size; nothing leads outside."""

import re

import pytest
from fastapi.testclient import TestClient

from app.factory import create_app
from app.web.local import local_path
from app.web.security import HEADERS, POLICY
from tests.app.site import Site


def test_the_policy_is_on_every_response(site: Site) -> None:
    quiz = site.quiz("bptt.update")
    stylesheet = re.search(r'href="(/static/joined/[^"]+css)"', site.get("/").text)
    assert stylesheet is not None
    responses = {
        200: site.get("/"),
        303: site.answer(quiz, 1),
        404: site.get("/nowhere"),
        405: site.post("/statistics"),
        422: site.post("/practice", {"level": "1"}),
        403: site.post("/practice", {"quick": "1"}, **{"sec-fetch-site": "cross-site"}),
    }
    for status, response in responses.items():
        assert response.status_code == status
    site.change("ALTER TABLE family_total RENAME TO away")
    failed = site.get("/statistics")
    assert failed.status_code == 500
    for response in (*responses.values(), failed, site.get(stylesheet[1]), site.get("/static/nothing.css")):
        for name, value in HEADERS.items():
            assert response.headers[name] == value


def test_the_policy_allows_nothing_from_elsewhere_and_nothing_inline() -> None:
    directives = dict(part.split(" ", 1) for part in POLICY.split("; "))
    assert directives["default-src"] == "'none'"
    assert "unsafe" not in POLICY
    assert "http" not in POLICY
    assert directives["frame-ancestors"] == "'none'"
    for name, sources in directives.items():
        if name.endswith("-src") and name != "default-src":
            assert set(sources.split()) <= {"'self'", "data:"}


def test_pages_are_kept_privately_and_assets_for_ever(site: Site) -> None:
    page = site.get("/")
    assert page.headers["cache-control"] == "private, no-cache"
    for address in re.findall(r'(?:href|src)="(/static/[^"]+)"', page.text):
        response = site.get(address)
        assert response.status_code == 200
        assert "immutable" in response.headers["cache-control"]
        unnamed = re.sub(r"\?.*|(?<=\.)[0-9a-f]{8}(?=\.)", lambda found: "" if "?" in found[0] else "0" * 8, address)
        assert site.get(unnamed).status_code == 200
        assert site.get(unnamed).headers["cache-control"] == "no-cache"


def test_pages_name_nothing_of_another_origin(site: Site) -> None:
    quiz = site.quiz("bptt.delta")
    site.answer(quiz, 1)
    for address in ("/", "/topics/bleu", "/practice/new", f"/practice/{quiz}/items/1", f"/practice/{quiz}/items/2"):
        html = site.get(address).text
        assert not re.search(r'(?:src|href|action)="(?!/|#|\?)', html)
        assert not re.search(r'(?:src|href|action)="//', html)
        assert " style=" not in html
        assert not re.search(r"\son\w+=", html)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 303),
        ({"sec-fetch-site": "same-origin"}, 303),
        ({"sec-fetch-site": "none"}, 303),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"origin": "http://testserver"}, 303),
        ({"origin": "https://testserver"}, 403),
        ({"origin": "http://testserver:81"}, 403),
        ({"origin": "http://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"sec-fetch-site": "cross-site", "origin": "http://testserver"}, 403),
    ],
)
def test_writes_come_from_our_own_pages(site: Site, headers: dict[str, str], status: int) -> None:
    assert site.post("/practice", {"quick": "1"}, **headers).status_code == status
    assert len(site.rows("SELECT * FROM quiz")) == (status == 303)


def test_reads_may_come_from_anywhere(site: Site) -> None:
    assert site.client.get("/", headers={"sec-fetch-site": "cross-site"}).status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "testserver.evil.example", ""])
def test_another_host_name_is_refused(site: Site, host: str) -> None:
    assert site.client.get("/", headers={"host": host}).status_code == 400


@pytest.mark.parametrize(
    ("headers", "body", "status", "said"),
    [
        ({"sec-fetch-site": "cross-site"}, "", 403, ("ほかのサイトからの送信", "Forms from another site")),
        ({"origin": "http://["}, "", 403, ("ほかのサイトからの送信", "Forms from another site")),
        ({}, "cell=" + "1" * 66_000, 413, ("大きすぎます", "too large")),
        ({"host": "evil.example"}, "", 400, ("このアドレスでは開けません", "under this address")),
        ({"content-type": "multipart/form-data"}, "x", 400, ("処理できません", "cannot be handled")),
    ],
)
def test_refusals_are_pages_of_the_site_in_the_learners_language(
    site: Site, headers: dict[str, str], body: str, status: int, said: tuple[str, str]
) -> None:
    sent = {"content-type": "application/x-www-form-urlencoded", **headers}
    for language, text in zip(("ja", "en"), said, strict=True):
        refused = site.client.post("/practice", content=body, headers={**sent, "accept-language": language})
        assert refused.status_code == status
        assert text in refused.text
        assert '<main id="main"' in refused.text
        assert refused.headers["content-language"] == language
        for name, value in HEADERS.items():
            assert refused.headers[name] == value
        told = site.client.post(
            "/api/v1/compute/perplexity", content=body, headers={**sent, "accept-language": language}
        )
        assert told.json()["status"] == told.status_code
        assert told.status_code in {status, 422}  # 422: a body of that type is no JSON
    site.post("/settings", {"language": "en", "theme": "auto"})
    known = status != 400 or "host" not in headers  # under a foreign name the learner is not looked up
    refused = site.client.post("/practice", content=body, headers={**sent, "accept-language": "ja"})
    assert said[known] in refused.text


@pytest.mark.parametrize("host", ["[", "[::1", "a b", "testserver:port", "\x7f"])
def test_a_host_that_is_none_breaks_nothing_where_every_host_is_welcome(site: Site, host: str) -> None:
    app = create_app(site.services.settings.model_copy(update={"allowed_hosts": ("*",)}), site.services.bank)
    with TestClient(app, follow_redirects=False, raise_server_exceptions=False) as client:
        for address, status in (("/", 200), ("/nowhere", 404), ("/topics/", 307), ("/api/v1/nothing", 404)):
            assert client.get(address, headers={"host": host}).status_code == status


def test_a_body_beyond_64_kib_is_refused_and_stores_nothing(site: Site) -> None:
    quiz = site.quiz("rnn.hidden-state")
    assert site.answer(quiz, 1, {"cell": "1" * 66_000}).status_code == 413
    assert site.answer(quiz, 1, {"cell": "1" * 60_000}).status_code == 422
    assert site.rows("SELECT * FROM submission") == []


@pytest.mark.parametrize(
    ("address", "leads_to"),
    [
        ("/topics", "/topics"),
        ("/practice/3/items/2?x=1", "/practice/3/items/2?x=1"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("https://evil.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("evil", "/"),
        ("", "/"),
        ("//[", "/"),
        ("http://[", "/"),
        ("/[::1", "/[::1"),
        ("/a\nb", "/"),
        ("/\tevil", "/"),
    ],
)
def test_a_way_back_stays_within_the_app(site: Site, address: str, leads_to: str) -> None:
    assert local_path(address) == leads_to
    response = site.post("/settings/language", {"language": "en", "next": address})
    assert response.headers["location"] == leads_to


def test_text_from_outside_is_escaped(site: Site) -> None:
    quiz = site.quiz("rnn.hidden-state")
    number = 1 + site.forms(quiz).index("number")
    page = site.answer(quiz, number, {"cell": '"><script>alert(1)</script>'}).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page
    assert "<script>" not in site.get("/practice/new?topic=<script>alert(1)</script>").text


@pytest.mark.parametrize(
    "address",
    [
        "/static/../app/factory.py",
        "/static/%2e%2e/app/factory.py",
        "/static/..%2fpyproject.toml",
        "/static//etc/passwd",
    ],
)
def test_static_files_end_at_their_folder(site: Site, address: str) -> None:
    assert site.get(address).status_code == 404


def test_no_description_of_the_addresses_is_served(site: Site) -> None:
    for address in ("/docs", "/redoc", "/openapi.json"):
        assert site.get(address).status_code == 404
