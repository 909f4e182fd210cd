"""Four decimals, 四捨五入, = only where the digits say the whole value."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.derivation import decimals


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0.00005, 0.0001),
        (-0.00005, -0.0001),
        (2.67455, 2.6746),  # 2.67455 lies below the tie in binary
        (1.00005, 1.0001),
        (0.1 + 0.2, 0.3),
        (0.12344999999, 0.1234),
        (-0.00004, 0.0),
        (float("inf"), float("inf")),
        (123456789.00005, 123456789.0001),
    ],
)
def test_ties_go_away_from_zero_in_decimal(value: float, expected: float) -> None:
    assert decimals.round_half_up(value) == expected


def test_zero_has_no_sign() -> None:
    assert str(decimals.round_half_up(-0.00001)) == "0.0"
    assert decimals.number(-0.00001) == "0.0000"
    assert decimals.number(-0.0) == "0"


@given(st.integers(-(10**9), 10**9))
def test_what_four_decimals_say_is_kept(units: int) -> None:
    value = units / 10**4
    assert decimals.round_half_up(value) == value
    assert Decimal(decimals.number(value)) == Decimal(units) / 10**4
    assert decimals.relation(value) == "="


@given(st.floats(-1000, 1000))
def test_rounding_is_off_by_half_a_unit_at_most(value: float) -> None:
    assert abs(decimals.round_half_up(value) - value) <= 0.5e-4 + 1e-11


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (-0.5, "-0.5"),
        (12.0, "12"),
        (0.42, "0.42"),
        (0.41999, "0.4200"),
        (1 / 3, "0.3333"),
        (Fraction(5, 6), r"\frac{5}{6}"),
        (Fraction(-1, 2), r"-\frac{1}{2}"),
        (Fraction(4, 2), "2"),
        (float("-inf"), r"-\infty"),
        (float("nan"), r"\mathrm{NaN}"),
    ],
)
def test_number(value: float | Fraction, written: str) -> None:
    assert decimals.number(value) == written


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (1e15, r"1.0000 \times 10^{15}"),
        (-1.23456e54, r"-1.2346 \times 10^{54}"),
        (123456789012345.0, "123456789012345"),
    ],
)
def test_a_number_without_decimals_is_written_by_its_power_of_ten(value: float, written: str) -> None:
    assert decimals.number(value) == written
    assert decimals.round_half_up(value) == value


def test_a_vector_is_a_column_and_a_matrix_has_rows() -> None:
    assert decimals.array(np.array([1.0, -0.5])) == r"\begin{pmatrix} 1 \\ -0.5 \end{pmatrix}"
    assert decimals.array(np.array([[1.0, 2.0], [3.0, 4.0]])) == r"\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}"
    assert decimals.array(np.asarray(0.25)) == "0.25"


def test_relation() -> None:
    assert decimals.relation(np.array([0.5, 1 / 3])) == r"\approx"
    assert decimals.relation(np.array([0.5, 0.25])) == "="
    assert decimals.relation(Fraction(1, 3)) == "="


def test_printed_leaves_whole_numbers_and_shapes_alone() -> None:
    assert decimals.printed(3) == 3
    assert decimals.printed(np.asarray(1 / 3)).shape == ()
    np.testing.assert_array_equal(decimals.printed(np.array([[1 / 3], [0.00005]])), [[0.3333], [0.0001]])
    assert decimals.printed(2 / 3) == 0.6667


@pytest.mark.parametrize(
    ("value", "sign"), [(1e-13, r"\approx"), (-3e-12, r"\approx"), (1e-17, "="), (0.0, "="), (2.3122476e31, r"\approx")]
)
def test_only_what_is_said_whole_is_said_to_be_equal(value: float, sign: str) -> None:
    assert decimals.relation(value) == sign
