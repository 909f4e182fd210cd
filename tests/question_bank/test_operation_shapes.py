"""Whatever the shape of what is typed, an operation computes with it or refuses it."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from question_bank.operations.checking import BadInputError, check
from question_bank.operations.computing import Computation
from question_bank.operations.filling import example_values
from question_bank.operations.operation import Operation
from tests.question_bank.test_operations import EVERY, conventions_of


def reshaped(value: Any) -> Iterator[Any]:
    """A value with its last entry left out or given twice, along each axis."""
    if isinstance(value, list) and value:
        yield value[:-1]
        yield [*value, value[-1]]
        if isinstance(value[0], list):
            for changed in zip(*(reshaped(row) for row in value), strict=True):
                yield list(changed)


@EVERY
def test_whatever_shape_is_given_is_computed_or_refused(operation: Operation) -> None:
    for conventions in conventions_of(operation):
        values = example_values(operation, conventions)
        for name in values:
            for other in reshaped(values[name]):
                with suppress(BadInputError):
                    assert Computation(operation, check(operation, {**values, name: other}, conventions)).lines
