"""Derivations of one's own numbers: each line is true of its digits, and none leaves the result behind."""

from typing import Any

import numpy as np
import pytest

from engine.derivation.digits import ON_PAPER, ample, is_ample, significant
from engine.derivation.elements import elements
from engine.derivation.writing import line
from question_bank.operations import operations
from question_bank.operations.checking import check
from question_bank.operations.computing import Computation
from question_bank.operations.filling import random_values
from question_bank.operations.operation import Operation
from tests.engine.latex_numbers import value
from tests.engine.test_printed_lines import FIRST_RELATION, HALF_A_UNIT, sides
from tests.question_bank.test_operations import SOME, conventions_of

pytestmark = pytest.mark.unmeasured  # every operation at many scales, by the same lines

SPREADS = {
    "as drawn": (0,),
    "tiny": (-6,),
    "vanishing squares": (-155,),
    "hardly squares": (-162,),
    "no squares": (-299,),
    "small": (-3,),
    "large": (5,),
    "mixed": (0, -4, 3),
    "thirds": (0,),
    "large thirds": (3,),
}


def spread(operation: Operation, conventions: dict[str, Any], seed: int, name: str) -> dict[str, Any]:
    """Random values, those that may be anything moved by powers of ten in turn."""
    literal, values = operation.filled(conventions), random_values(operation, conventions, seed)
    for f in operation.applying(literal):
        if f.kind == "array" and f.domain_of(literal) in {"any", "nonzero"} and f.name != "d":
            numbers = np.array(values[f.name], dtype=float)
            powers = np.resize([10.0**power for power in SPREADS[name]], numbers.shape)
            values[f.name] = (numbers * powers / (3 if "thirds" in name else 1)).tolist()
    return values


def close(left: Any, relation: str, right: Any, count: int | None) -> bool:
    """Whether ``left relation right`` is true of the digits that the right side is written with."""
    left, right = np.asarray(left, dtype=float), np.asarray(right, dtype=float)
    if count is None:
        return bool(np.allclose(left, right, rtol=0, atol=1e-11 if relation == "=" else HALF_A_UNIT, equal_nan=True))
    largest = float(np.max(np.abs(left[np.isfinite(left)]), initial=0.0))
    half = 0.5 * 10.0 ** (1 - count) * (1 + 1e-6) if relation != "=" else 1e-11
    return bool(np.allclose(left, right, rtol=half, atol=1e-16 + 1e-13 * largest, equal_nan=True))


@pytest.mark.parametrize("name", SPREADS)
@SOME
def test_each_line_is_true_of_its_digits_and_near_the_result(operation: Operation, name: str) -> None:
    for conventions in conventions_of(operation):
        checked = check(operation, spread(operation, conventions, 3, name), conventions)
        computation = Computation(operation, checked)
        record, exact = computation.record, {step.name: step.value for step in computation.trace.steps}
        with np.errstate(all="ignore"):
            for step in record.steps:
                printed = line(record, step)
                if not np.all(np.isfinite(np.asarray(exact[step.name], dtype=float))):
                    continue
                assert "NaN" not in printed.latex
                assert np.allclose(step.value, exact[step.name], rtol=6e-3, atol=_floor(computation, step)), (
                    printed.latex
                )
                squares = "squares" in name and operation.id == "cosine"  # of which no float is
                if printed.numeric and r"\infty" not in printed.numeric and not squares:
                    found = value(printed.numeric)
                    if np.all(np.isfinite(found)):  # e^{1000} / Σ is written, and computed on its better way
                        assert close(found, printed.relation, value(printed.value), record.digits.count), printed.latex
                for latex in elements(record, step):
                    assert "NaN" not in latex
                    left, relation, shown = sides(latex)
                    right = FIRST_RELATION.split(left, maxsplit=1)[1:]
                    if right and r"\infty" not in latex and np.isfinite(found := value(right[0])):
                        assert close(found, relation, value(shown), record.digits.count), latex


def _floor(computation: Computation, step: Any) -> float:
    """What is left of numbers that cancel."""
    sizes = [float(np.max(np.abs(computation.trace.values[name]))) for name in step.uses]
    return 1e-11 * max(sizes, default=0.0)


def test_four_decimals_stay_where_they_are_enough() -> None:
    for operation in operations().values():
        record = Computation(operation, check(operation, operation.example_under(operation.filled({})), {})).record
        small = operation.id in {"lstm-gradients", "gru-gradients", "through-time-power"}  # values such as 10⁻⁶
        assert (record.digits is ON_PAPER) != small, operation.id


def test_a_cosine_of_small_numbers_is_led_to_its_value() -> None:
    operation = operations()["cosine"]
    small = {"a": [0.001, 0.0008], "b": [0.00009, 0.00001]}
    computation = Computation(operation, check(operation, operation.example | small, {}))
    last = computation.lines[-1]
    assert abs(value(last.value) - float(computation.results[-1].value)) < 1e-5
    assert r"\times 10^{-" in " ".join(computation.given)
    assert computation.record.digits is significant(6)


@pytest.mark.parametrize(
    ("number", "written"),
    [
        (9.5e-7, r"9.5 \times 10^{-7}"),
        (1 / 3, "0.333333"),
        (2 / 3e5, r"6.666667 \times 10^{-6}"),
        (0.5, "0.5"),
        (123456.75, "123456.75"),
        (1.5e9, r"1.5 \times 10^{9}"),
        (-2e-12 / 3, r"-6.666667 \times 10^{-13}"),
        (0.0, "0"),
        (float("nan"), r"\mathrm{NaN}"),
    ],
)
def test_a_result_of_any_size_keeps_its_digits(number: float, written: str) -> None:
    assert ample(number, 6) == written


def test_is_ample_says_whether_a_result_is_written_whole() -> None:
    assert is_ample(9.5e-7, 6)
    assert is_ample(0.5, 6)
    assert not is_ample(1 / 3, 6)
    assert not is_ample(2 / 3e5, 6)


@pytest.mark.parametrize(
    ("number", "written"),
    [
        (2 / 3, "0.666667"),
        (2 / 3e4, r"6.66667 \times 10^{-5}"),
        (200000 / 3, "66666.7"),
        (2e9 / 3, r"6.66667 \times 10^{8}"),
        (0.1 + 0.2, "0.3"),
        (1234567.0, r"1.23457 \times 10^{6}"),
        (-0.9999999, "-1.00000"),
    ],
)
def test_significant_digits(number: float, written: str) -> None:
    assert significant(6).result(number) == written


def test_a_weight_that_is_tiny_is_no_zero() -> None:
    operation = operations()["attention-weights"]
    last = Computation(operation, check(operation, {"e": [20.0, 20.0, -30.0]}, {})).lines[-1]
    assert value(last.value) == pytest.approx(9.6437e-23, rel=1e-3, abs=0)
