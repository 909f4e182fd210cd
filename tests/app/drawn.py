"""The texts of a drawn picture with the space each takes, read from the SVG as it is sent."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass

from app.pictures.symbols import SCRIPT, width_of

SVG = re.compile(r"<svg .*?</svg>", re.DOTALL)
SIZE = 14.0  # of a text that says no other
HIGH, DEEP, ARROW = 0.7, 0.2, 0.4  # of a letter above and below its line, and of an arrow above it, in sizes


@dataclass(frozen=True)
class Space:
    """Words and where they stand: from left to right, from top to bottom; ``least`` is the size of the smallest."""

    words: str
    left: float
    right: float
    top: float
    bottom: float
    least: float = SIZE

    def overlap(self, other: "Space") -> float:
        """How far two reach into one another: the lesser of both directions, at most 0 where they are apart."""
        across = min(self.right, other.right) - max(self.left, other.left)
        along = min(self.bottom, other.bottom) - max(self.top, other.top)
        return min(across, along)

    def holds(self, x: float, y: float) -> bool:
        """Whether a point lies within."""
        return self.left < x < self.right and self.top < y < self.bottom


def _pieces(text: ET.Element) -> Iterator[tuple[str, float, float, float]]:
    """Runs of a text: what is written, how large, and the moves before it."""
    size = float(text.get("font-size", SIZE))
    if text.text:
        yield text.text, size, 0.0, 0.0
    for run in text:
        kinds = run.get("class", "").split()
        own = 14.0 if "words" in kinds else size * (SCRIPT if "script" in kinds else 1)
        yield run.text or "", own, float(run.get("dx", 0)), float(run.get("dy", 0))
        if run.tail:
            yield run.tail, size, 0.0, 0.0


def space_of(text: ET.Element) -> Space:
    """Where a text stands."""
    x, y = float(text.get("x", 0)), float(text.get("y", 0))
    words, width, at, top, bottom, least = "", 0.0, y, y, y, float(text.get("font-size", SIZE))
    for piece, size, dx, dy in _pieces(text):
        words += piece
        width += dx + size * sum(map(width_of, piece))
        at += dy
        top, bottom = min(top, at - (ARROW if piece in "→←" else HIGH) * size), max(bottom, at + DEEP * size)
        least = min(least, size)
    left = x - {"middle": width / 2, "end": width}.get(text.get("text-anchor", "start"), 0.0)
    return Space(words, left, left + width, top, bottom, least)


def pictures_of(page: str) -> Iterator[ET.Element]:
    """Every picture of a page."""
    for svg in SVG.findall(page):
        root = ET.fromstring(svg)
        if root.get("role") == "img":
            yield root


def texts_of(picture: ET.Element) -> list[Space]:
    """Every text of a picture."""
    return [space_of(text) for text in picture.iter("text")]
