"""What a question family is: it draws parameters, runs the engine, says what is asked, and names its slips.

A family gives one kind of problem: ``Numeric`` asks for values of a run, ``Formulas`` for the formula of a step,
``Code`` for the line that fills a blank, ``Statements`` for the one that holds, ``Options`` for one of ready-made
choices, ``Order`` for a sequence, ``Match`` for pairs. Everything else (choices, derivation, diagnosis, grading) is
read from it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

from engine.derivation import Array, Index, Name, Run
from engine.derivation.slips import Slip
from engine.gradient_check import Slope
from question_bank.model.bilingual import Bilingual
from question_bank.model.draw import Draw
from question_bank.model.instance import Form, Rounding
from question_bank.model.topic_pages import Picture

Parameters: TypeAlias = dict[str, Any]  # JSON: numbers, texts, nested lists


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
class Numeric:
    """A problem whose answer is a value of a run.

    ``essential`` are the slips that the question is about, at least two: each of them gives a wrong answer in every
    instance, and one of them is among the wrong choices. ``context`` names given values that do not move the answer
    ("x", or "z[3]" for one of a sequence), each with the reason why it stands there. ``conventions`` names sentences
    beyond those that the run's own arguments bring; ``words`` are further values for the text; ``zero_is_the_point``
    lets an answer of exactly 0 through; ``probability`` says that the answer lies from 0 to 1. A gradient has its
    ``check``.
    """

    run: Run
    asked: Asked
    slips: tuple[Slip, ...]
    essential: tuple[str, ...] = ()
    context: Mapping[str, str] = field(default_factory=dict)
    cases: tuple[str, ...] = ()  # slips that agree with the right answer in a case that is worth asking
    rounding: Rounding = field(default_factory=Rounding)
    conventions: tuple[str, ...] = ()
    words: Mapping[str, Any] = field(default_factory=dict)
    zero_is_the_point: bool = False
    probability: bool = False
    check: Check | None = None


@dataclass(frozen=True)
class Formulas:
    """A problem whose answer is the formula of one step, written for any index; the run is an example of it.

    ``essential``: as of values.
    """

    run: Run
    step: Name
    slips: tuple[Slip, ...]
    essential: tuple[str, ...] = ()
    conventions: tuple[str, ...] = ()
    words: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Code:
    """A problem whose answer is the line that fills a blank: each choice makes a real function, run on ``arguments``.

    ``line`` is the line of ``function`` that is blanked. ``wrong`` maps the id of a slip to the line that commits it.
    ``essential``: as of values.
    """

    function: Callable[..., Any]
    line: str
    wrong: Mapping[str, str]
    arguments: Mapping[str, Any]
    essential: tuple[str, ...] = ()
    conventions: tuple[str, ...] = ()
    words: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Statement:
    """One form of a claim: what it says, whether it holds, and why."""

    claim: str
    text: Bilingual
    holds: bool
    reason: Bilingual


@dataclass(frozen=True)
class Statements:
    """A problem whose answer is the one statement of ``shown`` that holds (``wanted``), or the one that does not.

    Asked to select, it is all of ``many`` that hold.
    """

    shown: tuple[Statement, ...]
    wanted: bool
    many: tuple[Statement, ...]
    conventions: tuple[str, ...] = ()
    words: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Option:
    """A ready-made choice: text or picture, and what is said of it after the answer.

    ``id`` of a wrong one is the slip that leads to it, or says what is wrong with it. ``brief`` is said in place of the
    remark of a wrong one that was not chosen.
    """

    id: str
    text: Bilingual
    remark: Bilingual | None
    picture: Picture | None = None
    brief: Bilingual | None = None


@dataclass(frozen=True)
class Options:
    """A problem whose answer is ``right`` among three of ``wrong``; ``named``: these are slips of the catalogue."""

    right: Option
    wrong: tuple[Option, ...]
    named: bool
    conventions: tuple[str, ...] = ()
    words: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Item:
    """One thing to be put in order, why it stands where it does, and the shown items that must stand before it."""

    id: str
    text: Bilingual
    reason: Bilingual
    needs: tuple[str, ...]


@dataclass(frozen=True)
class Pair:
    """Two things that belong together, and why."""

    id: str
    left: Bilingual
    right: Bilingual
    reason: Bilingual


@dataclass(frozen=True)
class Confusion:
    """A slip that shows in an arrangement.

    In an order: ``first`` stands before ``second``, which it needs. In a match: ``first`` is given what belongs to
    ``second``.
    """

    slip: str
    first: str
    second: str


@dataclass(frozen=True)
class Order:
    """A problem whose answer is an order of ``items`` in which each stands after what it needs; they lie in one."""

    items: tuple[Item, ...]
    confusions: tuple[Confusion, ...] = ()
    run: Run | None = None
    conventions: tuple[str, ...] = ()
    words: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Match:
    """A problem whose answer gives each left side its right side; ``spare`` right sides belong to none."""

    pairs: tuple[Pair, ...]
    spare: tuple[Bilingual, ...]
    confusions: tuple[Confusion, ...] = ()
    conventions: tuple[str, ...] = ()
    words: Mapping[str, Any] = field(default_factory=dict)


Problem: TypeAlias = Numeric | Formulas | Code | Statements | Options | Order | Match


@dataclass(frozen=True)
class Family:
    """A question family.

    ``asks`` lists the honest (level, form) pairs: level 1 by hand, 2 by hand with function values or intermediate
    states given, 3 with a calculator. ``contents`` states the true size of a small space of contents, where there are
    fewer than a hundred. ``points`` are the testable points it covers, by their number. The texts lie beside the
    module: ``<topic>/<name>.ja.md`` and ``.en.md``.
    """

    id: str
    asks: tuple[tuple[int, Form], ...]
    draw: Callable[[Draw, int], Parameters]
    problem: Callable[[Parameters], Problem]
    version: int = 1
    contents: int | None = None
    points: tuple[str, ...] = ()

    def ask(self, parameters: Parameters, form: Form) -> Problem:
        """The problem of stored parameters, asked in one form: one number asks for an entry, the rest for the whole."""
        problem = self.problem(parameters)
        if isinstance(problem, Numeric) and form != "number":
            return replace(problem, asked=replace(problem.asked, entry=None))
        return problem

    @property
    def topic(self) -> str:
        """The topic, which is also the folder of its texts."""
        return self.id.split(".")[0]

    @property
    def name(self) -> str:
        """The family's own name within its topic."""
        return self.id.split(".")[1]
