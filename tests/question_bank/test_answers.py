"""Typed numbers are read as Japanese keyboards produce them, and nothing unreadable is ever graded."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from question_bank.bank import Bank
from question_bank.forms.chosen import Chosen
from question_bank.forms.typed import Typed
from question_bank.model.answer import UNKNOWN
from question_bank.model.instance import Instance, Rounding
from question_bank.reading.numerals import is_as_shown, read_number

READ = {
    "0.25": 0.25,
    " .5 ": 0.5,
    "5.": 5.0,
    "+3": 3.0,
    "- 2": -2.0,
    "－０．５": -0.5,
    "ー１．５": -1.5,
    "−0.1": -0.1,
    "‐2": -2.0,
    "–2": -2.0,
    "—2": -2.0,
    "ｰ2": -2.0,
    "０。２５": 0.25,
    "1,234.5": 1234.5,
    "１，２３４": 1234.0,
    "1/3": 1 / 3,
    "１／３": 1 / 3,
    "-1/4": -0.25,
    "1⁄8": 0.125,
    "½": 0.5,
    "¾": 0.75,
    "1e-3": 1e-3,
    "1E3": 1e3,
    "１ｅ－３": 1e-3,
    "1×10^-3": 1e-3,
    "1x10^-3": 1e-3,
    "2*10^3": 2e3,
    "1×10⁻³": 1e-3,
    "1.5 × 10^(-2)": 0.015,
    "007": 7.0,
    "(0.25)": 0.25,
    "（0.25）": 0.25,
    "[-2]": -2.0,
    "+0.5": 0.5,
    "1.5·10^-3": 0.0015,
    "1.5⋅10^-3": 0.0015,
    "1.5 × 10^-3": 0.0015,
    "1.5*10**-3": 0.0015,
    "1.5×10−3": 0.0015,  # copied from a page: the exponent came down
    "10^-3": 0.001,
    "-10^3": -1000.0,
    "10⁻³": 0.001,
    "10^{-3}": 0.001,
    "= 0.5": 0.5,
    "𝑊 = 0.5": 0.5,
    "E＝0.5": 0.5,
    "≈ 0.5": 0.5,
    "1/3 ≈ 0.3333": 1 / 3,
    r"\frac{1}{3}": 1 / 3,
    r"-\frac{5}{6} \approx -0.8333": -5 / 6,
    r"$1.50 \times 10^{-3}$": 0.0015,
    "12,345,678": 12345678.0,
    "-1,234.5": -1234.5,
    "1e-301": 1e-301,
    "1e-307": 1e-307,
    "np.float64(0.5)": 0.5,
    "np.float64(-1.2345678901234567e-05)": -1.2345678901234567e-05,
    "[np.float32(0.5)]": 0.5,
    "tensor(0.3000, dtype=torch.float64, grad_fn=<MulBackward0>)": 0.3,
    "array(2)": 2.0,
    "array([0.5])": 0.5,
    "np.array([[0.5]])": 0.5,
    "tensor([0.5], dtype=torch.float64)": 0.5,
    r"\dfrac12": 0.5,
    r"\tfrac{1}2": 0.5,
    r"-\frac1{4}": -0.25,
    '"0.5"': 0.5,
    "W = np.int64(3)": 3.0,
    "0.\u200b5": 0.5,
    "\ufeff0.5\u200f": 0.5,
    "\u2066−0.5\u2069": -0.5,
    "0\u00ad.5": 0.5,
    "1\ufe0f": 1.0,
    "3\u2062": 3.0,
}
COMMA = ["0,324", "-0,5", "0，324", "0、324", "1,23", "12,34", "00,123", "0,324,000", "1,234,56", "1.5,000", "0,5e-3"]
REFUSED = [
    "",
    "   ",
    "abc",
    "0.1x",
    "1½",
    "1 ½",
    "1_000",
    "inf",
    "nan",
    "-∞",
    "1,23",
    "12,34",
    "1.2.3",
    "--1",
    "1/0",
    "1/2/3",
    "٣",
    "三",
    "0x10",
    "1e400",
    "1e999",
    "9" * 41,
    "50%",
    "1 2",
    "(1",
    "[1)",
    "()",
    "√2",
    "1e400",
    "9e300",
    "99999999999e300",
    "1e-99999",
    "2x103",
    "1 = 2",
    "-=2",
    "x=",
    "x=y=2",
    "≈",
    "1 ≈ x",
    "np.float64(1, 2)",
    "np.float64(x)",
    "float64",
    "\u200b",
]


@pytest.mark.parametrize(("typed", "value"), READ.items())
def test_number_is_read(typed: str, value: float) -> None:
    cell = read_number(typed)
    assert cell.problem is None
    assert cell.value == pytest.approx(value, rel=1e-15)
    assert cell.raw == typed
    assert cell.shown


@pytest.mark.parametrize("typed", REFUSED)
def test_what_is_no_number_is_refused_with_a_reason(typed: str) -> None:
    cell = read_number(typed)
    assert cell.value is None
    assert cell.problem is not None
    assert cell.problem.ja.endswith("。")
    assert cell.problem.en.endswith(".")


@pytest.mark.parametrize("typed", COMMA)
def test_a_comma_that_groups_no_thousands_is_named(typed: str) -> None:
    problem = read_number(typed).problem
    assert problem is not None
    assert "小数点には . を" in problem.ja
    assert "decimal point" in problem.en


@pytest.mark.parametrize("typed", ["1,234", "-1,234", "１，２３４", "1,234e-3", "1,234/2", "1/1,234", "1,234 ≈ 1234"])
def test_a_comma_that_may_be_a_decimal_one_is_doubtful_unless_a_whole_number_is_asked(typed: str) -> None:
    problem = read_number(typed, whole=False).problem
    assert problem is not None
    assert "小数点には . を" in problem.ja
    assert "decimal point" in problem.en
    assert read_number(typed, whole=True).problem is None


@pytest.mark.parametrize("typed", ["1,234.5", "1,234,567", "12,345,678.25"])
def test_a_comma_that_can_only_group_thousands_is_read_anywhere(typed: str) -> None:
    assert read_number(typed, whole=False).value == float(typed.replace(",", ""))


def test_what_is_asked_decides_how_a_comma_is_read(bank: Bank) -> None:
    decimal, answer = typed_question(bank), Typed(("1,234", "2"))
    reading = bank.read_given(decimal, answer)
    assert [cell.problem is None for cell in reading.cells] == [False, True]
    assert bank.read_stored(decimal, answer).readable  # as it was taken then
    whole = decimal.model_copy(
        update={"format": decimal.format.model_copy(update={"rounding": Rounding(kind="integer", digits=0)})}
    )
    assert [cell.value for cell in bank.read_given(whole, answer).cells] == [1234, 2]


@pytest.mark.parametrize("typed", ["50%", "５０％", "-2.5 %"])
def test_a_percentage_is_named_where_none_is_taken(typed: str) -> None:
    problem = read_number(typed).problem
    assert problem is not None
    assert "% は使えません" in problem.ja
    assert "Percentages" in problem.en


@pytest.mark.parametrize("typed", ["1 2", "0.5; 0.25", "1, 2", "0.5 1/3"])
def test_several_numbers_in_one_field_are_said(typed: str) -> None:
    problem = read_number(typed).problem
    assert problem is not None
    assert "1 つだけ" in problem.ja


@pytest.mark.parametrize(
    "typed",
    [
        "−0.10",
        "-0.1",
        "ー0.1",
        "- 0.1",
        "-.1",
        "－０．１",
        "-0.1000",
        "(-0.1)",
        "\u200b-0.1",
        "E = -0.1",
        "np.float64(-0.1)",
    ],
)
def test_signs_widths_and_zeros_say_no_more_than_the_number_shown(typed: str) -> None:
    cell = read_number(typed)
    assert cell.shown == "-0.1"
    assert is_as_shown(cell)


@pytest.mark.parametrize("typed", ["1/3", r"\frac{1}{3}", "１／３", "0.25", "+3", "007", "5."])
def test_a_number_shown_as_it_was_typed_is_not_repeated(typed: str) -> None:
    assert is_as_shown(read_number(typed))


@pytest.mark.parametrize("typed", ["2/6", "1e-3", "1,234", "0.00000012", "1.5 × 10^-1", "0.12345678901"])
def test_another_way_to_write_it_is_shown_beside_the_number(typed: str) -> None:
    assert not is_as_shown(read_number(typed))
    assert not is_as_shown(read_number("40%", percent=True))
    assert not is_as_shown(read_number("x"))


def test_what_is_tiny_is_shown_as_it_was_typed() -> None:
    assert read_number("1e-301").shown == r"1 \times 10^{-301}"
    assert read_number("-1.5e-307").shown == r"-1.5 \times 10^{-307}"
    assert read_number("0").shown == "0"


NUMERIC = "0123456789.,-+eE×x*·^/()[]{}% \\\u200b½⁻³−ー。、≈=fracties"


@given(st.text(max_size=60) | st.text(alphabet=NUMERIC, max_size=45))
def test_any_text_is_read_or_refused_and_never_raises(text: str) -> None:
    for percent in (False, True):
        cell = read_number(text, percent=percent)
        assert (cell.value is None) == (cell.problem is not None)
        assert cell.raw == text


@given(
    st.text(max_size=12), st.sampled_from("\u200b\u200f\u202a\u202e\u2060\u2064\u2066\u2069\ufeff\u00ad\ufe0e\ufe0f")
)
def test_what_cannot_be_seen_changes_nothing(text: str, mark: str) -> None:
    for plain in (text, "-1.25", "1/3", "2 × 10^-3"):
        seen, hidden = read_number(plain), read_number(mark.join(["", *plain, ""]))
        assert (seen.value, seen.shown, seen.problem) == (hidden.value, hidden.shown, hidden.problem)


WIDE = str.maketrans("0123456789.-+/eE", "０１２３４５６７８９．－＋／ｅＥ")


@given(st.floats(-1e6, 1e6).map(lambda value: f"{value:.4f}"))
def test_full_width_digits_read_alike(text: str) -> None:
    assert read_number(text.translate(WIDE)).value == read_number(text).value == float(text)


def typed_question(bank: Bank) -> Instance:
    return bank.issue("lstm.cell-state", 2, "vector", 1)


def test_missing_cells_count_as_empty_and_surplus_ones_are_ignored(bank: Bank) -> None:
    instance = typed_question(bank)
    assert [cell.raw for cell in bank.read(instance, ["1"]).cells] == ["1", ""]
    assert not bank.read(instance, ["1"]).readable
    assert bank.read(instance, ["1", "2", "3"]).readable


def test_an_unreadable_answer_cannot_be_graded(bank: Bank) -> None:
    instance = typed_question(bank)
    with pytest.raises(ValueError, match="readable"):
        bank.grade(instance, Typed(("1", "x")))


def test_each_cell_is_graded_within_one_unit_of_the_last_place(bank: Bank) -> None:
    instance = typed_question(bank)
    first, second = instance.key.cells
    outside = min(second, round(second, 2)) - 0.0101  # beyond one unit of the key and of the key as it is shown
    grade = bank.grade(instance, Typed((f"{first + 0.0099:.6f}", f"{outside:.6f}")))
    assert grade.cells == (True, False)
    assert not grade.correct
    assert bank.grade(instance, Typed((f"{first:.2f}", f"{second:.2f}"))).correct


@pytest.mark.parametrize("typed", ["40%", "４０％", "40 ％", "0.4"])
def test_a_percentage_is_read_where_a_probability_is_asked(bank: Bank, typed: str) -> None:
    instance = bank.issue("bleu.sentence", 3, "number", 1)
    (cell,) = bank.read(instance, [typed]).cells
    assert cell.value == pytest.approx(0.4)


@pytest.mark.parametrize("typed", ["57.9", "-0.1", "101%"])
def test_the_wrong_scale_is_a_matter_of_form(bank: Bank, typed: str) -> None:
    instance = bank.issue("bleu.sentence", 3, "number", 1)
    (cell,) = bank.read(instance, [typed]).cells
    assert cell.problem is not None
    assert "0 から 1" in cell.problem.ja


@pytest.mark.parametrize("choice", [None, -1, 4])
def test_a_choice_that_is_none_cannot_be_graded(bank: Bank, choice: int | None) -> None:
    with pytest.raises(ValueError, match="choice"):
        bank.grade(bank.issue("lstm.cell-state", 1, "choice", 1), UNKNOWN if choice is None else Chosen(choice))


@pytest.mark.parametrize("typed", ["1 000", "12 345.5", "1 1/2", "-1 000"])
def test_a_number_with_a_blank_in_it_is_not_taken_for_two(bank: Bank, typed: str) -> None:
    instance = typed_question(bank)
    reading = bank.read(instance, [typed, ""])
    assert not reading.readable
    assert reading.cells[0].problem is not None
    assert [cell.value for cell in bank.read(instance, ["1 2", ""]).cells] == [1, 2]
