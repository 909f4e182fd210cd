"""What a client would rather have: languages and encodings by their weights."""

import pytest
from starlette.datastructures import Headers

from app.web.accept import takes_gzip, weighed
from tests.app.site import Site


@pytest.mark.parametrize(
    ("asked", "language"),
    [
        ("", "ja"),
        ("en", "en"),
        ("en-GB,en;q=0.9", "en"),
        ("ja;q=0.4, en;q=0.6", "en"),
        ("en;q=0.4, ja;q=0.6", "ja"),
        ("en;q=0.5, ja;q=0.5", "en"),
        ("fr, en;q=0.1", "en"),
        ("fr", "ja"),
        ("en;q=0", "ja"),
        ("ja;q=0", "en"),
        ("ja;q=0, en;q=0", "ja"),
        ("en;q=0, *", "ja"),
        ("ja;q=0, *;q=0.3", "en"),
        ("*", "ja"),
        ("ja;q=0.1, *;q=0.9", "en"),
        ("en;q=0.2, *;q=0.7", "ja"),
        ("en-US;q=0, en;q=0.7", "en"),
        ("EN-us; Q=0.8 , JA; q=0.3", "en"),
        ("en;q=2, ja;q=0.1", "ja"),  # 2 is no weight
        ("jam, enx", "ja"),
        ("eng;q=1, ja;q=0.1", "ja"),
    ],
)
def test_the_language_is_the_one_with_the_greatest_weight(site: Site, asked: str, language: str) -> None:
    page = site.client.get("/topics", headers={"accept-language": asked})
    assert page.headers["content-language"] == language
    assert f'<html lang="{language}"' in page.text


@pytest.mark.parametrize(
    ("asked", "zipped"),
    [
        ("gzip", True),
        ("gzip, deflate, br", True),
        ("deflate, GZIP;q=0.5", True),
        ("x-gzip", True),
        ("*", True),
        ("gzip;q=0", False),
        ("gzip;q=0.000, *", False),
        ("gzip;q=0, deflate", False),
        ("*;q=0", False),
        ("identity, gzip;q=0.5", False),
        ("identity;q=0.5, gzip", True),
        ("identity;q=0, gzip;q=0.1", True),
        ("", False),
        ("br, deflate", False),
        ("notgzip", False),
        ("gzip;q=nan", False),
    ],
)
def test_a_page_is_compressed_only_where_it_is_wanted(site: Site, asked: str, zipped: bool) -> None:
    page = site.client.get("/topics", headers={"accept-encoding": asked})
    assert (page.headers.get("content-encoding") == "gzip") is zipped
    assert "accept-encoding" in page.headers["vary"].lower()
    assert "</html>" in page.text
    assert takes_gzip(Headers({"accept-encoding": asked})) is zipped


def test_several_headers_are_one(site: Site) -> None:
    headers = Headers(raw=[(b"accept-language", b"ja;q=0.2"), (b"accept-language", b"en;q=0.4, ")])
    assert list(weighed(headers, "accept-language")) == [("ja", 0.2), ("en", 0.4)]
    page = site.client.get("/", headers=[("accept-language", "ja;q=0.2"), ("accept-language", "en;q=0.4")])
    assert page.headers["content-language"] == "en"
