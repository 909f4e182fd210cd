"""Formulas in the name of a control: browsers leave MathML out of it, so it is said in one line of text.

A choice is called what it says, and a link what it leads to, only if each formula in it has a name of its own; there
``named`` gives it one. Elsewhere a formula is MathML alone, which screen readers walk through part by part.
"""

import re
import unicodedata
import xml.etree.ElementTree as ET

from markupsafe import Markup

_MATH = re.compile("<math(?=[ >])(?:(?!<math[ >]).)*?</math>", re.DOTALL)
_JOINING = {"=", "≈", "≠", "<", ">", "≤", "≥", "+", "−", "⊙", "×", "·", "→", "∼", "∈", "∝", "↦"}
_UNSEEN = dict.fromkeys(map(ord, "\N{FUNCTION APPLICATION}\N{INVISIBLE SEPARATOR}\N{INVISIBLE TIMES}"))
_FUNCTION = "\N{FUNCTION APPLICATION}"
_ABOVE = {"˜": "\N{COMBINING TILDE}", "ˆ": "\N{COMBINING CIRCUMFLEX ACCENT}"}
_BESIDE = {"→", "←"}  # read before the letter: →h
_BAR = "\N{COMBINING OVERLINE}"


_SCRIPTS = {"msub", "msup", "msubsup", "munder", "mover", "munderover"}
_ALONE = re.compile(r".|\([^()]*\)|[\d.]+|∂?\w+(_\w+)?(\^\w+)?", re.DOTALL)


def _grouped(text: str) -> str:
    """A part of a fraction or root: bracketed unless it is one symbol, number or word."""
    return text if _ALONE.fullmatch(text) else f"({text})"


def _rows(table: ET.Element) -> str:
    """A matrix row by row, as NumPy prints it; a column as its entries."""
    rows = [", ".join(reading(cell) for cell in row) for row in table]
    return ("; " if any(len(row) > 1 for row in table) else ", ").join(rows)


def _script(base: str, below: str, above: str) -> str:
    """A letter with its scripts; what stands below follows a space, since an underscore would be read out."""
    return base + "".join(
        mark + (script if script.isalnum() or len(script) == 1 else f"({script.replace(' ', '')})")
        for mark, script in ((" ", below), ("^", above))
        if script
    )


def _accented(base: str, mark: str) -> str:
    if mark in _BESIDE:
        return mark + base
    return unicodedata.normalize("NFC", base + _ABOVE.get(mark, _BAR))


def _line(children: list[ET.Element]) -> str:
    said, before = "", ""
    for child in children:
        part = reading(child)
        if before in _SCRIPTS and re.match(r"[\w(∂]", part):
            said += " "  # W^t (z)
        before = child.tag
        if child.tag == "mo" and part in _JOINING:
            # Nothing before it, or an operator: then a minus is a sign.
            said = f"{said.rstrip()} {part} " if said and not said.endswith(("(", " ")) else said + part
        elif (child.text or "") == _FUNCTION:
            said += " "  # exp x, but exp(x)
        elif part == ",":
            said += ", "
        elif part.startswith("(") and re.search(r"[a-z]{2} $", said):
            said = said[:-1] + part
        else:
            said += " " if child.tag == "mspace" and said and not said.endswith(" ") else part
    return re.sub(r" (?=[),\]])", "", said).strip()


def reading(element: ET.Element) -> str:
    """A formula in one line of text: W in x^t + b, (∂E)/(∂W), (1, 2; 3, 4)."""
    parts = list(element)
    match element.tag:
        case "mphantom":
            return ""
        case "mfrac":
            return "/".join(_grouped(reading(part)) for part in parts)
        case "msub" | "munder":
            return _script(reading(parts[0]), reading(parts[1]), "")
        case "mover" if element.get("accent") == "true":
            return _accented(reading(parts[0]), reading(parts[1]))
        case "msup" | "mover":
            return _script(reading(parts[0]), "", reading(parts[1]))
        case "msubsup" | "munderover":
            return _script(reading(parts[0]), reading(parts[1]), reading(parts[2]))
        case "msqrt":
            return f"√{_grouped(_line(parts))}"
        case "mroot":
            return f"{_grouped(reading(parts[0]))}^(1/{reading(parts[1])})"
        case "mtable":
            return _rows(element)
        case _ if parts:
            return _line(parts)
        case _:
            return unicodedata.normalize("NFC", (element.text or "").translate(_UNSEEN))


def _name(match: "re.Match[str]") -> str:
    said = reading(ET.fromstring(match[0]))  # noqa: S314 - our own converter's
    return match[0].replace("<math", str(Markup('<math aria-label="{}"').format(said)), 1)


def named(html: Markup) -> Markup:
    """The same with a name on every formula; for what stands in a label, a link, a button or a summary."""
    return Markup(_MATH.sub(_name, html))  # noqa: S704 - it was markup, and the name is escaped
