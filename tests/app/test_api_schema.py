"""The API against its own description: generated requests find no failure, and no answer that is not described."""

from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.core.result import Ok
from schemathesis.schemas import BaseSchema
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance

from question_bank.bank import Bank
from question_bank.operations import operations
from tests.app.site import build
from tests.question_bank import budget

EXAMPLES = budget.examples(200, 4)  # of each kind for each address
ADDRESSES = [
    ("/api/v1/families", "GET"),
    ("/api/v1/instances/{family}", "GET"),
    ("/api/v1/instances/{family}/grade", "POST"),
    *((f"/api/v1/compute/{name}", "POST") for name in operations()),
]


@pytest.fixture(scope="module")
def schema(template: Path, tmp_path_factory: pytest.TempPathFactory, bank: Bank) -> BaseSchema:
    app, _ = build(template, tmp_path_factory.mktemp("schema"), bank)
    return schemathesis.openapi.from_asgi("/api/v1/openapi.json", app)


def test_every_address_is_tried(schema: BaseSchema) -> None:
    """All but the description itself."""
    operations: list[Any] = [found.ok() for found in schema.get_all_operations() if isinstance(found, Ok)]
    assert {(operation.path, operation.method.upper()) for operation in operations} == set(ADDRESSES)


TRIALS = [
    pytest.param(path, method, mode, id=f"{method} {path} {mode.name.lower()}")
    for path, method in ADDRESSES
    for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
    if (path, mode) != ("/api/v1/families", GenerationMode.NEGATIVE)  # it takes nothing that could be wrong
]


@pytest.mark.parametrize(("path", "method", "mode"), TRIALS)
def test_answers_are_as_described(schema: BaseSchema, path: str, method: str, mode: GenerationMode) -> None:
    """A request that fits is answered as described, and so is one that does not: never with a failure.

    One check is left out: that what fits the schema is taken. JSON Schema cannot say that a length is the same in two
    fields, so the API refuses some of it, with the field's name.
    """

    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
    @given(case=schema[path][method].as_strategy(generation_mode=mode))
    def answered(case: Any) -> None:
        response = case.call()
        # What is too large is refused before it is looked at: that is no acceptance.
        left_out = [positive_data_acceptance, *([negative_data_rejection] if response.status_code == 413 else [])]
        case.validate_response(response, excluded_checks=left_out)

    answered()
