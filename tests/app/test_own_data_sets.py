"""What sits a class's set was answered here: a file with one's own data changes nothing of it."""

import json
from uuid import uuid4

import pytest

from tests.app.classroom import found_class, start
from tests.app.conftest import template
from tests.app.hosted import Hosted, hosted
from tests.app.owner import exported, send
from tests.app.site import wrong

__all__ = ["hosted", "template"]  # fixtures
pytestmark = pytest.mark.stored
ANSWERS = "SELECT instance_id, correct, withdrawn_at FROM submission ORDER BY instance_id"
QUESTIONS = "SELECT id, uid, replaced_at FROM instance ORDER BY id"


@pytest.mark.parametrize("more", ["withdrawn", "answered anew"])
def test_a_file_changes_no_answer_to_a_set(hosted: Hosted, more: str) -> None:
    room = found_class(hosted)
    member = room.join("A", agrees=True)
    quiz = start(member, room.set())
    for number in range(1, 6):
        member.answer(quiz, number, wrong(member.content(quiz, number)))
    before = member.rows(ANSWERS), member.rows(QUESTIONS)
    file = json.loads(exported(member))
    (record,) = file["quizzes"]
    fresh = []
    for one in record["instances"]:
        at = one["submission"]["created_at"]
        if more == "answered anew":
            fresh.append({**one, "uid": uuid4().hex, "submission": {**one["submission"], "correct": True}})
        one["submission"]["withdrawn_at"] = one["replaced_at"] = at
    record["instances"] += fresh
    assert send(member, json.dumps(file)).status_code == 200
    assert (member.rows(ANSWERS), member.rows(QUESTIONS)) == before
