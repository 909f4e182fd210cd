"""Numbers that are typed: one, those of a vector, those of a matrix."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from math import prod

import numpy as np

from engine.derivation import Array
from question_bank.forms.fields import FieldsForm, Filled
from question_bank.model import rounding
from question_bank.model.answer import Answer, Grade, Reading
from question_bank.model.bilingual import Bilingual
from question_bank.model.instance import Form, Instance, Question, Rounding
from question_bank.model.review import Review
from question_bank.reading.answers import read
from question_bank.reading.blocks import sides

WHOLE = 1e-9  # relative: digits that are the whole value
_NUMBERS = ("0.5", "1/3", "0.25", "2e-1")
_SCALE = Bilingual(
    ja="0 から 1 の値で答えてください。",
    en="Give a value from 0 to 1.",
)


@dataclass(frozen=True)
class Typed(Filled):
    """Numbers as they were typed, in row-major order."""


def key_text(label: str, cells: Array, kind: Rounding) -> Bilingual:
    """The right answer as it is to be given; ``=`` only where these digits are the whole value."""
    whole = all(
        abs(rounding.rounded(cell, kind) - cell) <= WHOLE * max(1, abs(cell)) for cell in cells.ravel().tolist()
    )
    text = f"${label} {'=' if whole else chr(92) + 'approx'} {rounding.show_cells(cells, kind)}$"
    return Bilingual(ja=text, en=text)


def as_typed(value: float, kind: Rounding) -> str:
    """A value rounded as it is asked for, as one types it."""
    shown = rounding.rounded(value, kind)
    return f"{shown:.12f}".rstrip("0").rstrip(".") if abs(shown) >= 1e-4 or shown == 0 else f"{shown:.6e}"


def cell_name(shape: tuple[int, ...], cell: int) -> Bilingual:
    """What a cell is called: 1 行 2 列 in a matrix, 第 1 成分 in a vector, with its slice where there are several."""
    if len(shape) < 2:
        return Bilingual(ja=f"第 {cell + 1} 成分", en=f"Entry {cell + 1}")
    *outer, row, column = (int(place) + 1 for place in np.unravel_index(cell, shape))
    number = ", ".join(map(str, outer))
    return Bilingual(
        ja=f"{f'スライス {number} の ' if outer else ''}{row} 行 {column} 列",
        en=f"{f'Slice {number}, row' if outer else 'Row'} {row}, column {column}",
    )


def are(kind: Rounding, expected: Sequence[float], reading: Reading) -> bool:
    """Whether the typed values are these, within what counts as right."""
    typed = [cell.value for cell in reading.cells]
    return all(
        value is not None and rounding.is_right(kind, one, value) for one, value in zip(expected, typed, strict=True)
    )


def typed_cells(instance: Instance, answer: Answer) -> Array | None:
    """The values that were typed, in the shape of what is asked; None where none were, or they cannot be read."""
    if not isinstance(answer, Typed) or not answer.texts:
        return None
    reading = read(answer.texts, [instance.format.shape], percent=instance.format.probability)
    if not reading.readable:
        return None
    return np.array([cell.value for cell in reading.cells], dtype=float).reshape(instance.format.shape)


def _rounding(instance: Instance) -> Rounding:
    if instance.format.rounding is None:
        raise ValueError("a typed question without a rounding")
    return instance.format.rounding


class Numbers(FieldsForm):
    """Numbers in row-major order."""

    widget = "typed"
    typed = True
    holds = Typed

    def __init__(self, name: Form, called: Bilingual, sent: str) -> None:
        self.name = name
        self.called = called
        self.sent = sent

    def fields(self, question: Question) -> int:
        """One a number."""
        return prod(question.format.shape)

    def rows(self, question: Question) -> tuple[tuple[int, ...], ...]:
        """A vector is a column; of an array of three axes the slices stand one below the other."""
        _, width = sides(question.format.shape)
        return tuple(tuple(range(start, start + width)) for start in range(0, self.fields(question), width))

    def judged(self, question: Question) -> Bilingual | None:
        """By the rounding that is asked for."""
        asked = question.format
        return None if asked.rounding is None else rounding.judged(asked.rounding, asked.shape)

    def read(self, question: Question, texts: Sequence[str], *, scale: bool = True) -> Reading:
        """Read the cells.

        Where a probability is asked, a percentage is read as its value, and any other value outside 0 to 1 is a matter
        of form: it is said of every such value, so that it tells nothing of the key. So is a comma that may be a
        decimal one, where no whole number is asked.
        """
        probability = question.format.probability
        whole = not scale or rounding.asks_whole(question.format.rounding)
        reading = read(texts, [question.format.shape], percent=probability, whole=whole)
        if not probability or not scale:
            return reading
        cells = [
            cell.model_copy(update={"problem": _SCALE}) if cell.value is not None and not 0 <= cell.value <= 1 else cell
            for cell in reading.cells
        ]
        return Reading(cells=tuple(cells))

    def grade(self, instance: Instance, answer: Answer, reading: Reading) -> Grade:
        """Grade cell by cell."""
        if not reading.readable:
            raise ValueError("only a readable answer can be graded")
        kind = _rounding(instance)
        cells = tuple(
            rounding.is_right(kind, key, float(cell.value))
            for key, cell in zip(instance.key.cells, reading.cells, strict=True)
            if cell.value is not None
        )
        return Grade(correct=all(cells), cells=cells)

    def right(self, instance: Instance) -> Answer:
        """The key, rounded as it is asked for."""
        kind = _rounding(instance)
        return Typed(tuple(as_typed(cell, kind) for cell in instance.key.cells))

    def stored_review(self, instance: Instance, answer: Answer) -> Review:
        """The stored key."""
        cells = np.array(instance.key.cells).reshape(instance.format.shape)
        key = key_text(instance.format.label, cells, _rounding(instance))
        return Review(key=key, given=(), lines=(), choices=(), findings=(), drifted=False, remark=None)

    def example(self, question: Question) -> Answer:
        """Numbers in several writings."""
        return Typed(tuple(islice(cycle(_NUMBERS), self.fields(question))))

    def field_name(self, question: Question, field: int) -> Bilingual:
        """Its place in the value."""
        return cell_name(question.format.shape, field)

    def expected(self, question: Question) -> Bilingual:
        """How many numbers."""
        count = self.fields(question)
        return Bilingual(ja=f"{count} 個の数", en=f"{count} number{'s' * (count > 1)}")


FORMS = (
    Numbers(
        "number",
        Bilingual(ja="数値", en="number"),
        "`texts` holds one number as one types it: 0.40, -1.5, 1/3, 1e-3.",
    ),
    Numbers(
        "vector",
        Bilingual(ja="ベクトル", en="vector"),
        "`texts` holds its numbers as one types them, one for each entry of `question.format.shape`.",
    ),
    Numbers(
        "matrix",
        Bilingual(ja="行列", en="matrix"),
        "`texts` holds its numbers as one types them, row by row, one for each entry of `question.format.shape`.",
    ),
)
