"""Where the boxes and arrows of a picture to choose lie: small boxes of one size, so that four stand side by side."""

from dataclasses import dataclass

from app.pictures.labels import said, written
from app.pictures.symbols import Text
from question_bank.model.bilingual import Bilingual, Language
from question_bank.model.topic_pages import Node, Picture

MARGIN = 8
LETTER = 9  # about the width of a letter of a word


@dataclass(frozen=True)
class Measure:
    """How far columns and rows stand apart, and how large a box is."""

    column: float
    row: float
    width: float
    height: float


SMALL = Measure(112, 88, 78, 38)  # one of four beside each other: three columns on a phone


@dataclass(frozen=True)
class Box:
    """A box with its upper left corner and the middle of its text."""

    x: float
    y: float
    label: Bilingual
    measure: Measure
    off: bool = False  # not so in the right picture

    def text(self, language: Language) -> Text:
        """Its label as it is set."""
        return written(self.label.in_language(language))

    @property
    def middle(self) -> tuple[float, float]:
        """Its centre."""
        return self.x + self.measure.width / 2, self.y + self.measure.height / 2


@dataclass(frozen=True)
class Line:
    """An arrow from border to border, with the place of its word."""

    x1: float
    y1: float
    x2: float
    y2: float
    start: Bilingual
    end: Bilingual
    label: Bilingual
    off: bool = False  # not so in the right picture
    left: bool = False  # where its word stands: on the right there is no room

    def text(self, language: Language) -> Text:
        """Its word as it is set."""
        return written(self.label.in_language(language))

    def said(self, language: Language) -> str:
        """The arrow in words."""
        start, end, label = (said(part.in_language(language), language) for part in (self.start, self.end, self.label))
        return f"{start} → {end} ({label})" if label else f"{start} → {end}"

    @property
    def word(self) -> tuple[float, float]:
        """Beside the middle of the arrow, off its line: above one that lies flat, beside any other."""
        x, y = (self.x1 + self.x2) / 2, (self.y1 + self.y2) / 2
        if self.flat:
            return x, y - 8
        fall = (self.x2 - self.x1) * (self.y2 - self.y1)  # above 0 where it falls to the right
        return x - 7 if self.left else x + 7, y - 2 if fall > 1 else y + 13 if fall < -1 else y + 4

    @property
    def flat(self) -> bool:
        """Whether the arrow lies flat."""
        return abs(self.y2 - self.y1) < 1


@dataclass(frozen=True)
class Diagram:
    """A picture laid out."""

    title: Bilingual
    width: float
    height: float
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]
    measure: Measure


def _border(box: Box, towards: tuple[float, float]) -> tuple[float, float]:
    """Where the straight way from the middle of a box leaves it."""
    x, y = box.middle
    dx, dy = towards[0] - x, towards[1] - y
    width, height = box.measure.width, box.measure.height
    share = min(width / 2 / abs(dx) if dx else 1e9, height / 2 / abs(dy) if dy else 1e9)
    return x + dx * share, y + dy * share


def _box(node: Node, measure: Measure) -> Box:
    return Box(MARGIN + node.column * measure.column, MARGIN + node.row * measure.row, node.label, measure)


def diagram(picture: Picture, measure: Measure = SMALL) -> Diagram:
    """Lay a picture out; raises ``KeyError`` for an arrow whose box does not exist."""
    boxes = {node.id: _box(node, measure) for node in picture.nodes}
    width = max(node.column for node in picture.nodes) * measure.column + measure.width + 2 * MARGIN
    lines = []
    for arrow in picture.arrows:
        start, end = boxes[arrow.start], boxes[arrow.end]
        x1, y1 = _border(start, end.middle)
        x2, y2 = _border(end, start.middle)
        left = (x1 + x2) / 2 + LETTER * max(len(arrow.label.ja), len(arrow.label.en)) > width
        lines.append(Line(x1, y1, x2, y2, start.label, end.label, arrow.label, left=left))
    height = max(node.row for node in picture.nodes) * measure.row + measure.height + 2 * MARGIN
    return Diagram(picture.title, width, height, tuple(boxes.values()), tuple(lines), measure)
