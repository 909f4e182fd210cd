"""A Chromium for the session, a running app for each test, and an eye on what the browser complains of."""

import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from app.db import Database
from question_bank.bank import Bank
from question_bank.model.instance import Instance
from tests.app.conftest import file
from tests.app.site import right
from tests.browser.chromium import found
from tests.browser.server import serving

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
)
PHONE: dict[str, Any] = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
VIOLATIONS = """addEventListener("securitypolicyviolation", (event) =>
    console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`))"""
# Not against innerWidth: a phone zooms out of a page that is too wide, and its window is as wide then.
FITS = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
PATIENCE = 15_000  # milliseconds: two cores may be busy


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium; where there is none, the tests were skipped before (on a developer's machine) or fail here (in CI)."""
    path = found()
    assert path is not None, "CI is set, but there is no Chromium: install the package chromium"
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield opened
        opened.close()


@dataclass
class Visit:
    """A browser's window on a running app, and what it complained of."""

    address: str
    database: Database
    make: Callable[..., BrowserContext]
    complaints: list[str] = field(default_factory=list)
    contexts: list[BrowserContext] = field(default_factory=list)

    def open(self, **options: Any) -> Page:
        """A window of its own, as another browser would have. Only tests of the service worker allow it."""
        options = {"service_workers": "block", **options}
        context = self.make(base_url=self.address, locale="ja-JP", timezone_id="Asia/Tokyo", **options)
        context.set_default_timeout(PATIENCE)
        context.add_init_script(VIOLATIONS)
        self.contexts.append(context)
        return self.watched(context.new_page())

    def watched(self, page: Page) -> Page:
        """Note errors, refusals and requests to another origin."""
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))
        page.on("request", lambda request: self._asked(request.url))
        return page

    def _said(self, message: ConsoleMessage) -> None:
        # A page that answers 404 or 422 is itself reported as a resource that failed to load.
        its_own = message.text.startswith("Failed to load resource") and "/static/" not in message.location["url"]
        its_own |= message.text == "Service Worker registration blocked by Playwright"
        if message.type in {"error", "warning"} and not its_own:
            self.complaints.append(f"{message.location['url']}: {message.text}")

    def _asked(self, url: str) -> None:
        if not url.startswith((self.address, "data:")):
            self.complaints.append(f"a request to {url}")

    def instance(self, quiz: int, number: int) -> Instance:
        """A question as it is stored."""
        with self.database.engine.connect() as connection:
            sql = "SELECT content FROM instance WHERE quiz_id = ? AND ordinal = ? AND replaced_at IS NULL"
            stored = connection.exec_driver_sql(sql, (quiz, number)).scalar_one()
        return Instance.model_validate_json(stored)

    def count(self, table: str) -> int:
        """How many rows a table has."""
        with self.database.engine.connect() as connection:
            return int(connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one())

    def start(self, page: Page, family: str, form: str) -> tuple[int, int]:
        """Start a quiz of one family and open its first question of that form; returns quiz and number."""
        page.request.post("/practice/family", form={"family": family})
        quiz = self.count("quiz")
        with self.database.engine.connect() as connection:
            sql = "SELECT ordinal FROM instance WHERE quiz_id = ? AND form = ? ORDER BY ordinal"
            number = int(connection.exec_driver_sql(sql, (quiz, form)).scalars().first() or 0)
        page.goto(f"/practice/{quiz}/items/{number}")
        return quiz, number

    def right(self, page: Page) -> dict[str, Any]:
        """The right answer to the question on the page."""
        parts = urlsplit(page.url).path.split("/")  # /practice/3/items/2
        return right(self.instance(int(parts[2]), int(parts[4])))


@pytest.fixture
def in_tokyo(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The server's clock shows the time of Tokyo."""
    with monkeypatch.context() as patch:
        patch.setenv("TZ", "Asia/Tokyo")
        time.tzset()
        yield
    time.tzset()


@pytest.fixture
def visit(
    in_tokyo: None, socket_enabled: None, browser: Browser, file: Path, tmp_path: Path, bank: Bank
) -> Iterator[Visit]:
    """A fresh app and a browser that is watched: what it complained of fails the test."""
    path = tmp_path / "edrill.sqlite3"
    shutil.copy(file, path)
    with serving(path, bank) as address:
        visit = Visit(address, Database(f"sqlite:///{path}"), browser.new_context)
        yield visit
        for context in visit.contexts:
            context.close()
        visit.database.dispose()
    assert visit.complaints == []


__all__ = ["FITS", "PHONE", "Visit", "file"]
