"""Formulas in the name of a control: browsers leave MathML out of it, so it is said in one line of text.

A choice is called what it says, and a link what it leads to, only if each formula in it has a name of its own; there
``named`` gives it one, in the page's language where words are needed: W の転置, W transpose. Elsewhere a formula is
MathML alone, which screen readers walk through part by part.
"""

import re
import unicodedata
import xml.etree.ElementTree as ET
from functools import lru_cache

from markupsafe import Markup

from app.web.mathml import elements, to_mathml
from question_bank.model.bilingual import Language

_MATH = re.compile("<math(?=[ >])(?:(?!<math[ >]).)*?</math>", re.DOTALL)
_JOINING = {"=", "≈", "≠", "<", ">", "≤", "≥", "+", "−", "⊙", "×", "·", "→", "∼", "∈", "∝", "↦"}
_UNSEEN = dict.fromkeys(map(ord, "\N{FUNCTION APPLICATION}\N{INVISIBLE SEPARATOR}\N{INVISIBLE TIMES}"))
_FUNCTION = "\N{FUNCTION APPLICATION}"
_ABOVE = {"˜": "\N{COMBINING TILDE}", "ˆ": "\N{COMBINING CIRCUMFLEX ACCENT}"}
_BESIDE = {"→", "←"}  # read before the letter: →h
_BAR = "\N{COMBINING OVERLINE}"


_SCRIPTS = {"msub", "msup", "msubsup", "munder", "mover", "munderover"}
_LARGE = {"∑", "∏", "∫"}  # what stands above them is where they end
_NUMBER = re.compile(r"−?\d+(\.\d+|/\d+)?")
# What stands above a letter and is said in words; a number is a power, for a time that is one has parentheses.
_SAID: dict[Language, dict[str, str]] = {
    "ja": {"⊤": "{} の転置", "new": "{} の新しい値", "power": "{} の {} 乗"},
    "en": {"⊤": "{} transpose", "new": "new {}", "2": "{} squared", "power": "{} to the power {}"},
}
_BRACKETED = r"\([^()]*\)"
_WHOLE = re.compile(rf".|{_BRACKETED}")
_ALONE = re.compile(rf".|{_BRACKETED}|[\d.]+|∂?\w+(_\w+)?(\^(\w+|{_BRACKETED}))?", re.DOTALL)


def _grouped(text: str) -> str:
    """A part of a fraction or root: bracketed unless it is one symbol, number or word."""
    return text if _ALONE.fullmatch(text) else f"({text})"


def _rows(table: ET.Element, language: Language) -> str:
    """A matrix row by row, as NumPy prints it; a column as its entries."""
    rows = [", ".join(reading(cell, language) for cell in row) for row in table]
    return ("; " if any(len(row) > 1 for row in table) else ", ").join(rows)


def _script(base: str, below: str, above: str, language: Language) -> str:
    """A letter with its scripts; what stands below follows a space, since an underscore would be read out."""
    words = "" if base in _LARGE else _SAID[language].get(above, "")
    if not words and above and base not in _LARGE and (base == "e" or _NUMBER.fullmatch(above)):
        words = _SAID[language]["power"]
    if words:
        return words.format(_script(base, below, "", language), above)
    scripts = ((mark, script.replace(" ", "")) for mark, script in ((" ", below), ("^", above)) if script)
    return base + "".join(
        mark + (script if script.isalnum() or _WHOLE.fullmatch(script) else f"({script})") for mark, script in scripts
    )


def _accented(base: str, mark: str) -> str:
    if mark in _BESIDE:
        return mark + base
    return unicodedata.normalize("NFC", base + _ABOVE.get(mark, _BAR))


def _line(children: list[ET.Element], language: Language) -> str:
    said, before, applied = "", "", False
    for child in children:
        part = reading(child, language)
        scripted = before in _SCRIPTS
        if scripted and re.match(r"[\w(∂]", part):
            said += " "  # W^t (z)
        before = child.tag
        if child.tag == "mo" and part in _JOINING:
            # Nothing before it, or an operator: then a minus is a sign.
            said = f"{said.rstrip()} {part} " if said and not said.endswith(("(", " ")) else said + part
        elif (child.text or "") == _FUNCTION:
            said += " "  # exp x, but exp(x)
            applied = not scripted
            continue
        elif part == ",":
            said += ", "
        elif applied and part.startswith("("):
            said = said[:-1] + part
        else:
            said += " " if child.tag == "mspace" and said and not said.endswith(" ") else part
        applied = False
    return re.sub(r" (?=[),\]])", "", said).strip()


def reading(element: ET.Element, language: Language) -> str:
    """A formula in one line of text: W in x^t + b, ∂E/∂W, (1, 2; 3, 4)."""
    parts = list(element)
    match element.tag:
        case "mphantom":
            return ""
        case "mfrac":
            return "/".join(_grouped(reading(part, language)) for part in parts)
        case "msub" | "munder":
            return _script(reading(parts[0], language), reading(parts[1], language), "", language)
        case "mover" if element.get("accent") == "true":
            return _accented(reading(parts[0], language), reading(parts[1], language))
        case "msup" | "mover":
            return _script(reading(parts[0], language), "", reading(parts[1], language), language)
        case "msubsup" | "munderover":
            base, below, above = (reading(part, language) for part in parts)
            return _script(base, below, above, language)
        case "msqrt":
            return f"√{_grouped(_line(parts, language))}"
        case "mroot":
            return f"{_grouped(reading(parts[0], language))}^(1/{reading(parts[1], language)})"
        case "mtable":
            return _rows(element, language)
        case _ if parts:
            return _line(parts, language)
        case _:
            return unicodedata.normalize("NFC", (element.text or "").translate(_UNSEEN))


def said(latex: str, language: Language) -> str:
    """A formula in one line of text, for where a name is only text."""
    return reading(elements(to_mathml(latex)), language)


@lru_cache(maxsize=512)
def named(html: Markup, language: Language) -> Markup:
    """The same with a name on every formula; for what stands in a label, a link, a button or a summary."""
    parts, at = [], 0
    for match in _MATH.finditer(html):
        formula = html[match.start() : match.end()]
        opening = Markup('<math aria-label="{}"').format(reading(elements(formula), language))
        parts += [html[at : match.start()], opening, formula[len("<math") :]]
        at = match.end()
    return Markup("").join([*parts, html[at:]])
