"""What an operation of the lab and the API is: engine functions, their inputs and conventions, all of it data."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np

from engine.derivation import Notation, Run, module_of
from question_bank.model.bilingual import Bilingual
from question_bank.operations.fields import Convention, Field, Literals, Values

Sizes: TypeAlias = dict[str, int]  # length by letter
Engine: TypeAlias = Callable[..., Any]
Inputs: TypeAlias = dict[str, Any]  # of an engine function


@dataclass(frozen=True)
class Operation:
    """One entry of the table.

    ``functions`` share their inputs; the steps of a later one follow those of an earlier. ``loss`` is the step whose
    gradients the steps of ``gradients`` are, by field; an empty name says that the engine has none, so only central
    differences are shown. ``build`` and ``taken`` lead from values to the engine's inputs and back, where the fields
    alone do not say it.
    """

    id: str
    topic: str
    title: Bilingual
    summary: Bilingual
    functions: tuple[Engine, ...]
    notation: Notation
    fields: tuple[Field, ...]
    example: Values
    conventions: tuple[Convention, ...] = ()
    results: tuple[str, ...] = ()
    loss: str = ""
    gradients: Mapping[str, str] = field(default_factory=dict)
    build: Callable[[Values, Sizes], Inputs] | None = None
    taken: Callable[[Mapping[str, Any], Mapping[str, Any]], Values] | None = None
    fixed: Inputs = field(default_factory=dict)
    parts: tuple[Engine, ...] = ()  # functions that take the same inputs and give a part of the results
    meant: Callable[[Run], bool] | None = None  # where another operation has its function: which runs are of this one
    within: tuple[tuple[str, str], ...] = ()  # counts: the first is of some of what the second is of
    constant: bool = False  # the gradients leave out what counts as a constant: they are not those of the loss

    @property
    def module(self) -> str:
        """The engine's module, under whose name the sentences of the conventions stand."""
        return module_of(self.functions[0])

    def field(self, name: str) -> Field:
        """A field by name; raises ``KeyError``."""
        for found in self.fields:
            if found.name == name:
                return found
        raise KeyError(name)

    def symbol(self, f: Field) -> str:
        """LaTeX of a field of numbers, with its index; empty where the notation has no letter for it."""
        index = f.index if f.at is None else str(f.at)
        name, at = self.notation.initial.get(f.name, (f.name, index))
        if name not in self.notation.symbols or f.kind not in {"array", "ragged"}:
            return ""
        indexed = f.first is not None or f.kind == "ragged"
        return self.notation.write(name, self.notation.running_of(name) if indexed else str(at))

    def filled(self, given: Literals) -> Literals:
        """Every convention with its value, the default where none is given."""
        return {c.name: given.get(c.name, c.default) for c in self.conventions}

    def applying(self, conventions: Literals) -> tuple[Field, ...]:
        """The fields that the operation takes under these conventions."""
        return tuple(f.under(conventions) for f in self.fields if f.applies(conventions))

    def example_under(self, conventions: Literals) -> Values:
        """The example with the fields that apply."""
        return {f.name: self.example[f.name] for f in self.applying(conventions)}

    def inputs(self, values: Values, conventions: Literals, sizes: Sizes) -> Inputs:
        """The engine's arguments for checked values."""
        if self.build is not None:
            return self.build(values, sizes)
        inputs: Inputs = {f.group: {} for f in self.fields if f.group}
        for f in self.applying(conventions):
            if f.name in values:
                target = inputs[f.group] if f.group else inputs
                target[f.name] = engine_value(f, values[f.name])
        return {**inputs, **self.fixed}

    def runs(self, values: Values, conventions: Literals, sizes: Sizes) -> tuple[Run, ...]:
        """One run for each function."""
        literal = {c.name: conventions[c.name] for c in self.conventions if c.argument}
        inputs = self.inputs(values, conventions, sizes)
        return tuple(Run(function, self.notation, inputs, literal) for function in self.functions)


def engine_value(f: Field, value: Any) -> Any:
    """A checked value as the engine takes it: an array, a mapping from an index to arrays, or itself."""
    if f.kind == "ragged" or f.first is not None:
        start = 1 if f.first is None else f.first
        return {start + k: np.array(row, dtype=float) for k, row in enumerate(value)}
    if f.kind == "array":
        array = np.array(value, dtype=float)
        return array if f.at is None else {f.at: array}
    if f.kind == "integers":
        return tuple(value)
    if f.kind == "tokens":
        return value.split()
    if f.kind == "sentences":
        return [sentence.split() for sentence in value]
    if f.kind == "references":
        return [[sentence.split() for sentence in sentences] for sentences in value]
    return value
