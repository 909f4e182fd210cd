"""The app in hosted mode, and browsers that visit it, each with its own cookie."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response

from app.dependencies import Services
from app.sessions.limiting import Limits
from app.sessions.windows import SharedWindows
from question_bank.bank import Bank
from tests.app.site import Site, lent

PASSPHRASE = "三匹の子豚と青い傘"
ADDRESS = "https://testserver"


@dataclass
class Hosted:
    """A running app of many learners."""

    site: Site

    def browser(self, token: str = "") -> Site:
        """A browser that was never here, or one that has this cookie."""
        app = self.site.client.app
        client = TestClient(app, base_url=ADDRESS, follow_redirects=False, raise_server_exceptions=False)
        if token:
            client.cookies.set("__Host-session", token, domain="testserver.local", path="/")
        return Site(client, self.site.services, self.site.clock)

    def member(self, name: str) -> Site:
        """A browser that is logged in with an account of this name."""
        browser = self.browser()
        assert sign_up(browser, name).status_code == 200
        return browser

    def minute_later(self) -> None:
        """Let what was sent be sent as often again."""
        app = self.site.client.app
        assert isinstance(app, FastAPI)
        self.site.services = unlimited(app)

    def count(self, table: str) -> int:
        """How many rows a table has."""
        return len(self.site.rows(f"SELECT * FROM {table}"))


def sign_up(browser: Site, name: str, passphrase: str = PASSPHRASE) -> Response:
    """Send the form that makes an account."""
    return browser.post("/account/new", {"name": name, "passphrase": passphrase, "again": passphrase})


def log_in(browser: Site, name: str, passphrase: str = PASSPHRASE) -> Response:
    """Send the form to log in."""
    return browser.post("/account/login", {"name": name, "passphrase": passphrase})


def codes_of(response: Response) -> list[str]:
    """The recovery codes that a page shows."""
    return re.findall(r'<code translate="no">([0-9a-z-]{23})</code>', response.text)


def token_of(browser: Site) -> str:
    """The cookie of a browser; empty where it has none."""
    return browser.client.cookies.get("__Host-session") or ""


def is_named(browser: Site) -> bool:
    """Whether a browser is logged in with an account."""
    return browser.get("/account").status_code == 200


def unlimited(app: FastAPI) -> Services:
    """The services of an app, of which nothing was taken yet."""
    services: Services = app.state.services
    shared = SharedWindows(services.database) if services.settings.on_server else None
    if shared is not None:
        with services.database.engine.begin() as connection:
            connection.exec_driver_sql("DELETE FROM rate_window")
    app.state.services = replace(services, limits=Limits(services.settings.accounts_per_hour, shared))
    found: Services = app.state.services
    return found


@pytest.fixture
def hosted(template: Path, tmp_path: Path, bank: Bank) -> Iterator[Hosted]:
    """The app in hosted mode, behind HTTPS, without any learner."""
    with (
        lent(template, tmp_path, bank, mode="hosted", base_url=ADDRESS) as (app, clock),
        TestClient(app, base_url=ADDRESS, follow_redirects=False, raise_server_exceptions=False) as client,
    ):
        yield Hosted(Site(client, unlimited(app), clock))
