"""Terms are found and put in order as a reader of either language expects. Pure functions."""

import unicodedata
from collections.abc import Iterable

from app.web.folding import folded
from question_bank.model.bilingual import Language
from question_bank.model.terms import Term

_SMALL = str.maketrans("ぁぃぅぇぉっゃゅょゎ", "あいうえおつやゆよわ", "ー")


def found(terms: Iterable[Term], query: str) -> list[Term]:
    """The terms in whose names, reading or other names all words of a query stand; every one for an empty query."""
    words = folded(query).split()
    return [term for term in terms if all(word in _names(term) for word in words)]


def _names(term: Term) -> str:
    return folded("\n".join((term.name.ja, term.name.en, term.reading, *term.also)))


def in_order(terms: Iterable[Term], language: Language) -> list[Term]:
    """By the reading, as a Japanese dictionary has it, or by the alphabet."""
    return sorted(terms, key=_reading if language == "ja" else _english)


def _reading(term: Term) -> tuple[str, str]:
    plain = "".join(c for c in unicodedata.normalize("NFD", term.reading) if not unicodedata.combining(c))
    return plain.translate(_SMALL), term.reading


def _english(term: Term) -> tuple[str, str]:
    return term.name.en.casefold(), term.name.en
