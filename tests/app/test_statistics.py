"""What totals come to, and where the marks of the chart lie."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta, timezone
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from app.db.totals import Last, quarter, recount, standing
from app.dependencies import Visitor
from app.progress import counting
from app.progress.counting import Tally
from app.progress.repository import QUARTERS_A_DAY, Family
from app.schedule.memory import Memory, due
from app.schedule.planning import Calendar, Kind
from app.schedule.today import today
from app.statistics import charts, series, slips
from app.statistics.charts import Value
from app.statistics.repository import Late
from app.statistics.slips import Rate, Slip
from app.statistics.views import Details, paced
from app.web.titles import titled
from question_bank.bank import Bank
from tests.app.site import START, Site, quiz_of, right

pytestmark = pytest.mark.stored

FIRST = date(2026, 1, 1)
MADE = "INSERT INTO recognised_slip SELECT id, :slip, created_at FROM submission WHERE id = :answer"


def total(
    topic: str = "t", family: str = "f", *, answered: int = 1, right: int = 0, times: tuple[int, ...] = ()
) -> Family:
    timed = (len(times), sum(times) * 10**6, len(times))
    return Family(topic, family, answered, right, 0, 0, *timed, 0, 0, 0, 0, "hit")


@pytest.mark.parametrize(
    ("right", "answered", "low", "high"),
    [(0, 0, 0.0, 1.0), (5, 10, 0.2366, 0.7634), (10, 10, 0.7225, 1.0), (0, 10, 0.0, 0.2775), (1, 1, 0.2065, 1.0)],
)
def test_wilson(right: int, answered: int, low: float, high: float) -> None:
    """Values of the score interval as published tables have them."""
    assert counting.wilson(right, answered) == pytest.approx((low, high), abs=1e-4)


def test_tally() -> None:
    found = counting.tally([total(answered=2, right=1, times=(10, 30)), total("u", right=1), total(times=(20,))])
    assert (found.answered, found.right, found.seconds) == (4, 2, 20)
    assert found.share == 1 / 2
    assert counting.tally([]).share is None
    assert counting.tally([total()]).seconds is None


def test_by_topic_names_topics_without_an_answer_too() -> None:
    found = counting.by_topic([total("a"), total("a", "g"), total("gone")], ["a", "b"])
    assert found["a"].answered == 2
    assert found["b"].answered == 0
    assert "gone" not in found


@pytest.mark.parametrize(
    ("right", "answered", "weak"),
    [(0, 4, False), (0, 5, True), (2, 5, True), (3, 6, False), (12, 20, True), (14, 20, False), (0, 0, False)],
)
def test_a_topic_is_weak_only_with_answers_enough_to_say_so(right: int, answered: int, weak: bool) -> None:
    tallies = counting.by_topic([total("a", answered=answered, right=right)] if answered else [], ["a"])
    assert counting.weak(tallies) == (["a"] if weak else [])


def test_the_weakest_topic_comes_first() -> None:
    totals = [total("a", answered=20, right=6), total("b", answered=20, right=2), total("c", answered=20, right=20)]
    assert counting.weak(counting.by_topic(totals, ["a", "b", "c"])) == ["b", "a"]


def at(moment: str, answered: int = 1, right: int = 0) -> tuple[str, int, int]:
    return (f"{moment}:00.000000+00:00", answered, right)


def test_a_day_is_that_of_the_learners_clock() -> None:
    quarters = [at("2026-01-10T19:00", 3, 2), at("2026-01-10T18:45", 1, 1), at("2026-01-10T12:00", 2, 0)]
    found = counting.by_day(quarters, 30, timezone(timedelta(hours=9)))  # in Japan 19:00 is four in the morning
    assert {day: (tally.answered, tally.right) for day, tally in found.items()} == {
        date(2026, 1, 10): (3, 1),
        date(2026, 1, 11): (3, 2),
    }
    assert list(found) == sorted(found)
    assert list(counting.by_day(quarters, 30, UTC)) == [date(2026, 1, 10)]
    kathmandu = timezone(timedelta(hours=5, minutes=45))
    assert list(counting.by_day([at("2026-01-10T22:15"), at("2026-01-10T22:00")], 30, kathmandu)) == [
        date(2026, 1, 10),
        date(2026, 1, 11),
    ]


@pytest.mark.parametrize(
    "zone", ["Europe/Berlin", "America/New_York", "Asia/Tokyo", "Australia/Lord_Howe", "Asia/Beirut"]
)
def test_days_of_23_and_25_hours_are_days(zone: str) -> None:
    """Every quarter of a year with an answer: summed at once and one by one."""
    clock = ZoneInfo(zone)
    start = datetime(2026, 1, 1, tzinfo=UTC)
    moments = [start + timedelta(minutes=15 * k) for k in range(365 * 96)]
    clocks = [moment.astimezone(clock).replace(tzinfo=None) for moment in moments]  # as they hang on the wall
    one_by_one = Counter((shown - timedelta(hours=4)).date() for shown in clocks)
    quarters = [at(moment.isoformat()[:16]) for moment in reversed(moments)]
    found = counting.by_day(quarters, 1000, clock)
    assert {day: tally.answered for day, tally in found.items()} == one_by_one
    assert list(counting.by_day(quarters, 30, clock)) == sorted(one_by_one)[-30:]
    assert counting.by_day(quarters[: 31 * QUARTERS_A_DAY], 30, clock) == counting.by_day(quarters, 30, clock)


@pytest.mark.parametrize(
    ("moment", "began"),
    [
        ("2026-01-10T12:00:00+00:00", "2026-01-10T12:00:00+00:00"),
        ("2026-01-10T12:14:59.999999+00:00", "2026-01-10T12:00:00+00:00"),
        ("2026-01-10T12:45:00+00:00", "2026-01-10T12:45:00+00:00"),
        ("2026-01-11T00:31:00+05:45", "2026-01-10T18:45:00+00:00"),
    ],
)
def test_a_quarter_of_an_hour_begins_on_one_in_utc(moment: str, began: str) -> None:
    assert quarter(datetime.fromisoformat(moment)).isoformat() == began


@pytest.mark.parametrize(
    ("answers", "state"),
    [
        ([], "new"),
        ([(True, False)], "hit"),
        ([(False, False)], "miss"),
        ([(True, False), (True, False)], "combo"),
        ([(True, False), (True, True)], "hit"),
        ([(True, True), (True, False)], "combo"),
        ([(True, False), (True, False), (False, False)], "miss"),
        ([(False, False), (True, False)], "hit"),
        ([(True, False), (True, False), (True, False)], "combo"),
    ],
)
def test_where_a_family_stands(answers: list[tuple[bool, bool]], state: str) -> None:
    newest = [Last(correct, helped) for correct, helped in answers[::-1]]
    assert standing(newest) == standing(newest[:2]) == state


def values(*points: tuple[int, float, int]) -> list[Value]:
    return [Value(FIRST + timedelta(days=day), share, answers, share) for day, share, answers in points]


def test_the_chart_runs_from_left_to_right_and_from_0_to_100_percent() -> None:
    chart = charts.line_chart(values((0, 0.0, 1), (1, 0.5, 4), (4, 1.0, 16)))
    xs, ys = [point.x for point in chart.points], [point.y for point in chart.points]
    width = charts.WIDTH - charts.LEFT - charts.RIGHT
    assert xs == [charts.LEFT, pytest.approx(charts.LEFT + width / 4), charts.WIDTH - charts.RIGHT]  # by their days
    assert ys == [
        charts.HEIGHT - charts.BOTTOM,
        pytest.approx((charts.TOP + charts.HEIGHT - charts.BOTTOM) / 2),
        charts.TOP,
    ]
    assert [percent for _, percent in chart.ticks] == [0, 50, 100]
    assert len(chart.path.split()) == 3
    assert chart.band == ""


def test_the_band_goes_there_above_the_line_and_back_below_it() -> None:
    days = [Value(FIRST, 0.5, 1, 0.5, (0.25, 0.75)), Value(FIRST + timedelta(days=2), 0.5, 1, 0.5, (0.4, 0.6))]
    places = [tuple(map(float, place.split(","))) for place in charts.line_chart(days).band.split()]
    assert [x for x, _ in places] == [52.0, 348.0, 348.0, 52.0]
    ys = [charts.height_of(share) for share in (0.75, 0.6, 0.4, 0.25)]
    assert [y for _, y in places] == [pytest.approx(y, abs=0.05) for y in ys]


def test_labels_do_not_meet_and_the_last_day_has_one() -> None:
    chart = charts.line_chart(values(*((k * k, 0.5, 1) for k in range(12))))
    assert 2 <= len(chart.labels) <= charts.MOST_LABELS + 1
    assert chart.labels[-1] is chart.points[-1]
    assert all(two.x - one.x >= 70 for one, two in pairwise(chart.labels))


def test_bars_stand_on_the_bottom_and_the_highest_reaches_the_top() -> None:
    chart = charts.bar_chart([(FIRST + timedelta(days=k), count) for k, count in enumerate((0, 1, 5, 6))])
    assert [round(bar.height, 6) for bar in chart.bars] == [0, 20, 100, 120]
    assert {round(bar.y + bar.height, 6) for bar in chart.bars} == {charts.HEIGHT - charts.BOTTOM}
    assert [count for _, count in chart.ticks] == [0, 3, 6]
    assert [count for _, count in charts.bar_chart([(FIRST, 0)]).ticks] == [0, 1, 2]
    assert charts.bar_chart([(FIRST, 3)]).bars[0].height == 90  # of 4: half of it is a whole number too


def tallies(*days: tuple[int, int, int]) -> dict[date, Tally]:
    return {FIRST + timedelta(days=day): Tally(answered, right, None) for day, answered, right in days}


def test_one_answer_never_looks_like_ten() -> None:
    lines = list(series.smoothed(tallies((0, 30, 15), (1, 1, 0), (2, 10, 10), (3, 9, 0), (9, 40, 40))).values())
    assert [(line.answered, line.right) for line in lines] == [(30, 15), (31, 15), (41, 25), (20, 10), (40, 40)]
    # a day with a single wrong answer moves the line by less than two percent, and its point is the smallest
    assert abs((lines[1].share or 0) - 0.5) < 0.02


def test_the_calendar_has_the_last_thirty_days_in_weeks_from_monday() -> None:
    day = date(2026, 3, 5)  # a Thursday
    answered = {date(2026, 2, 3): 9, date(2026, 2, 4): 2, day: 1}
    found = series.weeks({at: Tally(count, 1, None) for at, count in answered.items()}, day)
    assert {len(week) for week in found} == {7}
    assert all(week[0].day.weekday() == 0 for week in found)
    shown = [one for week in found for one in week if one.shown]
    assert [shown[0].day, shown[-1].day, len(shown)] == [date(2026, 2, 4), day, 30]
    assert [one.answered for one in shown if one.answered] == [2, 1]
    assert series.practised(found) == 2


def test_reviews_ahead_are_those_that_fall_due() -> None:
    calendar = Calendar(FIRST, FIRST + timedelta(days=40))

    def kind(stability: float, ago: int) -> Kind:
        return Kind("k", "t", (1,), 0, Memory(stability, 5.0, FIRST - timedelta(days=ago)))

    late, soon, far, fresh = kind(1.0, 20), kind(6.0, 1), kind(300.0, 1), Kind("n", "t", (1,), 0)
    found = series.ahead([late, soon, far, fresh], calendar)
    assert len(found) == series.AHEAD
    assert found[0] == (FIRST, 1)
    assert soon.memory is not None
    assert [day for day, count in found if count][1:] == [due(soon.memory, FIRST, calendar.ahead)]


def late(*answers: tuple[int, bool]) -> list[Late]:
    return [Late((START, number), known) for number, known in answers]


def test_a_slip_is_overcome_after_five_answers_that_were_known_since() -> None:
    known = late(*((number, True) for number in range(11, 16)))
    assert slips.is_overcome((START, 10), known)
    assert not slips.is_overcome((START, 11), known)  # the answer in which it was made is none of them
    assert slips.is_overcome((START, 10), [*known, Late((START, 20), False)])  # wrong for another reason
    assert not slips.is_overcome((START, 10), [*known[:4], Late((START, 20), False), Late((START, 9), True)])
    assert not slips.is_overcome((START + timedelta(seconds=1), 1), known)  # given later, though it came in before


@pytest.mark.parametrize(
    ("lately", "before", "change"),
    [
        ((0, 60), (12, 60), "less"),
        ((12, 60), (0, 60), "more"),
        ((1, 60), (2, 60), None),  # too few to say so
        ((5, 50), (5, 50), None),
        ((3, 30), (0, 0), None),  # nothing to compare with
        ((0, 0), (9, 30), None),  # not practised lately is not rarer
        ((0, 10), (6, 100), None),
    ],
)
def test_a_slip_has_become_rarer_only_where_the_answers_say_so(
    lately: tuple[int, int], before: tuple[int, int], change: str | None
) -> None:
    assert Slip("x", lately[0] + before[0], True, Rate(*lately), Rate(*before), False).change == change


def test_slips_are_told_of_the_answers_in_which_they_can_be_made() -> None:
    asked = ({"f": 3, "g": 7}, {"f": 10, "g": 8})
    newest = {"f": late((5, True), (6, True), (7, True)), "g": late((8, True), (9, True))}
    last = {"x": (START, 4), "gone": (START, 2)}
    found = slips.ranked([("x", 4), ("gone", 1)], {"x": 1}, asked, last, newest, {"x": ("f", "g")})
    assert found == [
        Slip("x", 4, True, Rate(1, 10), Rate(3, 8), True),
        Slip("gone", 1, False, Rate(0, 0), Rate(1, 0), False),
    ]


def test_the_pace_is_the_exams_times_the_level() -> None:
    assert paced(4, 2) == 2 * 69.0
    assert paced(0, 0) is None
    assert Details(138.0, paced(4, 2), 0, 0, 0).ratio == 1
    assert Details(None, None, 2, 8, 6).share == 0.75
    assert Details(None, None, 0, 0, 0).share is Details(None, None, 0, 0, 0).ratio is None


def test_the_page_tells_scores_by_topic_by_day_and_slips(site: Site) -> None:
    assert "まだ解答がありません" in site.get("/statistics").text
    quiz = quiz_of(site.post("/practice", {"quick": "1"}))
    site.finish(quiz, wrong=(1, 2, 3, 4))
    site.clock.go(3 * 86400)
    other = quiz_of(site.post("/practice", {"quick": "1"}))
    site.finish(other)
    for language in ("ja", "en"):
        page = site.get("/statistics", language).text
        assert "80 %" in page  # 16 of 20
        assert "<polyline" in page
        assert page.count('<circle class="dot"') == 2 * 2  # days of the score, and days of the forecast
        assert "2026-01-13" in page
        assert "60 %" in page


def test_the_ten_commonest_slips_are_seen_and_the_others_folded(site: Site, bank: Bank) -> None:
    quiz = quiz_of(site.post("/practice", {"quick": "1"}))
    site.finish(quiz, wrong=tuple(range(1, 11)))
    names = list(bank.slip_names)[:12]
    for answer, some in ((1, names[:10]), (2, names[:10]), (3, names[10:])):  # the first ten twice
        assert "<summary>ほかの" not in site.get("/statistics").text
        for slip in some:
            site.change(MADE, answer=answer, slip=slip)
        with site.services.database.write() as session:
            assert recount(session) == 10
    seen, _, folded = site.get("/statistics").text.partition("<summary>ほかの 2 種類</summary>")
    assert "2 other kinds" in site.get("/statistics", "en").text
    for name in names:
        row = f"<li><p><b>{titled(bank.slip_names[name].ja, 'ja')}</b>"
        assert (row in seen, row in folded) == ((True, False) if name in names[:10] else (False, True))


def test_a_day_of_many_answers_is_told_from_one_of_few() -> None:
    one, four, sixteen = charts.line_chart(values((0, 0.0, 1), (1, 0.5, 9), (2, 1.0, 16))).points
    assert (four.radius / sixteen.radius) ** 2 == pytest.approx(9 / 16)
    assert one.radius == charts.SMALLEST
    assert sixteen.radius == charts.LARGEST < charts.TOP


def test_of_an_answer_in_parts_its_right_ones_are_told(site: Site) -> None:
    quiz = site.quiz("bptt.update")
    number = site.forms(quiz).index("matrix") + 1
    content = site.content(quiz, number)
    cells = [*right(content)["cell"]]
    site.answer(quiz, number, {"cell": ["99", *cells[1:]]})
    page = site.get("/statistics").text
    assert f"部分点では {round(100 * (len(cells) - 1) / len(cells))} % です" in page
    assert f"{len(cells) - 1} / {len(cells)}" in page


def test_after_one_answer_nothing_is_drawn_that_needs_two_days(site: Site) -> None:
    site.answer(site.quiz("rnn.output"), 1)
    page = site.get("/statistics").text
    assert "<polyline" not in page
    assert "95% 区間 21–100 %" in page
    assert "30 日中 1 日）" in page
    assert "まだ解いていない分野" in page
    assert page.count('class="done"') == 1


def test_predictions_are_told_with_their_history_and_how_often_they_came_true(site: Site) -> None:
    quiz = site.quiz("rnn.unrolled")
    site.answer(quiz, 1)
    assert "試験日を設定する" in site.get("/statistics").text
    site.change("UPDATE learner SET exam_on = '2026-02-01'")
    site.clock.go(4 * 86400)
    site.answer(quiz, 2)
    site.clock.go(86400)
    page = site.get("/statistics").text
    assert "試験日の 2026-02-01 に" in page
    now = today(site.services, Visitor(1, "ja"))
    assert f'<b class="percent number">{round(100 * now.predicted)} %</b>' in page
    for day in ("2026-01-10", "2026-01-14", "2026-01-15"):  # of the answers, and today
        assert f'<th scope="row" class="number">{day}</th>' in page
    chance = site.rows("SELECT predicted FROM review WHERE predicted IS NOT NULL")[0][0]
    assert f"平均の予測 {round(100 * chance)} %、実際 100 %（1 回）" in page
    assert "1 recalled" not in site.get("/statistics", "en").text
    assert "100 % recalled (1 review)" in site.get("/statistics", "en").text


def test_a_slip_that_was_overcome_is_told_apart(site: Site, bank: Bank) -> None:
    quiz = site.quiz("rnn.unrolled")
    slip = next(name for name, families in bank.slip_families.items() if "rnn.unrolled" in families)
    site.answer(quiz, 1, {"unknown": "1"})
    site.change(MADE, answer=1, slip=slip)
    with site.services.database.write() as session:
        recount(session)
    assert "克服した誤り" not in site.get("/statistics").text
    for _ in range(3):
        again = site.quiz("rnn.unrolled")
        for number in range(1, len(site.forms(again)) + 1):
            site.answer(again, number)
    seen, _, folded = site.get("/statistics").text.partition("<summary>克服した誤り 1 種類</summary>")
    assert str(titled(bank.slip_names[slip].ja, "ja")) in folded
    assert f'value="{slip}"' not in seen
    assert "1 slip overcome" in site.get("/statistics", "en").text
