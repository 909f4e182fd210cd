"""A formula is cut where it may break and nowhere else; its pieces are the formula again."""

import re
import xml.etree.ElementTree as ET

import pytest

from app.web.breaking import broken, parts
from app.web.markdown import to_line_html
from app.web.mathml import to_mathml
from question_bank.bank import Bank
from question_bank.model.answer import UNKNOWN
from tests.app.test_marking import W_OUT, W
from tests.app.test_pictures import FAMILIES, instances
from tests.question_bank.budget import some

MATRIX = r"\begin{pmatrix} 1 - 2 & 3 = 3 \\ 4 + 5 & 6 \end{pmatrix}"
LONG = "a_{1} \\cdot b_{1} \\cdot c_{1} \\cdot d_{1} \\cdot e_{1} \\cdot g_{1}"


def pieces(latex: str) -> list[str]:
    return [piece.strip() for term in parts(latex) for piece in term]


def test_it_breaks_before_relations_and_binary_signs() -> None:
    assert pieces("h = 1234 + 5678 - 9012 + x \\approx 3") == ["h", "= 1234", "+ 5678", "- 9012", "+ x", "\\approx 3"]


def test_a_relation_at_the_beginning_stays_with_what_follows() -> None:
    assert pieces("{} = 123456789 + 123456789") == ["{} = 123456789", "+ 123456789"]


@pytest.mark.parametrize(
    "latex",
    [
        "-12345678901234567890",
        "{} = -12345678901234567890",
        r"{} = 123456789 \cdot -123456789",
        r"1234567890 \times \, -1234567890",
        "1234567890^{2}, -1234567890",
        r"{} \odot +12345678901234567890",
    ],
)
def test_a_sign_is_no_place_to_break(latex: str) -> None:
    assert len(pieces(latex)) == 1


@pytest.mark.parametrize(
    "group",
    [
        MATRIX,
        r"\frac{1234567 + 1234567}{1234567 - 1234567 = 0}",
        r"\sqrt{12345678 + 12345678}",
        r"(12345678 + 12345678)",
        r"[12345678 + 12345678]",
        r"\{ 12345678 + 12345678 \}",
        r"\bigl( 12345678 + 12345678 \bigr)",
        r"\left\lVert 12345678 + 12345678 \right\rVert",
        r"\left[ 12345678 + 12345678 \right]",
        rf"\left( {MATRIX} \odot {MATRIX} \right)",
        rf"\exp\left( \left[ {LONG} + {LONG} \right] \right)",
    ],
)
def test_nothing_is_cut_inside_a_group(group: str) -> None:
    assert all(group in piece for piece in pieces(group) if len(piece) > 3)
    assert pieces(f"z + {group} - y") == ["z", *pieces(f"+ {group}"), "- y"]


@pytest.mark.parametrize(
    "latex", [r"\left( a + b + 1234567890123456", "a + b + 1234567890123456 )", "} + 12345678901234567"]
)
def test_a_group_that_does_not_close_is_not_cut(latex: str) -> None:
    assert parts(latex) == ((latex,),)


def test_a_short_formula_is_one_piece() -> None:
    assert parts("h = a + b - 1") == (("h = a + b - 1",),)


def test_a_long_term_breaks_before_its_products_a_short_one_does_not() -> None:
    assert pieces(rf"x = {MATRIX} \odot {MATRIX} + a \odot b") == [
        "x",
        f"= {MATRIX}",
        rf"\odot {MATRIX}",
        r"+ a \odot b",
    ]


def test_the_sum_in_a_long_bracket_is_cut_as_one_term() -> None:
    first, second = parts(rf"x = f \cdot \left( -{MATRIX} + {MATRIX}^{{\top}} - 1 \right)")
    assert first == ("x ",)
    assert [piece.strip() for piece in second] == [
        rf"= f \cdot \left( -{MATRIX}",
        rf"+ {MATRIX}^{{\top}}",
        r"- 1 \right)",
    ]


def test_of_two_sums_in_brackets_neither_is_cut() -> None:
    assert len(pieces(rf"\left( {LONG} + 1 \right) \, \left( {LONG} - 1 \right)")) == 1


def test_both_brackets_have_the_height_of_the_whole_sum() -> None:
    """What is not the tallest holds the tallest unseen."""
    html = str(broken(rf"{{}} = \left( {LONG} + {MATRIX}^{{\top}} - {LONG} \right)", display=True))
    first, middle, last = re.findall(r"<math.*?</math>", html)
    tallest = str(to_mathml(rf"\vphantom{{+ {MATRIX}^{{\top}} }}", display=True))
    strut = re.findall(r"<mphantom>.*?</mphantom>", tallest)
    assert len(strut) == 1
    for bracket in (first, last):
        assert re.findall(r"<mphantom>.*?</mphantom>", bracket) == strut
    assert "mphantom" not in middle
    assert "mphantom" not in broken(rf"{{}} = \left( {LONG} + {LONG} \right)")


def test_what_cannot_break_scrolls_by_itself() -> None:
    html = str(broken(rf"x = {MATRIX} \, {MATRIX} + 1"))
    assert html.count('<span class="scroll"><math') == 1
    assert html.count("<math") == 3


def test_an_operator_at_the_beginning_of_a_line_is_no_sign() -> None:
    """Something empty stands before it, or a browser would leave no room after it."""
    for piece in re.findall(r"<math[^>]*>(.*?)</math>", str(broken("12345678 = 12345678 - 12345678")))[1:]:
        assert piece.startswith("<mrow></mrow><mo")


def test_a_choice_that_is_a_formula_may_break_and_a_sentence_is_left_alone() -> None:
    assert 'class="breaks"' in to_line_html("$x = 12345678 + 12345678$")
    assert 'class="breaks"' not in to_line_html("$x$ は $y = 12345678 + 12345678$ です。")


def test_marks_are_kept_and_none_is_unseen() -> None:
    latex = rf"{{}} = f \odot \left( W_{{\mathrm{{out}}}} \, v + W \, \frac{{a_{{1}}}}{{W}} \, {LONG} \right)"
    html = str(broken(latex, display=True, targets=(W_OUT, W)))
    assert re.findall(r'data-mark="([^"]+)"', html) == ["W_out", "W", "W"]
    assert "mphantom" in html


def seen(math: str) -> str:
    root = ET.fromstring(math)
    for parent in root.iter():
        for hidden in parent.findall("mphantom"):
            parent.remove(hidden)
    return "".join(root.itertext())


@pytest.mark.parametrize("family", some(FAMILIES))
def test_broken_a_formula_says_what_it_said(bank: Bank, family: str) -> None:
    for instance in instances(bank, family)[:2]:
        for line in bank.review(instance, UNKNOWN).lines:
            for latex in (f"{{}} = {line.symbolic}", f"{{}} {line.opening} {line.numeric}", *line.elements):
                assert "".join(piece for term in parts(latex) for piece in term) == latex
                assert seen(str(broken(latex, display=True))) == seen(str(to_mathml(latex, display=True)))
