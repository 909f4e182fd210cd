"""Typed numbers are read as Japanese keyboards produce them, and nothing unreadable is ever graded."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from question_bank import answers
from question_bank.bank import Bank
from question_bank.instance import Answer, Instance

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
}
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
    "(1)",
]


@pytest.mark.parametrize(("typed", "value"), READ.items())
def test_number_is_read(typed: str, value: float) -> None:
    cell = answers.read_number(typed)
    assert cell.problem is None
    assert cell.value == pytest.approx(value, rel=1e-15)
    assert cell.raw == typed
    assert cell.shown


@pytest.mark.parametrize("typed", REFUSED)
def test_what_is_no_number_is_refused_with_a_reason(typed: str) -> None:
    cell = answers.read_number(typed)
    assert cell.value is None
    assert cell.problem is not None
    assert cell.problem.ja.endswith("。")
    assert cell.problem.en.endswith(".")


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused_and_never_raises(text: str) -> None:
    cell = answers.read_number(text)
    assert (cell.value is None) == (cell.problem is not None)


WIDE = str.maketrans("0123456789.-+/eE", "０１２３４５６７８９．－＋／ｅＥ")


@given(st.floats(-1e6, 1e6).map(lambda value: f"{value:.4f}"))
def test_full_width_digits_read_alike(text: str) -> None:
    assert answers.read_number(text.translate(WIDE)).value == answers.read_number(text).value == float(text)


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
        bank.grade(instance, Answer(texts=("1", "x")))


def test_each_cell_is_graded_within_one_unit_of_the_last_place(bank: Bank) -> None:
    instance = typed_question(bank)
    first, second = instance.key.cells
    shown = round(second, 2)
    assert shown < second  # so that one unit below what is shown is more than one below the key
    grade = bank.grade(instance, Answer(texts=(f"{first + 0.0099:.6f}", f"{shown - 0.0099:.6f}")))
    assert grade.cells == (True, True)
    grade = bank.grade(instance, Answer(texts=(f"{first + 0.0099:.6f}", f"{shown - 0.0101:.6f}")))
    assert grade.cells == (True, False)
    assert not grade.correct
    assert bank.grade(instance, Answer(texts=(f"{first:.2f}", f"{second:.2f}"))).correct


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
        bank.grade(bank.issue("lstm.cell-state", 1, "choice", 1), Answer(choice=choice))
