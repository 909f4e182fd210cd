"""Until its date a set with the same numbers for all tells whether an answer is right and which slip, and nothing more.

What gives it away is its seed, which the key follows from, and whatever is computed of the run: on no page, in no file,
by no address, whoever asks and whatever they do with their data meanwhile.
"""

import re

import pytest

from tests.app.classroom import Class, answer, datetime_of, found_class, start
from tests.app.conftest import template
from tests.app.hosted import Hosted, hosted
from tests.app.site import Site, answer_of, right, submission, wrong
from tests.contracts.test_routes import HOSTED, TABLE

pytestmark = pytest.mark.stored

__all__ = ["hosted", "template"]  # fixtures
DAY = 86_400


@pytest.fixture
def room(hosted: Hosted) -> Class:
    """A class of two."""
    found = found_class(hosted)
    for name in ("Mia", "Ben"):
        found.join(name)
    return found


def seeds(site: Site) -> list[int]:
    """The seeds of the questions that are kept back."""
    return [seed for (seed,) in site.rows("SELECT seed FROM set_question WHERE seed IS NOT NULL ORDER BY ordinal")]


def leaks(text: str, site: Site) -> list[str]:
    """What a page tells that it should not."""
    told = [str(seed) for seed in seeds(site) if str(seed) in text]
    return told + re.findall(r'href="/q/[^"]*|class="readings"|data-print|/guided"', text)


def everywhere(site: Site, quiz: int) -> dict[str, str]:
    """What every page says that takes no form, with the numbers of a learner's quiz where it names one."""
    given = site.rows(f"SELECT id, instance_id FROM submission WHERE learner_id = {learner_of(site, quiz)}")[0]
    numbers = {"quiz_id": quiz, "number": 1, "submission_id": given[0], "instance_id": given[1]}
    found = {}
    for (method, path), line in (TABLE | HOSTED).items():
        names = re.findall(r"\{(\w+)\}", path)
        own = path.format(**numbers) if names and set(names) <= numbers.keys() else line[0]
        if method == "get" and not path.startswith(("/api/", "/q/", "/examples/")):
            for address in (own, f"{own}?show=all", f"{own}?steps=1") if names else (own,):
                response = site.get(address)
                for _ in range(3):
                    response = site.get(response.headers["location"]) if response.status_code == 303 else response
                found[address] = response.text
    return found


def learner_of(site: Site, quiz: int) -> int:
    """Whose quiz it is."""
    return int(site.rows(f"SELECT learner_id FROM quiz WHERE id = {quiz}")[0][0])


def test_before_its_date_a_set_tells_no_more_than_right_or_wrong_and_after_it_all(room: Class) -> None:
    address = room.set(days=1, numbers="shared")
    member = room.members["Mia"]
    quiz = start(member, address)
    uids = [uid for (uid,) in member.rows(f"SELECT uid FROM instance WHERE quiz_id = {quiz}")]
    answer(member, quiz, missed=2)
    verdict = member.get(f"/practice/{quiz}/items/1")
    assert verdict.headers["location"] == f"/sittings/{quiz}/items/1"
    assert "不正解" in member.get(f"/sittings/{quiz}/items/1").text
    assert "正解" in member.get(f"/sittings/{quiz}/items/3").text
    for page, text in everywhere(member, quiz).items():
        assert not leaks(text, member), page
        assert not any(uid in text for uid in uids), page
    room.hosted.site.clock.go(DAY)
    assert leaks(member.get(f"/practice/{quiz}/items/1").text, member)
    assert member.get(f"/sittings/{quiz}/items/1").headers["location"] == f"/practice/{quiz}/items/1"
    assert all(uid in member.get("/data/export.json").text for uid in uids)
    keys = room.members["Ben"].get(f"{address}/keys").text
    assert all(str(seed) in keys for seed in seeds(member))


def test_each_their_own_numbers_have_the_usual_feedback_and_none_is_taken_back(room: Class) -> None:
    address = room.set()
    member = room.members["Mia"]
    quiz = start(member, address)
    member.answer(quiz, 1, wrong(member.content(quiz, 1)))
    told = member.get(f"/practice/{quiz}/items/1").text
    assert leaks(told, member)
    assert "解答の取り消し" not in told
    answered = member.rows("SELECT id FROM submission")[0][0]
    member.post(f"/practice/{quiz}/items/1/withdraw", {"submission": str(answered)})
    assert member.rows("SELECT withdrawn_at FROM submission") == [(None,)]
    assert room.owner.get(f"{address}/keys").headers["location"] == address


def test_two_answers_on_their_way_at_once_tell_nothing_either(room: Class, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second one is past the guard when the first one is stored; so is whatever the guard does not know."""
    member = room.members["Mia"]
    quiz = start(member, room.set(numbers="shared"))
    monkeypatch.setattr("app.factory.keep_back", lambda _: None)
    content = member.content(quiz, 1)
    member.answer(quiz, 1, wrong(content))
    given = member.rows("SELECT id FROM submission")[0][0]
    for response in (
        member.answer(quiz, 1, right(content)),
        member.get(f"/practice/{quiz}/items/1?show=all"),
        member.get(f"/history/{given}"),
    ):
        assert response.status_code == 303
        assert not leaks(response.text, member)
    assert member.get(f"/history/{given}").headers["location"] == f"/sittings/{quiz}/items/1"


def test_guided_mode_is_closed_and_hints_are_not(room: Class) -> None:
    member = room.members["Mia"]
    quiz = start(member, room.set(numbers="shared", topic=["bptt"], level=["1", "2", "3"], count="20"))
    stages = [(number, member.content(quiz, number)) for number in range(1, 21)]
    number = next(number for number, content in stages if content.stages > 1 and content.hints)
    address = f"/practice/{quiz}/items/{number}"
    assert "一歩ずつ解く" not in member.get(address).text
    for response in (member.get(f"{address}/guided"), member.post(f"{address}/guided", {"stage": "0", "ordinal": "0"})):
        assert response.headers["location"] == address
    assert member.rows("SELECT * FROM guided_move") == []
    assert "#hint-1" in member.post(f"{address}/hint", {"number": "1"}).headers["location"]


def test_a_seed_that_is_kept_back_opens_nothing(room: Class) -> None:
    address = room.set(days=1, numbers="shared", topic=["bptt"])
    bank = room.owner.services.bank
    rows = room.owner.rows("SELECT family, level, form, seed FROM set_question")
    family, level, form, seed = next(row for row in rows if bank.is_worked(row[0]))
    version = bank.families[family].version
    question = f"/q/{family}/{version}/{level}/{form}/{seed}"
    issued = f"/api/v1/instances/{family}?seed={seed}&level={level}&form={form}"
    example = f"/examples/{family}?level={level}&seed={seed}"
    made = bank.issue(family, level, form, seed)
    body = submission(made, answer_of(right(made), form))
    stranger = room.hosted.browser()

    def statuses() -> list[int]:
        graded = stranger.client.post(f"/api/v1/instances/{family}/grade", json=body)
        gets = [stranger.get(one).status_code for one in (question, issued, example)]
        return [*gets, stranger.post(question).status_code, graded.status_code]

    assert statuses() == [404, 422, 404, 404, 422]
    assert stranger.get(question.replace(str(seed), str(seed - 1))).status_code == 200
    room.hosted.site.clock.go(DAY)
    assert statuses() == [200, 200, 200, 303, 200]
    assert room.owner.get(f"{address}/keys").status_code == 200


@pytest.mark.parametrize("way", ["leave", "removed", "kinds"])
def test_going_does_not_open_what_is_kept_back(room: Class, way: str) -> None:
    member = room.members["Mia"]
    quiz = start(member, room.set(numbers="shared"))
    answer(member, quiz, missed=5)
    if way == "leave":
        member.post(f"{room.address}/leave")
    elif way == "removed":
        room.owner.post(f"{room.address}/members/{room.membership('Mia')}/remove")
    else:
        for number in range(1, 6):
            again = member.post(f"/practice/{quiz}/items/{number}/again").headers["location"]
            other = int(again.split("/")[2])
            assert member.content(other, 1).seed not in seeds(member)
    assert member.get(f"/practice/{quiz}/items/1").headers["location"] == f"/sittings/{quiz}/items/1"
    assert not leaks(member.get("/data/export.json").text, member)


def test_owners_are_told_no_more_than_members(room: Class) -> None:
    address = room.set(numbers="shared")
    quiz = start(room.owner, address)
    answer(room.owner, quiz, missed=5)
    for page in (address, f"{address}/edit", f"{room.address}/figures", f"/sittings/{quiz}/items/1"):
        assert not leaks(room.owner.get(page).text, room.owner), page
    assert room.owner.get(f"{address}/keys").headers["location"] == address


def test_no_clock_of_a_device_makes_a_late_answer_early(room: Class) -> None:
    member = room.members["Mia"]
    quiz = start(member, room.set(days=1, numbers="shared"))
    member.get(f"/practice/{quiz}/items/1")
    early = datetime_of(member).isoformat()
    room.hosted.site.clock.go(DAY + 60)
    member.answer(quiz, 1, {**right(member.content(quiz, 1)), "answered": early})
    assert member.rows("SELECT created_at FROM submission") == [
        (f"{datetime_of(member):%Y-%m-%dT%H:%M:%S}.000000+00:00",)
    ]


def test_nobody_sees_how_another_answered(room: Class) -> None:
    quiz = start(room.members["Mia"], room.set(numbers="shared"))
    answer(room.members["Mia"], quiz)
    for other in (room.members["Ben"], room.owner, room.hosted.browser()):
        assert other.get(f"/sittings/{quiz}/items/1").status_code == 404
        assert other.get(f"/practice/{quiz}/items/1").status_code == 404
