"""Reading and grading what a learner typed. One reader for the live reading and for the grade.

Japanese keyboards produce full-width digits, long-vowel marks for minus signs, 。 for the point: all are read. What
cannot be read is not a wrong answer: the cell says what is wrong with it, and nothing is graded.
"""

import math
import re
import unicodedata
from collections.abc import Sequence
from fractions import Fraction

from engine.derivation import decimals
from question_bank import arranging, rounding
from question_bank.bilingual import Bilingual
from question_bank.instance import Cell, Grade, Instance, Question, Reading

LONGEST = 40
_SUPERSCRIPT = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
_SUPERSCRIPTS = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺]+")
_MIXED_NUMBER = re.compile(r"\d\s*[¼½¾⅐-⅞↉]")
_MINUS = re.compile(r"[‐‑‒–—―−ー－ｰ﹣]")
_DECIMAL = r"(?:\d+(?:\.\d*)?|\.\d+|\d{1,3}(?:,\d{3})+(?:\.\d*)?)"
_NUMBER = re.compile(
    rf"(?P<mantissa>[+-]?{_DECIMAL})"
    r"(?:(?:[eE](?P<exponent>[+-]?\d{1,3}))|(?:\s*[x*×·]\s*10\s*\^?\s*\(?(?P<power>[+-]?\d{1,3})\)?))?$"
)
_FRACTION = re.compile(rf"(?P<top>[+-]?{_DECIMAL})\s*/\s*(?P<bottom>[+-]?{_DECIMAL})$")

_EMPTY = Bilingual(ja="数を入力してください。", en="Type a number.")
_TOO_LONG = Bilingual(ja="長すぎます。数だけを入力してください。", en="Too long: type only the number.")
_UNREADABLE = Bilingual(
    ja="数として読み取れません。0.25、-1.5、1/3、1e-3 のように入力してください。",
    en="This cannot be read as a number. Type it like 0.25, -1.5, 1/3 or 1e-3.",
)
_MIXED = Bilingual(
    ja="帯分数は読み取れません。1.5 や 3/2 のように入力してください。",
    en="Mixed numbers cannot be read. Type 1.5 or 3/2.",
)
_BY_ZERO = Bilingual(ja="分母が 0 です。", en="The denominator is 0.")
_TOO_LARGE = Bilingual(ja="大きすぎる数です。", en="This number is too large.")


class _UnreadableError(ValueError):
    def __init__(self, problem: Bilingual) -> None:
        super().__init__(problem.en)
        self.problem = problem


def _normalised(text: str) -> str:
    """Text in plain ASCII as far as it is a number: superscripts and vulgar fractions before NFKC, then signs."""
    text = text.strip()
    if _MIXED_NUMBER.search(text):
        raise _UnreadableError(_MIXED)
    text = _SUPERSCRIPTS.sub(lambda match: "^" + match.group().translate(_SUPERSCRIPT), text)
    text = unicodedata.normalize("NFKC", text).replace("⁄", "/").replace("÷", "/")
    text = _MINUS.sub("-", text)
    text = text.replace("。", ".").replace("、", ",").replace("×", "x").replace("^^", "^").replace("−", "-")
    return re.sub(r"(?<=[+-])\s+", "", text.strip())


def _value(text: str) -> Fraction:
    text = _normalised(text)
    if not text:
        raise _UnreadableError(_EMPTY)
    if not text.isascii() or "_" in text:
        raise _UnreadableError(_UNREADABLE)
    if fraction := _FRACTION.match(text):
        bottom = Fraction(fraction["bottom"].replace(",", ""))
        if bottom == 0:
            raise _UnreadableError(_BY_ZERO)
        return Fraction(fraction["top"].replace(",", "")) / bottom
    number = _NUMBER.match(text)
    if number is None:
        raise _UnreadableError(_UNREADABLE)
    power = int(number["exponent"] or number["power"] or 0)
    if abs(power) > 300:
        raise _UnreadableError(_TOO_LARGE)
    return Fraction(number["mantissa"].replace(",", "")) * Fraction(10) ** power


def read_number(text: str) -> Cell:
    """Read one typed text; never raises. ``shown`` repeats the value as it was read."""
    if len(text) > LONGEST:
        return Cell(raw=text[:LONGEST], problem=_TOO_LONG)
    try:
        exact = _value(text)
    except _UnreadableError as error:
        return Cell(raw=text, problem=error.problem)
    value = float(exact)
    if abs(value) > 1e15:
        return Cell(raw=text, problem=_TOO_LARGE)
    return Cell(raw=text, value=value, shown=_shown(exact, value))


def _shown(exact: Fraction, value: float) -> str:
    if 0 < abs(value) < 5e-5:
        mantissa, _, exponent = f"{value:.6g}".partition("e")
        return rf"{mantissa} \times 10^{{{int(exponent)}}}" if exponent else mantissa
    plain = f"{value:.10f}".rstrip("0").rstrip(".")
    if Fraction(plain) == exact or exact.denominator > 10_000:
        return plain
    return rf"{decimals.number(exact)} \approx {decimals.number(value)}"


def read(texts: Sequence[str], count: int) -> Reading:
    """Read the cells of an answer in row-major order; cells that were not sent count as empty."""
    padded = [*texts[:count], *[""] * (count - len(texts))]
    return Reading(cells=tuple(map(read_number, padded)))


_SCALE = Bilingual(
    ja="0 から 1 の値で答えてください。",
    en="Give a value from 0 to 1.",
)


def read_for(question: Question, texts: Sequence[str]) -> Reading:
    """Read an answer to a question.

    Where a probability is asked, a percentage is read as its value, and any other value outside 0 to 1 is a matter of
    form: it is said of every such value, so that it tells nothing of the key.
    """
    if question.form in arranging.ARRANGED_FORMS:
        return arranging.read(question, texts)
    count = math.prod(question.format.shape)
    if not question.format.probability:
        return read(texts, count)
    reading = read([_without_percent(text) for text in texts], count)
    cells = [
        cell.model_copy(update={"problem": _SCALE}) if cell.value is not None and not 0 <= cell.value <= 1 else cell
        for cell in reading.cells
    ]
    return Reading(cells=tuple(cells))


def _without_percent(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).strip()
    return f"{plain[:-1].strip()}e-2" if plain.endswith("%") and plain[:-1].strip() else text


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
