"""Reading and grading what a learner typed. One reader for the live reading and for the grade.

What cannot be read is not a wrong answer: the cell says what is wrong with it, and nothing is graded.
"""

import re
from collections.abc import Sequence
from functools import partial
from math import prod

from question_bank import arranging, blocks, rounding
from question_bank.bilingual import Bilingual
from question_bank.instance import Answer, Cell, Grade, Instance, Question, Reading, Rounding
from question_bank.numerals import read_number, visible

LONGEST_BLOCK = 10_000  # characters of what is pasted into one field

_SCALE = Bilingual(
    ja="0 から 1 の値で答えてください。",
    en="Give a value from 0 to 1.",
)
# A number with a blank among its thousands, or a mixed one: two fields are not filled from it.
_ONE_NUMBER = re.compile(r"[-+−－]?\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?:\.\d+)?|[-+−－]?\d+ \d+/\d+")
_CHOICE = re.compile("[0-9０-９]{1,3}")
_TOO_LONG = Bilingual(ja="貼り付けた値が長すぎます。", en="What was pasted is too long.")


def read(texts: Sequence[str], shapes: Sequence[tuple[int, ...]], *, percent: bool = False) -> Reading:
    """Read the fields of one or more values of these shapes, in row-major order; fields not sent count as empty.

    A block that stands in one field of a value, with its other fields empty, is read as if it had been typed into
    them; one that does not fit is said. ``percent``: 40% is read as 0.4.
    """
    count = sum(map(prod, shapes))
    padded = [*texts[:count], *[""] * (count - len(texts))]
    cells: list[Cell] = []
    for shape in shapes:
        own = padded[len(cells) : len(cells) + prod(shape)]
        cells += _read_value(own, shape, percent)
    return Reading(cells=tuple(cells))


def _read_value(texts: Sequence[str], shape: tuple[int, ...], percent: bool) -> list[Cell]:
    filled = [place for place, text in enumerate(texts) if text.strip()]
    if len(filled) == 1 and len(texts) > 1:
        at = filled[0]
        found = spread(texts[at], shape, at)
        if isinstance(found, Bilingual):
            said = Cell(raw=texts[at][:LONGEST_BLOCK], problem=found)
            return [said if place == at else Cell(raw="") for place in range(len(texts))]
        texts = [found.get(place, "") for place in range(len(texts))]
    return list(map(partial(read_number, percent=percent), texts))


def spread(text: str, shape: Sequence[int], at: int) -> dict[int, str] | Bilingual:
    """Which field each entry of a text goes into, if it goes into the field ``at``; in words, why it does not fit."""
    if len(text) > LONGEST_BLOCK:
        return _TOO_LONG
    if _ONE_NUMBER.fullmatch(visible(text).strip()):
        return {at: text}  # 1 000 or 1 1/2 is no row of two numbers: it is said to be unreadable where it stands
    rows = blocks.split(text)
    if not blocks.is_block(rows) or read_number(text).value is not None:
        return {at: text}
    if blocks.is_doubtful(text, rows) and blocks.sides(shape)[1] > 1:
        return blocks.DOUBTFUL
    return blocks.placed(rows, shape, at)


def read_for(question: Question, texts: Sequence[str], *, scale: bool = True) -> Reading:
    """Read an answer to a question.

    Where a probability is asked, a percentage is read as its value, and any other value outside 0 to 1 is a matter of
    form: it is said of every such value, so that it tells nothing of the key. Not so without ``scale``: an answer that
    was taken is read as it was taken.
    """
    if question.form in arranging.ARRANGED_FORMS:
        return arranging.read(question, texts)
    probability = question.format.probability
    reading = read(texts, [question.format.shape], percent=probability)
    if not probability or not scale:
        return reading
    cells = [
        cell.model_copy(update={"problem": _SCALE}) if cell.value is not None and not 0 <= cell.value <= 1 else cell
        for cell in reading.cells
    ]
    return Reading(cells=tuple(cells))


def are(kind: Rounding, expected: Sequence[float], reading: Reading) -> bool:
    """Whether the typed values are these, within what counts as right."""
    typed = [cell.value for cell in reading.cells]
    return all(
        value is not None and rounding.is_right(kind, one, value) for one, value in zip(expected, typed, strict=True)
    )


def grade(instance: Instance, reading: Reading) -> Grade:
    """Grade a readable answer cell by cell; raises ``ValueError`` where a cell cannot be read."""
    if instance.form in arranging.ARRANGED_FORMS:
        return arranging.grade(instance, reading)
    kind = instance.format.rounding
    if kind is None or not reading.readable:
        raise ValueError("only a readable answer to a typed question can be graded")
    cells = tuple(
        rounding.is_right(kind, key, float(cell.value))
        for key, cell in zip(instance.key.cells, reading.cells, strict=True)
        if cell.value is not None
    )
    return Grade(correct=all(cells), cells=cells)


def choice_number(text: str) -> int | None:
    """The number of a choice, counted from 0, as it is sent: in digits of either width; None for anything else."""
    plain = visible(text).strip()
    return int(plain) if _CHOICE.fullmatch(plain) else None


def grade_chosen(instance: Instance, answer: Answer) -> Grade:
    """Grade what was chosen among choices: one, or all that hold; raises ``ValueError`` for what is no choice."""
    known = range(len(instance.choices))
    if instance.form != "select":
        if answer.choice not in known:
            raise ValueError("a choice is asked for")
        return Grade(correct=answer.choice == instance.key.choice)
    chosen = {choice_number(text) for text in answer.texts}
    if not chosen or not chosen <= set(known):
        raise ValueError("the numbers of choices are asked for")
    return Grade(correct=chosen == set(instance.key.chosen))


def holds(instance: Instance, answer: Answer) -> bool | None:
    """Whether an answer that was once taken is right by today's rules; None for one that cannot be read any more."""
    try:
        if instance.choices:
            return grade_chosen(instance, answer).correct
        return grade(instance, read_for(instance, answer.texts, scale=False)).correct
    except ValueError:
        return None
