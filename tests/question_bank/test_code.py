"""Code questions are real functions: one line differs, all are run."""

import re
from itertools import product
from typing import Any

import numpy as np
import pytest

from question_bank.bank import Bank
from question_bank.kinds.code.running import Outcome, blanked, outcome, returned, told, variant


def doubled(x: Any) -> Any:
    y = 2 * x
    return y


def squared(x: Any) -> Any:
    return x * x


def test_the_line_is_blanked_and_filled_in_again() -> None:
    assert blanked(doubled, "y = 2 * x") == "def doubled(x: Any) -> Any:\n    ____\n    return y"
    made = variant(doubled, "y = 2 * x", "y = np.square(x)")
    assert made(3) == 9
    assert doubled(3) == 6


@pytest.mark.parametrize("line", ["y = 3 * x", "y", ""])
def test_a_line_that_is_not_one_of_the_function_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match="doubled has 0 lines"):
        blanked(doubled, line)


def _two(a: float, b: float) -> tuple[float, float]:
    first, second = a, b
    return first, second


def test_of_several_results_those_that_differ_are_named() -> None:
    right, names = Outcome(((2,), (2, 2)), (1, 2, 3, 4, 5, 6)), returned(_two)
    assert names == ("first", "second")
    shaped = told(Outcome(((2,), (3,)), (1, 2, 3, 4, 5)), right, names)
    assert shaped.ja == "`second` の形が `(2, 2)` ではなく `(3,)` になります。"
    assert shaped.en == "`second` has the shape `(3,)` in place of `(2, 2)`."
    moved = told(Outcome(right.shapes, (1, 2.5, 3, 4, 5, 6)), right, names)
    assert "`first` が" in moved.ja
    assert "`second`" not in moved.ja + moved.en
    every = told(Outcome(right.shapes, (0, 2, 3, 4, 5, 7)), right, names)
    assert "`" not in every.ja + every.en


def test_only_of_several_numbers_is_one_the_most() -> None:
    one = told(Outcome(((),), (1.75,)), Outcome(((),), (0,)), ("loss",))
    assert one.ja == "数値例では正しい結果と $1.75$ 違います。"
    assert "up to" not in one.en
    two = told(Outcome(((2,),), (1.75, 1)), Outcome(((2,),), (0, 0)), ("loss",))
    assert "正しい結果と最大 $1.75$ 違います" in two.ja
    assert "by up to $1.75$" in two.en


def test_conventions_of_code_name_no_bias_that_the_function_lacks(bank: Bank) -> None:
    """A backward pass shows a part of the model only, whose formulas stand beside it whole."""
    asked = [card.id for card in bank.families.values() if (1, "code") in card.asks]
    assert asked
    for family, seed in product(asked, range(12)):
        instance = bank.issue(family, 1, "code", seed)
        code = re.findall(r"```.*?```", instance.stem.ja, re.DOTALL)[0]
        said = {found for text in instance.conventions for found in re.findall(r"\+ (b\w*)", text.ja)}
        if "backward" not in code:
            assert [bias for bias in said if not re.search(rf"\b{bias}\b", code)] == [], (family, seed)


def test_outcomes_agree_by_shape_and_number() -> None:
    two = {"x": np.array([2.0])}
    assert outcome(doubled, two).agrees(outcome(squared, two))
    assert not outcome(doubled, {"x": np.array([3.0])}).agrees(outcome(squared, {"x": np.array([3.0])}))
    assert not outcome(doubled, two).agrees(outcome(doubled, {"x": np.array([[2.0]])}))


def test_an_exception_is_an_outcome_that_agrees_with_nothing() -> None:
    failed = outcome(lambda x: x @ np.ones((3, 3)), {"x": np.ones(2)})
    assert failed.error == "ValueError"
    assert not failed.agrees(failed)


def test_arguments_are_fresh_for_each_run() -> None:
    values = np.array([1.0])

    def change(x: Any) -> Any:
        x += 1
        return x

    assert outcome(change, {"x": values}).numbers == (2.0,)
    assert values.tolist() == [1.0]
