"""What a page of the lab shows: the fields as they were typed, what is wrong with them, and what they give."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from math import isfinite

import numpy as np

from app.pictures.drawings import Drawings, drawings
from app.web.addresses import address, is_long
from app.web.spoken import plain
from engine.derivation import decimals
from engine.derivation.decimals import Relation
from engine.derivation.digits import ample, is_ample
from question_bank.feedback.lines import line_id
from question_bank.model.bilingual import Bilingual
from question_bank.model.catalogue import convention_text
from question_bank.operations.checking import Checked, Problem, axis_length, expected
from question_bank.operations.computing import Computation, NamedValue
from question_bank.operations.domains import DOMAINS
from question_bank.operations.fields import Field, Literals, most
from question_bank.operations.filling import size_letters
from question_bank.operations.operation import Operation, Sizes
from question_bank.operations.typed import read_conventions, written
from question_bank.pictures.graphs import MOST_NODES

RESULT_PLACES, CHECK_PLACES = 6, 8
MOST_OPEN = 16  # nodes of a graph that stands open unasked


@dataclass(frozen=True)
class Entry:
    """A field of the form."""

    field: Field
    symbol: str  # LaTeX; empty for texts
    text: str
    shape: Bilingual
    problem: Bilingual | None

    @property
    def lines(self) -> int:
        """How many lines of it are shown; 1 is a field of a single line."""
        f, typed = self.field, self.text.count("\n") + 1
        if f.kind in {"sentences", "references"}:
            return min(max(3, typed), 12)
        if f.kind == "ragged" or len(f.axes) == 2:
            return min(max(2, typed), 8)
        return 2 if f.kind == "tokens" and not f.axes else 1

    @property
    def is_text(self) -> bool:
        """Whether words are typed, not numbers."""
        return self.field.kind in {"tokens", "sentences", "references"}


@dataclass(frozen=True)
class Option:
    """One value of a convention, with its sentence."""

    value: str
    sentence: Bilingual
    chosen: bool


@dataclass(frozen=True)
class Setting:
    """A convention of the form: options, or times to be typed where there are none."""

    name: str
    options: tuple[Option, ...]
    text: str
    problem: Bilingual | None


@dataclass(frozen=True)
class Compared:
    """A gradient beside its central differences, as LaTeX."""

    symbol: str
    engine: str  # empty where the engine has none
    numeric: str
    largest: str
    why: tuple[Bilingual, ...] = ()


@dataclass(frozen=True)
class Target:
    """A result that the pictures can lead to, in plain text and as LaTeX ("" for all of them), and where they do."""

    name: str
    latex: str
    address: str
    current: bool


@dataclass(frozen=True)
class LabPage:
    """An operation with what was typed; ``checked`` is None where that does not fit."""

    operation: Operation
    form: Mapping[str, str]
    checked: Checked | None
    problems: tuple[Problem, ...]
    seed: int | None
    sizes: Sizes
    left_out: tuple[Bilingual, ...] = ()  # what was asked for and cannot be used
    seen: str = ""  # the name of the result that the pictures are to lead to; any other text is none

    @cached_property
    def conventions(self) -> Literals:
        """The conventions as they are chosen; the default where what was typed cannot be read."""
        return read_conventions(self.operation, self.form)[0]

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The fields that apply."""
        wrong = {problem.field: problem.message for problem in self.problems}
        fields = self.operation.applying(self.conventions)
        return tuple(
            Entry(f, self.operation.symbol(f), self.form.get(f.name, ""), self._shape(f), wrong.get(f.name))
            for f in fields
        )

    def _shape(self, f: Field) -> Bilingual:
        """Beside a field: T × D = 2 × 3, and what its values may be where that is not what it is of most."""
        shape = expected(f, self.sizes)
        if f.kind == "array" and f.axes:
            letters, lengths = " × ".join(f.axes), " × ".join(axis_length(axis, self.sizes) for axis in f.axes)
            shape = Bilingual(ja=f"{letters} = {lengths}", en=f"{letters} = {lengths}")
        domain = f.domain_of(self.conventions)
        if f.kind != "array" or domain == "any":
            return shape
        values = DOMAINS[domain].limits
        return Bilingual(ja=f"{shape.ja}、{values.ja}", en=f"{shape.en}, {values.en}")

    @property
    def settings(self) -> tuple[Setting, ...]:
        """The conventions with the sentences of their values."""
        wrong = {problem.field: problem.message for problem in self.problems}
        chosen, module = self.conventions, self.operation.module
        return tuple(
            Setting(
                c.name,
                tuple(
                    Option(written(value), convention_text(module, c.name, value), value == chosen[c.name])
                    for value in c.values
                ),
                self.form.get(c.name, ""),
                wrong.get(c.name),
            )
            for c in self.operation.conventions
        )

    @property
    def faults(self) -> tuple[tuple[str, Bilingual], ...]:
        """What is wrong, each with the id of its field."""
        return tuple((f"field-{problem.field}", problem.message) for problem in self.problems)

    @property
    def long(self) -> bool:
        """Whether the inputs are too long for an address."""
        return is_long(self.form)

    @property
    def address(self) -> str:
        """Where this very page can be opened again."""
        return address(self.operation, self.form, self.seen)

    @property
    def next_seed(self) -> int:
        """The seed of the next random values."""
        return 1 if self.seed is None else self.seed + 1

    @property
    def chosen(self) -> tuple[tuple[str, str], ...]:
        """The conventions as they go with a request for random values."""
        return tuple((c.name, written(self.conventions[c.name])) for c in self.operation.conventions)

    @property
    def lengths(self) -> tuple[tuple[str, int, int], ...]:
        """Each letter of the shapes: its length now, the largest there may be."""
        return tuple((letter, self.sizes[letter], most(letter)) for letter in size_letters(self.operation))

    @cached_property
    def computation(self) -> Computation | None:
        """What the inputs give; None where they do not fit."""
        return None if self.checked is None else Computation(self.operation, self.checked)

    @property
    def results(self) -> tuple[str, ...]:
        """LaTeX of the values one is after, at six decimals; by a power of ten where these hold few of its digits."""
        if self.computation is None:
            return ()
        return tuple(
            f"{step.latex} {_relation(step.value, RESULT_PLACES) if step.whole else chr(92) + 'approx'} "
            f"{decimals.array(step.value, RESULT_PLACES, ample)}"
            for step in self.computation.settled
        )

    @property
    def digits(self) -> int:
        """How many significant digits the derivation keeps; 0 where it keeps four decimals."""
        return 0 if self.computation is None else self.computation.record.digits.count or 0

    @property
    def notes(self) -> tuple[tuple[Bilingual, tuple[str, ...]], ...]:
        """What is said of values that a float cannot hold, each with LaTeX of the steps that it is said of."""
        said: dict[str, tuple[Bilingual, list[str]]] = {}
        for step, why in () if self.computation is None else self.computation.notes:
            said.setdefault(why.en, (why, []))[1].append(step.latex)
        return tuple((why, tuple(steps)) for why, steps in said.values())

    @property
    def brief(self) -> str:
        """The results that are one number, in a line of plain text for who is typing."""
        if self.computation is None:
            return ""
        single = [step for step in self.computation.results if step.value.ndim == 0]
        return "  ".join(f"{_plain_name(step)} {_brief(float(step.value))}" for step in single[:3])

    @cached_property
    def depicted(self) -> tuple[NamedValue, ...]:
        """The results that the graph leads to."""
        return () if self.computation is None else self.computation.depicted(self.seen)

    @property
    def crowded(self) -> bool:
        """Whether there is a run, but no graph that could be read."""
        return self.computation is not None and not self.depicted

    @property
    def targets(self) -> tuple[Target, ...]:
        """What the graph can lead to, where there is a choice and an address for it."""
        if self.computation is None or self.long or len(self.computation.results) < 2:
            return ()
        ways = [(line_id(step.name), _plain_name(step), step.latex) for step in self.computation.results]
        if len(self.computation.depicted("")) > 1:
            ways.insert(0, ("", "", ""))
        now = "" if len(self.depicted) > 1 else line_id(self.depicted[0].name) if self.depicted else None
        return tuple(
            Target(said, latex, address(self.operation, self.form, name), name == now) for name, said, latex in ways
        )

    @cached_property
    def drawings(self) -> Drawings:
        """The pictures of the run; a large graph stands open only where it was asked for."""
        if self.computation is None:
            return Drawings()
        return drawings(self.computation.pictures(self.seen), MOST_NODES if self.seen else MOST_OPEN)

    @property
    def compared(self) -> tuple[Compared, ...]:
        """The gradient check."""
        if self.computation is None:
            return ()
        return tuple(
            Compared(
                c.latex,
                "" if c.engine is None else decimals.array(c.engine, CHECK_PLACES, ample),
                decimals.array(c.numeric, CHECK_PLACES, ample),
                _power(c.largest),
                c.why,
            )
            for c in self.computation.comparisons
        )

    @property
    def request(self) -> str:
        """The body of a request to the API that computes the same."""
        if self.checked is None:
            return ""
        parts = {"inputs": self.checked.values, "conventions": self.checked.conventions}
        return "{\n" + ",\n".join(f'  "{name}": {_object(part)}' for name, part in parts.items()) + "\n}"


def _plain_name(step: NamedValue) -> str:
    """A step's name in plain text: z2."""
    symbol, index = step.name
    return symbol if index is None else f"{symbol}{index}"


def _relation(value: object, places: int) -> Relation:
    exact = all(is_ample(entry, places) for entry in np.ravel(np.asarray(value, dtype=float)).tolist())
    return "=" if exact else r"\approx"


def _brief(value: float) -> str:
    """A number with its relation, in plain text."""
    return plain(f"{_relation(value, decimals.PLACES)} {ample(value, decimals.PLACES)}")


def _object(part: Mapping[str, object]) -> str:
    """An object with one member a line."""
    if not part:
        return "{}"
    members = (f'    "{name}": {json.dumps(value, ensure_ascii=False)}' for name, value in part.items())
    return "{\n" + ",\n".join(members) + "\n  }"


def _power(value: float) -> str:
    """A small difference by its power of ten."""
    if value == 0 or not isfinite(value):
        return decimals.number(value)
    mantissa, _, exponent = f"{value:.1e}".partition("e")
    return rf"{mantissa} \times 10^{{{int(exponent)}}}"
