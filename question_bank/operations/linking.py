"""From the run of a question to an operation with the same inputs: by engine function, in one place."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from engine import bleu, recurrent
from engine.derivation import Run
from question_bank.operations.checking import BadInputError, Checked, check
from question_bank.operations.fields import Field, Values
from question_bank.operations.operation import Operation
from question_bank.operations.table import OPERATIONS

# Functions that are a part of an operation and take the same inputs.
_PARTS = {bleu.brevity_penalty: "bleu-corpus", bleu.modified_precision: "bleu-corpus"}
# Of operations with one function the first is meant, except where the inputs tell them apart.
_BY_FUNCTION = {function: o.id for o in reversed(tuple(OPERATIONS.values())) for function in o.functions} | _PARTS


def operation_of(run: Run) -> tuple[Operation, Checked] | None:
    """The operation that takes a run's inputs, with the run's own values; None where there is none."""
    name = _BY_FUNCTION.get(run.function)
    if name is None:
        return None
    if run.function is recurrent.bptt and run.conventions.get("cut"):
        name = "truncated-bptt"
    if "G" in run.inputs and float(run.inputs["G"]) == 3:
        name = "parameters-gru"
    operation = OPERATIONS[name]
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
