"""How wide a text is printed, about, in half-width characters: what decides whether it has room beside another."""

import re
import unicodedata
from functools import lru_cache

from question_bank.model.bilingual import Bilingual

SHORT = 40  # fits a line of the column beside a question
_FORMULA = re.compile(r"\$([^$]+)\$")
_MATRIX = re.compile(r"\\begin\{pmatrix\}(.*?)\\end\{pmatrix\}", re.DOTALL)
_FRACTION = re.compile(r"\\d?frac\{([^{}]*)\}\{([^{}]*)\}")
_UNSEEN = re.compile(r"\\(?:left|right|mathrm|text|operatorname|top)\b|\\[,;:!]|[{}_^]")
_NAME = re.compile(r"\\(?:tanh|exp|ln|log|max|min)\b")


def _formula(latex: str) -> str:
    """A formula as characters, about as many as it is wide: of a matrix the widest row, of a fraction the wider."""
    flat = _MATRIX.sub(lambda found: f"({max(found[1].split(chr(92) * 2), key=len)})", latex)
    flat = _FRACTION.sub(lambda found: max(found.groups(), key=len), flat)
    flat = _UNSEEN.sub("", _NAME.sub(lambda found: found[0][1:], flat))
    return re.sub(r"\s*&\s*", "  ", re.sub(r"\\[A-Za-z]+", "x", flat))


@lru_cache(maxsize=512)
def printed_width(text: str) -> int:
    """The width of a text with formulas and code."""
    plain = _FORMULA.sub(lambda found: _formula(found[1]), text).replace("`", "")
    return sum(2 if unicodedata.east_asian_width(character) in "WFA" else 1 for character in plain)


def is_short(text: Bilingual, most: int = SHORT) -> bool:
    """Whether a text fits a narrow column, in either language: a page is built alike in both."""
    return max(printed_width(text.ja), printed_width(text.en)) <= most
