"""A mock exam from its start to its result, with a clock that is moved: saved, resumed, closed, told, taken again."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.exams.starting import LENGTHS, PACE
from tests.app.conftest import Open
from tests.app.site import START, Site, right, wrong

MINUTE = 60


def begin(site: Site, **wish: Any) -> int:
    """Begin an exam; returns its number."""
    sent = site.post("/exams", {"length": "quarter", **wish})
    assert sent.status_code == 303, sent.text
    return int(sent.headers["location"].split("/")[2])


def send(site: Site, exam: int, number: int, form: dict[str, Any] | None = None, **more: Any) -> str:
    """Send an answer, the right one where none is given; returns where that leads."""
    sent = right(site.content(exam, number)) if form is None else form
    one = f"quiz_id = {exam} AND ordinal = {number}"
    kept = stored(site, f"SELECT choice FROM exam_answer JOIN instance ON id = instance_id WHERE {one}")
    shown = "" if kept is None else str(kept)
    response = site.post(f"/exams/{exam}/items/{number}", {"shown": shown, **sent, **more})
    assert response.status_code == 303, response.text
    return response.headers["location"]


def leads(site: Site, address: str) -> str:
    """Where an address leads."""
    response = site.get(address)
    assert response.status_code == 303, (address, response.status_code)
    return response.headers["location"]


def stored(site: Site, what: str) -> Any:
    """The only value of a query."""
    return site.rows(what)[0][0]


@pytest.mark.parametrize("length", LENGTHS)
@pytest.mark.parametrize("extra", [100, 125, 150])
def test_the_deadline_is_stored_when_it_begins(site: Site, length: str, extra: int) -> None:
    exam = begin(site, length=length, extra=extra)
    count, usual = next(known for name, known in LENGTHS.items() if name == length)
    assert len(site.forms(exam)) == count
    deadline = datetime.fromisoformat(stored(site, "SELECT deadline_at FROM exam"))
    assert deadline.tzinfo == UTC or deadline.utcoffset() == timedelta(0)
    assert deadline == START + usual * extra / 100
    assert site.rows("SELECT purpose FROM quiz") == [("exam",)]
    assert set(site.forms(exam)) <= {"choice", "code", "combination"}


def test_the_full_exam_has_the_pace_of_the_real_one() -> None:
    count, usual = LENGTHS["full"]
    assert (count, usual) == (104, timedelta(minutes=120))
    assert usual.total_seconds() / count == pytest.approx(PACE, abs=0.5)


def test_a_whole_exam_without_script(site: Site) -> None:
    """Forms alone: answered, changed, flagged, cleared, reviewed, ended; and nothing is graded before the end."""
    exam = begin(site)
    assert leads(site, f"/exams/{exam}") == f"/exams/{exam}/items/1"
    for number in range(1, 27):
        page = site.get(f"/exams/{exam}/items/{number}")
        assert page.headers["cache-control"] == "no-store"
        assert f"{number} / 26" in page.text
        site.clock.go(40)
        to = send(site, exam, number, to="next")
        assert to == f"/exams/{exam}/{'review' if number == 26 else f'items/{number + 1}'}"
    first = site.content(exam, 1)
    assert send(site, exam, 1, wrong(first), to="2") == f"/exams/{exam}/items/2"  # changed: the newest counts
    assert send(site, exam, 2, {"clear": "1"}) == f"/exams/{exam}/items/2"
    assert send(site, exam, 3, {"flagged": "1"}, to="review") == f"/exams/{exam}/review"
    assert send(site, exam, 4, to="home") == "/"
    review = site.get(f"/exams/{exam}/review").text
    assert "26 問中 25 問解答済み、あとで見る 1 問" in review
    assert site.get(f"/exams/{exam}/review?show=open").text.count('<th scope="row"') == 1
    assert site.get(f"/exams/{exam}/review?show=flagged").text.count('<th scope="row"') == 1
    assert "未解答が 1 問あります" in site.get(f"/exams/{exam}/finish").text
    assert stored(site, "SELECT count(*) FROM submission") == 0
    assert stored(site, "SELECT count(*) FROM family_total") == 0
    assert site.post(f"/exams/{exam}/finish").headers["location"] == f"/exams/{exam}/result"
    assert site.rows("SELECT count(*), sum(correct) FROM submission") == [(25, 24)]
    assert site.rows("SELECT sum(answered), sum(correct) FROM family_total") == [(25, 24)]
    assert stored(site, "SELECT sum(answered) FROM quarter_total") == 25
    assert stored(site, "SELECT count(*) FROM submission WHERE settled_at IS NULL") == 0
    assert site.post(f"/exams/{exam}/finish").status_code == 303
    assert stored(site, "SELECT count(*) FROM submission") == 25
    result = site.get(f"/exams/{exam}/result").text
    assert '<span class="big">24<span class="of"> / 26' in result
    assert "未解答 1 問は正解に数えません" in result


def test_the_result_adds_up_with_the_submissions(site: Site) -> None:
    exam = begin(site, length="half")
    for number in range(1, 41):
        site.get(f"/exams/{exam}/items/{number}")
        site.clock.go(20 + number)
        instance = site.content(exam, number)
        send(site, exam, number, wrong(instance) if number % 4 == 0 else right(instance))
    site.post(f"/exams/{exam}/finish")
    ((answered, correct, seconds),) = site.rows("SELECT count(*), sum(correct), sum(seconds) FROM submission")
    assert (answered, correct) == (40, 30)
    assert seconds == pytest.approx(sum(20 + number for number in range(1, 41)))
    result = site.get(f"/exams/{exam}/result").text
    assert '<span class="big">30<span class="of"> / 52' in result
    areas = result[result.index("領域ごとの成績") : result.index("分野ごとに見る")]
    rows = [row.split("</td>")[0] for row in areas.split('<td class="number">')[1:]]
    sums = [tuple(map(int, row.split(" / "))) for row in rows if " / " in row]
    assert (sum(a for a, _ in sums), sum(b for _, b in sums)) == (30, 52)
    slips = stored(site, "SELECT count(*) FROM recognised_slip")
    assert stored(site, "SELECT coalesce(sum(times), 0) FROM slip_total") == slips


def test_it_goes_on_after_a_restart_on_another_device(open_site: Open) -> None:
    site = open_site()
    exam = begin(site)
    site.get(f"/exams/{exam}/items/7")
    site.clock.go(5 * MINUTE)
    send(site, exam, 7)
    before = site.content(exam, 9)
    again = open_site()
    again.clock.now = site.clock.now
    again.clock.go(10 * MINUTE)
    assert leads(again, f"/exams/{exam}") == f"/exams/{exam}/items/7"
    assert again.content(exam, 9) == before
    page = again.get(f"/exams/{exam}/items/7").text
    chosen = right(again.content(exam, 7))["choice"]
    assert f'id="choice-{chosen}" value="{chosen}" checked' in page
    assert "0:15:00" in page  # half an hour, less what has passed
    assert '<a class="primary" href="/exams/1">試験に戻る' in again.get("/exams").text


def test_what_comes_within_the_grace_is_kept_and_what_comes_later_is_refused_kindly(site: Site) -> None:
    exam = begin(site)
    site.get(f"/exams/{exam}/items/1")
    site.clock.go(30 * MINUTE + 4)
    send(site, exam, 1)
    assert stored(site, "SELECT count(*) FROM exam_answer WHERE choice IS NOT NULL") == 1
    site.clock.go(2)
    assert send(site, exam, 2) == f"/exams/{exam}/result?late=1"
    assert site.rows("SELECT count(*), sum(correct) FROM submission") == [(1, 1)]
    assert "最後に送られた解答は保存していません" in site.get(f"/exams/{exam}/result?late=1").text
    deadline = START + timedelta(minutes=30)
    for table, name in (("exam", "closed_at"), ("quiz", "finished_at"), ("submission", "created_at")):
        assert datetime.fromisoformat(stored(site, f"SELECT {name} FROM {table}")) == deadline
    assert stored(site, "SELECT seconds FROM exam_answer WHERE choice IS NOT NULL") == 30 * MINUTE


def test_extra_time_is_time(site: Site) -> None:
    exam = begin(site, extra=150)
    site.clock.go(44 * MINUTE)
    assert "0:01:00" in site.get(f"/exams/{exam}/items/1").text
    assert "残り時間はあと 1 分です。" in site.get(f"/exams/{exam}/items/1").text
    send(site, exam, 1)
    site.clock.go(MINUTE + 6)
    assert leads(site, f"/exams/{exam}") == f"/exams/{exam}/result"
    assert stored(site, "SELECT count(*) FROM submission") == 1


@pytest.mark.parametrize(
    "address", ["/", "/exams", "/history", "/statistics", "/topics", "/practice/1/items/1", "/lab"]
)
def test_whatever_is_asked_next_closes_an_exam_whose_time_is_over(site: Site, address: str) -> None:
    exam = begin(site)
    send(site, exam, 1)
    site.clock.go(30 * MINUTE + 5)
    site.get(address)
    assert stored(site, "SELECT closed_at IS NULL FROM exam") == 1  # the grace is not over
    site.clock.go(1)
    site.get(address)
    assert stored(site, "SELECT closed_at IS NULL FROM exam") == 0
    assert stored(site, "SELECT count(*) FROM submission") == 1


def test_the_start_of_the_app_closes_what_is_overdue(open_site: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    site = open_site()
    exam = begin(site)
    send(site, exam, 1)
    monkeypatch.setattr("tests.app.site.START", START)
    monkeypatch.setattr("tests.app.site.Clock.__call__", lambda self: self.now + timedelta(hours=3))
    again = open_site()
    assert again.rows("SELECT count(*) FROM submission") == [(1,)]


def test_an_exam_is_sat_alone(site: Site) -> None:
    exam = begin(site)
    assert begin(site, length="full") == exam
    assert stored(site, "SELECT count(*) FROM quiz") == 1
    assert site.post(f"/exams/{exam}/again").headers["location"] == f"/exams/{exam}"


def test_of_two_tabs_only_what_was_changed_on_a_page_is_kept(site: Site) -> None:
    exam = begin(site)
    address = f"/exams/{exam}/items/1"
    site.post(address, {"choice": "0", "shown": ""})
    site.post(address, {"choice": "3", "shown": "0"})  # another tab
    site.post(address, {"choice": "0", "shown": "0", "to": "next"})  # the first one goes on with what it was shown
    assert stored(site, "SELECT choice FROM exam_answer JOIN instance ON id = instance_id WHERE ordinal = 1") == 3
    site.post(address, {"choice": "0", "shown": "0", "flagged": "1"})  # or only flags it
    assert site.rows("SELECT choice, flagged FROM exam_answer WHERE saved_at IS NOT NULL") == [(3, 1)]
    again = site.get(address).text  # back to it, or sent back to it: what is kept, and the form says so
    assert 'id="choice-3" value="3" checked' in again
    assert '<input type="hidden" name="shown" value="3">' in again
    with site.services.database.write():  # it cannot be stored: nobody chose 0 here, so it is not shown as chosen
        unsaved = site.post(address, {"choice": "0", "shown": "0", "to": "next"})
    assert unsaved.status_code == 503
    assert 'id="choice-3" value="3" checked' in unsaved.text
    site.post(address, {"choice": "2", "shown": "0"})  # changed there after all: the latest wins
    assert stored(site, "SELECT choice FROM exam_answer JOIN instance ON id = instance_id WHERE ordinal = 1") == 2


def test_script_saves_while_the_page_stays(site: Site) -> None:
    exam = begin(site)
    address = f"/exams/{exam}/items/2/saved"
    site.clock.go(MINUTE)
    told = site.post(address, {"choice": "1", "shown": ""}).json()
    assert told == {"choice": 1, "flagged": False, "left": 29 * MINUTE * 1000, "over": False}
    assert site.post(address, {"choice": "1", "shown": "1", "flagged": "1"}).json()["flagged"] is True
    assert site.post(address, {"clear": "1", "shown": "1"}).json()["choice"] is None
    assert site.post(address, {"choice": "9"}).status_code == 422
    assert site.post(address, {"choice": "1", "instance": "999-abc"}).status_code == 409
    assert site.get(f"/exams/{exam}/time").json() == {"left": 29 * MINUTE * 1000, "over": False}
    site.clock.go(HALF_HOUR)
    assert site.post(address, {"choice": "2"}).json() == {"choice": None, "flagged": True, "left": 0, "over": True}


HALF_HOUR = 30 * MINUTE


def test_what_cannot_be_an_answer_is_refused_and_changes_nothing(site: Site) -> None:
    exam = begin(site)
    address = f"/exams/{exam}/items/1"
    site.post(address, {"choice": "1"})
    for odd in ({"choice": "7"}, {"choice": ["0", "2"]}):
        refused = site.post(address, odd)
        assert refused.status_code == 422
        assert 'href="#choice-0"' in refused.text
    assert site.post(address, {"choice": "2", "instance": "999-abcdef"}).headers["location"] == address
    assert stored(site, "SELECT choice FROM exam_answer JOIN instance ON id = instance_id WHERE ordinal = 1") == 1
    for missing in (f"/exams/{exam}/items/27", "/exams/99", "/exams/99/items/1", "/exams/99/result"):
        assert site.get(missing).status_code == 404


def test_the_time_goes_to_the_question_that_is_looked_at(site: Site) -> None:
    exam = begin(site)
    site.get(f"/exams/{exam}/items/1")
    site.clock.go(50)
    site.get(f"/exams/{exam}/items/3")
    site.clock.go(7)
    send(site, exam, 3)
    site.clock.go(3)
    site.get(f"/exams/{exam}/review")
    site.clock.go(100)
    site.get(f"/exams/{exam}/items/1")
    site.clock.go(5)
    site.client.head(f"/exams/{exam}/items/2")  # nobody sees it
    site.post(f"/exams/{exam}/finish")
    spent = [row[0] for row in site.rows("SELECT seconds FROM exam_answer ORDER BY instance_id LIMIT 3")]
    assert spent == [55, 0, 10]


def test_it_can_be_taken_again_with_the_same_structure_and_fresh_numbers(site: Site) -> None:
    exam = begin(site, length="half")
    send(site, exam, 1)
    site.post(f"/exams/{exam}/finish")
    other = int(site.post(f"/exams/{exam}/again").headers["location"].split("/")[2])
    assert site.rows(f"SELECT repeats_id, ordering FROM quiz WHERE id = {other}") == [(exam, "again")]
    asked = [
        site.rows(f"SELECT family, level, form FROM instance WHERE quiz_id = {one} ORDER BY ordinal")
        for one in (exam, other)
    ]
    assert asked[0] == asked[1]
    structure = site.rows("SELECT length, extra, sets, allowed, scope FROM exam ORDER BY quiz_id")
    assert structure[0] == structure[1]
    shared = stored(
        site,
        "SELECT count(*) FROM instance a JOIN instance b USING (fingerprint) "
        f"WHERE a.quiz_id = {exam} AND b.quiz_id = {other}",
    )
    # Kinds that have one content each may only repeat it; nothing else does.
    few = [card.id for card in site.services.bank.families.values() if site.services.bank.family(card.id).contents]
    repeated = [family for family, _, _ in asked[0] if family in few]
    assert shared <= len(repeated)
    site.post(f"/exams/{other}/finish")
    assert site.get("/exams").text.count("、同じ構成</span>") == 1


def test_after_the_end_its_questions_are_told_as_those_of_a_quiz(site: Site) -> None:
    exam = begin(site)
    send(site, exam, 1, wrong(site.content(exam, 1)))
    site.post(f"/exams/{exam}/finish")
    told = site.get(f"/practice/{exam}/items/1").text
    assert 'class="result wrong"' in told
    assert f"/practice/{exam}/result" in told
    assert "/withdraw" not in told
    assert leads(site, f"/practice/{exam}/result") == f"/exams/{exam}/result"
    assert leads(site, f"/practice/{exam}") == f"/exams/{exam}/result"
    assert leads(site, f"/exams/{exam}/items/1") == f"/practice/{exam}/items/1"
    left_open = site.get(f"/practice/{exam}/items/2")
    assert left_open.status_code == 200
    assert "未解答" in left_open.text
    assert "覚えておくこと" in left_open.text or 'class="choices reviewed' in left_open.text
    for ending in ("", "/hint", "/guided", "/reading", "/withdraw"):
        sent = site.post(f"/practice/{exam}/items/2{ending}", {"choice": "0", "number": "1", "submission": "1"})
        assert (sent.status_code, sent.headers["location"]) == (303, f"/practice/{exam}/items/2")
    withdrawn = site.post(f"/practice/{exam}/items/1/withdraw", {"submission": "1"})
    assert withdrawn.headers["location"] == f"/practice/{exam}/items/1?note=late"
    assert site.rows("SELECT count(*) FROM submission WHERE withdrawn_at IS NULL") == [(1,)]
    for number in (1, 2):  # the same kind with other numbers, answered or not
        assert site.post(f"/practice/{exam}/items/{number}/again").status_code == 303
    assert site.post(f"/practice/{exam}/wrong-again").status_code == 303
    assert site.get("/history/1").status_code == 200


def test_an_open_exam_is_in_no_list_of_quizzes(site: Site) -> None:
    exam = begin(site)
    site.quiz("rnn.output")  # who has begun something sees home as it is
    send(site, exam, 1)
    home = site.get("/").text
    assert f"/practice/{exam}" not in home
    assert 'href="/exams"' in home
    site.post(f"/exams/{exam}/finish")
    assert f"/practice/{exam}/result" not in site.get("/statistics").text


def test_by_topics_only_these_are_asked(site: Site) -> None:
    exam = begin(site, scope="topics", topic=["gru", "attention"])
    assert {row[0] for row in site.rows("SELECT DISTINCT topic FROM instance")} == {"gru", "attention"}
    assert leads(site, f"/exams/{exam}") == f"/exams/{exam}/items/1"
    site.post(f"/exams/{exam}/finish")
    for odd in ({"scope": "topics"}, {"length": "endless"}, {"extra": "300"}, {"topic": "nothing", "scope": "topics"}):
        refused = site.post("/exams", odd)
        assert refused.status_code == 422
        assert 'class="problems"' in refused.text
    assert stored(site, "SELECT count(*) FROM exam") == 1


def test_what_the_bank_does_not_cover_is_said(site: Site) -> None:
    page = site.get("/exams").text
    for named in ("目安", "数学的基礎", "開発・運用環境", "5.4 環境構築", "3.4 畳み込みニューラルネットワーク"):
        assert named in page
    assert "Not asked:" in site.get("/exams", "en").text


def test_an_exam_that_cannot_be_stored_is_not_begun_and_the_form_comes_back(site: Site) -> None:
    with site.services.database.write():  # somebody else is writing
        refused = site.post("/exams", {"length": "half", "scope": "topics", "topic": "gru"})
    assert refused.status_code == 503
    assert "まだ保存できていません" in refused.text
    assert 'value="half" checked' in refused.text
    assert 'value="gru" checked' in refused.text
    assert stored(site, "SELECT count(*) FROM exam") == 0
