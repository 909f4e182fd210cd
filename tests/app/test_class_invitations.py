"""The way into a class: through an account, back to the invitation, and nowhere else."""

import re

import pytest

from tests.app.classroom import Class, found_class
from tests.app.conftest import template
from tests.app.hosted import PASSPHRASE, Hosted, codes_of, hosted
from tests.app.site import Site

pytestmark = pytest.mark.stored

__all__ = ["hosted", "template"]  # fixtures


@pytest.fixture
def room(hosted: Hosted) -> Class:
    """A class without members."""
    return found_class(hosted)


def main(browser: Site, address: str) -> str:
    """The main part of a page."""
    return browser.get(address).text.split("<main", 1)[1].split("</main", 1)[0]


def test_an_invitation_survives_signing_up_and_logging_in(room: Class) -> None:
    address = f"/classes/join/{room.code}"
    sent = {"name": "Mia", "passphrase": PASSPHRASE, "again": PASSPHRASE, "next": address}
    browser = room.hosted.browser()
    assert re.findall(r'class="(\w+)" href="(/account/[^"]*)"', main(browser, address)) == [
        ("primary", f"/account/new?next={address}"),
        ("plain", f"/account/login?next={address}"),
    ]
    kept = f'name="next" value="{address}"'
    assert kept in main(browser, f"/account/new?next={address}")
    assert kept in browser.post("/account/new", {**sent, "again": "x"}).text.split("<main")[1]
    made = browser.post("/account/new", sent)
    switched = browser.post("/account/codes/shown", {"code": codes_of(made), "to": "ja", "next": address})
    for shown in made, switched:
        assert f'<a class="primary" href="{address}">' in shown.text
    assert "深層学習 A" in main(browser, address)
    other = room.hosted.browser()
    assert kept in main(other, f"/account/login?next={address}")
    assert kept in other.post("/account/login", {**sent, "passphrase": "x"}).text.split("<main")[1]
    assert other.post("/account/login", sent).headers["location"] == address


def test_nobody_is_led_away_from_here_by_coming_in(hosted: Hosted) -> None:
    browser = hosted.member("Mia")
    for address in ("https://example.org/", "//example.org", "/\\example.org", "/\texample", "javascript:0", ""):
        assert (
            'name="next"'
            not in hosted.browser().client.get("/account/new", params={"next": address}).text.split("<main")[1]
        )
        assert browser.client.get("/account/login", params={"next": address}).headers["location"] == "/account"
    sent = {"name": "Mia", "passphrase": PASSPHRASE, "next": "//example.org"}
    assert hosted.browser().post("/account/login", sent).headers["location"] == "/"
