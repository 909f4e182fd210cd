"""How a typed number was read, as plain text for the line that follows the typing."""

import re
from typing import TypedDict

from question_bank.model.answer import Cell
from question_bank.model.bilingual import Language

_PLAIN = ((r"\\frac\{(-?\d+)\}\{(\d+)\}", r"\1/\2"), (r"\\approx", "≈"), (r"\\times", "×"), (r"\^\{(-?\d+)\}", r"^\1"))


class Spoken(TypedDict):
    """One cell: what was read, or what is wrong with it; both empty for an empty cell."""

    read: str
    problem: str


def plain(latex: str) -> str:
    """The LaTeX of a number as plain text: 1/3 ≈ 0.3333, 1.5 × 10^-6, with a real minus sign."""
    for pattern, text in _PLAIN:
        latex = re.sub(pattern, text, latex)
    return latex.replace("-", "−")


def spoken(cell: Cell, language: Language) -> Spoken:
    """What the page says under a cell while it is typed; nothing yet where it is empty."""
    if not cell.raw.strip():
        return {"read": "", "problem": ""}
    problem = "" if cell.problem is None else cell.problem.in_language(language)
    return {"read": plain(cell.shown), "problem": problem}
