"""What is pasted keeps its rows, columns and blanks, wherever it comes from, and what does not fit is said."""

from contextlib import suppress
from math import prod
from time import process_time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.web.spoken import plain
from engine.derivation import decimals
from question_bank.model import rounding
from question_bank.model.bilingual import Bilingual
from question_bank.model.instance import Rounding
from question_bank.operations.fields import Field
from question_bank.operations.typed import read_field, written
from question_bank.reading import answers, blocks
from question_bank.reading.numerals import read_number

SQUARE = [["1", "2"], ["3", "4"]]
BLOCKS: dict[str, list[list[str]]] = {
    "1 2\n3 4": SQUARE,
    "1\t2\n3\t4": SQUARE,
    "1\t2\r\n3\t4\r\n": SQUARE,
    "1 2; 3 4": SQUARE,
    "[1 2; 3 4]": SQUARE,
    "[1, 2; 3, 4]": SQUARE,
    "A = [1 2; 3 4];": SQUARE,
    "[[1, 2], [3, 4]]": SQUARE,
    "[[1,2],[3,4]]": SQUARE,
    "[[1, 2],\n [3, 4]]": SQUARE,
    "[[1 2]\n [3 4]]": SQUARE,
    "((1, 2), (3, 4))": SQUARE,
    "{{1, 2}, {3, 4}}": SQUARE,
    "array([[1, 2],\n       [3, 4]])": SQUARE,
    "np.array([[1, 2], [3, 4]], dtype=float)": SQUARE,
    "W = np.array([[1, 2], [3, 4]])": SQUARE,
    "tensor([[1, 2],\n        [3, 4]], device='cuda:0', grad_fn=<MulBackward0>)": SQUARE,
    r"1 & 2 \\ 3 & 4": SQUARE,
    "1 & 2 \\\\\n3 & 4 \\\\\n": SQUARE,
    r"W = \begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}": SQUARE,
    r"$\left[\begin{array}{cc} 1 & 2 \\[2pt] 3 & 4 \end{array}\right]$": SQUARE,
    "［［１，２］，［３，４］］": [["１", "２"], ["３", "４"]],
    "1\t\t3\n\t5\t": [["1", "", "3"], ["", "5", ""]],
    "1\t2\n\t\n": [["1", "2"]],
    r"1 & & 3": [["1", "", "3"]],
    "[1, , 3]": [["1", "", "3"]],
    "1\n2\n3": [["1"], ["2"], ["3"]],
    "1\n\n3": [["1"], [""], ["3"]],
    "1 2\n\n3 4\n": SQUARE,
    "1, 2, 3": [["1", "2", "3"]],
    "1,2,3": [["1", "2", "3"]],
    "1、2、3": [["1", "2", "3"]],
    "0.5,0.25,1": [["0.5", "0.25", "1"]],
    "[1,234]": [["1", "234"]],
    "array([0.1, 0.2,\n       0.3])": [["0.1", "0.2", "0.3"]],
    # With tabs or line breaks a comma belongs to its number.
    "1,234\t5,678": [["1,234", "5,678"]],
    "0,5\t1,2\n3\t4": [["0,5", "1,2"], ["3", "4"]],
    "0,5\n1,2": [["0,5"], ["1,2"]],
    "0,5 1,2": [["0,5", "1,2"]],
    "1, 2\n3, 4": SQUARE,
    # In lines of as many numbers each, one of which can be no single number, it separates.
    "0.5,1.5\n2,3": [["0.5", "1.5"], ["2", "3"]],
    "2,3\n0.5, 1.5": [["2", "3"], ["0.5", "1.5"]],
    "0.5,1.5;2,3": [["0.5", "1.5"], ["2", "3"]],
    "1,-2\n3,4\n": [["1", "-2"], ["3", "4"]],
    "1,2,3\n4,5,6": [["1", "2", "3"], ["4", "5", "6"]],
    "1,,3\n4,5,6": [["1", "", "3"], ["4", "5", "6"]],
    "1/2，1/3\n1，2": [["1/2", "1/3"], ["1", "2"]],
    "0.5,1.5": [["0.5", "1.5"]],
    "1,2\n3,4": [["1,2"], ["3,4"]],
    "0,5;1,2": [["0,5"], ["1,2"]],
    "1,234\n5,678": [["1,234"], ["5,678"]],
    "1,234.5\n0,5": [["1,234.5"], ["0,5"]],
    "0.5,1.5\n2,3,4": [["0.5,1.5"], ["2,3,4"]],
    "x,y\n1,2": [["x,y"], ["1,2"]],
    # Numbers that name their type, and arrays of other libraries.
    "[np.float64(1.0), np.float64(2.0)]": [["1.0", "2.0"]],
    "[[np.int64(1), np.int64(2)], [np.int64(3), np.int64(4)]]": SQUARE,
    "(np.float32(0.5), np.float16(-1e-05))": [["0.5", "-1e-05"]],
    "array([np.float64(1.0), 2], dtype=object)": [["1.0", "2"]],
    "array([1., 2.], dtype=float32)": [["1.", "2."]],
    "Array([1., 2.], dtype=float32)": [["1.", "2."]],
    "tensor([1., 2.], dtype=torch.float64)": [["1.", "2."]],
    "torch.tensor([[1, 2], [3, 4]], requires_grad=True)": SQUARE,
    "[tensor(1.), tensor(2., grad_fn=<MulBackward0>)]": [["1.", "2."]],
    "tf.Tensor(\n[[1 2]\n [3 4]], shape=(2, 2), dtype=int32)": SQUARE,
    "tf.Tensor([1. 2.], shape=(2,), dtype=float32)": [["1.", "2."]],
    "<tf.Tensor: shape=(2,), dtype=float32, numpy=array([1., 2.], dtype=float32)>": [["1.", "2."]],
    # As spreadsheets write it out, with quotes.
    '"1","2"': [["1", "2"]],
    '"1","2"\n"3","4"': SQUARE,
    '"1";"2"': [["1", "2"]],
    '"1,5","2"': [["1,5", "2"]],
    "1\t2 3\t4": SQUARE,
    "1\t2 3": [["1", "2", "3"]],
    # Brackets drawn over several lines.
    "⎡1 2⎤\n⎣3 4⎦": SQUARE,
    "⎡1  2⎤\n⎢    ⎥\n⎣3  4⎦": SQUARE,
    "W = ⎛1 2⎞\n    ⎝3 4⎠": SQUARE,
    "│1 2│\n│3 4│": SQUARE,
    "┌     ┐\n│ 1 2 │\n│ 3 4 │\n└     ┘": SQUARE,
    "⎧1⎫\n⎨2⎬\n⎩3⎭": [["1"], ["2"], ["3"]],
    # One number, however it is written.
    "np.float64(0.5)": [["0.5"]],
    "1,234": [["1,234"]],
    "0,324": [["0,324"]],
    "1.5 × 10^-3": [["1.5×10^-3"]],
    "1.5 × 10^-3 2": [["1.5×10^-3", "2"]],
    "1.5 x 10^(-3)\t2": [["1.5x10^-3", "2"]],
    "- 2": [["-2"]],
    "1 / 3": [["1/3"]],
    "1/3 ≈ 0.3333": [["1/3≈0.3333"]],
    "1 ½": [["1½"]],
    "": [],
    " \n ": [],
    # Our own pages, as a browser without script copies MathML: each token on a line of its own.
    "𝑊\n=\n(\n0.5\n−\n1\n0.25\n3\n)": [["0.5"], ["−1"], ["0.25"], ["3"]],
    "(\n9.54\n×\n10\n−\n7\n0\n)": [["9.54×10^−7"], ["0"]],
    "( 0.5 − 1 0.25 3 )": [["0.5", "−1", "0.25", "3"]],
}


@pytest.mark.parametrize(("text", "rows"), BLOCKS.items())
def test_a_block_is_split_as_it_was_written(text: str, rows: list[list[str]]) -> None:
    assert [list(row) for row in blocks.split(text)] == rows


def test_where_a_list_is_expected_two_numbers_may_stand_with_nothing_but_a_comma() -> None:
    assert blocks.split("0,1", listed=True) == (("0", "1"),)
    assert blocks.split("0,1") == (("0,1",),)


def texts(matrix: np.ndarray) -> list[str]:
    """The ways in which a matrix is written by our pages and by others."""
    rows = matrix.tolist()
    tab = "\n".join("\t".join(map(str, row)) for row in rows)
    return [
        decimals.array(matrix),
        f"W = {decimals.array(matrix)}",
        plain(decimals.array(matrix)),
        written(rows),
        tab,
        tab.replace("-", "−"),
        str(rows),
        str(matrix),
        repr(matrix),
        f"[{'; '.join(' '.join(map(str, row)) for row in rows)}]",
        r" \\ ".join(" & ".join(map(str, row)) for row in rows),
        "\n".join(",".join(map(str, row)) for row in rows),
        str([list(row) for row in matrix]),
        "\n".join(f"│{'  '.join(map(str, row))}│" for row in rows),
    ]


MATRIX = Field("W", Bilingual(ja="", en=""), ("H", "D"))
VECTOR = Field("x", Bilingual(ja="", en=""), ("T",))
NUMBER = st.integers(-1999, 1999).map(str) | st.decimals(-99, 99, places=2).map(str)


@given(st.integers(2, 3), st.integers(2, 3), st.sampled_from("\n;"), st.data())
def test_lines_with_commas_are_read_as_their_numbers_or_not_at_all(
    height: int, width: int, end: str, data: st.DataObject
) -> None:
    rows = data.draw(st.lists(st.lists(NUMBER, min_size=width, max_size=width), min_size=height, max_size=height))
    text = end.join(map(",".join, rows))
    values = [float(entry) for row in rows for entry in row]
    cells = answers.read([text], [(height, width)]).cells
    assert [cell.value for cell in cells] in ([None] * len(values), values)
    with suppress(ValueError):  # with what is wrong with it
        assert [entry for row in read_field(MATRIX, text) for entry in row] == values


@pytest.mark.parametrize("text", ["1,2\n3,4", "1,234\n5,678", "1,2;3,4"])
def test_what_may_be_one_number_or_several_is_asked_about(text: str) -> None:
    problem = answers.read([text], [(2, 2)]).cells[0].problem
    assert problem is not None
    assert "コンマで区切った数かを決められません" in problem.ja
    assert "one number or several" in problem.en


@given(st.integers(1, 4), st.integers(2, 4), st.data())
def test_every_way_to_write_a_matrix_reads_back(height: int, width: int, data: st.DataObject) -> None:
    entry = st.integers(-99_999, 99_999).map(lambda whole: whole / 10**3)
    entries = data.draw(st.lists(entry, min_size=height * width, max_size=height * width))
    matrix = np.array(entries).reshape(height, width)
    for text in texts(matrix):
        reading = answers.read([text], [matrix.shape])
        assert [cell.value for cell in reading.cells] == pytest.approx(entries), text


@given(
    st.floats(-1e9, 1e9).filter(lambda value: value == 0 or abs(value) > 1e-30),
    st.sampled_from(
        [Rounding(digits=2), Rounding(digits=4), Rounding(kind="significant", digits=3), Rounding(kind="integer")]
    ),
)
def test_a_printed_number_reads_back(value: float, kind: Rounding) -> None:
    for printed, expected in (
        (rounding.show(value, kind), rounding.rounded(value, kind)),
        (decimals.number(value), decimals.printed(value)),
    ):
        for text in (printed, plain(printed), f"({printed})"):
            assert read_number(text).value == pytest.approx(expected, rel=1e-9)


@given(st.fractions(max_denominator=999).filter(lambda value: abs(value) < 1000))
def test_a_printed_fraction_reads_back(value: object) -> None:
    for printed in (decimals.number(value), read_number(str(value)).shown):  # type: ignore[arg-type]
        for text in (printed, plain(printed)):
            assert read_number(text).value == pytest.approx(float(value))  # type: ignore[arg-type]


def test_a_reading_reads_back_as_itself() -> None:
    for text in ("1/3", "1e-7", "0.25", "-2.5e-9", "1,234", "1e-301"):
        cell = read_number(text)
        assert read_number(plain(cell.shown)).value == pytest.approx(cell.value, rel=1e-5)


@given(
    st.text(max_size=80) | st.text(alphabet="01.,;-−×^/&\\ \t\n[](){}|=≈np.arrayfrac", max_size=80),
    st.lists(st.sampled_from([(), (2,), (3,), (2, 2), (2, 3), (1, 3)]), min_size=1, max_size=3),
    st.integers(0, 8),
)
def test_whatever_is_typed_nothing_raises_and_every_field_has_its_cell(
    text: str, shapes: list[tuple[int, ...]], at: int
) -> None:
    count = sum(map(prod, shapes))
    typed = [text if place == at % count else "" for place in range(count)]
    reading = answers.read(typed, shapes)
    assert len(reading.cells) == count
    assert not reading.readable or all(cell.value is not None for cell in reading.cells)
    for listed in (False, True):
        assert all(isinstance(entry, str) for row in blocks.split(text, listed=listed) for entry in row)


@pytest.mark.parametrize(
    "piece", [" ", "\t", "\n", "\n ", "[", ",", "- ", "×", "x 10 ", ",a=<", r"\\\\[", r"\frac{", "1 ", "1/", "≈"]
)
def test_long_texts_take_no_time(piece: str) -> None:
    began = process_time()
    blocks.split("1" + piece * (60_000 // len(piece)) + "2")
    assert process_time() - began < 2


PLACED = [
    ("1 2; 3 4", (2, 2), 0, {0: "1", 1: "2", 2: "3", 3: "4"}),
    ("1 2; 3 4", (2, 2), 3, {0: "1", 1: "2", 2: "3", 3: "4"}),
    ("1 2; 3 4", (3, 3), 4, {4: "1", 5: "2", 7: "3", 8: "4"}),
    ("1\t\t3", (2, 3), 3, {3: "1", 4: "", 5: "3"}),
    ("1\t2 3\t4", (2, 2), 0, {0: "1", 1: "2", 2: "3", 3: "4"}),
    ("1 2", (2, 2), 2, {2: "1", 3: "2"}),
    ("1 2 3", (3,), 0, {0: "1", 1: "2", 2: "3"}),
    ("1 2", (3,), 1, {1: "1", 2: "2"}),
    ("1\n2\n3", (1, 3), 0, {0: "1", 1: "2", 2: "3"}),
]


@pytest.mark.parametrize(("text", "shape", "at", "fields"), PLACED)
def test_a_block_goes_where_it_fits(text: str, shape: tuple[int, ...], at: int, fields: dict[int, str]) -> None:
    assert answers.spread(text, shape, at) == fields


@pytest.mark.parametrize(
    ("text", "shape", "at"),
    [
        ("1 2 3; 4 5 6", (2, 2), 0),
        ("1 2; 3 4", (3, 3), 8),
        ("1 2 3", (2, 2), 0),
        ("1 2 3 4", (2, 2), 0),
        ("1\n2\n3\n4", (2, 2), 0),
        ("1 2 3 4", (3,), 0),
        ("1 2", (3,), 2),
    ],
)
def test_a_block_that_does_not_fit_is_said(text: str, shape: tuple[int, ...], at: int) -> None:
    typed = [text if place == at else "" for place in range(prod(shape))]
    reading = answers.read(typed, [shape])
    assert not reading.readable
    assert [cell.raw for cell in reading.cells] == typed
    problem = reading.cells[at].problem
    assert problem is not None
    assert "収まりません" in problem.ja
    assert "do not fit" in problem.en


@pytest.mark.parametrize(
    "text", ["(1)\t2", "1\t(2)\n3\t4", "(1) (2)", "0.5, (0.25)", "（1）\t2", "[1, (2)]", "(1,234)\t2"]
)
def test_a_number_of_several_in_parentheses_of_its_own_is_asked_about(text: str) -> None:
    shape = (2, 2) if "\n" in text else (2,)
    reading = answers.read([text, *[""] * (prod(shape) - 1)], [shape])
    problem = reading.cells[0].problem
    assert problem is not None
    assert "負の数" in problem.ja
    with pytest.raises(ValueError, match="negative"):
        read_field(MATRIX if "\n" in text else VECTOR, text)


@pytest.mark.parametrize("text", ["(1, 2)", "((1, 2), (3, 4))", "np.float64(1) 2", "1.5×10^(-3) 2", "((1,), (2,))"])
def test_other_parentheses_are_no_matter_of_doubt(text: str) -> None:
    assert not blocks.has_bookkeeping(text)


@pytest.mark.parametrize("sign", ["$", "$ ", r"\, ", r"\left ", "\u3000", " \n", r"\hline ", r"\begin{a}"])
def test_no_long_run_of_spaces_is_left_to_the_patterns(sign: str) -> None:
    """In such runs a search that looks ahead takes the square of their length."""
    assert "  " not in blocks._prepared(f"1{sign * 50}2")
