"""Problems that read a run of the engine: a value of it is asked for, or the formula of one of its steps."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from engine.derivation import Array, Derivation, Index, Name, Run, needed, writing
from engine.derivation.formula import Ends
from engine.derivation.places import bound
from engine.derivation.recorder import called, listed
from engine.derivation.slips import Slip
from engine.gradient_check import Slope
from question_bank.model.instance import Form, Rounding
from question_bank.model.problem import Problem


@dataclass(frozen=True)
class Asked:
    """Which value of a run is asked for: a step, and the one entry of it that a single number asks for.

    ``entry`` None is the whole value; in the other forms the whole value is asked for anyway.
    """

    step: str
    index: Index = None
    entry: tuple[int, ...] | None = None

    @property
    def name(self) -> Name:
        """The key of the step in the run."""
        return self.step, self.index


@dataclass(frozen=True)
class Update:
    """An updated value is asked for: the value that is moved less ``rate`` times the gradient, a step of the run."""

    gradient: Name
    rate: Array


@dataclass(frozen=True)
class Check:
    """What an asked gradient is held against: how a value changes as another is moved a little.

    ``says`` names a sentence of checks.toml that tells what is watched and what is held meanwhile; ``update`` says that
    not the gradient itself is asked for.
    """

    slope: Slope
    says: str = ""
    update: Update | None = None


@dataclass(frozen=True)
class Numeric(Problem):
    """A problem whose answer is a value of a run.

    ``essential`` are the slips that the question is about, at least two: each of them gives a wrong answer in every
    instance, and one of them is among the wrong choices. ``context`` names given values that do not move the answer
    ("x", or "z[3]" for one of a sequence), each with the reason why it stands there. ``zero_is_the_point`` lets an
    answer of exactly 0 through; ``probability`` says that the answer lies from 0 to 1. A gradient has its ``check``.
    """

    run: Run
    asked: Asked
    slips: tuple[Slip, ...]
    essential: tuple[str, ...] = ()
    context: Mapping[str, str] = field(default_factory=dict)
    cases: tuple[str, ...] = ()  # slips that agree with the right answer in a case that is worth asking
    rounding: Rounding = field(default_factory=Rounding)
    zero_is_the_point: bool = False
    probability: bool = False
    check: Check | None = None

    def example(self) -> Run:
        """The run itself."""
        return self.run

    def way(self) -> frozenset[str]:
        """The steps that the asked value takes."""
        steps = needed(list(self.run.trace().steps), self.asked.name)
        return frozenset(f"{self.run.module}.{step.symbol}" for step in steps)

    def in_form(self, form: Form) -> "Numeric":
        """One number asks for an entry, the other forms for the whole."""
        return self if form == "number" else replace(self, asked=replace(self.asked, entry=None))


@dataclass(frozen=True)
class Formulas(Problem):
    """A problem whose answer is the formula of one step, written for any index; the run is an example of it.

    ``essential``: as of values.
    """

    run: Run
    step: Name
    slips: tuple[Slip, ...]
    essential: tuple[str, ...] = ()

    def example(self) -> Run:
        """The run."""
        return self.run


def asked_cells(values: Mapping[Any, Any], asked: Asked) -> Array:
    """The asked value as an array: one entry, or the whole value in its shape.

    Raises ``KeyError`` for a step that the run has not, ``IndexError`` for an entry that the value has not.
    """
    if asked.name not in values:
        raise KeyError(f"Asked: no step {called(asked.name)} in the run; there are {listed(values)}")
    value = np.asarray(values[asked.name], dtype=float)
    try:
        return np.asarray(value if asked.entry is None else value[asked.entry])
    except IndexError as error:
        size = f"{called(asked.name)} is of shape {value.shape}, counted from 0"
        raise IndexError(f"Asked: no entry {asked.entry}; {size}") from error


def asked_symbol(numeric: Numeric) -> str:
    """LaTeX of what is asked: a step, or an entry of it."""
    notation, asked = numeric.run.notation, numeric.asked
    if asked.entry is None:
        return writing.symbol(notation, asked.name)
    return writing.entry_symbol(notation, asked.name, asked.entry)


def ends(trace: Derivation) -> Ends:
    """The last indices of a run: what the writer calls T, and the last number of each letter that indices run by."""
    plain = max((step.index for step in trace.steps if isinstance(step.index, int)), default=0)
    letters: dict[str, int] = {}
    for name in (*trace.given, *(step.name for step in trace.steps)):
        for letter, number in bound(name[1]).items():
            letters[letter] = max(number, letters.get(letter, number))
    return Ends(plain, letters)


def given_values(record: Derivation) -> tuple[str, ...]:
    """LaTeX of every input of a run: x^{1} = …; of one with three axes x_{1} = …, x_{2} = …, its slices."""
    return tuple(_given(record, name, value) for name, value in record.given.items())


def _given(record: Derivation, name: Name, value: Any) -> str:
    digits = record.digits
    outer = list(np.ndindex(np.shape(value)[:-2]))
    if np.ndim(value) < 3:
        return f"{writing.symbol(record.notation, name)} {digits.relation_of_input(value)} {digits.put_in(value)}"
    return r", \; ".join(
        f"{writing.entry_symbol(record.notation, name, at)} "
        f"{digits.relation_of_input(value[at])} {digits.put_in(value[at])}"
        for at in outer
    )


def run_words(run: Run) -> dict[str, Any]:
    """What the text of a question may say of a run: its given values, as a list and by name."""
    given = given_values(run.trace())
    return {"given": "\n".join(f"- ${entry}$" for entry in given), "inputs": run.inputs}
