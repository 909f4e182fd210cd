"""Values as text: what a learner types into a field is read here, and values are written here as they are typed.

Numbers go through the readers of the questions: full-width digits, fractions and long-vowel minus signs are read, and
rows as they are pasted from elsewhere.
"""

from collections.abc import Mapping
from typing import Any

from question_bank.model.bilingual import Bilingual
from question_bank.operations.checking import Problem, expected
from question_bank.operations.fields import Convention, Field, Literals, text
from question_bank.operations.operation import Operation
from question_bank.reading import blocks
from question_bank.reading.numerals import read_number

MOST_NUMBERS = 2_500
_WHOLE = {"count", "times"}  # domains of whole numbers
_WIDE = str.maketrans("｜　", "| ")


class _UnreadableError(ValueError):
    def __init__(self, problem: Bilingual) -> None:
        super().__init__(problem.en)
        self.problem = problem


def read_field(f: Field, typed: str) -> Any:
    """The JSON value of a typed text, None where nothing is typed; raises ``ValueError`` for what cannot be read."""
    if not typed.strip():
        return None
    if f.kind == "tokens":
        return " ".join(typed.split())
    if f.kind == "sentences":
        return [" ".join(line.split()) for line in typed.splitlines() if line.strip()]
    if f.kind == "references":
        lines = [line.translate(_WIDE) for line in typed.splitlines() if line.strip()]
        return [[" ".join(part.split()) for part in line.split("|") if part.strip()] for line in lines]
    if f.kind == "integer":
        return _wholes([_single(typed, whole=True)])[0]
    if f.kind == "integers":
        return _wholes(_flat(_numbers(typed, whole=True)))
    whole = f.domain in _WHOLE
    if f.kind == "ragged" or len(f.axes) == 2:
        return _numbers(typed, whole=whole)
    return _flat(_numbers(typed, whole=whole)) if f.axes else _single(typed, whole=whole)


def _single(typed: str, *, whole: bool) -> float:
    cell = read_number(typed, whole=whole)
    if cell.value is None:
        raise _UnreadableError(cell.problem or text("", ""))
    return cell.value


def _numbers(typed: str, *, whole: bool) -> list[list[float]]:
    rows = tuple(row for row in blocks.split(typed, listed=True) if any(row))
    if sum(map(len, rows)) > MOST_NUMBERS:
        raise _UnreadableError(text("数が多すぎます。", "holds too many numbers."))
    if not rows:
        raise _UnreadableError(text("数がありません。", "holds no number."))
    if blocks.is_block(rows) and blocks.has_bookkeeping(typed):
        raise _UnreadableError(blocks.BOOKKEEPING)
    doubtful = len(rows) == len(rows[0]) == 1 or blocks.is_doubtful(typed, rows)
    return [
        [_number(entry, r, c, doubtful=doubtful, whole=whole) for c, entry in enumerate(row, 1)]
        for r, row in enumerate(rows, 1)
    ]


def _number(entry: str, row: int, column: int, *, doubtful: bool, whole: bool) -> float:
    cell = read_number(entry, whole=whole)
    if cell.value is not None and not (doubtful and "," in entry):
        return cell.value
    why = blocks.DOUBTFUL if cell.problem is None or (doubtful and blocks.may_be_one(entry)) else cell.problem
    shown = entry if len(entry) <= 12 else f"{entry[:12]}…"
    quoted = text(f"の「{shown}」", f", “{shown}”") if entry else text("", "")
    raise _UnreadableError(
        text(f"{row} 行 {column} 列{quoted.ja}：{why.ja}", f"row {row}, column {column}{quoted.en}: {why.en}")
    )


def _flat(rows: list[list[float]]) -> list[float]:
    """One row, or one column, as a list."""
    if len(rows) > 1 and any(len(row) > 1 for row in rows):
        raise _UnreadableError(text("1 行に並べて入力してください。", "goes into one row."))
    return [entry for row in rows for entry in row]


def _wholes(numbers: list[float]) -> list[int]:
    if any(number != int(number) for number in numbers):
        raise _UnreadableError(text("整数を入力してください。", "takes whole numbers."))
    return [int(number) for number in numbers]


def read_convention(c: Convention, typed: str | None) -> Any:
    """The literal value of a convention as it stands in a form; the default for what it does not know."""
    if typed is None:
        return c.default
    if c.values:
        return next((value for value in c.values if written(value) == typed), c.default)
    return tuple(_wholes(_flat(_numbers(typed, whole=True)))) if typed.strip() else ()


def read_conventions(operation: Operation, form: Mapping[str, str]) -> tuple[Literals, list[Problem]]:
    """The conventions of a form, the default for what could not be read, and what that was."""
    conventions: Literals = {}
    problems = []
    for c in operation.conventions:
        try:
            conventions[c.name] = read_convention(c, form.get(c.name))
        except _UnreadableError as error:
            conventions[c.name] = c.default
            problems.append(_problem(c.name, "1 … T-1", "空白で区切った時刻", error.problem))
    return conventions, problems


def read_form(operation: Operation, form: Mapping[str, str]) -> tuple[dict[str, Any], Literals, list[Problem]]:
    """Values and conventions of a form, and what of it could not be read."""
    conventions, problems = read_conventions(operation, form)
    values = {}
    for f in operation.applying(conventions):
        try:
            values[f.name] = read_field(f, form.get(f.name, ""))
        except _UnreadableError as error:
            shape = expected(f)
            problems.append(_problem(f.name, shape.en, shape.ja, error.problem))
    return values, conventions, problems


def _problem(name: str, shape_en: str, shape_ja: str, why: Bilingual) -> Problem:
    return Problem(
        name,
        shape_en,
        text(f"{name}：{why.ja}必要な形は「{shape_ja}」です。", f"{name}: {why.en} Expected: {shape_en}."),
    )


def written(value: Any) -> str:
    """A value as one would type it: rows on lines of their own, whole numbers without a point."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(value)
    if isinstance(value, list | tuple):
        if value and isinstance(value[0], list):
            inner = " | " if isinstance(value[0][0], str) else " "
            return "\n".join(inner.join(map(written, row)) for row in value)
        return ("\n" if value and isinstance(value[0], str) else " ").join(map(written, value))
    return str(value)
