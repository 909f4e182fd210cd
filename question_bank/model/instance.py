"""What a question is once it has been drawn: everything needed to show and grade it again.

An ``Instance`` is stored when it is issued. Only the derivation and the diagnosis are computed again, from the
stored parameters.
"""

from math import prod
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from question_bank.model.bilingual import Bilingual
from question_bank.model.plots import Figure
from question_bank.model.tables import Table

Form = Literal["number", "vector", "matrix", "choice", "select", "code", "order", "match"]
CHOICE_FORMS: frozenset[Form] = frozenset({"choice", "code"})


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Rounding(_Frozen):
    """How an answer is to be rounded: ``digits`` decimal places, significant digits, or a whole number."""

    kind: Literal["decimal", "significant", "integer"] = "decimal"
    digits: int = 2


class AnswerFormat(_Frozen):
    """What the learner is to give: its LaTeX name, its shape and its rounding (in words, with the tolerance)."""

    label: str
    shape: tuple[int, ...] = ()
    rounding: Rounding | None = None
    probability: bool = False  # a value from 0 to 1, where a percentage may be typed
    note: Bilingual


class Choice(_Frozen):
    """One choice as it is shown, or a figure: with its picture where it is one; nothing here tells what is right."""

    text: Bilingual
    picture: Figure | None = None


class Key(_Frozen):
    """The right answer: the index of the right choice, those of all that hold, or the full-precision cells.

    Of an order: for each item those that must stand before it. Of a match: for each item its option.
    """

    choice: int | None = None
    chosen: tuple[int, ...] = ()
    cells: tuple[float, ...] = ()
    slips: tuple[str | None, ...] = ()  # per choice, the id of the slip it comes from (None for a right one)
    before: tuple[tuple[int, ...], ...] = ()
    pairs: tuple[int, ...] = ()
    ids: tuple[str, ...] = ()  # what stands behind each statement or item, whatever its wording


class GivenValue(_Frozen):
    """A given value as it may be seen beside others: its letter in the engine, its LaTeX, its time, its entries."""

    letter: str
    symbol: str
    index: int | None
    rows: tuple[tuple[str, ...], ...]
    dimensions: int


class Sketch(_Frozen):
    """The given values of a sequence, and the symbol and time of what is asked for."""

    given: tuple[GivenValue, ...]
    letter: str
    symbol: str
    index: int | None


class Question(_Frozen):
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

    @property
    def entries(self) -> int:
        """How many texts answer it, one a number or an item; none where choices are chosen."""
        return 0 if self.choices else len(self.items) or prod(self.format.shape)


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


class Cell(_Frozen):
    """How one typed text was read. ``problem`` says, in words, why it could not be."""

    raw: str
    value: float | None = None
    shown: str = ""  # LaTeX of the value as it was read
    problem: Bilingual | None = None


class Reading(_Frozen):
    """How a typed answer was read, cell by cell in row-major order."""

    cells: tuple[Cell, ...]

    @property
    def readable(self) -> bool:
        """Whether every cell was read as a number, so that the answer can be graded."""
        return all(cell.problem is None for cell in self.cells)


class Grade(_Frozen):
    """The verdict on an answer; ``cells`` per typed cell or arranged item, empty for a choice."""

    correct: bool
    cells: tuple[bool, ...] = ()


class Answer(_Frozen):
    """What a learner gave: a choice, or typed texts in row-major order; neither for 'I do not know'.

    Of several choices the texts are their numbers, counted from 0; of an order the place of each item, counted from 1;
    of a match the letter each item is given.
    """

    choice: int | None = None
    texts: tuple[str, ...] = ()

    @property
    def given(self) -> bool:
        """Whether there is anything to grade."""
        return self.choice is not None or bool(self.texts)


class Use(_Frozen):
    """A value that a step goes on with: its LaTeX, its name, and the number of its step (0 for what is given)."""

    symbol: str
    name: str
    step: int


class DerivationLine(_Frozen):
    """One step of a worked derivation, as LaTeX: symbol = symbolic (opening) numeric (relation) value.

    ``opening`` says whether the numbers put in are whole: after a rounded one, what follows is only near.
    """

    id: str
    symbol: str
    symbolic: str  # "" for what is counted
    numeric: str  # "" where it would repeat the value
    opening: Literal["=", r"\approx"] = "="
    relation: Literal["=", r"\approx"]
    value: str
    elements: tuple[str, ...]  # element by element as on paper, each a complete formula
    evidence: Bilingual | None  # Markdown: what a counted value was counted from
    asked: bool
    uses: tuple[Use, ...] = ()


class Parting(_Frozen):
    """Where the ways part: a line of the derivation, with what was written there and what belongs there."""

    step: str  # id of the derivation line
    wrong: str  # LaTeX of the wrong formula with its value; of the value alone, for what is counted
    right: str


class Matched(_Frozen):
    """Another step of the run whose value was given as the answer."""

    step: str  # id of the derivation line, where it has one
    line: str  # LaTeX


class SlipFinding(_Frozen):
    """Something that gives the wrong answer that was given: a named slip, two, a rewrite of one step, another step.

    Not ``certain``: to be told as a possibility. Not ``in_full``: its value is the answer only once it is rounded to a
    whole number. ``cells`` names the cells it explains, where those are not all.
    """

    kind: Literal["named", "step", "systematic", "pair"]
    slips: tuple[str, ...]  # ids, as counted in the statistics; none for what has no name of its own
    name: Bilingual  # short: 転置を忘れる
    names: tuple[Bilingual, ...] = ()  # of each of the slips
    sentence: Bilingual  # Markdown
    partings: tuple[Parting, ...]
    value: str  # LaTeX of what the slip gives
    certain: bool
    in_full: bool = True
    matched: Matched | None = None
    cells: tuple[str, ...] = ()  # LaTeX


class ChoiceReview(_Frozen):
    """What is said of one choice after the answer."""

    right: bool
    remark: Bilingual | None  # Markdown: which slip leads here


class CheckedEntry(_Frozen):
    """An entry of a gradient beside its central difference, as LaTeX."""

    label: str
    value: str  # of the engine, at full precision
    difference: str
    gap: str  # how far they are apart


class Moved(_Frozen):
    """What a small move really does, beside what a wrong gradient and the right one predict, as LaTeX."""

    value: str  # what is moved
    by: str
    watched: str
    implied: str  # the gradient that a wrong updated value amounts to; "" where the answer is the gradient
    real: str
    answer: str
    key: str


class GradientCheck(_Frozen):
    """A gradient checked by differences: what is watched, what is moved, and how far; what a wrong answer predicts."""

    watched: str
    by: str
    h: str
    entries: tuple[CheckedEntry, ...]
    says: Bilingual | None  # Markdown: what is held meanwhile
    moved: Moved | None


class ItemReview(_Frozen):
    """What is said of one item of an order or a match: where it belongs and why."""

    item: int
    right: str  # its place in one right order, or its letter
    reason: Bilingual | None  # Markdown
    needs: tuple[int, ...] = ()  # items that a run computes before it
    missing: tuple[int, ...] = ()  # items that it needs and that were put after it
    overtaken: tuple[int, ...] = ()  # items that need it and that were put before it


class Review(_Frozen):
    """All that is shown after an answer: the key, the derivation, what each choice is, the recognised slips."""

    key: Bilingual  # Markdown
    given: tuple[str, ...]  # LaTeX of what the derivation starts from
    given_names: tuple[str, ...] = ()  # the name of each
    lines: tuple[DerivationLine, ...]
    choices: tuple[ChoiceReview, ...]
    findings: tuple[SlipFinding, ...]
    unexplained: bool = False  # a wrong answer was looked into, and nothing known gives it
    items: tuple[ItemReview, ...] = ()  # an order in a right order
    drifted: bool  # today's engine gives another key than the stored one
    remark: Bilingual | None  # Markdown: what to take away from this family
    check: GradientCheck | None = None
    snippet: Bilingual | None = None  # a NumPy script that computes the key, its comments in each language
