"""Symbols in a title: it is plain text, in which W_in or d_k is a letter and what stands below it."""

import re
from functools import lru_cache

from markupsafe import Markup, escape

from app.web.mathml import to_mathml
from app.web.naming import named
from question_bank.model.bilingual import Language

_SYMBOL = re.compile(r"(?<![\w\\])([A-Za-z])_([A-Za-z]+|\d+)")
_LOWERED = str.maketrans("0123456789aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ")


def _math(symbol: "re.Match[str]") -> Markup:
    below = symbol[2] if len(symbol[2]) == 1 else rf"\mathrm{{{symbol[2]}}}"
    return to_mathml(rf"{symbol[1]}_{{{below}}}")


@lru_cache(maxsize=1024)
def titled(text: str, language: Language) -> Markup:
    """A title with its symbols as formulas, each with a name: a title stands in headings and links."""
    parts, at = [], 0
    for symbol in _SYMBOL.finditer(text):
        parts += [escape(text[at : symbol.start()]), _math(symbol)]
        at = symbol.end()
    return named(Markup("").join([*parts, escape(text[at:])]), language)


def plain_title(text: str) -> str:
    """A title with its symbols in plain letters, as for the window: Wᵢₙ."""
    return _SYMBOL.sub(lambda symbol: symbol[1] + symbol[2].translate(_LOWERED), text)
