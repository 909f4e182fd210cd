"""What 'to two decimals' means, where it matters: ties, tolerance, significant digits, whole numbers."""

import re

import pytest

from question_bank.model import rounding
from question_bank.model.instance import Rounding

TWO = Rounding(digits=2)
THREE_SIGNIFICANT = Rounding(kind="significant", digits=3)
WHOLE = Rounding(kind="integer", digits=0)


@pytest.mark.parametrize(
    ("value", "kind", "shown"),
    [
        (0.125, TWO, "0.13"),
        (-0.125, TWO, "-0.13"),
        (2.675, TWO, "2.68"),  # a decimal tie, though its binary value lies below
        (0.4, TWO, "0.40"),
        (-0.001, TWO, "0.00"),
        (2.0, WHOLE, "2"),
        (9.5367e-7, THREE_SIGNIFICANT, r"9.54 \times 10^{-7}"),
        (0.25, THREE_SIGNIFICANT, "0.250"),
        (0.99951, THREE_SIGNIFICANT, "1.00"),  # carries into the next decade
        (-0.99951, THREE_SIGNIFICANT, "-1.00"),
        (99.95, THREE_SIGNIFICANT, "100"),
        (999.5, THREE_SIGNIFICANT, r"1.00 \times 10^{3}"),
        (0.0009996, THREE_SIGNIFICANT, "0.00100"),
        (9.996e-7, THREE_SIGNIFICANT, r"1.00 \times 10^{-6}"),
        (1234.5, THREE_SIGNIFICANT, r"1.23 \times 10^{3}"),
    ],
)
def test_value_is_shown_at_the_asked_place(value: float, kind: Rounding, shown: str) -> None:
    assert rounding.show(value, kind) == shown


@pytest.mark.parametrize(
    ("kind", "key", "answer", "right"),
    [
        (TWO, 0.1361, 0.14, True),
        (TWO, 0.1361, 0.13, True),
        (TWO, 0.1361, 0.1461, True),
        (TWO, 0.1361, 0.1462, True),  # within 0.01 of 0.14, which is what the page shows
        (TWO, 0.1361, 0.15, True),
        (TWO, 0.1361, 0.1501, False),
        (TWO, 0.1361, 0.1261, True),  # within 0.01 of the full value
        (TWO, 0.1361, 0.126, False),
        (TWO, 0.895, 0.89, True),  # shown as 0.90
        (TWO, 0.895, 0.91, True),
        (TWO, -0.1361, 0.1361, False),
        (WHOLE, 3.0, 3.0, True),
        (WHOLE, 3.0, 4.0, False),
        (WHOLE, 3.0, 3.4, False),
        (THREE_SIGNIFICANT, 9.5367e-7, 9.54e-7, True),
        (THREE_SIGNIFICANT, 9.5367e-7, 9.55e-7, True),
        (THREE_SIGNIFICANT, 9.5367e-7, 9.56e-7, False),
        (THREE_SIGNIFICANT, 0.99951, 1.01, True),  # shown as 1.00
        (THREE_SIGNIFICANT, 0.99951, 0.998, True),
    ],
)
def test_an_answer_is_right_within_one_unit(kind: Rounding, key: float, answer: float, right: bool) -> None:
    assert rounding.is_right(kind, key, answer) is right


@pytest.mark.parametrize(("value", "tie"), [(0.125, True), (0.1250001, False), (0.12, False), (2.675, True)])
def test_values_on_a_rounding_tie_are_known(value: float, tie: bool) -> None:
    assert rounding.near_tie(value, TWO) is tie


@pytest.mark.parametrize("kind", [TWO, THREE_SIGNIFICANT])
@pytest.mark.parametrize("key", [0.1361, 0.895, 12.3456, 0.99951, -7.0049])
def test_it_is_said_from_where_the_tolerance_is_measured(kind: Rounding, key: float) -> None:
    said = rounding.judged(kind, ())
    assert said is not None
    assert ("から ±" if kind is TWO else "から最後") in said.ja
    for text in (said.ja, said.en):
        stated = re.search(r"±([0-9.]+)", text)
        assert stated is not None
        centres = (rounding.rounded(key, kind), key)
        widths = [float(stated[1]) * (1 if kind is TWO else rounding.unit(kind, centre)) for centre in centres]
        for sign in (-1, 1):
            edges = [centre + sign * width for centre, width in zip(centres, widths, strict=True)]
            assert all(rounding.is_right(kind, key, edge) for edge in edges)
            beyond = sign * max(sign * edge for edge in edges) + sign * 0.01 * min(widths)
            assert not rounding.is_right(kind, key, beyond)


def test_where_a_whole_number_must_be_exact_no_tolerance_is_told() -> None:
    assert rounding.judged(WHOLE, (2,)) is None


def test_the_words_beside_the_box_state_place_and_tolerance() -> None:
    assert "小数第 2 位" in rounding.words(TWO, ()).ja
    assert "±0.01" in rounding.words(TWO, ()).en
    assert "each entry" in rounding.words(TWO, (2, 2)).en
    assert "whole number" in rounding.words(WHOLE, ()).en
    assert "3 significant digits" in rounding.words(THREE_SIGNIFICANT, ()).en
