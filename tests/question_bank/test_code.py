"""Code questions are real functions: one line differs, all are run."""

from typing import Any

import numpy as np
import pytest

from question_bank.kinds.code.running import blanked, outcome, variant


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
