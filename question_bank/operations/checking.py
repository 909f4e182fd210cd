"""Whether values fit an operation: shapes by their letters, bounds, domains. One function for lab and API."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.derivation import Array
from question_bank.model.bilingual import Bilingual
from question_bank.operations.domains import DOMAINS
from question_bank.operations.fields import (
    LARGEST,
    MOST_IN_ROW,
    MOST_SENTENCES,
    MOST_TOKENS,
    SMALLEST,
    Field,
    Literals,
    Values,
    most,
    text,
)
from question_bank.operations.operation import Operation, Sizes

_BEFORE_LAST = text("cut：最後より前の時刻を入力してください。", "cut takes times before the last one.")


@dataclass(frozen=True)
class Problem:
    """What is wrong with one field, and the shape it should have."""

    field: str
    expected: str
    message: Bilingual


class BadInputError(ValueError):
    """Values that an operation cannot take; ``problems`` has one entry for each field that is wrong."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("; ".join(problem.message.en for problem in problems))
        self.problems = tuple(problems)


@dataclass(frozen=True)
class Checked:
    """Values that fit: all conventions filled in, the length of each letter known."""

    values: Values
    conventions: Literals
    sizes: Sizes


class _MisfitError(Exception):
    """One field does not fit."""

    def __init__(self, ja: str, en: str) -> None:
        super().__init__(en)
        self.message = text(ja, en)


def expected(f: Field, sizes: Mapping[str, int] | None = None) -> Bilingual:
    """The shape of a field in words, with the lengths that are known: 2 × D の数（H × D）."""
    known = sizes or {}
    high = known.get(str(f.high), f.high)
    if f.kind != "array":
        return {
            "integer": text(f"{f.low} から {high} までの整数", f"a whole number from {f.low} to {high}"),
            "integers": text(f"1 から {high} までの整数の並び", f"whole numbers from 1 to {high}"),
            "tokens": text("空白で区切った単語", "words with spaces between"),
            "sentences": text("1 行に 1 文", "one sentence a line"),
            "references": text("候補訳ごとに 1 行、複数なら | で区切る", "one line a candidate, | between several"),
            "ragged": text("1 行に 1 つの勾配", "one gradient a row"),
        }[f.kind]
    if not f.axes:
        return text("数 1 つ", "one number")
    shape = " × ".join(axis_length(axis, known) for axis in f.axes)
    letters = " × ".join(f.axes)
    more_ja, more_en = (f"（{letters}）", f" ({letters})") if shape != letters else ("", "")
    if len(f.axes) == 1:
        return text(f"{shape} 個の数{more_ja}", f"{shape} numbers{more_en}")
    return text(f"{shape} の数{more_ja}", f"{shape} numbers{more_en}")


def axis_length(axis: str, known: Mapping[str, int]) -> str:
    """The length of one axis where its letter's is known, else the axis itself: T+1."""
    letter, _, more = axis.partition("+")
    return axis if letter not in known else str(known[letter] + int(more or 0))


def check(operation: Operation, given: Mapping[str, Any], conventions: Literals) -> Checked:
    """Values and conventions as the operation takes them; raises ``BadInputError`` with all that is wrong.

    ``given`` holds JSON of the right types; fields that do not apply under the conventions are left out.
    """
    literal = operation.filled(conventions)
    sizes: Sizes = {}
    values: Values = {}
    problems: list[Problem] = []
    for f in operation.applying(literal):
        if given.get(f.name) is None:
            if not f.optional:
                problems.append(_problem(f, sizes, text("入力してください。", "is missing.")))
            continue
        try:
            values[f.name] = _checked(f, given[f.name], sizes, literal)
        except _MisfitError as misfit:
            problems.append(_problem(f, sizes, misfit.message))
    problems += [
        Problem("cut", f"1 … {sizes['T'] - 1}", _BEFORE_LAST)
        for c in operation.conventions
        if not c.values and "T" in sizes and any(not 1 <= t < sizes["T"] for t in literal[c.name])
    ]
    problems += [
        _problem(operation.field(part), sizes, text(f"{whole} を超えています。", f"is more than {whole}."))
        for part, whole in operation.within
        if part in values and whole in values and values[part] > values[whole]
    ]
    if problems:
        raise BadInputError(problems)
    return Checked(values, literal, sizes)


def _problem(f: Field, sizes: Sizes, message: Bilingual) -> Problem:
    shape = expected(f, sizes)
    return Problem(
        f.name,
        shape.en,
        text(f"{f.name}：{message.ja}必要な形は「{shape.ja}」です。", f"{f.name} {message.en} Expected: {shape.en}."),
    )


def _checked(f: Field, value: Any, sizes: Sizes, conventions: Literals) -> Any:
    if f.kind == "array":
        return _array(f, value, sizes, conventions)
    if f.kind == "ragged":
        _bound(f, "K", len(value))
        rows = [_sized(row, 1) for row in value]
        if longest := max((len(row) for row in rows if len(row) > MOST_IN_ROW), default=0):
            raise _MisfitError(
                f"1 行の数は {MOST_IN_ROW} 個までです（入力は {longest}）。",
                f"takes at most {MOST_IN_ROW} numbers a row, not {longest}.",
            )
        _within(f, np.concatenate(rows), conventions)
        return [row.tolist() for row in rows]
    if f.kind == "integer":
        high = sizes.get(str(f.high), 1) if isinstance(f.high, str) else f.high
        if not f.low <= value <= high:
            raise _MisfitError(
                f"{f.low} から {high} までの整数を入力してください。", f"must be from {f.low} to {high}."
            )
        return value
    if f.kind == "integers":
        high = sizes.get(str(f.high), 1) if isinstance(f.high, str) else f.high
        _bound(f, "K", len(value))
        if any(not 1 <= entry <= high for entry in value) or len(set(value)) < len(value):
            raise _MisfitError(
                f"1 から {high} までの異なる整数を入力してください。",
                f"must be different whole numbers from 1 to {high}.",
            )
        return value
    return _texts(f, value, sizes)


def _array(f: Field, value: Any, sizes: Sizes, conventions: Literals) -> Any:
    numbers = _sized(value, len(f.axes))
    _within(f, numbers, conventions)
    for axis, length in zip(f.axes, numbers.shape, strict=True):
        letter, _, more = axis.partition("+")
        found = length - int(more or 0)
        if letter in sizes and sizes[letter] != found:
            this = " × ".join(map(str, numbers.shape))
            raise _MisfitError(
                f"{letter} の数がほかの入力と合いません（入力は {this}）。",
                f"does not agree with the other inputs in {letter} (it is {this}).",
            )
        _bound(f, letter, found)
    for axis, length in zip(f.axes, numbers.shape, strict=True):
        letter, _, more = axis.partition("+")
        sizes[letter] = length - int(more or 0)
    return numbers.tolist()


def _bound(f: Field, letter: str, length: int) -> None:
    if length < 1:
        raise _MisfitError("空です。", "is empty.")
    if length > most(letter):
        raise _MisfitError(
            f"{letter} は {most(letter)} までです（入力は {length}）。",
            f"is too large: {letter} is at most {most(letter)}, not {length}.",
        )


def _sized(value: Any, dimensions: int) -> Array:
    try:
        numbers = np.array(value, dtype=float)
    except ValueError as ragged:
        raise _MisfitError("行の長さがそろっていません。", "has rows of different lengths.") from ragged
    if numbers.ndim != dimensions or numbers.size == 0:
        raise _MisfitError("形が合いません。", "has another shape.")
    return numbers


def _within(f: Field, numbers: Array, conventions: Literals) -> None:
    sizes = np.abs(numbers)
    if not np.all(sizes <= LARGEST):  # NaN as well
        raise _MisfitError("数は ±10⁶ までです。", "has a number beyond ±10⁶.")
    if np.any((sizes > 0) & (sizes < SMALLEST)):
        raise _MisfitError(
            "0 でない数は、大きさが 10⁻³⁰⁰ 以上です。", "has a number that is not 0 and smaller than 10⁻³⁰⁰."
        )
    bounds = DOMAINS[f.domain_of(conventions)]
    if not bounds.holds(numbers):
        raise _MisfitError(bounds.says.ja, bounds.says.en)


def _texts(f: Field, value: Any, sizes: Sizes) -> Any:
    sentences = [value] if f.kind == "tokens" else value
    if f.kind == "references":
        if any(not references for references in value):
            raise _MisfitError("どの候補訳にも参照訳が要ります。", "lacks the references of a candidate.")
        sentences = [sentence for references in value for sentence in references]
    longest = most(f.axes[0]) if f.kind == "tokens" and f.axes else MOST_TOKENS
    if not sentences or len(sentences) > MOST_SENTENCES:
        raise _MisfitError(f"文は 1 から {MOST_SENTENCES} までです。", f"must hold 1 to {MOST_SENTENCES} sentences.")
    for sentence in sentences:
        count = len(sentence.split())
        if not 1 <= count <= longest:
            raise _MisfitError(
                f"単語の数は 1 から {longest} までです（入力は {count}）。",
                f"must have 1 to {longest} words, not {count}.",
            )
    if f.axes:
        words = value.split() if f.kind == "tokens" else value
        if f.kind == "tokens" and len(set(words)) < len(words):
            raise _MisfitError("同じ単語が 2 度あります。", "has a word twice.")
        if sizes.setdefault(f.axes[0], len(words)) != len(words):
            count = sizes[f.axes[0]]
            raise _MisfitError(
                f"数がほかの入力と合いません（必要な数は {count}）。", f"does not match: {count} are expected."
            )
    return value
