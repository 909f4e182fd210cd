"""The gradient check: all moves at once are the engine run for each, and a gap that is seen has its reason."""

from typing import Any

import numpy as np
import pytest

from engine.derivation.batched import CountedError
from engine.gradient_check import H
from question_bank.model.bilingual import Bilingual
from question_bank.operations import moving, operations
from question_bank.operations.checking import check
from question_bank.operations.computing import Computation
from question_bank.operations.differing import BENT, LARGE, LOST, OUTSIDE, VISIBLE
from question_bank.operations.domains import DOMAINS
from question_bank.operations.filling import random_values
from question_bank.operations.operation import Operation
from tests.question_bank.test_operations import conventions_of

DIFFERENTIABLE = [operation for operation in operations().values() if operation.gradients]
EACH = pytest.mark.parametrize("operation", DIFFERENTIABLE, ids=[operation.id for operation in DIFFERENTIABLE])


@EACH
def test_all_moves_at_once_are_the_engine_run_for_each(operation: Operation, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any) -> Any:
        raise CountedError

    for conventions in conventions_of(operation):
        for scale in (1.0, 300.0):  # where e^s is beyond a float, the better way to the loss is taken
            checked = check(operation, _scaled(operation, conventions, 3, scale), conventions)
            names = [name for name in operation.gradients if name in checked.values]
            record = Computation(operation, checked).trace
            with np.errstate(all="ignore"):
                together = moving.moved(operation, checked, record, names, H)
                with monkeypatch.context() as patched:
                    patched.setattr(moving, "values_of_cases", refuse)
                    one_by_one = moving.moved(operation, checked, record, names, H)
            for name in names:
                for side in ("above", "below"):
                    np.testing.assert_allclose(
                        getattr(together[name], side), getattr(one_by_one[name], side), rtol=1e-12, atol=0
                    )


def _scaled(operation: Operation, conventions: dict[str, Any], seed: int, scale: float) -> dict[str, Any]:
    """Random values, those that may be anything larger by a factor."""
    literal, values = operation.filled(conventions), random_values(operation, conventions, seed)
    free = {f.name for f in operation.applying(literal) if f.kind == "array" and f.domain_of(literal) == "any"}
    return {
        name: (np.array(value) * scale).tolist() if name in free and name in operation.gradients else value
        for name, value in values.items()
    }


@pytest.mark.parametrize("scale", [0.0, 1.0, 300.0, 1e4, 1e5])
@EACH
def test_a_gap_that_is_seen_has_its_reason_beside_it(operation: Operation, scale: float) -> None:
    for conventions in conventions_of(operation):
        for seed in (1, 2, 3):
            checked = check(operation, _scaled(operation, conventions, seed, scale), conventions)
            with np.errstate(all="ignore"):
                for c in Computation(operation, checked).comparisons:
                    if c.engine is None or (operation.constant and checked.conventions["cut"]):
                        continue
                    seen = np.isfinite(c.engine) & ~(np.abs(c.engine - c.numeric) <= VISIBLE)
                    assert bool(np.any(seen)) == bool(c.why), (conventions, seed, c.field, c.engine, c.numeric, c.why)


def _why(name: str, values: dict[str, Any], conventions: dict[str, Any]) -> dict[str, tuple[Bilingual, ...]]:
    operation = operations()[name]
    checked = check(operation, {**operation.example, **values}, conventions)
    return {c.field: c.why for c in Computation(operation, checked).comparisons}


def test_an_ordinary_gradient_needs_no_word() -> None:
    for operation in DIFFERENTIABLE:
        if not operation.constant:
            checked = check(operation, operation.example_under(operation.filled({})), {})
            assert not any(c.why for c in Computation(operation, checked).comparisons)


def test_a_kink_is_named() -> None:
    """All inputs and biases 0: every u is 0, where ReLU has no derivative."""
    zero = {"x": [[0.0, 0.0]], "z0": [0.0, 0.0], "b": [0.0, 0.0], "d": [[1.0]]}
    shapes = {"W_in": [[1.0, 2.0], [2.0, 1.0]], "W": [[1.0, 0.0], [0.0, 1.0]], "W_out": [[1.0, -1.0]], "c": [0.0]}
    assert _why("bptt", zero | shapes, {"f": "relu"})["b"] == (BENT,)
    assert _why("bptt", zero | shapes, {"f": "tanh"})["b"] == ()
    near = _why("bptt", zero | shapes | {"b": [4e-6, -4e-6]}, {"f": "relu"})
    assert near["b"] == (BENT,)  # not at the kink, but the move passes it
    assert _why("truncated-bptt", zero | shapes, {"f": "relu", "cut": ()})["b"] == (BENT,)


def test_a_loss_that_is_too_large_for_its_changes_is_named() -> None:
    assert _why("vae-divergence", {"mu": [0.5, 1.0], "log_var": [500.0, 1.0]}, {}) == {
        "mu": (LOST,),
        "log_var": (LOST, LARGE),
    }
    assert _why("vae-divergence", {"mu": [0.5, 1.0], "log_var": [-500.0, 0.0]}, {}) == {"mu": (), "log_var": ()}


def test_a_gap_that_only_looks_large_is_named() -> None:
    assert _why("vae-divergence", {"mu": [0.5], "log_var": [15.0]}, {})["log_var"] == (LARGE,)


def test_a_move_out_of_what_the_loss_is_defined_for_is_named() -> None:
    assert "positive" in DOMAINS
    assert OUTSIDE in _why("vae-bound", {"sigma": [1e-200, 1.0]}, {})["sigma"]
