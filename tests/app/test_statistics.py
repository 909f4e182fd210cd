"""What totals come to, and where the marks of the chart lie."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from app.db.totals import Last, quarter, recount, standing
from app.progress import counting
from app.progress.repository import QUARTERS_A_DAY, Family
from app.statistics import charts
from app.web.titles import titled
from question_bank.bank import Bank
from tests.app.site import Site, quiz_of

NOON = datetime(2026, 1, 10, 12, 0, tzinfo=UTC)


def total(
    topic: str = "t", family: str = "f", *, answered: int = 1, right: int = 0, times: tuple[int, ...] = ()
) -> Family:
    return Family(topic, family, answered, right, 0, 0, len(times), sum(times) * 10**6, 0, "hit")


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


def test_the_chart_runs_from_left_to_right_and_from_0_to_100_percent() -> None:
    chart = charts.line_chart([("1/1", 0.0, 1), ("1/2", 0.5, 4), ("1/3", 1.0, 16)])
    xs, ys = [point.x for point in chart.points], [point.y for point in chart.points]
    assert xs == [
        charts.LEFT,
        pytest.approx((charts.LEFT + charts.WIDTH - charts.RIGHT) / 2),
        charts.WIDTH - charts.RIGHT,
    ]
    assert ys == [
        charts.HEIGHT - charts.BOTTOM,
        pytest.approx((charts.TOP + charts.HEIGHT - charts.BOTTOM) / 2),
        charts.TOP,
    ]
    assert [percent for _, percent in chart.ticks] == [0, 50, 100]
    assert len(chart.path.split()) == 3


def test_one_day_lies_in_the_middle_and_no_day_draws_nothing() -> None:
    (point,) = charts.line_chart([("1/1", 1.0, 1)]).points
    assert point.x == pytest.approx((charts.LEFT + charts.WIDTH - charts.RIGHT) / 2)
    assert charts.line_chart([]).points == ()


def test_labels_are_few_and_the_last_day_has_one() -> None:
    chart = charts.line_chart([(str(k), 0.5, 1) for k in range(30)])
    assert len(chart.labels) <= 6
    assert chart.labels[-1].label == "29"


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
        assert page.count('class="dot"') == 2
        assert "2026-01-13" in page
        assert "60 %" in page


def test_the_ten_commonest_slips_are_seen_and_the_others_folded(site: Site, bank: Bank) -> None:
    quiz = quiz_of(site.post("/practice", {"quick": "1"}))
    site.finish(quiz, wrong=tuple(range(1, 11)))
    names = list(bank.slip_names)[:12]
    for answer, slips in ((1, names[:10]), (2, names[:10]), (3, names[10:])):  # the first ten twice
        assert "<summary>ほかの" not in site.get("/statistics").text
        for slip in slips:
            site.change("INSERT INTO recognised_slip VALUES (:answer, :slip)", answer=answer, slip=slip)
        with site.services.database.write() as session:
            assert recount(session) == 10
    seen, _, folded = site.get("/statistics").text.partition("<summary>ほかの 2 種類</summary>")
    assert "2 other kinds" in site.get("/statistics", "en").text
    for name in names:
        row = f'<tr><th scope="row">{titled(bank.slip_names[name].ja, "ja")}</th>'
        assert (row in seen, row in folded) == ((True, False) if name in names[:10] else (False, True))


def test_a_day_of_many_answers_is_told_from_one_of_few() -> None:
    one, four, sixteen = charts.line_chart([("1/1", 0.0, 1), ("1/2", 0.5, 4), ("1/3", 1.0, 16)]).points
    assert (four.radius / sixteen.radius) ** 2 == pytest.approx(4 / 16)
    assert one.radius == charts.SMALLEST
    assert sixteen.radius == charts.LARGEST < charts.TOP
