"""Who reaches which address within a class: owners, members, and nobody else, whatever they once were.

The addresses are those that the app serves (``test_routes`` fails for one without a line); what is not to be reached is
not found, and changes nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from httpx2 import Response

from app.classes import inside, owning, roles, setting, watching
from app.dependencies import Services
from app.quiz.drawing import draw
from app.quiz.selection import Slot
from question_bank.model.instance import Instance
from tests.app.classroom import Class, found_class, known, start
from tests.app.conftest import template
from tests.app.hosted import Hosted, hosted
from tests.app.site import Site
from tests.contracts.test_routes import WITHIN, client

__all__ = ["client", "hosted", "template"]  # fixtures
TABLES = ("classroom", "membership", "invitation", "class_set", "set_question", "sitting", "quiz", "instance")
FORMS = {"/classes/{class_id}/name": {"name": "B"}, "/classes/{class_id}/consent": {"agrees": "1"}}


@dataclass
class Tried:
    """A class with a set, and everybody who may come to its addresses."""

    room: Class
    set: str
    others: dict[str, int] = field(default_factory=dict)  # whom an owner removes, or makes an owner

    def send(self, browser: Site, route: tuple[str, str]) -> Response:
        """Open an address, or send its form."""
        method, path = route
        member = self.others.get(path.rsplit("/", 1)[1], self.others["show"])
        address = path.format(class_id=self.room.id, set_id=self.set.rsplit("/", 1)[1], member_id=member)
        return browser.get(address) if method == "get" else browser.post(address, FORMS.get(path))

    def stored(self) -> list[object]:
        """All that there is of classes, and of quizzes."""
        return [self.room.owner.rows(f"SELECT * FROM {table}") for table in TABLES]


@pytest.fixture
def tried(hosted: Hosted) -> Tried:
    """A class whose owner has made a set; a member has answered nothing yet."""
    room = found_class(hosted)
    for name in ("show", "remove", "share"):
        room.join(name, agrees=True)
    return Tried(room, room.set(), {name: room.membership(name) for name in room.members})


def somebody(tried: Tried, who: str) -> Site:
    """A browser of one who is this to the class."""
    room, hosted = tried.room, tried.room.hosted
    if who == "owner":
        return room.owner
    if who == "outsider":
        return known(hosted, "outsider")
    if who == "stranger":
        return hosted.browser()
    if who == "newcomer":
        browser = hosted.browser()
        browser.quiz("rnn.output")
        return browser
    member = room.join(who, agrees=True)
    if who == "removed":
        start(member, tried.set)
        room.owner.post(f"{room.address}/members/{room.membership(who)}/remove")
    if who == "gone":
        member.post(f"{room.address}/leave")
    if who == "stepped back":
        room.owner.post(f"{room.address}/members/{room.membership(who)}/share")
        assert member.get(f"{room.address}/figures").status_code == 200
        member.post(f"{room.address}/step-back")
    if who == "co-owner":
        room.owner.post(f"{room.address}/members/{room.membership(who)}/share")
    return member


@pytest.mark.parametrize("who", ["owner", "co-owner", "member", "stepped back"])
def test_who_belongs_to_a_class_reaches_what_is_theirs(tried: Tried, who: str) -> None:
    browser = somebody(tried, who)
    owns = who in {"owner", "co-owner"}
    for route, needs in WITHIN.items():
        if owns and route[1].endswith(("/step-back", "/leave")):
            continue  # they would own it no more
        before = tried.stored()
        response = tried.send(browser, route)
        if owns or needs == "member":
            assert response.status_code in {200, 303, 422}, (route, response.status_code)
        else:
            assert response.status_code == 404, route
            assert tried.stored() == before, route
    assert len(browser.rows("SELECT id FROM classroom")) == (not owns)


@pytest.mark.parametrize("who", ["outsider", "stranger", "newcomer", "removed", "gone"])
def test_to_everybody_else_a_class_is_not_there(tried: Tried, who: str) -> None:
    browser = somebody(tried, who)
    before = tried.stored()
    for route in WITHIN:
        response = tried.send(browser, route)
        assert response.status_code == 404, route
        assert "深層学習 A" not in response.text
        assert "第 1 回" not in response.text
    assert tried.stored() == before
    assert "深層学習 A" not in browser.get("/classes").text


def test_numbers_of_another_class_name_nothing_in_ones_own(tried: Tried) -> None:
    """An owner of one class, with a set and a member of the other."""
    other = found_class(tried.room.hosted, "Other")
    before = tried.stored()
    for method, path in WITHIN:
        if "{set_id}" in path or "{member_id}" in path:
            set_id, member = tried.set.rsplit("/", 1)[1], tried.others["show"]
            address = path.format(class_id=other.id, set_id=set_id, member_id=member)
            response = other.owner.get(address) if method == "get" else other.owner.post(address)
            assert response.status_code == 404, path
    assert tried.stored() == before


def test_a_route_within_a_class_needs_no_check_of_its_own() -> None:
    """Each hangs on a router that looks who asks; so does one that forgets to."""
    found = {}
    for module in (inside, owning, setting, watching):
        for route in module.router.routes:
            assert isinstance(route, APIRoute)
            needs = {dependency.dependency for dependency in module.router.dependencies}
            found.update({(method.lower(), route.path): needs for method in route.methods or ()})
    assert found == {route: {roles.owner if needs == "owner" else roles.member} for route, needs in WITHIN.items()}


def test_in_personal_mode_there_are_no_classes(client: TestClient) -> None:
    for path in ("/classes", "/classes/1", "/classes/join/0", "/sittings/1/items/1"):
        assert client.get(path).status_code == 404
    assert "/classes" not in client.get("/").text


def test_who_is_removed_while_they_send_changes_nothing(tried: Tried, monkeypatch: pytest.MonkeyPatch) -> None:
    """What one is, is asked again within the write."""
    member = somebody(tried, "member")
    taken: list[object] = []

    def meanwhile(services: Services, slots: Sequence[Slot], seen: Sequence[str]) -> list[Instance]:
        tried.room.owner.post(f"{tried.room.address}/members/{tried.room.membership('member')}/remove")
        taken.append(slots)
        return draw(services, slots, seen)

    monkeypatch.setattr("app.classes.sets.draw", meanwhile)
    assert member.post(f"{tried.set}/start").status_code == 404
    assert taken
    assert tried.room.owner.rows("SELECT * FROM sitting") == []
