"""Where the nodes and arrows of a unit's picture lie, with or without the values of a run; the template draws them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from math import dist

from app.pictures.fitting import least_width
from app.pictures.labels import said, written
from app.pictures.symbols import Text, text
from app.pictures.values import Block, block
from question_bank.model.bilingual import LANGUAGES, Bilingual, Language
from question_bank.model.topic_pages import Arrow, Node, Picture
from question_bank.pictures.units import Cut, Valued

WORDS, SYMBOL, LABEL = 14, 17, 14  # sizes of text
PAD, LINE, GAP = 10, 28, 22  # within a box beside its text, its first line, between two boxes
CIRCLE = 30
SHORTEST = (88, 70)  # from one column, one row of the grid to the next
MARGIN = 14
BESIDE = 8  # a label that stands above a flat arrow, from the nodes at its ends
PILL = 9  # half the height of the function at the upper edge of a box

Place = tuple[float, float]


@dataclass(frozen=True)
class Box:
    """A node laid out around its middle; ``id`` names its value on the page, "" for one without."""

    node: Node
    middle: Place
    width: float
    height: float
    symbol: Text | None
    note: Text | None
    value: Block | None
    id: str
    asked: bool

    @property
    def x(self) -> float:
        """Its left edge."""
        return self.middle[0] - self.width / 2

    @property
    def y(self) -> float:
        """Its upper edge."""
        return self.middle[1] - self.height / 2

    def text(self, language: Language) -> Text:
        """Its label as it is set."""
        return written(self.node.label.in_language(language))

    @property
    def said(self) -> Bilingual:
        """The node in words."""
        after = "" if self.symbol is None else self.symbol.said
        label = self.node.label
        return Bilingual(ja=f"{said(label.ja, 'ja')} {after}".strip(), en=f"{said(label.en, 'en')} {after}".strip())


@dataclass(frozen=True)
class Line:
    """An arrow from border to border, with the place of its word or symbol; ``weight`` from 0 to 1 thickens it."""

    arrow: Arrow
    points: tuple[Place, ...]
    start: Bilingual
    end: Bilingual
    symbol: Text | None
    word: Place
    anchor: str
    weight: float | None

    def text(self, language: Language) -> Text:
        """Its word as it is set."""
        return written(self.arrow.label.in_language(language))

    @property
    def plate(self) -> tuple[float, float, float, float] | None:
        """What keeps a thick arrow from running through the label that stands on it: x, y, width, height."""
        if self.weight is None or self.symbol is None or self.anchor != "middle":
            return None
        width = self.symbol.width * LABEL
        return self.word[0] - width / 2 - 3, self.word[1] - LABEL, width + 6, LABEL + 8

    @property
    def d(self) -> str:
        """The way as SVG writes it."""
        return "M" + "L".join(f"{x:.0f} {y:.0f}" for x, y in self.points)


@dataclass(frozen=True)
class Diagram:
    """A picture laid out."""

    title: Bilingual
    width: float
    height: float
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]
    values: tuple[str, ...]  # LaTeX: what it is called in the picture, and its value
    at: str = ""  # the index that the values belong to, as t = 2
    cut: Cut | None = None  # where the run goes on beyond the picture

    @property
    def least(self) -> float:
        """The least width at which it can be read."""
        return least_width(self.width, self._texts())

    def _texts(self) -> Iterator[tuple[Text, float]]:
        labels = (*(box.node.label for box in self.boxes), *(line.arrow.label for line in self.lines))
        yield from ((written(label.in_language(language)), LABEL) for label in labels for language in LANGUAGES)
        for line in self.lines:
            if line.symbol:
                yield line.symbol, LABEL
        for box in self.boxes:
            if box.symbol:
                yield box.symbol, SYMBOL
            if box.note:
                yield box.note, LABEL
            if box.value:
                yield from box.value.texts


def _size(node: Node, value: Block | None) -> tuple[float, float]:
    if node.shape == "operation":
        return CIRCLE, CIRCLE
    words = max(written(node.label.ja).width, written(node.label.en).width) * WORDS
    symbol = text(node.latex).width * SYMBOL if node.latex else 0
    line = words + symbol + (6 if words and symbol else 0)
    height = LINE + (0 if value is None else value.height + 3)
    pad = PAD if node.shape == "box" else 4
    return max(line, 0 if value is None else value.width) + 2 * pad, height + (6 if node.shape == "box" else 0) + (
        6 if node.note else 0
    )


def _pitch(
    sizes: Mapping[str, float],
    along: Mapping[str, float],
    across: Mapping[str, float],
    shortest: float,
    labels: Mapping[frozenset[str], float],
) -> float:
    """How far apart the lines of the grid lie so that no two nodes of the same line across touch.

    Between two there is room for the label of the arrow that runs from one straight to the other.
    """
    pitch = shortest
    for one, other in combinations(sizes, 2):
        distance = abs(along[one] - along[other])
        if distance and abs(across[one] - across[other]) < 0.5:
            gap = max(GAP, labels.get(frozenset((one, other)), 0.0))
            pitch = max(pitch, ((sizes[one] + sizes[other]) / 2 + gap) / distance)
    return pitch


def _label_width(arrow: Arrow, valued: Valued | None) -> float:
    """How much room the label of an arrow takes that lies flat; 0 without one."""
    symbol = _symbol(arrow, valued)
    words = (written(arrow.label.in_language(language)).width for language in LANGUAGES)
    widest = LABEL * (symbol.width if symbol else max(words))
    return widest + 2 * BESIDE if widest else 0.0


def _border(box: Box, towards: Place) -> Place:
    """Where the way from a box towards a place leaves it: square to its edge where it can."""
    x, y = box.middle
    dx, dy = towards[0] - x, towards[1] - y
    pill = box.note is not None and dy < 0 and abs(dx) < box.note.width * WORDS / 2 + 6
    up = box.height / 2 + (PILL if pill else 0)
    if box.node.shape == "operation":
        length = max((dx * dx + dy * dy) ** 0.5, 1e-9)
        return x + dx / length * CIRCLE / 2, y + dy / length * CIRCLE / 2
    if abs(dx) < box.width / 2:
        return towards[0], y + (up if dy > 0 else -up)
    if abs(dy) < box.height / 2:
        return x + (box.width / 2 if dx > 0 else -box.width / 2), towards[1]
    share = min(box.width / 2 / abs(dx), up / abs(dy))
    return x + dx * share, y + dy * share


def _word(points: Sequence[Place], at: float, wide: bool) -> tuple[Place, str]:
    """Beside the longest stretch: above one that lies flat, to the right of any other."""
    (x1, y1), (x2, y2) = max(pairwise(points), key=lambda pair: dist(*pair))
    x, y = x1 + (x2 - x1) * at, y1 + (y2 - y1) * at
    if abs(y2 - y1) < 1:
        return (x, y - 7), "middle"
    if wide or abs(x2 - x1) > 40:
        return (x, y + 4), "middle"
    return (x + 7, y + 5), "start"


def _symbol(arrow: Arrow, valued: Valued | None) -> Text | None:
    """What is written on an arrow, with its number where it has one."""
    if valued is not None and valued.number is not None:
        return text(rf"{arrow.latex}\ {valued.value.sign}\ {valued.value.rows[0][0]}")
    return text(arrow.latex) if arrow.latex else None


def _line(arrow: Arrow, boxes: Mapping[str, Box], grid: Sequence[Place], valued: Valued | None) -> Line:
    start, end = boxes[arrow.start], boxes[arrow.end]
    first, last = (grid[0], grid[-1]) if grid else (end.middle, start.middle)
    points = (_border(start, first), *grid, _border(end, last))
    weight = None if valued is None else valued.number
    word, anchor = _word(points, arrow.at, weight is not None)
    return Line(arrow, points, start.said, end.said, _symbol(arrow, valued), word, anchor, weight)


def diagram(
    picture: Picture, values: Mapping[str, Valued] | None = None, at: str = "", cut: Cut | None = None
) -> Diagram:
    """Lay a picture out; raises ``KeyError`` for an arrow whose node does not exist."""
    known = values or {}
    blocks = {node.id: block(known[node.value].value) if node.value in known else None for node in picture.nodes}
    sizes = {node.id: _size(node, blocks[node.id]) for node in picture.nodes}
    columns = {node.id: node.column for node in picture.nodes}
    rows = {node.id: node.row for node in picture.nodes}
    straight = [arrow for arrow in picture.arrows if not arrow.via]
    labels = {frozenset((arrow.start, arrow.end)): _label_width(arrow, known.get(arrow.value)) for arrow in straight}
    across = _pitch({k: size[0] for k, size in sizes.items()}, columns, rows, SHORTEST[0], labels)
    down = _pitch({k: size[1] for k, size in sizes.items()}, rows, columns, SHORTEST[1], {})
    left = MARGIN + max(sizes[n.id][0] / 2 - n.column * across for n in picture.nodes)
    top = MARGIN + max(sizes[n.id][1] / 2 - n.row * down for n in picture.nodes)

    def place(column: float, row: float) -> Place:
        return left + column * across, top + row * down

    boxes = {
        node.id: Box(
            node,
            place(node.column, node.row),
            *sizes[node.id],
            text(node.latex) if node.latex else None,
            text(node.note) if node.note else None,
            blocks[node.id],
            known[node.value].id if blocks[node.id] is not None else "",
            blocks[node.id] is not None and known[node.value].asked,
        )
        for node in picture.nodes
    }
    lines = tuple(
        _line(arrow, boxes, [place(*corner) for corner in arrow.via], known.get(arrow.value))
        for arrow in picture.arrows
    )
    width = max(box.middle[0] + box.width / 2 for box in boxes.values()) + MARGIN
    height = max(
        *(box.middle[1] + box.height / 2 for box in boxes.values()), *(y for line in lines for _, y in line.points)
    )
    parts = [part for part in (*picture.nodes, *picture.arrows) if part.value in known]
    printed = tuple(known[part.value].value.after(part.latex) for part in parts)
    return Diagram(picture.title, width, height + MARGIN, tuple(boxes.values()), lines, printed, at, cut)
