"""Six weeks until the exam, recorded: a learner who comes back most days, is placed, forgets, and sits two mock exams.

The clock is moved; what every page says is held against the answers, counted here anew.
"""

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from app.db.models import Learner
from app.dependencies import Visitor
from app.schedule import log
from app.schedule.days import day_of, zone
from app.schedule.today import Today, today
from question_bank.bank import Bank
from tests.app.conftest import Open
from tests.app.counted import counted, stored
from tests.app.owner import exported, send
from tests.app.site import START, Site, build, quiz_of, right, wrong
from tests.app.test_exams import begin, leads
from tests.app.test_exams import send as send_answer
from tests.app.test_own_data import seen

EXAM = re.compile(r"/exams/\d+")
ZONE = "Asia/Tokyo"
DAYS = 42
DAILY = 3
MISSED = {6, 9, 10, 11, 12, 25, 32}
TOLD = 15  # the day on which the learner hears when the exam is
EXAMS = {20, 34}  # the second is cut by a restart
REMEMBERED = "family, at, day, rating, predicted, stability, difficulty, level, run"
SCHEDULE = (
    f"SELECT {REMEMBERED} FROM review ORDER BY at, family",
    "SELECT topic, family, at, day, rating, stability, difficulty, level, run, form FROM card ORDER BY family",
    "SELECT day, target, recall, met FROM foreseen ORDER BY day",
    "SELECT tenth, reviews, recalled, millionths FROM came_true ORDER BY tenth",
)


@dataclass
class Diary:
    """What the learner did, as the learner would tell it."""

    answered: int = 0
    right: int = 0
    withdrawn: int = 0
    rated: int = 0
    days: set[date] = field(default_factory=set)
    reasons: Counter[str] = field(default_factory=Counter)
    last: dict[str, date] = field(default_factory=dict)  # the day of the last review of each kind

    def note(self, site: Site, family: str, *, is_right: bool, review: bool = True) -> None:
        """An answer that counts."""
        day = here(site)
        self.answered += 1
        self.right += is_right
        self.days.add(day)
        if review:
            self.last[family] = day


def here(site: Site) -> date:
    """The learner's day."""
    return day_of(site.clock.now, zone(ZONE))


def plan(site: Site) -> Today:
    """What the day holds."""
    return today(site.services, Visitor(1, "ja"))


def of(site: Site, quiz: int) -> list[tuple[str, str]]:
    """The kinds of a quiz, and why each came."""
    found = site.rows(
        f"SELECT family, reason FROM instance WHERE quiz_id = {quiz} AND replaced_at IS NULL ORDER BY ordinal"
    )
    return [(family, reason) for family, reason in found]


def said(page: str, part: str) -> str:
    """What stands in a part of a page, without its marks."""
    found = re.search(part, page, re.DOTALL)
    return "" if found is None else re.sub(r"<[^>]*>|\s", "", found[1])


def solve(site: Site, diary: Diary, quiz: int, knows: bool) -> None:
    """Solve a quiz that was put together: the reason of each question is read, and is true."""
    for number, (family, reason) in enumerate(of(site, quiz), 1):
        page = site.get(f"/practice/{quiz}/items/{number}").text
        why = said(page, r'<span class="came">(.*?)</span>')
        diary.reasons[reason] += 1
        if reason == "due":
            passed = (here(site) - diary.last[family]).days
            assert passed >= 1
            assert why == f"復習・{passed}日ぶり"
        else:
            assert why == {"new": "新しい種類", "weak": "苦手", "ahead": "先取り復習", "placement": "実力診断"}[reason]
            assert (family in diary.last) is (reason in {"weak", "ahead"})
        site.clock.go(40 + 7 * number)
        is_right = knows or number % 3 > 0
        content = site.content(quiz, number)
        answer = right(content) if is_right else wrong(content) if number % 2 else {"unknown": "1"}
        assert site.answer(quiz, number, answer).headers["location"].endswith("#result")
        diary.note(site, family, is_right=is_right)


def take_back(site: Site, diary: Diary, quiz: int) -> None:
    """Withdraw the last answer of a quiz, and answer what comes instead."""
    number = len(of(site, quiz))
    was_right = site.rows("SELECT correct FROM submission ORDER BY id DESC LIMIT 1")[0][0]
    mark = re.findall(r'name="submission" value="([^"]+)"', site.get(f"/practice/{quiz}/items/{number}").text)[0]
    site.post(f"/practice/{quiz}/items/{number}/withdraw", {"submission": mark})
    diary.withdrawn += 1
    diary.answered -= 1
    diary.right -= was_right
    site.get(f"/practice/{quiz}/items/{number}")
    site.clock.go(30)
    site.answer(quiz, number)
    diary.note(site, of(site, quiz)[number - 1][0], is_right=True)


def rate_again(site: Site, diary: Diary, quiz: int) -> None:
    """Say of the last answer of a quiz that it was not known after all: its kind comes tomorrow."""
    number = len(of(site, quiz))
    mark = re.findall(r'name="submission" value="([^"]+)"', site.get(f"/practice/{quiz}/items/{number}").text)[0]
    site.post(f"/practice/{quiz}/items/{number}/rating", {"submission": mark, "grade": "1"})
    diary.rated += 1
    told = said(site.get(f"/practice/{quiz}/items/{number}").text, r'id="coming">\s*<summary>(.*?)</summary>')
    assert told == "次の復習：明日·評価：もう一度"


def sit(site: Site, diary: Diary, open_site: Open, *, cut: bool) -> Site:
    """Sit a quarter of an exam; where it is ``cut`` the server restarts in its middle, and another client goes on."""
    exam = begin(site)
    before = site.rows("SELECT count(*) FROM submission")
    asked = [family for family, _ in of(site, exam)]
    wrong_ones = set(range(4, len(asked), 4))
    for number in range(1, len(asked)):  # the last stays open
        if cut and number == 13:
            again = open_site()
            again.clock.now = site.clock.now + timedelta(minutes=3)
            assert leads(again, f"/exams/{exam}").startswith(f"/exams/{exam}/")
            assert "試験に戻る" in again.get("/exams").text
            assert [family for family, _ in of(again, exam)] == asked
            site = again
        if number % 5 == 0:
            site.get(f"/exams/{exam}/items/{number}")
        site.clock.go(30)
        content = site.content(exam, number)
        send_answer(site, exam, number, wrong(content) if number in wrong_ones else right(content))
    assert site.rows("SELECT count(*) FROM submission") == before  # nothing is graded before the end
    site.post(f"/exams/{exam}/finish")
    for number, family in enumerate(asked[:-1], 1):
        diary.note(site, family, is_right=number not in wrong_ones, review=number in wrong_ones)
    result = site.get(f"/exams/{exam}/result").text
    assert f'<span class="big">{len(asked) - 1 - len(wrong_ones)}<span class="of"> / {len(asked)}' in result
    reviews = site.rows(
        "SELECT count(*), max(rating) FROM review JOIN submission s ON s.id = submission_id "
        f"JOIN instance i ON i.id = s.instance_id WHERE i.quiz_id = {exam}"
    )
    assert reviews == [(len(wrong_ones), 1)]  # only what was wrong
    return site


@contextmanager
def elsewhere(template: Path, folder: Path, bank: Bank) -> Iterator[Site]:
    """A second installation."""
    folder.mkdir()
    app, clock = build(template, folder, bank)
    with TestClient(app, follow_redirects=False, raise_server_exceptions=False) as client:
        yield Site(client, app.state.services, clock)


def adds_up(site: Site, diary: Diary) -> None:
    """The totals, and what pages say of them, come to the answers; the schedule is their replay."""
    with site.services.database.read() as session:
        assert stored(session) == counted(session)
    rows = "SELECT count(*), sum(correct) FROM submission WHERE withdrawn_at IS NULL"
    assert site.rows(rows) == [(diary.answered, diary.right)]
    assert site.rows("SELECT count(*) FROM submission WHERE withdrawn_at IS NOT NULL") == [(diary.withdrawn,)]
    assert site.rows("SELECT count(*) FROM rating_change") == [(diary.rated,)]
    page = site.get("/statistics").text
    assert f"{diary.answered}" in said(page, r'<dl class="figures">(.*?)</dl>')
    assert f"{round(100 * diary.right / diary.answered)}%" in said(page, r'<dl class="figures">(.*?)</dl>')
    lately = [day for day in diary.days if here(site) - day < timedelta(days=30)]
    assert f"30日中{len(lately)}日" in re.sub(r"<[^>]*>|\s", "", page)
    assert {kind.family: kind.memory.day for kind in plan(site).kinds if kind.memory is not None} == diary.last
    before = [site.rows(table) for table in SCHEDULE]
    with site.services.database.write() as session:
        log.replay(session, log.log_of(site.services.bank, learner(session)))
    assert [site.rows(table) for table in SCHEDULE] == before


def learner(session: Session) -> Learner:
    """Who practises."""
    return session.get_one(Learner, 1)


def test_six_weeks_until_the_exam(open_site: Open, template: Path, tmp_path: Path, bank: Bank) -> None:
    site, diary = open_site(), Diary()
    exam_on = START.date() + timedelta(days=DAYS)
    believed = exam_on + timedelta(days=9)
    wishes = {"language": "ja", "theme": "auto", "daily": str(DAILY), "daily_unit": "questions", "zone": ZONE}
    assert site.post("/settings", {**wishes, "exam_on": believed.isoformat()}).status_code == 303
    placed = quiz_of(site.post("/review/placement"))
    solve(site, diary, placed, knows=False)
    assert diary.answered == 10
    assert "から始まります" in site.get(f"/practice/{placed}/result").text
    first = {site.services.bank.families[family].topic for family, _ in of(site, placed)[2::3]}  # not known
    for number in range(1, DAYS):
        evening = START + timedelta(days=number, minutes=7 * number)  # later every evening, at last after midnight
        site.clock.now = max(site.clock.now, evening)
        if number in MISSED:
            continue
        if number == TOLD:
            site.post("/settings", {**wishes, "exam_on": exam_on.isoformat()})
            believed = exam_on
        now, left = plan(site), (believed - here(site)).days
        assert now.calendar.left == left
        assert now.answered == 0
        home = site.get("/").text
        assert f"試験まで {left} 日" in home
        assert f"今日の {DAILY} 問" in home  # however much fell due on the days that were missed
        quiz = quiz_of(site.post("/review/today"))
        asked = of(site, quiz)
        assert sorted(asked) == sorted((pick.kind.family, pick.reason) for pick in now.picks)
        if number == 1:
            new = {site.services.bank.families[family].topic for family, reason in asked if reason == "new"}
            assert new <= first | {"rnn", "bptt", "gradients", "word2vec", "lstm"}
        solve(site, diary, quiz, knows=number % 4 > 0)
        if number % 10 == 3:
            take_back(site, diary, quiz)
        if number % 10 == 7:
            rate_again(site, diary, quiz)
        assert "今日の分は終わりました" in site.get("/").text
        if number in EXAMS:
            site = sit(site, diary, open_site, cut=number == max(EXAMS))
    assert {"placement", "due", "new"} <= set(diary.reasons)
    assert len(diary.days) == DAYS - len(MISSED)
    assert diary.withdrawn == diary.rated == 4
    adds_up(site, diary)
    with elsewhere(template, tmp_path / "elsewhere", bank) as second:
        second.clock.now = site.clock.now
        assert send(second, exported(site)).status_code == 200
        for address in ("/statistics", "/review", "/exams", "/history", "/"):
            assert EXAM.sub("", seen(second, address)) == EXAM.sub("", seen(site, address)), address
        assert [second.rows(table) for table in SCHEDULE] == [site.rows(table) for table in SCHEDULE]
        assert plan(second) == plan(site)
        adds_up(second, diary)
        second.clock.now = datetime.combine(exam_on, START.timetz())
        assert "今日が試験日です" in second.get("/").text
