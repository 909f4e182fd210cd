"""Reading the numbers of a value from what was typed into its fields, or pasted into one of them.

One reader for the live reading, the grade, guided mode and the lab. What cannot be read is not a wrong answer: the cell
says what is wrong with it, and nothing is graded.
"""

import re
from collections.abc import Callable, Sequence
from functools import partial
from math import prod

from question_bank.model.answer import Cell, Reading
from question_bank.model.bilingual import Bilingual
from question_bank.reading import blocks
from question_bank.reading.numerals import read_number, visible

LONGEST_BLOCK = 10_000  # characters of what is pasted into one field

# A number with a blank among its thousands, or a mixed one: two fields are not filled from it.
_ONE_NUMBER = re.compile(r"[-+−－]?\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?:\.\d+)?|[-+−－]?\d+ \d+/\d+")
_CHOICE = re.compile("[0-9０-９]{1,3}")
_TOO_LONG = Bilingual(ja="貼り付けた値が長すぎます。", en="What was pasted is too long.")


def read(
    texts: Sequence[str], shapes: Sequence[tuple[int, ...]], *, percent: bool = False, whole: bool = True
) -> Reading:
    """Read the fields of one or more values of these shapes, in row-major order; fields not sent count as empty.

    A block that stands in one field of a value, with its other fields empty, is read as if it had been typed into
    them; one that does not fit is said. ``percent``: 40% is read as 0.4. ``whole``: whole
    numbers are asked for, so that 1,234 is 1234.
    """
    count = sum(map(prod, shapes))
    padded = [*texts[:count], *[""] * (count - len(texts))]
    cells: list[Cell] = []
    for shape in shapes:
        own = padded[len(cells) : len(cells) + prod(shape)]
        cells += _read_value(own, shape, partial(read_number, percent=percent, whole=whole))
    return Reading(cells=tuple(cells))


def _read_value(texts: Sequence[str], shape: tuple[int, ...], entry: Callable[[str], Cell]) -> list[Cell]:
    filled = [place for place, text in enumerate(texts) if text.strip()]
    if len(filled) == 1 and len(texts) > 1:
        at = filled[0]
        found = spread(texts[at], shape, at)
        if isinstance(found, Bilingual):
            said = Cell(raw=texts[at][:LONGEST_BLOCK], problem=found)
            return [said if place == at else Cell(raw="") for place in range(len(texts))]
        texts = [found.get(place, "") for place in range(len(texts))]
    return list(map(entry, texts))


def spread(text: str, shape: Sequence[int], at: int) -> dict[int, str] | Bilingual:
    """Which field each entry of a text goes into, if it goes into the field ``at``; in words, why it does not fit."""
    if len(text) > LONGEST_BLOCK:
        return _TOO_LONG
    if _ONE_NUMBER.fullmatch(visible(text).strip()):
        return {at: text}  # 1 000 or 1 1/2 is no row of two numbers: it is said to be unreadable where it stands
    rows = blocks.split(text)
    if not blocks.is_block(rows) or read_number(text).value is not None:
        return {at: text}
    if blocks.has_bookkeeping(text):
        return blocks.BOOKKEEPING
    if blocks.is_doubtful(text, rows) and blocks.sides(shape)[1] > 1:
        return blocks.DOUBTFUL
    return blocks.placed(rows, shape, at)


def choice_number(text: str) -> int | None:
    """The number of a choice, counted from 0, as it is sent: in digits of either width; None for anything else."""
    plain = visible(text).strip()
    return int(plain) if _CHOICE.fullmatch(plain) else None
