"""What lies at the ends of what an operation takes: zeros that are no fault, and the largest input of all."""

import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from question_bank.operations import operations
from question_bank.operations.checking import check
from question_bank.operations.computing import Computation
from question_bank.operations.filling import largest_values
from question_bank.operations.operation import Operation
from tests.question_bank.test_operations import SOME, conventions_of

pytestmark = pytest.mark.unmeasured  # the largest inputs, by the same lines as small ones


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("clipping", {"g": [[0.0, 0.0], [3.0, 4.0]], "theta": 1.0}),
        ("cell-chain", {"f": [[0.0, 1.0], [0.5, 0.0]]}),
        ("lstm-cell", {"i": [[0.0]], "f": [[1.0]], "a": [[0.5]], "o": [[0.0]], "C0": [1.0]}),
        ("gru-candidate", {**operations()["gru-candidate"].example, "r": [0.0, 1.0]}),
        ("gru-mix", {"z": [[0.0, 1.0]], "h_tilde": [[0.5, 1.0]], "h0": [0.4, 1.0]}),
        ("masked-loss", {"p": [0.5, 0.0], "m": [1.0, 0.0]}),
    ],
)
def test_zeros_that_are_legitimate_are_taken(name: str, values: dict[str, Any]) -> None:
    computation = Computation(operations()[name], check(operations()[name], values, {}))
    assert computation.notes == ()
    assert computation.lines


def engine_steps(run: Callable[[], object]) -> int:
    """How many steps of the engine are gone through, whoever listens to them."""
    count = 0

    def listen(frame: Any, event: str, _: Any) -> None:
        nonlocal count
        code = frame.f_code
        if event == "call" and code.co_argcount and code.co_varnames[code.co_argcount - 1] == "evidence":
            count += "/engine/" in frame.f_back.f_code.co_filename

    sys.setprofile(listen)
    try:
        run()
    finally:
        sys.setprofile(None)
    return count


@SOME
def test_the_largest_inputs_take_a_few_runs_of_the_engine(operation: Operation) -> None:
    for conventions in conventions_of(operation):
        checked = check(operation, largest_values(operation, conventions), conventions)
        runs = operation.runs(checked.values, checked.conventions, checked.sizes)
        with np.errstate(all="ignore"):
            once = engine_steps(lambda runs=runs: [run.plain() for run in runs])  # type: ignore[misc]
        computation = Computation(operation, checked)
        parts = (
            lambda c=computation: (c.results, c.lines, c.notes, c.comparisons),
            lambda c=computation: (c.pictures(), c.snippet),
        )
        assert sum(map(engine_steps, parts)) <= 8 * once
