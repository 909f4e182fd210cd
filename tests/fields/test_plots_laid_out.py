"""Plots laid out: clear of each other and within the picture, told in numbers, told apart by form."""

import re
from itertools import combinations
from math import exp
from typing import get_args

import pytest

from app.pictures.figures import laid_out
from app.pictures.labels import written
from app.pictures.plots import MARK, WORDS, Label, Plotted, plotted
from app.web.templating import environment
from question_bank.bank import Bank
from question_bank.model.bilingual import Bilingual
from question_bank.model.plots import NOTHING, Curve, Figure, Mark, Marks, Plot, Stroke, axis, boundary, function_curve
from tests.app.test_pages import read
from tests.fields.test_plots import FAMILIES

FIGURE = '{% from "partials/figure.html" import figure, svg %}'


def check(laid: Plotted) -> None:
    """All lies within the picture; no name meets a mark or another name; texts of a legend do not overlap."""
    spaces = [(mark.x - MARK, mark.x + MARK, mark.y - MARK, mark.y + MARK) for mark in laid.marks]
    assert all(laid.left <= mark.x <= laid.end and laid.top <= mark.y <= laid.bottom for mark in laid.marks)
    spaces += [space(label) for label in laid.labels]
    names = [space(label) for label in laid.names]
    keys = [space(entry.label) for entry in laid.legend]
    for one, other in (*combinations(spaces[len(laid.marks) :], 2), *combinations([*names, *keys], 2)):
        assert apart(one, other), (one, other)
    for one in spaces[len(laid.marks) :]:
        assert all(apart(one, other) for other in (*spaces[: len(laid.marks)], *names))
    for x1, x2, y1, y2 in (*spaces, *names, *keys):
        assert x1 >= 0
        assert x2 <= laid.width
        assert y1 >= 0
        assert y2 <= laid.height
    for line in (*laid.lines, *laid.right):
        numbers = [float(number) for number in re.findall(r"-?[\d.]+", line.d + line.shade)]
        assert all(laid.left - 0.06 <= x <= laid.end + 0.06 for x in numbers[::2])
        assert all(laid.top - 0.06 <= y <= laid.bottom + 0.06 for y in numbers[1::2])


Space = tuple[float, float, float, float]


def space(label: Label) -> Space:
    wide = WORDS * max(written(label.label.ja).width, written(label.label.en).width)
    left = label.x - {"start": 0.0, "middle": wide / 2, "end": wide}[label.anchor]
    return left, left + wide, label.y - 0.72 * WORDS, label.y + 1


def apart(one: Space, other: Space) -> bool:
    return one[1] <= other[0] or other[1] <= one[0] or one[3] <= other[2] or other[3] <= one[2]


@pytest.mark.parametrize("family", FAMILIES)
def test_nothing_overlaps_and_all_is_within_the_picture(bank: Bank, family: str) -> None:
    level, form = bank.family(family).asks[0]
    for seed in range(30):
        instance = bank.issue(family, level, form, seed)
        shown = [c.picture for c in (*instance.choices, *instance.figures)]
        found = [figure for figure in (*shown, *bank.pictures(instance).figures) if isinstance(figure, Plot)]
        assert found
        for plot in found:
            check(plotted(plot))
            check(plotted(plot, found[0], small=True))
            assert plotted(plot).width <= 326  # a phone's page
            assert plotted(plot, small=True).width <= 264


def test_marks_and_strokes_differ_in_form() -> None:
    """In black and white too: no two of them are the same path, and each is told in the legend."""
    marks = tuple(
        Marks(label=Bilingual(ja=f"印 {k}", en=f"mark {k}"), mark=mark, places=((k, k),), names=(f"p{k}",))
        for k, mark in enumerate(get_args(Mark), start=1)
    )
    curves = tuple(
        Curve(label=Bilingual(ja=f"線 {k}", en=f"line {k}"), stroke=stroke, places=((0, k), (6, k)))
        for k, stroke in enumerate(get_args(Stroke))
    )
    plot = Plot(title=Bilingual(ja="形", en="Forms"), x=axis(0, 6, "x"), y=axis(0, 6, "y"), curves=curves, marks=marks)
    check(plotted(plot))
    page = environment("en").from_string(FIGURE + '{{ figure(drawn, "a") }}').render(drawn=laid_out(plot))
    drawn = re.findall(r'<(?:path|circle) class="mark[^>]*>', page)
    forms = {re.sub(r"M[\d. -]+|c[xy]=\"[^\"]*\"", "", form) for form in drawn}
    assert len(forms) == len(marks)
    assert len(set(re.findall(r'class="curve (\w+)"', page))) == len(curves)
    assert len(re.findall(r'<tspan class="words">(?:mark|line)</tspan>', page)) == len(marks) + len(curves)


def test_every_kind_of_figure_is_laid_out_and_drawn(bank: Bank) -> None:
    """What the layout names as its template draws it, tells it as a table, and says what differs."""
    diagram = bank.issue("gru.unit-diagram", *bank.families["gru.unit-diagram"].asks[0], 1).choices[0].picture
    plot = bank.issue("plots.activation", 1, "choice", 1).choices[0].picture
    figures = [figure for figure in (diagram, plot) if figure is not None]
    assert {type(figure) for figure in figures} == set(get_args(Figure))
    for figure in figures:
        page = environment("en").from_string(FIGURE + '{{ figure(drawn, "a") }}').render(drawn=laid_out(figure))
        read(page)
        assert 'role="img"' in page
        assert "<details>" in page
    with pytest.raises(KeyError):
        laid_out("no figure")  # type: ignore[arg-type]


def test_every_mark_has_a_name_or_none_has() -> None:
    with pytest.raises(ValueError, match="1 names for 2 marks"):
        Marks(places=((0, 0), (1, 1)), names=("a",))
    some = Plot(title=NOTHING, x=axis(0, 1), y=axis(0, 1), marks=(Marks(places=((0, 0), (1, 1)), names=("a", "")),))
    assert [label.label.ja for label in plotted(some).labels] == ["a"]
    assert [point.of.ja for point in some.told()] == ["a", ""]


def test_a_boundary_runs_from_edge_to_edge() -> None:
    across, up = axis(-4, 4), axis(-2, 2)
    for w, b in (((1, 2), 1), ((0, 2), 1), ((3, 0), -6), ((1, 1), 0), ((-1, 0.25), 2)):
        line = boundary(w, b, across, up)
        for x, y in line.places:
            assert w[0] * x + w[1] * y + b == pytest.approx(0, abs=1e-5)
            assert abs(x) == 4 or abs(y) == 2
    with pytest.raises(ValueError, match="between the axes"):
        boundary((1, 0), 5, across, up)


def test_a_line_is_told_by_its_corners() -> None:
    """Not by what lies straight between two of them; where it turns back, it turns."""
    stairs = Curve(places=((0, 0), (0, 0.5), (0, 1), (1, 1), (2, 1), (2, 3), (2, 2)))
    assert stairs.corners() == ((0, 0), (0, 1), (2, 1), (2, 3), (2, 2))
    assert Curve(places=((1, 1),)).corners() == ((1, 1),)
    plot = Plot(title=NOTHING, x=axis(0, 2), y=axis(0, 3), curves=(stairs,))
    assert [point.place for point in plot.told()] == [("0", "0"), ("0", "1"), ("2", "1"), ("2", "3"), ("2", "2")]


def test_what_the_right_plot_shares_is_not_drawn_twice() -> None:
    """Only lines that the right one has and this has not; where there are none, nothing is said of them."""
    across, up = axis(0, 2), axis(0, 2)
    shared, other, right = (Curve(places=((0, 0), (2, k))) for k in range(3))
    one = Plot(title=NOTHING, x=across, y=up, curves=(shared, other))
    correct = Plot(title=NOTHING, x=across, y=up, curves=(shared, right))
    assert len(plotted(one, correct).right) == 1
    assert plotted(correct, correct).right == ()
    said = environment("en").from_string('{% from "partials/figure.html" import compared %}{{ compared(every) }}')
    assert "Dash-dotted" in said.render(every=[plotted(correct, correct), plotted(one, correct)])
    assert said.render(every=[plotted(correct, correct)]) == ""


def test_ticks_are_round_and_few() -> None:
    assert axis(0, 1).marked() == (0, 0.2, 0.4, 0.6, 0.8, 1)
    assert axis(-3, 5).marked() == (-2, 0, 2, 4)
    assert axis(0, 120).marked() == (0, 50, 100)
    assert axis(0.02, 0.07).marked() == (0.02, 0.03, 0.04, 0.05, 0.06, 0.07)
    assert axis(0, 1, ticks=(0, 1)).marked() == (0, 1)


def test_a_curve_is_told_at_the_ticks_and_a_pole_is_left_out() -> None:
    across = axis(-2, 2, "u")
    sigmoid = function_curve(lambda u: 1 / (1 + exp(-u)), across, label=Bilingual(ja="シグモイド", en="sigmoid"))
    plot = Plot(title=NOTHING, x=across, y=axis(0, 1, "z"), curves=(sigmoid,))
    assert plot.in_words().en == (
        "u to the right, z upwards. sigmoid: (−2, ≈ 0.12), (−1, ≈ 0.27), (0, 0.5), (1, ≈ 0.73), (2, ≈ 0.88)"
    )
    pole = function_curve(lambda u: 1 / u if u else float("inf"), across)
    assert all(x for x, _ in pole.places)
