"""The page of keys lists every key that a page has, and what the script answers itself."""

import re
from collections.abc import Iterator

import pytest

from app.settings import ROOT
from tests.app.site import Site


def _named(text: str) -> Iterator[str]:
    """What stands in data-key, also where a condition chooses it."""
    for value in re.findall(r'data-key="([^"]+)"', text):
        yield from re.findall(r"'([^']+)'", value) if "{{" in value else [value]


def keys_of_templates() -> set[str]:
    """All that templates name in data-key."""
    texts = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "templates").rglob("*.html"))]
    return {key for text in texts for named in _named(text) for key in named.split()}


@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_key_is_in_the_list(site: Site, language: str) -> None:
    page = site.client.get("/help/keyboard", headers={"accept-language": language}).text
    listed = {key.lower() for key in re.findall(r"<kbd>([^<]+)</kbd>", page)}
    named = {key.lower() for key in keys_of_templates()}
    assert {"enter", "c", "p"} <= named
    assert named <= listed
    assert {"?", "esc", "↑", "↓"} <= listed
    known = named | {"?", "/", "=", "esc", "↑", "↓", "+", "−", "×", "÷", "1", "9", "a", "e"}
    assert listed <= known  # none that does nothing


def test_the_list_is_found_from_the_settings_and_named_by_every_page(site: Site) -> None:
    settings = site.get("/settings").text
    assert '<a href="/help/keyboard">' in settings
    for address in ("/", "/settings", "/lab/bptt", "/nowhere"):
        assert '<link rel="help" href="/help/keyboard">' in site.get(address).text


def test_the_list_says_whether_the_keys_are_on(site: Site) -> None:
    assert "いまは切ってあります" not in site.get("/help/keyboard").text
    site.post("/settings", {"language": "auto", "theme": "auto"})
    assert "いまは切ってあります" in site.get("/help/keyboard").text
