"""From the run of a question to an operation with the same inputs: by engine function, in one place."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from engine.derivation import Run
from question_bank.operations.checking import BadInputError, Checked, check
from question_bank.operations.fields import Field, Values
from question_bank.operations.operation import Operation
from question_bank.operations.table import operations


def _meant(run: Run) -> Operation | None:
    """The operation that a run is of: one that says so, else the first with its function."""
    having = [o for o in operations().values() if run.function in (*o.functions, *o.parts)]
    own = [o for o in having if o.meant is not None and o.meant(run)]
    others = [o for o in having if o.meant is None]
    return next(iter((*own, *others)), None)


def operation_of(run: Run) -> tuple[Operation, Checked] | None:
    """The operation that takes a run's inputs, with the run's own values; None where there is none."""
    operation = _meant(run)
    if operation is None:
        return None
    known = {c.name for c in operation.conventions}
    conventions = {key: value for key, value in run.conventions.items() if key in known}
    if run.inputs.get("latent"):
        conventions["latent"] = True
    if "spread" in run.inputs:
        conventions["given"] = next(iter(run.inputs["spread"]))
    if "n" in run.inputs:
        conventions["N"] = run.inputs["n"]
    try:
        return operation, check(operation, _values(operation, run.inputs), conventions)
    except (BadInputError, KeyError):
        return None


def _values(operation: Operation, inputs: Mapping[str, Any]) -> Values:
    gathered: dict[str, Any] = {}
    for group in {f.group for f in operation.fields if f.group}:
        gathered |= inputs.get(group, {})
    special = operation.taken(inputs, gathered) if operation.taken else {}
    values: Values = {}
    for f in operation.fields:
        if f.name in special:
            values[f.name] = special[f.name]
            continue
        found = inputs.get(f.name) if f.name in inputs and not f.group else gathered.get(f.name)
        if found is not None:
            values[f.name] = _value(f, found)
    return values


def _value(f: Field, found: Any) -> Any:
    if isinstance(found, Mapping):
        if f.at is not None:
            return found[f.at].tolist()
        first = 1 if f.first is None else f.first
        if sorted(found) != list(range(first, first + len(found))):
            raise KeyError(f.name)
        rows = [np.asarray(found[index], dtype=float) for index in sorted(found)]
        return [row.ravel().tolist() for row in rows] if f.kind == "ragged" else [row.tolist() for row in rows]
    if isinstance(found, np.ndarray):
        return found.tolist()
    return list(found) if isinstance(found, tuple) else found
