"""What a question is once it has been drawn: everything needed to show and grade it again.

An ``Instance`` is stored when it is issued. Only the derivation and the diagnosis are computed again, from the
stored parameters.
"""

from typing import Any, Literal

from question_bank.model.bilingual import Bilingual
from question_bank.model.frozen import Frozen
from question_bank.model.plots import Figure
from question_bank.model.tables import Table

Form = Literal["number", "vector", "matrix", "choice", "select", "code", "order", "match", "combination"]


class Rounding(Frozen):
    """How an answer is to be rounded: ``digits`` decimal places, significant digits, or a whole number."""

    kind: Literal["decimal", "significant", "integer"] = "decimal"
    digits: int = 2


class AnswerFormat(Frozen):
    """What the learner is to give: its LaTeX name, its shape and its rounding (in words, with the tolerance)."""

    label: str
    shape: tuple[int, ...] = ()
    rounding: Rounding | None = None
    probability: bool = False  # a value from 0 to 1, where a percentage may be typed
    note: Bilingual


class Choice(Frozen):
    """One choice as it is shown, or a figure: with its picture where it is one; nothing here tells what is right."""

    text: Bilingual
    picture: Figure | None = None


class Key(Frozen):
    """The right answer: the index of the right choice, those of all that hold, or the full-precision cells.

    Of an order: for each item those that must stand before it. Of a match: for each item its option.
    """

    choice: int | None = None
    chosen: tuple[int, ...] = ()
    cells: tuple[float, ...] = ()
    slips: tuple[str | None, ...] = ()  # per choice, the id of the slip it comes from (None for a right one)
    before: tuple[tuple[int, ...], ...] = ()
    pairs: tuple[int, ...] = ()
    arrangements: tuple[tuple[int, ...], ...] = ()  # per choice that is one: the place, or the option, of each item
    ids: tuple[str, ...] = ()  # what stands behind each statement or item, whatever its wording


class GivenValue(Frozen):
    """A given value as it may be seen beside others: its letter in the engine, its LaTeX, its time, its entries."""

    letter: str
    symbol: str
    index: int | None
    rows: tuple[tuple[str, ...], ...]
    dimensions: int


class Sketch(Frozen):
    """The given values of a sequence, and the symbol and time of what is asked for."""

    given: tuple[GivenValue, ...]
    letter: str
    symbol: str
    index: int | None


class Question(Frozen):
    """What may be shown of a question before it is answered: no key, and nothing the key could be computed from."""

    family: str
    level: int
    form: Form
    title: Bilingual
    stem: Bilingual
    conventions: tuple[Bilingual, ...]
    choices: tuple[Choice, ...]
    items: tuple[Choice, ...] = ()  # what is to be put in order, or to be given an option each
    options: tuple[Choice, ...] = ()  # what the items of a match are given, by letter
    format: AnswerFormat
    hints: int = 0  # how many there are to ask for
    stages: int = 0  # groups of steps on the way to the answer; guided mode needs two
    sketch: Sketch | None = None
    tables: tuple[Table, ...] = ()  # the data of those that stand in the stem
    figures: tuple[Choice, ...] = ()  # pictures that stand below it, each with its words


class Instance(Question):
    """A question as issued: family, version, level, form and seed reproduce it; the rest is stored with it."""

    version: int
    engine_version: str
    seed: int
    parameters: dict[str, Any]
    fingerprint: str
    key: Key

    @property
    def question(self) -> Question:
        """The part that may be shown before the answer is in."""
        return Question(**{name: getattr(self, name) for name in Question.model_fields})
