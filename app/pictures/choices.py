"""Where the boxes and arrows of a picture to choose lie: small boxes, so that four stand side by side.

Boxes are of one size as long as every label fits; where one does not, each is as wide as its label.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import ClassVar

from app.pictures.figures import Layout
from app.pictures.fitting import least_width
from app.pictures.labels import said, written
from app.pictures.symbols import Text
from question_bank.model.bilingual import LANGUAGES, Bilingual, Language
from question_bank.model.topic_pages import Node, Picture

MARGIN = 8
WORDS = 16  # size of text
TIGHT, PAD = 2, 5  # beside a label: at least in boxes of one size, in boxes of their own widths
NARROWEST = 48
CLEAR = 24  # of an arrow between two boxes
WIDEST = 320  # of a picture: a phone
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
    width: float
    height: float
    label: Bilingual
    off: bool = False  # not so in the right picture

    def text(self, language: Language) -> Text:
        """Its label as it is set."""
        return written(self.label.in_language(language))

    @property
    def middle(self) -> tuple[float, float]:
        """Its centre."""
        return self.x + self.width / 2, self.y + self.height / 2


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
    missing: tuple[Line, ...] = ()  # arrows of the right picture that this one has not, nor draws otherwise
    template: ClassVar[str] = "partials/diagram.html"

    @property
    def least(self) -> float:
        """The least width at which it can be read."""
        labels = (*(box.label for box in self.boxes), *(line.label for line in self.lines))
        texts = (written(label.in_language(language)) for label in labels for language in LANGUAGES)
        return least_width(self.width, ((text, WORDS) for text in texts))


def _border(box: Box, towards: tuple[float, float]) -> tuple[float, float]:
    """Where the straight way from the middle of a box leaves it."""
    x, y = box.middle
    dx, dy = towards[0] - x, towards[1] - y
    share = min(box.width / 2 / abs(dx) if dx else 1e9, box.height / 2 / abs(dy) if dy else 1e9)
    return x + dx * share, y + dy * share


def label_width(node: Node) -> float:
    """How wide the label of a box is in the language in which it is wider."""
    return WORDS * max(written(node.label.ja).width, written(node.label.en).width)


def _widths(picture: Picture, measure: Measure) -> dict[str, float]:
    """The width of each box."""
    labels = {node.id: label_width(node) for node in picture.nodes}
    if all(label <= measure.width - 2 * TIGHT for label in labels.values()):
        return dict.fromkeys(labels, measure.width)
    return {name: max(NARROWEST, label + 2 * PAD) for name, label in labels.items()}


def _middles(widths: Mapping[float, float], measure: Measure) -> dict[float, float]:
    """Where the middle of each column lies: apart as columns of one size, or with what a phone leaves between."""
    columns = sorted(widths)
    for gap in (None, measure.column - measure.width, _left_over(widths)):
        middles = {columns[0]: MARGIN + widths[columns[0]] / 2}
        for one, other in pairwise(columns):
            whole = (other - one) * measure.column
            near = (widths[one] + widths[other]) / 2
            middles[other] = middles[one] + (max(whole, near + CLEAR) if gap is None else near + gap)
        if middles[columns[-1]] + widths[columns[-1]] / 2 + MARGIN <= WIDEST:
            break
    return middles


def _left_over(widths: Mapping[float, float]) -> float:
    """The gap between columns that fill a phone."""
    return (WIDEST - 2 * MARGIN - sum(widths.values())) / max(1, len(widths) - 1)


def diagram(picture: Picture, measure: Measure = SMALL) -> Diagram:
    """Lay a picture out; raises ``KeyError`` for an arrow whose box does not exist."""
    widths = _widths(picture, measure)
    columns: dict[float, float] = defaultdict(float)
    for node in picture.nodes:
        columns[node.column] = max(columns[node.column], widths[node.id])
    middles = _middles(columns, measure)
    boxes = {
        node.id: Box(
            middles[node.column] - widths[node.id] / 2,
            MARGIN + node.row * measure.row,
            widths[node.id],
            measure.height,
            node.label,
        )
        for node in picture.nodes
    }
    width = max(box.x + box.width for box in boxes.values()) + MARGIN
    lines = []
    for arrow in picture.arrows:
        start, end = boxes[arrow.start], boxes[arrow.end]
        x1, y1 = _border(start, end.middle)
        x2, y2 = _border(end, start.middle)
        left = (x1 + x2) / 2 + LETTER * max(len(arrow.label.ja), len(arrow.label.en)) > width
        lines.append(Line(x1, y1, x2, y2, start.label, end.label, arrow.label, left=left))
    height = max(node.row for node in picture.nodes) * measure.row + measure.height + 2 * MARGIN
    return Diagram(picture.title, width, height, tuple(boxes.values()), tuple(lines))


def beside(picture: Picture, right: Picture | None = None, *, small: bool = True) -> Diagram:
    """The picture laid out, with what differs from the right one marked; small in any case."""
    laid = diagram(picture)
    if right is None:
        return laid
    boxes = tuple(
        replace(box, off=node not in right.nodes) for box, node in zip(laid.boxes, picture.nodes, strict=True)
    )
    lines = tuple(
        replace(line, off=arrow not in right.arrows) for line, arrow in zip(laid.lines, picture.arrows, strict=True)
    )
    ends = {(arrow.start, arrow.end) for arrow in picture.arrows}
    missing = tuple(
        line
        for line, arrow in zip(diagram(right).lines, right.arrows, strict=True)
        if (arrow.start, arrow.end) not in ends
    )
    return replace(laid, boxes=boxes, lines=lines, missing=missing)


FIGURE = Layout(Picture, beside)
