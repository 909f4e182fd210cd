"""Counting answers, and where the marks of the chart lie."""

import json
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from app.statistics import charts, counting
from app.statistics.repository import Row
from app.web.titles import titled
from question_bank.bank import Bank
from tests.app.site import Site, quiz_of

NOON = datetime(2026, 1, 10, 12, 0, tzinfo=UTC)


def row(
    family: str = "f",
    *,
    correct: bool = True,
    guessed: bool = False,
    topic: str = "t",
    seconds: float | None = None,
    slips: tuple[str, ...] = (),
    at: datetime = NOON,
) -> Row:
    return Row(family, topic, correct, guessed, seconds, slips, at)


@pytest.mark.parametrize(
    ("right", "answered", "low", "high"),
    [(0, 0, 0.0, 1.0), (5, 10, 0.2366, 0.7634), (10, 10, 0.7225, 1.0), (0, 10, 0.0, 0.2775), (1, 1, 0.2065, 1.0)],
)
def test_wilson(right: int, answered: int, low: float, high: float) -> None:
    """Values of the score interval as published tables have them."""
    assert counting.wilson(right, answered) == pytest.approx((low, high), abs=1e-4)


def test_tally() -> None:
    found = counting.tally([row(seconds=10), row(correct=False, seconds=30), row()])
    assert (found.answered, found.right, found.seconds) == (3, 2, 20)
    assert found.share == pytest.approx(2 / 3)
    assert counting.tally([]).share is None
    assert counting.tally([row()]).seconds is None


def test_by_topic_names_topics_without_an_answer_too() -> None:
    found = counting.by_topic([row(topic="a"), row(topic="gone")], ["a", "b"])
    assert found["a"].answered == 1
    assert found["b"].answered == 0
    assert "gone" not in found


def test_a_day_is_that_of_the_learners_clock() -> None:
    late = datetime(2026, 1, 10, 16, 0, tzinfo=UTC)  # after midnight in Japan
    tokyo = timezone(timedelta(hours=9))
    found = counting.by_day([row(at=late), row(at=NOON, correct=False)], tokyo)
    assert {day: tally.right for day, tally in found.items()} == {date(2026, 1, 10): 0, date(2026, 1, 11): 1}
    assert list(counting.by_day([row(at=late), row(at=NOON)], UTC)) == [date(2026, 1, 10)]


def test_slips_most_frequent_first() -> None:
    rows = [row(slips=("b",)), row(slips=("a", "c")), row(slips=("c",))]
    assert counting.slips(rows) == [("c", 2), ("a", 1), ("b", 1)]


@pytest.mark.parametrize(
    ("answers", "state"),
    [
        ([], None),
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
def test_where_a_family_stands(answers: list[tuple[bool, bool]], state: str | None) -> None:
    rows = [row(correct=correct, guessed=guessed) for correct, guessed in answers]
    assert counting.states(rows).get("f") == state


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
    site.change("UPDATE submission SET slips = :slips WHERE id = 1", slips=json.dumps(names[:10] * 2))
    site.change("UPDATE submission SET slips = '[]' WHERE id > 1")
    assert "<summary>ほかの" not in site.get("/statistics").text
    site.change("UPDATE submission SET slips = :slips WHERE id = 1", slips=json.dumps(names[:10] * 2 + names[10:]))
    seen, _, folded = site.get("/statistics").text.partition("<summary>ほかの 2 種類</summary>")
    assert "2 other kinds" in site.get("/statistics", "en").text
    for name in names:
        row = f'<tr><th scope="row">{titled(bank.slip_names[name].ja)}</th>'
        assert (row in seen, row in folded) == ((True, False) if name in names[:10] else (False, True))


def test_a_day_of_many_answers_is_told_from_one_of_few() -> None:
    one, four, sixteen = charts.line_chart([("1/1", 0.0, 1), ("1/2", 0.5, 4), ("1/3", 1.0, 16)]).points
    assert (four.radius / sixteen.radius) ** 2 == pytest.approx(4 / 16)
    assert one.radius == charts.SMALLEST
    assert sixteen.radius == charts.LARGEST < charts.TOP
