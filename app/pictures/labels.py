"""Labels of pictures: words and symbols as they are typed in the question bank, to be typeset and to be said.

A label is plain text: エンコーダ, xᵗ, hᵗ⁻¹, 忘却 f, p_f, →h¹. A letter by itself is a symbol; what is raised or lowered
in it is written in Unicode or after ``_``, and an arrow right before a letter stands above it.
"""

import re
import unicodedata
from functools import lru_cache

from app.pictures.symbols import Text, text
from question_bank.model.bilingual import Bilingual, Language

_RAISED = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ᵗⁿᵏⁱʲᵀ", "0123456789+-()tnkijT", strict=True))
_LOWERED = dict(zip("₀₁₂₃₄₅₆₇₈₉₊₋₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", "0123456789+-()aehijklmnoprstuvx", strict=True))
_LETTER = "A-Za-zα-ωΑ-Ω"
_PART = re.compile(
    rf"(?P<arrow>[→←]?)(?P<letter>[{_LETTER}])(?P<mark>[\u0303\u0302]?)(?![A-Za-z])"
    rf"(?P<up>[{''.join(_RAISED)}]*)(?P<down>[{''.join(_LOWERED)}]*(?:_\w+)?)"
    r"|(?P<word>[A-Za-z]{2,}\.?|[\u3040-\u9fffー]+)|(?P<sign>.)"
)
_ACCENTS = {"→": "overrightarrow", "←": "overleftarrow", "\u0303": "tilde", "\u0302": "hat"}
_DIRECTIONS = {"→": Bilingual(ja="前向きの ", en="forward "), "←": Bilingual(ja="後ろ向きの ", en="backward ")}
_SIGNS = {"−": "-", " ": r"\ ", "…": r"\dots ", "×": r"\times "}


def _decomposed(label: str) -> str:
    """Accents as marks of their own, but kana as they are."""
    return "".join(unicodedata.normalize("NFD", c) if unicodedata.name(c, "").startswith("LATIN") else c for c in label)


def _greek(letter: str) -> str:
    """A small Greek letter in italics, as TeX sets it."""
    return chr(0x1D6FC + ord(letter) - ord("α")) if "α" <= letter <= "ω" else letter


def _script(sign: str, plain: str) -> str:
    if not plain:
        return ""
    inside = r"\top" if plain == "T" else rf"\mathrm{{{plain}}}" if re.fullmatch("[a-z]{2,}", plain) else plain
    return f"{sign}{{{inside}}}"


def _symbol(part: "re.Match[str]") -> str:
    latex = _greek(part["letter"])
    for accent in (part["arrow"], part["mark"]):
        latex = rf"\{_ACCENTS[accent]}{{{latex}}}" if accent else latex
    up = "".join(_RAISED[c] for c in part["up"])
    down = "".join(_LOWERED.get(c, c) for c in part["down"].replace("_", ""))
    return latex + _script("^", up) + _script("_", down)


@lru_cache(maxsize=1024)
def written(label: str) -> Text:
    """A label as it is set."""
    latex = ""
    for part in _PART.finditer(_decomposed(label)):
        sign = part["sign"]
        latex += (
            _symbol(part) if part["letter"] else rf"\word{{{part['word']}}}" if part["word"] else _SIGNS.get(sign, sign)
        )
    return text(latex)


def said(label: str, language: Language) -> str:
    """A label as it is said: an arrow above a letter in words, and no signs that only place a letter."""
    direction = {arrow: words.in_language(language) for arrow, words in _DIRECTIONS.items()}
    return re.sub(f"[→←](?=[{_LETTER}])", lambda arrow: direction[arrow[0]], label).replace("_", " ")
