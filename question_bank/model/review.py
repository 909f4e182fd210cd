"""What is said of a question once it is answered; nothing of it is stored."""

from typing import Literal

from question_bank.model.bilingual import Bilingual
from question_bank.model.frozen import Frozen


class Use(Frozen):
    """A value that a step goes on with: its LaTeX, its name, and the number of its step (0 for what is given)."""

    symbol: str
    name: str
    step: int


class DerivationLine(Frozen):
    """One step of a worked derivation, as LaTeX: symbol = symbolic (opening) numeric (relation) value.

    ``phrase`` says what is done, in a few words that head the step. ``opening`` says whether the numbers put in are
    whole: after a rounded one, what follows is only near.
    """

    id: str
    phrase: Bilingual
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


class Parting(Frozen):
    """Where the ways part: a line of the derivation, with what was written there and what belongs there."""

    step: str  # id of the derivation line
    wrong: str  # LaTeX of the wrong formula with its value; of the value alone, for what is counted
    right: str


class Matched(Frozen):
    """Another step of the run whose value was given as the answer."""

    step: str  # id of the derivation line, where it has one
    line: str  # LaTeX


class SlipFinding(Frozen):
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


class ChoiceReview(Frozen):
    """What is said of one choice after the answer."""

    right: bool
    remark: Bilingual | None  # Markdown: which slip leads here


class CheckedEntry(Frozen):
    """An entry of a gradient beside its central difference, as LaTeX."""

    label: str
    value: str  # of the engine, at full precision
    difference: str
    gap: str  # how far they are apart


class Moved(Frozen):
    """What a small move really does, beside what a wrong gradient and the right one predict, as LaTeX."""

    value: str  # what is moved
    by: str
    watched: str
    implied: str  # the gradient that a wrong updated value amounts to; "" where the answer is the gradient
    real: str
    answer: str
    key: str


class GradientCheck(Frozen):
    """A gradient checked by differences: what is watched, what is moved, and how far; what a wrong answer predicts."""

    watched: str
    by: str
    h: str
    entries: tuple[CheckedEntry, ...]
    says: Bilingual | None  # Markdown: what is held meanwhile
    moved: Moved | None


class ItemReview(Frozen):
    """What is said of one item of an order or a match: where it belongs and why."""

    item: int
    right: str  # its place in one right order, or its letter
    reason: Bilingual | None  # Markdown
    needs: tuple[int, ...] = ()  # items that a run computes before it
    missing: tuple[int, ...] = ()  # items that it needs and that were put after it
    overtaken: tuple[int, ...] = ()  # items that need it and that were put before it
    given: str = ""  # its place or letter in an arrangement that was chosen whole
    holds: bool | None = None  # whether that is right


class Review(Frozen):
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
