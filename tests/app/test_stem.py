"""How a question is set before its answer: values in groups, a function as a table, what always holds last."""

import re

import pytest

from app.web.markdown import to_html
from app.web.widths import is_short, printed_width
from question_bank.model.bilingual import Bilingual
from tests.app.site import Site

VALUES = """次の値について。

- $x^{(1)} = 1$
- $x^{(2)} = \\begin{pmatrix} 1 \\\\ 2 \\end{pmatrix}$
- $\\delta^{\\mathrm{out},(1)} = 2$
- $W = 2$
- $\\varepsilon = 0.1$
- $g_{1} = 1$
- $g_{2} = 2$
"""
FUNCTION = "* $\\tanh(0.5) \\approx 0.4621$\n* $\\tanh(0) = 0$\n"
LOGARITHM = "* $\\ln 2 \\approx 0.6931$\n* $\\ln 4 \\approx 1.3863$\n"
POWERS = "* $e^{-0.5} \\approx 0.6065$\n"


def sizes(html: str) -> list[int]:
    return [group.count("<li>") for group in re.findall("<ul>.*?</ul>", html, re.DOTALL)]


def test_values_of_one_sequence_stand_together() -> None:
    html = to_html(VALUES)
    assert html.count('<div class="givens">') == 1
    assert sizes(html) == [2, 1, 2, 2]


def test_a_list_with_words_stays_a_list() -> None:
    html = to_html("- $x = 1$\n- 文：`a b`\n")
    assert "givens" not in html
    assert html.count("<li>") == 2


@pytest.mark.parametrize(("text", "columns"), [(FUNCTION, 2), (LOGARITHM, 2), (POWERS, 1)])
def test_the_values_of_a_function_are_a_table(text: str, columns: int) -> None:
    html = to_html(text)
    assert html.count('<table class="function">') == 1
    assert html.count('<td class="argument">') == html.count("<td>") == columns
    assert "<li>" not in html


def test_two_functions_are_two_tables_and_other_starred_lists_are_values() -> None:
    assert to_html(FUNCTION + "* $\\tanh^2(0.5) \\approx 0.2135$\n").count("<table") == 2
    assert "givens" in to_html("* $h = 2$\n* $k = 3$\n")


def test_a_matrix_is_as_wide_as_its_widest_row() -> None:
    column = r"$\begin{pmatrix} 0.25 \\ -0.50 \\ 0.75 \end{pmatrix}$"
    assert printed_width(column) < 10
    assert printed_width("日本") == 4
    assert is_short(Bilingual(ja=column, en=column))
    assert not is_short(Bilingual(ja="短い", en="long " * 9))


def test_what_always_holds_is_said_last(site: Site) -> None:
    quiz = site.quiz("bptt.recurrent-weight-gradient")
    page = site.get(f"/practice/{quiz}/items/1").text
    said = page[page.index('class="conventions"') : page.index("</section>", page.index('class="conventions"'))]
    items = re.findall("<li>(.*?)</li>", said, re.DOTALL)
    formulas = ["<math" in item for item in items]
    assert "列ベクトル" in items[-1]
    assert len(items) == len(site.content(quiz, 1).conventions)
    assert formulas == sorted(formulas, reverse=True)


@pytest.mark.parametrize(
    ("family", "number", "beside"),
    [
        ("rnn.unrolled", 1, True),
        ("bptt.formula", 1, True),
        ("lstm.statements", 1, False),
        ("lstm.step-order", 1, False),
    ],
)
def test_short_answers_stand_beside_the_question_and_long_ones_below(
    site: Site, family: str, number: int, beside: bool
) -> None:
    page = site.get(f"/practice/{site.quiz(family)}/items/{number}").text
    assert ('class="item columns"' in page) == beside
    assert ('class="item stacked"' in page) != beside


def test_the_clock_goes_from_the_first_look_and_stands_for_nothing_once_left_lying(site: Site) -> None:
    address = f"/practice/{site.quiz('rnn.unrolled')}/items/1"
    assert 'data-since="0"' in site.get(address).text
    site.clock.go(72)
    assert 'data-since="72"' in site.get(address).text
    assert 'data-since="72"' in site.get(address, "en").text
    site.clock.go(30 * 60)
    assert "data-since" not in site.get(address).text
