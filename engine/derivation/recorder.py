"""The three readings of one run, and the run itself.

An engine function names its results through ``step``:

* ``keep``        returns the value: the plain path, which grades;
* ``on_paper``    rounds it: what a person gets who writes four decimals at each step;
* ``Derivation``  records it: the inputs are wrapped in ``Term``, so each value arrives with its own formula.
"""

import copy
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache, cached_property
from threading import Lock
from types import MappingProxyType
from typing import Any, Protocol, TypeVar, cast

import numpy as np

from engine.derivation.decimals import Relation, printed
from engine.derivation.digits import ON_PAPER, Digits
from engine.derivation.operation import Flags
from engine.derivation.places import components, lettered
from engine.derivation.term import Array, Index, Name, Named, Term, Tree, leaves, plain
from engine.derivation.wholeness import unsure, without_noise

V = TypeVar("V")

_LOOKING = Lock()  # a run that is kept may be read by several threads at once
_RAISED = re.compile(r"(\^\{(?:[^{}#]|\{[^{}]*\})*)#")  # an index above its letter


class StepFunction(Protocol):
    """The seam: name a result, get back what the rest of the function goes on with.

    ``evidence`` is what a counted value was counted from; a ``Fraction`` there says that the value is that ratio of
    counts, carried exactly.
    """

    def __call__(self, name: str, index: Index, value: V, evidence: object = None) -> V:
        """Name ``value`` as step ``name`` at ``index``."""
        ...


def keep(name: str, index: Index, value: V, evidence: object = None) -> V:
    """Go on with the value itself: the plain path."""
    return value


def on_paper(name: str, index: Index, value: V, evidence: object = None) -> V:
    """Go on with the value as it would be written down; ratios of counts stay exact."""
    return value if isinstance(evidence, Fraction) else printed(value)


@cache
def _told_from_a_power(form: str) -> str:
    return _RAISED.sub(r"\1(#)", form)


@dataclass(frozen=True, slots=True)
class Notation:
    """How the named values of an engine function are written.

    ``phrases`` says of each step in a few words what is done, in Japanese and in English, as it stands at the head of
    the step; it is true however the step is computed.

    ``symbols`` maps the engine's name to LaTeX, ``#`` standing for the index; ``initial`` says which arguments are the
    value of a symbol before the first index (z0 is z at 0); ``running`` and ``last`` are the letters of the index,
    ``letters`` those of symbols that run by another one, or by several.

    A symbol with several indices has them where ``#1`` and ``#2`` stand, or side by side at ``#``. Indices that are
    ``running`` bring their letters themselves; ``lasts`` has the last of each, {"i": "N"}.
    """

    symbols: Mapping[str, str]
    phrases: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    initial: Mapping[str, Name] = field(default_factory=dict)
    running: str = "t"
    last: str = "T"
    letters: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)
    lasts: Mapping[str, str] = field(default_factory=dict)

    def running_of(self, symbol: str) -> str:
        """The letter that the index of a symbol runs by, or all of them."""
        return ", ".join(self.letters_of(symbol))

    def letters_of(self, symbol: str) -> tuple[str, ...]:
        """The letters of a symbol's indices, in their order."""
        letters = self.letters.get(symbol, self.running)
        return letters if isinstance(letters, tuple) else (letters,)

    def last_of(self, letter: str) -> str | None:
        """The letter of the last index among those that run by a letter."""
        return self.lasts.get(letter, self.last if letter == self.running else None)

    def write(self, symbol: str, *index: str) -> str:
        """LaTeX of a symbol with its index, or each of several, already written.

        A time that is a number and stands above its letter is in parentheses, z^{(2)}, so that it is never a power.
        """
        if symbol not in self.symbols:
            known = ", ".join(self.symbols)
            raise KeyError(f"no symbol {symbol!r} in the NOTATION of the engine's module: there are {known}")
        form = self.symbols[symbol]
        for place, one in enumerate(index, start=1) if "#1" in form else ():
            form = form.replace(f"#{place}", one)
        whole = ",".join(index)
        return (_told_from_a_power(form) if whole[:1].isdigit() else form).replace("#", whole)


def called(name: Name) -> str:
    """A named value as its author writes it: E, z[2], c[1,2]."""
    return name[0] if name[1] is None else f"{name[0]}[{','.join(map(str, components(name[1])))}]"


def listed(names: Iterable[Name]) -> str:
    """Named values as their author writes them."""
    return ", ".join(map(called, names))


class DuplicateNameError(ValueError):
    """Two values of one run would be written alike."""


@dataclass(frozen=True)
class Step:
    """One recorded result: its tree (None where it was counted), its value, and what later steps go on with."""

    symbol: str
    index: Index
    tree: Tree | None
    value: Any
    carried: Any
    evidence: object = None

    @cached_property
    def name(self) -> Name:
        """The key of the step in a run."""
        return self.symbol, self.index

    @cached_property
    def uses(self) -> tuple[Name, ...]:
        """Names of the inputs and earlier steps the formula uses, in reading order."""
        return () if self.tree is None else tuple(dict.fromkeys(leaves(self.tree)))


class Derivation:
    """Records the steps of one run.

    ``carry`` makes of each result what later steps use. As printed, the default, every line of the derivation is true
    of the digits on the page; with the identity, the values are those of the plain run, bit for bit. ``digits`` says
    how they are written.
    """

    def __init__(self, notation: Notation, carry: Callable[[Any], Any] = printed, digits: Digits = ON_PAPER) -> None:
        self.notation, self.digits = notation, digits
        self.exact: Mapping[Name, Any] | None = None  # the values at full precision, where somebody asks for them
        self.replays: dict[Any, Any] = {}  # of slips, each with what follows from it: see ``slips``
        self.steps: list[Step] = []
        self.given: dict[Name, Any] = {}
        self._carry = carry
        self._written: set[str] = set()
        self._rounded: set[Name] = set()
        self._unsure: dict[Name, Flags] = {}  # of a step's own formula
        self._doubtful: dict[Name, Flags] = {}  # of that, or of what it is made of
        self._looked_at = -1  # how many steps were
        self._found: tuple[tuple[int, int], Mapping[Name, Any], Mapping[Name, Any]] | None = None

    @property
    def values(self) -> Mapping[Name, Any]:
        """Every named value as later steps use it."""
        return self._known()[0]

    @property
    def written(self) -> Mapping[Name, Any]:
        """Every named value as it is written in a later line: a ratio of counts stays a fraction."""
        return self._known()[1]

    def _known(self) -> tuple[Mapping[Name, Any], Mapping[Name, Any]]:
        """Both readings, made once for as many inputs and steps as there are."""
        count = len(self.given), len(self.steps)
        if self._found is None or self._found[0] != count:
            values = self.given | {step.name: step.carried for step in self.steps}
            ratios = {step.name: step.evidence for step in self.steps if isinstance(step.evidence, Fraction)}
            self._found = count, MappingProxyType(values), MappingProxyType(values | ratios)
        return self._found[1:]

    def is_rounded(self, *names: Name) -> bool:
        """Whether one of these values, as it is printed, is not the whole value.

        It was rounded itself, or it goes on with one that was: then ``=`` may not stand before its digits.
        """
        if self._looked_at != len(self.steps):
            with _LOOKING:
                self._look()
        return not self._rounded.isdisjoint(names)

    def _look(self) -> None:
        if self._looked_at < 0:
            inputs = self.given.items()
            self._rounded = {name for name, value in inputs if self.digits.relation_of_input(value) != "="}
        for step in self.steps[max(0, self._looked_at) :]:
            shown = step.evidence if isinstance(step.evidence, Fraction) else step.value
            if step.tree is not None:
                self._unsure[step.name] = unsure(step.tree, self.values, {})
                if self._doubtful or np.any(self._unsure[step.name]):
                    self._doubtful[step.name] = unsure(step.tree, self.values, self._doubtful)
            vague = np.any(self._unsure.get(step.name, False)) or self.digits.relation(shown) != "="
            if vague or not self._rounded.isdisjoint(step.uses):
                self._rounded.add(step.name)
        self._looked_at = len(self.steps)

    def is_whole(self, name: Name) -> bool:
        """Whether a value may be a short number at all, and not only look like one in a float: tanh 40 is none."""
        self.is_rounded()
        return not np.any(self._doubtful.get(name, False))

    def unsure(self, name: Name) -> Flags:
        """Of each entry of a value whether its formula makes no short number of those that are put in."""
        self.is_rounded()
        return self._unsure.get(name, np.asarray(False))

    def relation(self, name: Name) -> Relation:
        r"""What stands between a named value and its digits: ``=`` where they are the whole value, else ``\approx``.

        The value is the exact one, where it is known; else the digits of whatever goes on with rounded ones are taken
        for rounded.
        """
        if name in self.given:
            return self.digits.relation_of_input(self.given[name])
        value, exact = self.written[name], None if self.exact is None else self.exact.get(name)
        if exact is None or isinstance(value, Fraction) or np.shape(exact) != np.shape(value):
            return r"\approx" if self.is_rounded(name) else "="
        if not self.is_whole(name):
            return r"\approx"
        near = np.isclose(self.digits.carry(value), exact, rtol=1e-12, atol=1e-14, equal_nan=True)
        return "=" if np.all(near) else r"\approx"

    def beside(self, exact: Mapping[Name, Any]) -> "Derivation":
        """The same run with its values at full precision beside it, by which its relations go."""
        other = copy.copy(self)
        other.exact = exact
        return other

    def step(self, symbol: str, index: Index) -> Step:
        """The recorded step of that name; raises ``KeyError``."""
        for step in self.steps:
            if step.name == (symbol, index):
                return step
        raise KeyError((symbol, index))

    def wrap(self, symbol: str, index: Index, value: Array) -> Array:
        """Name an input; what comes back stands in for the array in the engine's formulas."""
        self._claim(symbol, index)
        if symbol in self.notation.letters:
            index = lettered(index, self.notation.letters_of(symbol))
        self.given[symbol, index] = value
        return cast(Array, Term(value, Named(symbol, index)))

    def __call__(self, name: str, index: Index, value: V, evidence: object = None) -> V:
        """Record a step; what comes back is what the formula goes on with. Raises ``DuplicateNameError``."""
        self._claim(name, index)
        tree = value.tree if isinstance(value, Term) else None
        result = plain(value)
        if self.digits.count is not None:
            result = without_noise(tree, self.values, result)
        carried = result if isinstance(evidence, Fraction) else self._carry(result)
        self.steps.append(Step(name, index, tree, result, carried, evidence))
        return cast(V, Term(carried, Named(name, index)))

    def _claim(self, symbol: str, index: Index) -> None:
        written = self.notation.write(symbol, *map(str, components(index)))
        if written in self._written:
            hint = "" if index is None or "#" in self.notation.symbols[symbol] else ": # in the NOTATION is the index"
            raise DuplicateNameError(f"two values would both be written {written}, the second {symbol}[{index}]{hint}")
        self._written.add(written)


def module_of(function: Callable[..., Any]) -> str:
    """The module of an engine function as it is named within the engine: the whole path, so that no two are alike."""
    return function.__module__.removeprefix("engine.")


@dataclass(frozen=True)
class Run:
    """One engine function with its inputs and conventions: key, derivation and slips are readings of it.

    ``inputs`` holds arrays, mappings from an index to arrays, mappings from a parameter's name to arrays, and anything
    else (tokens, counts) as it is. ``conventions`` are literal keyword arguments.
    """

    function: Callable[..., Any]
    notation: Notation
    inputs: Mapping[str, Any]
    conventions: Mapping[str, Any] = field(default_factory=dict)

    @property
    def module(self) -> str:
        """The function's module as it is named within the engine: lstm, recurrent."""
        return module_of(self.function)

    def given(self) -> dict[Name, Any]:
        """The inputs that are arrays, as a derivation names them."""
        record = Derivation(self.notation)
        for name, value in self.inputs.items():
            self._wrap(record, name, value)
        return record.given

    def plain(self) -> dict[Name, Any]:
        """Values of every named step on the plain path."""
        return self._collect(keep)

    def on_paper(self) -> dict[Name, Any]:
        """Values of every named step for someone who writes four decimals."""
        return self._collect(on_paper)

    def derivation(self, digits: Digits = ON_PAPER) -> Derivation:
        """The recorded steps, each carrying its printed value; as they are on paper, recorded once."""
        return self._on_paper if digits is ON_PAPER else self._record(digits.carry, digits)

    def trace(self) -> Derivation:
        """The recorded steps at full precision, recorded once: what slips are replayed on."""
        return self._in_full

    @cached_property
    def _on_paper(self) -> Derivation:
        return self._record(ON_PAPER.carry)

    @cached_property
    def _in_full(self) -> Derivation:
        return self._record(lambda value: value)

    def _collect(self, rule: StepFunction) -> dict[Name, Any]:
        values: dict[Name, Any] = {}

        def collect(name: str, index: Index, value: V, evidence: object = None) -> V:
            kept = rule(name, index, value, evidence)
            values[name, index] = kept
            return kept

        with np.errstate(divide="ignore"):  # ln 0 = -inf is how a zero precision makes BLEU 0
            self.function(**self.inputs, **self.conventions, step=collect)
        return values

    def _record(self, carry: Callable[[Any], Any], digits: Digits = ON_PAPER) -> Derivation:
        record = Derivation(self.notation, carry, digits)
        inputs = {name: self._wrap(record, name, value) for name, value in self.inputs.items()}
        with np.errstate(divide="ignore"):
            self.function(**inputs, **self.conventions, step=record)
        return record

    def _wrap(self, record: Derivation, name: str, value: Any) -> Any:
        if isinstance(value, Mapping):
            if all(isinstance(key, str) for key in value):
                return {key: record.wrap(key, None, entry) for key, entry in value.items()}
            return {index: record.wrap(name, index, entry) for index, entry in value.items()}
        if isinstance(value, np.ndarray):
            symbol, index = self.notation.initial.get(name, (name, None))
            return record.wrap(symbol, index, value)
        return value


def joined(records: Sequence[Derivation]) -> Derivation:
    """Runs on the same inputs as one: every input and step once, as the first that has it."""
    whole = Derivation(records[0].notation, digits=records[0].digits)
    steps = {step.name: step for record in reversed(records) for step in record.steps}
    whole.steps = list({step.name: steps[step.name] for record in records for step in record.steps}.values())
    for record in records:
        whole.given |= {name: value for name, value in record.given.items() if name not in steps}
    return whole


def needed(steps: Sequence[Step], *asked: Name) -> list[Step]:
    """The steps on the way to what is asked, in their order: everything it uses, directly or not."""
    wanted = set(asked)
    for step in reversed(steps):
        if step.name in wanted:
            wanted.update(step.uses)
    return [step for step in steps if step.name in wanted]
