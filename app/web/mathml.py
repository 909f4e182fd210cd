"""LaTeX to native MathML on the server: no client code, no inline style, readable by screen readers."""

import re
import xml.etree.ElementTree as ET
from functools import lru_cache

from markupsafe import Markup
from math_core import LatexError, LatexToMathML

# The styles that math-core writes are few; each becomes a class, since the page's policy forbids inline styles.
_STYLES = {
    "padding-right:0.1667em;": "mc-thin",
    "text-align: left;justify-items: start;padding-left: 0;": "mc-l",
    "text-align: left;justify-items: start;padding-right: 0;": "mc-lr",
    "text-align: left;justify-items: start;padding-right: 0;padding-left:1em;": "mc-l1",
    "text-align: right;justify-items: end;padding-right: 0;": "mc-r",
    "text-align: right;justify-items: end;padding-left: 0;": "mc-rl",
}
_STYLE = re.compile(r' style="([^"]*)"')
# The vendored font has no script-size prime, and its full-size one already stands high: it goes beside the letter.
_PRIME = re.compile(r"<msup>(<mi>[^<]*</mi>)<mo>′</mo></msup>")
_BESIDE = r'<mrow>\1<mo lspace="0" rspace="0">′</mo></mrow>'
# The italic f leans over what stands above it at its right: browsers leave no room for it in a script.
_LEANING = re.compile(r"(<(?:msup|msubsup)>)<mi>f</mi>")
_WITH_ROOM = r'\1<mi class="mc-f">f</mi>'
# What a table in a formula is anyway; only in a script it would differ, and no matrix of ours stands in one.
_AS_EVER = ' displaystyle="false" scriptlevel="0"'
_CONVERTER = LatexToMathML()


class UnknownStyleError(ValueError):
    """The converter wrote a style that has no class yet."""


def _as_class(match: "re.Match[str]") -> str:
    try:
        return f' class="{_STYLES[match[1]]}"'
    except KeyError as unknown:
        raise UnknownStyleError(match[1]) from unknown


@lru_cache(maxsize=1024)
def to_mathml(latex: str, *, display: bool = False) -> Markup:
    """One formula as ``<math>`` that no translator touches; raises math-core's ``LatexError`` for bad LaTeX."""
    allowed = latex.replace("\0", "\N{REPLACEMENT CHARACTER}")  # the one character that may stand in no text
    written = _CONVERTER.convert_with_local_state(allowed, displaystyle=display)
    written = _PRIME.sub(_BESIDE, written.replace("&ApplyFunction;", "⁡"))
    written = _LEANING.sub(_WITH_ROOM, written)
    written = written.replace("<math", '<math translate="no"', 1).replace(_AS_EVER, "")
    return Markup(_STYLE.sub(_as_class, written))  # noqa: S704 - the converter escapes its input


def elements(written: Markup) -> ET.Element:
    """The elements of a formula that this converter wrote."""
    return ET.fromstring(written)  # noqa: S314 - no text of anybody else's: ``to_mathml`` wrote it


__all__ = ["LatexError", "UnknownStyleError", "elements", "to_mathml"]
