"""What was found by trying to break classes: names that nobody sees, two owners at once, questions that are deleted."""

from typing import Any

import pytest

from app.classes import setting
from tests.app.classroom import Class, answer, bare, start
from tests.app.conftest import template
from tests.app.hosted import hosted
from tests.app.test_classes import edited, room

__all__ = ["hosted", "room", "template"]  # fixtures
pytestmark = pytest.mark.stored


@pytest.mark.parametrize(
    ("typed", "kept"), [("\u202eA 組", "A 組"), ("A\u200b組\x07", "A 組"), ("\u200b", ""), ("\u3164", "")]
)
def test_a_name_can_be_seen(room: Class, typed: str, kept: str) -> None:
    made = room.owner.post("/classes", {"name": typed})
    assert made.status_code == (303 if kept else 422)
    assert not kept or room.owner.rows(f"SELECT count(*) FROM classroom WHERE name = '{kept}'") == [(1,)]


def test_with_a_topic_of_ones_data_its_questions_are_no_more_to_be_answered(room: Class) -> None:
    member = room.join("Mia")
    address = room.set(topic=["rnn", "lstm"], count="10")
    answer(member, start(member, address), missed=10)
    assert member.post("/data/clear", {"what": "topic", "topic": "rnn"}).status_code in {200, 303}
    (left,) = member.rows("SELECT count(*) FROM instance WHERE replaced_at IS NULL")[0]
    assert 0 < left < 10
    page = bare(member.get(address))
    assert "結果を見る" in page
    assert "続きを解く" not in page


def test_what_two_owners_save_at_once_goes_together(room: Class, monkeypatch: pytest.MonkeyPatch) -> None:
    address = room.set(numbers="shared")
    read = setting._now

    def overtaken(*of: Any) -> Any:
        found = read(*of)
        monkeypatch.setattr(setting, "_now", read)
        assert edited(room, address, numbers="own") == 303
        return found

    monkeypatch.setattr(setting, "_now", overtaken)
    assert edited(room, address, numbers="shared", title="改題") == 303
    ((shared, title),) = room.owner.rows("SELECT shared, title FROM class_set")
    (drawn,) = room.owner.rows("SELECT count(content) FROM set_question")[0]
    assert (shared, title, drawn) == (1, "改題", 5)
