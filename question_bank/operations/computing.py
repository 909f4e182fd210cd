"""What an operation gives: every named step, gradients, derivation, conventions, central differences."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from engine.derivation import Array, Derivation, Index, Name, Run, joined, writing
from engine.derivation.wholeness import left_over
from engine.gradient_check import H
from engine.seq2seq import Search
from question_bank.feedback.lines import derivation_lines, line_id
from question_bank.feedback.snippet import run_snippet
from question_bank.model.bilingual import Bilingual
from question_bank.model.catalogue import convention_text
from question_bank.model.computed import given_values
from question_bank.model.review import DerivationLine, SlipFinding
from question_bank.operations.checking import Checked
from question_bank.operations.differing import NEARER, VISIBLE, reasons
from question_bank.operations.moving import Moved, moved
from question_bank.operations.nearing import PRECISIONS, is_near
from question_bank.operations.noting import note
from question_bank.operations.operation import Operation
from question_bank.pictures.graphs import legible
from question_bank.pictures.run import Pictures, run_pictures


@dataclass(frozen=True)
class NamedValue:
    """A step's value at full precision, with its symbol in LaTeX."""

    name: Name
    latex: str
    value: Array
    whole: bool = True  # it may be a short number, if it looks like one

    @property
    def finite(self) -> bool:
        """Whether every entry is a number."""
        return bool(np.all(np.isfinite(self.value)))


@dataclass(frozen=True)
class Comparison:
    """The gradient at one input: what the engine gives (None where it has none), and central differences."""

    field: str
    latex: str
    engine: Array | None
    numeric: Array
    why: tuple[Bilingual, ...] = ()  # what is to be said of a gap between them

    @property
    def largest(self) -> float:
        """The largest difference of an entry; 0 where there is nothing to compare with."""
        return 0.0 if self.engine is None else float(np.max(np.abs(self.engine - self.numeric)))


class Computation:
    """An operation on checked values. Nothing is computed before it is asked for."""

    findings: tuple[SlipFinding, ...] = ()  # nobody has answered, so no slip is told

    def __init__(self, operation: Operation, checked: Checked) -> None:
        self.operation, self.checked = operation, checked
        self._depicted: dict[str, tuple[NamedValue, ...]] = {}

    @cached_property
    def runs(self) -> tuple[Run, ...]:
        """The runs behind the result."""
        return self.operation.runs(self.checked.values, self.checked.conventions, self.checked.sizes)

    @cached_property
    def steps(self) -> tuple[NamedValue, ...]:
        """Every named step once, in order."""
        found: dict[Name, NamedValue] = {}
        with np.errstate(all="ignore"):
            for run in self.runs:
                for name, value in run.plain().items():
                    latex = writing.symbol(run.notation, name)
                    found.setdefault(name, NamedValue(name, latex, np.asarray(value, dtype=float)))
        return tuple(found.values())

    @property
    def results(self) -> tuple[NamedValue, ...]:
        """The steps one is after."""
        return tuple(step for step in self.steps if step.name[0] in self.operation.results)

    @property
    def settled(self) -> tuple[NamedValue, ...]:
        """The results as they are shown: 0 where only the noise of a sum is left, and whether they may be whole."""
        recorded, values = {step.name: step for step in self.trace.steps}, self.trace.values
        found = []
        for result in self.results:
            noise = left_over(recorded[result.name].tree, values, result.value)
            whole = self.trace.is_whole(result.name) and not (np.any(noise) and self.record.is_rounded(result.name))
            found.append(replace(result, value=np.where(noise, 0.0, result.value), whole=whole))
        return tuple(found)

    @property
    def not_finite(self) -> tuple[NamedValue, ...]:
        """Steps with a value that is no number."""
        return tuple(step for step in self.steps if not step.finite)

    @cached_property
    def trace(self) -> Derivation:
        """The recorded runs as one, at full precision."""
        with np.errstate(all="ignore"):
            return joined([run.trace() for run in self.runs])

    @cached_property
    def notes(self) -> tuple[tuple[NamedValue, Bilingual], ...]:
        """Values that a float cannot hold, each with why."""
        recorded, values = {step.name: step for step in self.trace.steps}, self.trace.values
        said = ((step, note(recorded[step.name], step.value, values)) for step in self.steps)
        return tuple((step, why) for step, why in said if why is not None)

    @property
    def tokens(self) -> tuple[str, ...]:
        """The sequence that a search found; empty where nothing was searched."""
        searches = [step.evidence for step in self.trace.steps if isinstance(step.evidence, Search)]
        return searches[-1].kept[0][0] if searches else ()

    @cached_property
    def gradients(self) -> dict[str, Array]:
        """The engine's gradients by field, in the field's shape."""
        found = {}
        for name, symbol in self.operation.gradients.items():
            parts: dict[Index, Array] = {s.name[1]: s.value for s in self.steps if symbol and s.name[0] == symbol}
            if parts:
                found[name] = parts[None] if None in parts else np.array(list(parts.values()))
        return found

    @cached_property
    def record(self) -> Derivation:
        """The recorded runs as one, each step with its printed value: with as few digits as say what the values are."""
        with np.errstate(all="ignore"):
            found = (joined([run.derivation(digits) for run in self.runs]) for digits in PRECISIONS)
            return next(record for record in found if record.digits is PRECISIONS[-1] or is_near(record, self.trace))

    @property
    def given(self) -> tuple[str, ...]:
        """LaTeX of every input."""
        return given_values(self.record)

    @property
    def given_names(self) -> tuple[str, ...]:
        """The name of each input, for those who want to go from a use to it."""
        return tuple(map(line_id, self.record.given))

    @cached_property
    def lines(self) -> tuple[DerivationLine, ...]:
        """The whole derivation."""
        with np.errstate(all="ignore"):
            return derivation_lines(self.runs[0], self.record, None)

    @property
    def names(self) -> tuple[str, ...]:
        """What the results are called in an address."""
        return tuple(line_id(step.name) for step in self.results)

    def depicted(self, chosen: str) -> tuple[NamedValue, ...]:
        """The results that the pictures lead to: the one of that name, else all, or the main one of too many."""
        if chosen not in self._depicted:
            self._depicted[chosen] = self._leading(chosen)
        return self._depicted[chosen]

    def _leading(self, chosen: str) -> tuple[NamedValue, ...]:
        names = [step.name for step in self.results]
        main = (self.operation.loss, None) if self.operation.loss in self.operation.results else names[-1]
        found = legible(self.record, [name for name in names if line_id(name) == chosen] or names, main)
        return tuple(step for step in self.results if step.name in found)

    def pictures(self, chosen: str = "") -> Pictures:
        """What there is to see of the run, with the graph of these results."""
        asked = [step.name for step in self.depicted(chosen)]
        self.record.exact = self.trace.values
        with np.errstate(all="ignore"):
            return run_pictures(self.operation.topic, self.runs[0], self.record, asked, self.record.steps)

    @property
    def snippet(self) -> Bilingual:
        """A script that computes the results."""
        asked = [step.name for step in self.results]
        with np.errstate(all="ignore"):
            return run_snippet(self.trace, asked, self.runs[0].inputs)

    @property
    def used(self) -> tuple[tuple[str, Any, Bilingual | None], ...]:
        """Every convention with its value and its sentence; an empty choice of times has none."""
        module = self.operation.module
        return tuple(
            (name, value, None if value == () else convention_text(module, name, value))
            for name, value in self.checked.conventions.items()
        )

    @cached_property
    def comparisons(self) -> tuple[Comparison, ...]:
        """Engine and central differences side by side, for each input that the loss has a gradient at."""
        fields = [name for name in self.operation.gradients if name in self.checked.values]
        if not fields:
            return ()
        found = moved(self.operation, self.checked, self.trace, fields, H)
        compared = [name for name in fields if name in self.gradients]
        gaps = [name for name in compared if self._is_apart(name, found[name])]
        nearer = moved(self.operation, self.checked, self.trace, gaps, NEARER) if gaps else {}
        return tuple(self._comparison(name, found[name], nearer.get(name)) for name in fields)

    def _is_apart(self, name: str, at: Moved) -> bool:
        with np.errstate(all="ignore"):
            return bool(np.any(~(np.abs(self.gradients[name] - at.central) <= VISIBLE)))

    def _comparison(self, name: str, at: Moved, nearer: Moved | None) -> Comparison:
        notation, symbol = self.operation.notation, self.operation.symbol(self.operation.field(name))
        latex = rf"\frac{{\partial {notation.write(self.operation.loss, '')}}}{{\partial {symbol}}}"
        gradient = self.gradients.get(name)
        why = () if gradient is None or nearer is None else reasons(gradient, at, nearer)
        return Comparison(name, latex, gradient, at.central, why)


def json_values(value: Array) -> Any:
    """Nested lists of a value at full precision, None where an entry is not finite."""
    if value.ndim == 0:
        return float(value) if np.isfinite(value) else None
    return [json_values(entry) for entry in value]
