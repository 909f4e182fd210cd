"""Exams that lost questions, and exams that are ended by several, or cannot be closed."""

import logging
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from app.db import totals
from app.db.models import InstanceRow, Submission
from app.exams import closing
from tests.app.conftest import Open
from tests.app.site import START, Site, wrong
from tests.app.test_exams import HALF_HOUR, begin, leads, send, stored

pytestmark = pytest.mark.stored


def test_an_exam_that_lost_questions_is_told_with_those_that_are_left(site: Site) -> None:
    exam = begin(site)
    for number in range(1, 27):
        if number % 5:
            send(site, exam, number, wrong(site.content(exam, number)) if number % 3 == 0 else None)
    site.post(f"/exams/{exam}/finish")
    topic = stored(site, f"SELECT topic FROM instance WHERE quiz_id = {exam} AND ordinal = 1")
    lost = stored(site, f"SELECT count(*) FROM instance WHERE topic = '{topic}'")
    assert site.post("/data/clear", {"what": "topic", "topic": topic}).status_code == 303
    ((right_ones,),) = site.rows("SELECT sum(correct) FROM submission")
    for address in (f"/exams/{exam}", f"/exams/{exam}/review", f"/exams/{exam}/finish"):
        assert leads(site, address) == f"/exams/{exam}/result"
    assert site.post(f"/exams/{exam}/finish").headers["location"] == f"/exams/{exam}/result"
    assert site.get(f"/exams/{exam}/time").json()["over"] is True
    assert leads(site, f"/exams/{exam}/items/1") == f"/practice/{exam}/items/1"
    assert send(site, exam, 1, {"choice": "0", "shown": ""}) == f"/exams/{exam}/result?late=1"
    assert site.get(f"/exams/{exam}/items/{26 - lost + 1}").status_code == 404
    assert site.get(f"/practice/{exam}/items/{26 - lost}").status_code == 200
    result = site.get(f"/exams/{exam}/result")
    assert f'<span class="big">{right_ones}<span class="of"> / {26 - lost}<' in result.text
    assert f"このほかに出題した {lost} 問は削除された" in result.text
    assert "deleted since" in site.get(f"/exams/{exam}/result", "en").text
    assert f'<td class="number optional">{right_ones} / {26 - lost}</td>' in site.get("/exams").text
    other = int(site.post(f"/exams/{exam}/again").headers["location"].split("/")[2])
    assert len(site.forms(other)) == 26 - lost
    assert site.get(f"/exams/{other}/items/{26 - lost}").status_code == 200


def test_an_exam_whose_every_question_is_deleted_is_gone(site: Site) -> None:
    exam = begin(site, scope="topics", topic=["gru"])
    for number in range(1, 27):
        send(site, exam, number)
    site.post(f"/exams/{exam}/finish")
    assert f"/exams/{exam}/result" in site.get("/exams").text
    site.post("/data/clear", {"what": "topic", "topic": "gru"})
    assert "これまでの模擬試験" not in site.get("/exams").text
    for ending in ("", "/result", "/items/1", "/review", "/finish", "/time"):
        assert site.get(f"/exams/{exam}{ending}").status_code == 404
    assert stored(site, "SELECT count(*) FROM exam_answer") == 0


def test_questions_that_come_in_again_are_told_without_what_was_kept_of_them(site: Site) -> None:
    exam = begin(site)
    for number in range(1, 5):
        send(site, exam, number)
    site.post(f"/exams/{exam}/finish")
    site.change("DELETE FROM exam_answer WHERE instance_id = (SELECT id FROM instance WHERE ordinal = 2)")
    assert '<span class="big">4<span class="of"> / 26' in site.get(f"/exams/{exam}/result").text
    assert leads(site, f"/exams/{exam}/items/2") == f"/practice/{exam}/items/2"


def plant(site: Site, number: int) -> None:
    """An answer to a question of the exam that came in from elsewhere: 'I do not know'."""
    with site.services.database.write() as session:
        row = session.query(InstanceRow).filter_by(ordinal=number).one()
        answer = Submission(
            instance_id=row.id,
            learner_id=row.learner_id,
            topic=row.topic,
            family=row.family,
            kind="unknown",
            guessed=False,
            choice=None,
            texts=[],
            correct=False,
            cells=[],
            seconds=None,
            language="ja",
            own=None,
            created_at=START,
            settled_at=START,
            withdrawn_at=None,
        )
        session.add(answer)
        session.flush()
        totals.count(session, answer)


@pytest.mark.parametrize("ending", ["finish", "overdue", "start"])
def test_an_answer_that_is_there_already_stays_and_the_others_are_written(open_site: Open, ending: str) -> None:
    site = open_site()
    exam = begin(site)
    for number in range(1, 4):
        send(site, exam, number)
    plant(site, 2)
    if ending == "finish":
        assert site.post(f"/exams/{exam}/finish").headers["location"] == f"/exams/{exam}/result"
    elif ending == "overdue":
        site.clock.go(HALF_HOUR + 6)
        assert site.get("/").status_code == 200
    else:
        site.change("UPDATE exam SET deadline_at = '2020-01-01T00:00:00.000000+00:00'")
        site = open_site()
    assert stored(site, "SELECT closed_at IS NULL FROM exam") == 0
    written = site.rows("SELECT ordinal, kind FROM submission JOIN instance ON instance.id = instance_id ORDER BY 1")
    assert written == [(1, "answered"), (2, "unknown"), (3, "answered")]
    assert site.rows("SELECT sum(answered), sum(correct) FROM family_total") == [(3, 2)]
    assert '<span class="big">2<span class="of"> / 26' in site.get(f"/exams/{exam}/result").text


def test_an_exam_that_cannot_be_closed_takes_no_other_page_with_it(
    open_site: Open, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    site = open_site()
    exam = begin(site)
    send(site, exam, 1)

    def fail(*_: Any) -> None:
        raise RuntimeError("a fault in closing")

    with monkeypatch.context() as patch, caplog.at_level(logging.ERROR, "edrill"):
        patch.setattr(closing, "closed_answers", fail)
        site.clock.go(HALF_HOUR + 6)
        for address in ("/", "/exams", "/history", "/statistics"):
            assert site.get(address).status_code == 200
        assert caplog.messages == [f"exam {exam} could not be closed"] * 4
        site.change("UPDATE exam SET deadline_at = '2020-01-01T00:00:00.000000+00:00'")
        again = open_site()  # starting does not fail either
        assert again.get("/").status_code == 200
    assert stored(site, "SELECT closed_at IS NULL FROM exam") == 1
    assert site.get("/").status_code == 200
    assert stored(site, "SELECT count(*) FROM submission") == 1


def test_of_several_that_end_it_at_once_one_does_and_the_others_see_the_result(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    exam = begin(site)
    for number in range(1, 4):
        send(site, exam, number)
    written = closing.closed_answers
    closings = []

    def slowly(*given: Any) -> None:
        closings.append(given)
        time.sleep(1.3 * site.services.database.patience)
        written(*given)

    monkeypatch.setattr(closing, "closed_answers", slowly)
    with ThreadPoolExecutor(8) as pool:
        sent = list(pool.map(lambda _: site.post(f"/exams/{exam}/finish"), range(8)))
    assert [(one.status_code, one.headers.get("location")) for one in sent] == [(303, f"/exams/{exam}/result")] * 8
    assert len(closings) == 1
    assert stored(site, "SELECT count(*) FROM submission") == 3
