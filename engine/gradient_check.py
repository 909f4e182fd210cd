"""Central differences: ∂E/∂θ_k ≈ (E(θ + h e_k) - E(θ - h e_k)) / 2h, with error O(h²).

A ``Slope`` watches a value of a run while another named value of it is moved: an input, or a step, to which the move is
added where it is named. So ∂E/∂u^t is checked as ∂E/∂W is, by the run itself and with no formula but its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from engine.derivation import Array, Index, Name, Run

H = 1e-5  # balances the truncation error h² against the rounding error 1e-16 / h


@dataclass(frozen=True)
class Through:
    """A run that passes through values that are known of its steps: what is missing there is added, and then held.

    Of a network whose forward values are given and whose other parameters are not, this is one that has exactly these
    values; the gradients asked of it are the same for all of them.
    """

    run: Run
    known: Mapping[Name, Array] = field(default_factory=dict)

    @cached_property
    def constants(self) -> Mapping[Name, Array]:
        """κ of each step that is known: its value less what the run gives there. Raises ``KeyError`` for no step."""
        found: dict[Name, Array] = {}

        def anchor(name: str, index: Index, value: Any, evidence: object = None) -> Any:
            if (name, index) not in self.known:
                return value
            found[name, index] = self.known[name, index] - value
            return self.known[name, index]

        self._call(self.run.inputs, anchor)
        if missing := set(self.known) - set(found):
            raise KeyError(f"the run has no steps {sorted(map(str, missing))}")
        return found

    def start(self, name: Name) -> Array:
        """The value of an input, or of a step, where nothing is moved; raises ``KeyError``."""
        given = _given(self.run, name)
        return self.values()[name] if given is None else np.asarray(given, dtype=float)

    def values(self, moved: Name | None = None, change: Array | float = 0.0) -> dict[Name, Array]:
        """All named values, one of them moved by ``change``; raises ``KeyError`` where the run does not name it."""
        constants, inputs = self.constants, self.run.inputs
        input_moved = moved is not None and _given(self.run, moved) is not None
        if moved is not None and input_moved:
            inputs = _moved(self.run, moved, change)
        found: dict[Name, Array] = {}

        def listen(name: str, index: Index, value: Any, evidence: object = None) -> Any:
            if (name, index) in constants:
                value = value + constants[name, index]
            if (name, index) == moved and not input_moved:
                value = value + change
            found[name, index] = value
            return value

        self._call(inputs, listen)
        if moved is not None and not input_moved and moved not in found:
            raise KeyError(moved)
        return found

    def _call(self, inputs: Mapping[str, Any], step: Any) -> None:
        self.run.function(**inputs, **self.run.conventions, step=step)


@dataclass(frozen=True)
class Slope:
    """How a value changes as another is moved.

    ``of`` is a scalar step; or a step of the shape of what is moved, watched at the place that is moved (a diagonal of
    its Jacobian); or gives the gradient ∂E/∂s of several steps, and then E stands for Σ ⟨∂E/∂s, s⟩, which has the same
    gradients. ``by`` is an input or a step, named as a derivation names it.
    """

    through: Through
    of: Name | Mapping[Name, Array]
    by: Name

    @cached_property
    def start(self) -> Array:
        """The value that is moved, as it stands."""
        return self.through.start(self.by)

    def change(self, place: tuple[int, ...], move: float) -> float:
        """What is watched, after one entry is moved by ``move``, less before."""
        return self.watched(place, move) - self.watched(place, 0.0)

    def central(self, place: tuple[int, ...], h: float = H) -> float:
        """The central difference at one entry."""
        return (self.watched(place, h) - self.watched(place, -h)) / (2 * h)

    def watched(self, place: tuple[int, ...], move: float) -> float:
        """What is watched, one entry moved by ``move``."""
        change = np.zeros(self.start.shape)
        change[place] = move
        values = self.through.values(self.by, change)
        if isinstance(self.of, Mapping):
            return float(sum(np.sum(gradient * values[step]) for step, gradient in self.of.items()))
        watched = np.asarray(values[self.of])
        return float(watched[place] if watched.ndim else watched)


def _given(run: Run, name: Name) -> Any:
    """The input of that name, as a derivation names it; None where it is none."""
    for argument, value in run.inputs.items():
        if isinstance(value, Mapping):
            key = _key(argument, value, name)
            if key in value:
                return value[key]
        elif run.notation.initial.get(argument, (argument, None)) == name and isinstance(value, np.ndarray):
            return value
    return None


def _key(argument: str, value: Mapping[Any, Any], name: Name) -> Any:
    symbol, index = name
    named = all(isinstance(key, str) for key in value)
    return (symbol if index is None else None) if named else (index if symbol == argument else None)


def _moved(run: Run, name: Name, change: Array | float) -> dict[str, Any]:
    """The inputs, the one of that name moved."""
    inputs = dict(run.inputs)
    for argument, value in run.inputs.items():
        if isinstance(value, Mapping):
            key = _key(argument, value, name)
            if key in value:
                inputs[argument] = {**value, key: value[key] + change}
        elif run.notation.initial.get(argument, (argument, None)) == name:
            inputs[argument] = value + change
    return inputs
