"""Classes in a browser: readable by everybody on a phone, and a set is answered in the usual room."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from playwright.sync_api import Page, expect
from sqlalchemy import select

from app.db import Database
from app.db.accounts import Account
from app.sessions import logins
from question_bank.bank import Bank
from tests.app.classroom import Class, answer, found_class, start
from tests.app.hosted import ADDRESS, Hosted, unlimited
from tests.app.site import Site, lent
from tests.browser.conftest import FITS, PHONE, Visit
from tests.browser.server import serving
from tests.browser.test_accessibility import AXE, RUN

MEMBERS = ("aoki", "baba", "chiba", "doi", "endo", "a-name-of-thirty-two-characters-")


@dataclass
class School:
    """A class that is served, its sets, and a token for each who belongs to it."""

    visit: Visit
    room: Class
    own: str
    shared: str
    tokens: dict[str, str]

    def page(self, name: str) -> Page:
        """A phone on which somebody is logged in."""
        page = self.visit.open(**PHONE)
        page.context.add_cookies([{"name": "session", "value": self.tokens[name], "url": self.visit.address}])
        return page


@pytest.fixture
def school(
    in_tokyo: None, socket_enabled: None, browser: Any, file: Path, tmp_path: Path, bank: Bank
) -> Iterator[School]:
    """A class of six who agree and have answered a set."""
    path = tmp_path / "edrill.sqlite3"
    shutil.copy(file, path)
    with (
        lent(path, tmp_path, bank, mode="hosted", base_url=ADDRESS) as (app, clock),
        TestClient(app, base_url=ADDRESS, follow_redirects=False) as client,
    ):
        clock.now = datetime.now(UTC)
        room = found_class(Hosted(Site(client, unlimited(app), clock)), "tanaka")
        for name in MEMBERS:
            room.join(name, agrees=True)
        own, shared = room.set(), room.set(numbers="shared", title="エンコーダ・デコーダと Attention のまとめ")
        for k, member in enumerate(room.members.values()):
            answer(member, start(member, own), missed=k % 3)
        assert room.code
    database = Database(f"sqlite:///{path}")
    with database.write() as session:
        accounts = session.scalars(select(Account)).all()
        tokens = {one.name: logins.begin(session, one.learner_id, "", datetime.now(UTC)) for one in accounts}
    with serving(path, bank, mode="hosted", base_url="http://localhost:8000") as address:
        visit = Visit(address, database, browser.new_context)
        yield School(visit, room, own, shared, tokens)
        for context in visit.contexts:
            context.close()
        database.dispose()
    assert visit.complaints == []


def test_pages_of_a_class_can_be_read_and_a_set_is_answered_in_the_usual_room(school: School) -> None:
    owner, room = school.page("tanaka"), school.room

    def is_well(page: Page) -> None:
        page.evaluate(AXE)
        assert page.evaluate(RUN) == [], page.url
        assert page.evaluate(FITS), page.url

    member = school.page("aoki")
    for page, addresses in (
        (owner, (room.address, f"{room.address}/sets/new", f"{room.address}/figures")),
        (member, ("/classes", room.address)),
    ):
        for address in addresses:
            page.goto(address)
            is_well(page)
    member.get_by_role("link", name="エンコーダ・デコーダ").click()
    member.get_by_role("button", name="始める").click()
    member.get_by_role("button", name="わからない").click()
    expect(member).to_have_url(f"{school.visit.address}/sittings/{quiz_of(member)}/items/1#result")
    expect(member.get_by_role("heading", name="わからない")).to_be_focused()
    is_well(member)
    member.get_by_role("link", name="次の問題").click()
    expect(member).to_have_url(f"{school.visit.address}/practice/{quiz_of(member)}/items/2")
    member.goto(room.address)
    member.get_by_role("button", name="同意を取り消す").click()
    expect(member.locator(".notice[role=status]")).to_contain_text("同意を取り消しました")
    owner.reload()
    expect(owner.get_by_role("link", name="aoki")).to_have_count(0)


def quiz_of(page: Page) -> str:
    """The number of the quiz whose page this is."""
    return page.url.split("/")[4]
