"""Code questions are real functions: one line differs, all are run."""

from typing import Any

import numpy as np
import pytest

from question_bank.code import blanked, outcome


def doubled(x: Any) -> Any:
    y = 2 * x
    return y


def squared(x: Any) -> Any:
    y = x * x
    return y


def longer(x: Any) -> Any:
    y = 2 * x
    y = y + 0
    return y


def elsewhere(x: Any) -> Any:
    y = 3 * x
    return -y


def test_the_one_differing_line_is_blanked() -> None:
    text = blanked("twice", doubled, (squared,))
    assert text.source == "def twice(x: Any) -> Any:\n    ____\n    return y"
    assert text.lines == ("y = 2 * x", "y = x * x")


@pytest.mark.parametrize("other", [longer, elsewhere])
def test_functions_that_differ_elsewhere_are_refused(other: Any) -> None:
    with pytest.raises(ValueError, match="twice"):
        blanked("twice", doubled, (other,))


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
