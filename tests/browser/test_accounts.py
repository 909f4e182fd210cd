"""Accounts in a browser: readable by everybody, and a device that is left holds nothing of who used it."""

import shutil
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from app.db import Database
from question_bank.bank import Bank
from tests.app.hosted import PASSPHRASE
from tests.browser.conftest import FITS, PHONE, Visit
from tests.browser.server import serving
from tests.browser.test_accessibility import AXE, RUN

KEPT = "caches.open('edrill-pages').then((cache) => cache.keys()).then((keys) => keys.length)"


@pytest.fixture
def visit(in_tokyo: None, socket_enabled: None, browser: Any, file: Path, tmp_path: Path, bank: Bank) -> Any:
    """A hosted app and a browser that is watched."""
    path = tmp_path / "edrill.sqlite3"
    shutil.copy(file, path)
    with serving(path, bank, mode="hosted", base_url="http://localhost:8000") as address:
        visit = Visit(address, Database(f"sqlite:///{path}"), browser.new_context)
        yield visit
        for context in visit.contexts:
            context.close()
        visit.database.dispose()
    assert visit.complaints == []


def test_an_account_is_made_and_left_and_the_device_keeps_nothing(visit: Visit) -> None:
    page = visit.open(**PHONE, service_workers="allow")

    def is_well() -> None:
        page.evaluate(AXE)
        assert page.evaluate(RUN) == [], page.url
        assert page.evaluate(FITS), page.url

    visit.start(page, "rnn.output", "number")
    page.goto("/account/new")
    is_well()
    page.get_by_label("名前").fill("花子")
    for field in page.locator("input[type=password]").all():
        field.fill(PASSPHRASE)
    page.locator("main button.primary").click()
    expect(page.locator(".codes li")).to_have_count(10)
    is_well()
    page.goto("/practice/1/items/1")
    page.wait_for_function(f"{KEPT}.then((count) => count > 1)")
    page.evaluate("localStorage.setItem('edrill-draft:x', '1')")
    page.goto("/account")
    is_well()
    page.get_by_role("button", name="ログアウトする").click()
    expect(page.get_by_role("heading", name="ログアウトしました")).to_be_visible()
    page.wait_for_function(f"{KEPT}.then((count) => count === 0)")
    assert page.evaluate("Object.keys(localStorage)") == []
    assert page.context.cookies() == []
    page.go_back()
    expect(page.get_by_role("heading", name="ログイン")).to_be_visible()
    is_well()
