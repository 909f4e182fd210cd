"""Symbols within a formula that lead to where their values came from.

Each symbol a step uses is converted by itself; where its MathML stands in the formula as whole elements, they are
wrapped in an ``mrow`` that names the value. Inside another symbol (W in W_in, h in ∂E/∂h) nothing is wrapped.
"""

import re
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from functools import lru_cache

from markupsafe import Markup

from app.web.mathml import elements, to_mathml

Targets = tuple[tuple[str, str], ...]  # (LaTeX of a symbol, name of its value)
_SCRIPTED = {"msub", "msup", "msubsup", "mover", "munder"}
_POWER = re.compile(r"⊤|2|\d+\.\d+")  # what stands above a symbol without belonging to it


def _key(element: ET.Element) -> str:
    """What an element is made of; spacing depends on where a symbol stands and does not count."""
    inside = "".join(map(_key, element))
    return f"<{element.tag}>{element.text or ''}{inside}</{element.tag}>"


def _parsed(latex: str, *, display: bool = False) -> ET.Element:
    return elements(to_mathml(latex, display=display))


def _is_power(element: ET.Element) -> bool:
    return _POWER.fullmatch("".join(element.itertext())) is not None


def _is_bracketed(element: ET.Element) -> bool:
    inner = element[0] if element.get("class") == "sym" else element
    return inner.tag == "mrow" and len(inner) > 0 and inner[0].text == "("


def _is_base_alone(parent: ET.Element) -> bool:
    """Whether the first child of a scripted element is a symbol by itself: in Wᵀ, but not in W_in."""
    return parent.tag == "msup" and _is_power(parent[1])


class _Marker:
    def __init__(self, targets: Targets) -> None:
        read = [([_key(child) for child in _parsed(latex)], name) for latex, name in targets]
        self.patterns = sorted(read, key=lambda pair: -sum(map(len, pair[0])))

    def mark(self, parent: ET.Element) -> None:
        """Wrap what matches among the children, then go on within the others."""
        children, position = list(parent), 0
        keys = list(map(_key, children))
        while position < len(children):
            name, length = self._match(children, keys, position, parent)
            if name:
                wrapper = ET.Element("mrow", {"class": "sym", "data-mark": name})
                wrapper.extend(children[position : position + length])
                for child in children[position : position + length]:
                    parent.remove(child)
                parent.insert(position, wrapper)
                children[position : position + length] = [wrapper]
                keys[position : position + length] = [""]  # nothing is asked of it any more
            else:
                self._within(children[position])
            position += 1

    def _match(
        self, children: Sequence[ET.Element], keys: Sequence[str], position: int, parent: ET.Element
    ) -> tuple[str, int]:
        power = parent.tag == "msup" and _is_bracketed(children[0])  # (f' w)^k: both are values
        if parent.tag in _SCRIPTED and not power and (position > 0 or not _is_base_alone(parent)):
            return "", 0
        bare = self._without_power(children[position])
        for pattern, name in self.patterns:
            if keys[position : position + len(pattern)] == pattern or (len(pattern) == 1 and pattern[0] == bare):
                return name, len(pattern)
        return "", 0

    @staticmethod
    def _without_power(element: ET.Element) -> str:
        """Of a symbol with an index below and a power above, the symbol: W_out of W_outᵀ."""
        if element.tag != "msubsup" or not _is_power(element[2]):
            return ""
        bare = ET.Element("msub")
        bare.extend(list(element)[:2])
        return _key(bare)

    def _within(self, element: ET.Element) -> None:
        if len(element) and element.tag != "mphantom":
            self.mark(element)


@lru_cache(maxsize=512)
def marked(latex: str, targets: Targets) -> Markup:
    """A formula on a line of its own whose ``targets`` name their values in ``data-mark``."""
    root = _parsed(latex, display=True)
    _Marker(targets).mark(root)
    return Markup(ET.tostring(root, encoding="unicode"))  # noqa: S704 - serialised, so escaped
