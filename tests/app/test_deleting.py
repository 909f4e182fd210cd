"""Deleting by topic, all answers, or everything: the page says what is lost, and what is derived follows."""

import json
import re
from typing import Any

import pytest
from sqlalchemy import PrimaryKeyConstraint, UniqueConstraint

from app.db import totals
from app.db.columns import Base
from tests.app.owner import lived, practised
from tests.app.site import Site
from tests.app.test_idempotency import everything

pytestmark = pytest.mark.stored

__all__ = ["lived", "practised"]  # fixtures
ANSWERS = ("submission", "recognised_slip", "guided_move", "flag", "rating_change", "exam", "exam_answer")
TOTALS = ("family_total", "quarter_total", "slip_total", "family_day", "slip_day", "foreseen", "came_true")


def press(site: Site, **form: str) -> None:
    """Open the page that asks, and press its button, twice."""
    asked = site.get("/data/clear?" + "&".join(f"{name}={value}" for name, value in form.items())).text
    sent = dict(re.findall(r'<input type="hidden" name="(what|topic)" value="([^"]*)">', asked))
    assert 'href="/data/export.json"' in asked
    assert "元に戻せません" in asked
    location = site.post("/data/clear", sent).headers["location"]
    assert "削除しました" in site.get(location).text
    stored = everything(site)
    assert site.post("/data/clear", sent).status_code == 303
    assert everything(site) == stored
    assert "削除するものはありません" in site.get(f"/data/clear?{'&'.join(f'{n}={v}' for n, v in form.items())}").text
    site.clock.go(60)
    assert "削除しました" not in site.get(location).text


def counted_anew(site: Site) -> bool:
    """Whether the totals are what counting gives."""
    before = everything(site)
    with site.services.database.write() as session:
        totals.recount(session)
    return everything(site) == before


def test_a_topic_goes_and_the_others_stay(lived: Site) -> None:
    lived.post("/settings", {"language": "ja", "theme": "dark"})
    mixed = int(
        lived.post(
            "/practice",
            {
                "topic": ["rnn", "bptt"],
                "level": ["1", "2"],
                "count": "10",
                "form": "all",
                "kept": "1",
                "state": "all",
                "scope": "all",
                "ordering": "mixed",
            },
        )
        .headers["location"]
        .split("/")[2]
    )
    topics = [row[0] for row in lived.rows(f"SELECT topic FROM instance WHERE quiz_id = {mixed} ORDER BY ordinal")]
    assert "rnn" in topics[:7]
    assert topics[:8].count("rnn") < 8
    for number in range(1, 9):
        lived.answer(mixed, number, {"unknown": "1"})
    others = lived.rows("SELECT created_at, family, correct FROM submission WHERE topic <> 'rnn' ORDER BY id")
    asked = lived.rows("SELECT count(*) FROM instance JOIN exam USING (quiz_id) WHERE topic <> 'rnn'")[0][0]
    exam = lived.rows("SELECT quiz_id FROM exam")[0][0]
    target = lived.rows("SELECT day, target FROM foreseen")
    lost = lived.rows("SELECT count(*) FROM submission WHERE topic = 'rnn'")[0][0]
    assert f"解答 {lost} 件" in lived.get("/data/clear?topic=rnn").text
    assert lived.rows("SELECT replayed FROM learner") == [(1,)]
    assert lived.rows("SELECT 1 FROM review WHERE topic = 'rnn'")
    press(lived, topic="rnn")
    assert lived.rows("SELECT created_at, family, correct FROM submission ORDER BY id") == others
    for table in ("family_total", "family_day"):
        assert lived.rows(f"SELECT * FROM {table} WHERE topic = 'rnn'") == [], table
    assert lived.rows("SELECT * FROM came_true") == []
    assert lived.rows("SELECT replayed FROM learner") == [(0,)]
    assert lived.rows("SELECT * FROM review") == lived.rows("SELECT * FROM card") == []
    assert lived.rows("SELECT family FROM note") == [("rnn.output",)]  # of a kind: it stays
    assert lived.dangling() == []
    assert counted_anew(lived)
    left = lived.rows(f"SELECT ordinal FROM instance WHERE quiz_id = {mixed} ORDER BY ordinal")
    stayed = len(topics) - topics[:8].count("rnn")
    assert [row[0] for row in left] == list(range(1, stayed + 1))
    for (number,) in left:
        assert lived.get(f"/practice/{mixed}/items/{number}").status_code == 200
    # Of a closed exam the questions of the topic go, answered or not; how many it had is remembered.
    assert [sum(json.loads(sets)) for (sets,) in lived.rows("SELECT sets FROM exam")] == [26]
    assert lived.rows("SELECT count(*) FROM exam_answer") == [(asked,)]
    assert f"/ {asked}</span>" in lived.get(f"/exams/{exam}/result").text
    for number in range(1, asked + 1):
        assert lived.get(f"/practice/{exam}/items/{number}").status_code == 200
    lived.get("/")  # replays
    assert lived.rows("SELECT day, target FROM foreseen") == target
    kinds = lived.rows("SELECT count(*) FROM card")[0][0]
    assert lived.rows("SELECT met FROM foreseen ORDER BY day DESC LIMIT 1") == [(kinds,)]
    for address in (
        "/",
        "/exams",
        "/history",
        "/statistics",
        "/topics",
        "/flags",
        "/notes",
        f"/practice/{mixed}/result",
    ):
        assert lived.get(address).status_code in {200, 303}


def test_all_answers_go_and_settings_stay(lived: Site) -> None:
    lived.post("/settings", {"language": "ja", "theme": "dark"})
    press(lived, what="answers")
    for table in (*ANSWERS, *TOTALS, "instance", "quiz", "review", "card"):
        assert lived.rows(f"SELECT * FROM {table}") == [], table
    assert lived.rows("SELECT family FROM note") == [("rnn.output",)]
    assert lived.rows("SELECT language, theme FROM learner") == [("ja", "dark")]
    assert lived.get("/").status_code == lived.get("/statistics").status_code == 200
    lived.finish(lived.quiz("rnn.output"))


def test_everything_goes(lived: Site) -> None:
    lived.post("/settings", {"language": "ja", "theme": "dark"})
    lived.change("UPDATE learner SET start = 'topic=rnn', zone = 'Asia/Tokyo', exam_on = '2026-02-01', daily = 30")
    lived.change("UPDATE learner SET exam_extra = 150")
    press(lived, what="everything")
    for table in Base.metadata.tables:
        assert len(lived.rows(f"SELECT * FROM {table}")) == (table == "learner"), table
    settings = (
        "SELECT language, theme, shortcuts, start, zone, exam_on, daily, daily_unit, exam_extra, replayed FROM learner"
    )
    assert lived.rows(settings) == [(None, "auto", 1, None, None, None, 12, "questions", 100, 0)]
    assert lived.get("/").status_code == 200


@pytest.mark.parametrize(
    "form",
    [{"what": "topic"}, {"what": "topic", "topic": "nothing"}, {"what": "answers", "topic": "rnn"}, {"what": "x"}, {}],
)
def test_what_names_nothing_deletes_nothing(lived: Site, form: dict[str, Any]) -> None:
    before = everything(lived)
    assert lived.post("/data/clear", form).status_code in {404, 422}
    assert everything(lived) == before


def test_what_refers_to_a_row_is_found_without_reading_a_whole_table() -> None:
    """Each row that is deleted is looked for in the tables that refer to it; only in the small ones one by one."""
    small = {"note", "card"}
    for table in Base.metadata.tables.values():
        whole = [index for index in table.indexes if index.dialect_options["sqlite"]["where"] is None]
        uniques = [one for one in table.constraints if isinstance(one, UniqueConstraint | PrimaryKeyConstraint)]
        led = {next(iter(one.columns)).name for one in (*whole, *uniques)}
        for key in table.foreign_keys:
            if table.name not in small and key.column.table.name != "learner":
                assert key.parent.name in led, f"{table.name}.{key.parent.name}"
