"""Where the nodes of a computation graph lie: rows from below, columns by index, the parameters at the foot."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.pictures.edges import Path, Router, labelled
from app.pictures.fitting import least_width
from app.pictures.layers import LABEL, MARGIN, SYMBOL, Drawn, Layout
from app.pictures.symbols import Text, text
from app.pictures.values import Block, block
from question_bank.pictures.graphs import GraphPicture

RISE = 42  # between rows
FEW, MOST, CROWD = 3, 6, 6  # weights below a row that need no more room; how many more do, and how much each


@dataclass(frozen=True)
class Weight:
    """A parameter at the foot of the picture: its symbol, and its value at (x, y)."""

    id: str
    symbol: Text
    x: float
    y: float
    value: Block
    value_x: float


@dataclass(frozen=True)
class Drawing:
    """A graph laid out."""

    width: float
    height: float
    nodes: tuple[Drawn, ...]
    paths: tuple[Path, ...]
    weights: tuple[Weight, ...]
    foot: float  # the line above the parameters
    band: float | None  # the line between forward and backward values
    columns: tuple[tuple[float, Text], ...]  # middle of a column and what stands under it

    @property
    def least(self) -> float:
        """The least width at which it can be read."""
        return least_width(self.width, self._texts())

    def _texts(self) -> Iterator[tuple[Text, float]]:
        for node in self.nodes:
            yield node.symbol, SYMBOL
            yield from node.value.texts
        for weight in self.weights:
            yield weight.symbol, SYMBOL
            yield from weight.value.texts
        marks = (*(node.noted for node in self.nodes), *(path.label for path in self.paths))
        yield from ((mark, LABEL) for mark in (*marks, *(name for _, name in self.columns)) if mark is not None)

    @property
    def errors(self) -> bool:
        """Whether an error flows back along an edge."""
        return any(path.wire.gradient for path in self.paths)


def _heights(layout: Layout, rise: float) -> tuple[dict[int, float], float]:
    """The upper edge of each row, the highest row on top, and where the lowest ends."""
    rows = sorted({item.row for item in layout.items.values()}, reverse=True)
    weights = Counter(layout.items[wire.end].row for wire in layout.picture.wires if wire.labels)
    tops, y, below = {}, float(MARGIN), 0.0
    for row in rows:
        tops[row] = y = y + below
        y += max((item.height for item in layout.items.values() if item.row == row), default=0)
        below = rise + CROWD * min(MOST, max(0, weights[row] - FEW))
    return tops, y + (8 if layout.picture.running else 0)


def _weights(picture: GraphPicture, top: float, room: float) -> tuple[tuple[Weight, ...], float, float]:
    """The parameters in lines at the foot; returns them, how wide they are and where they end."""
    made, x, y, tallest, widest = [], float(MARGIN), top, 0.0, 0.0
    for parameter in picture.parameters:
        symbol, value = text(rf"{parameter.symbol}\ ="), block(parameter.value)
        width = symbol.width * SYMBOL + 8 + value.width
        if x > MARGIN and x + width > room:
            x, y, tallest = float(MARGIN), y + tallest + 12, 0.0
        made.append(Weight(parameter.id, symbol, x, y, value, x + symbol.width * SYMBOL + 8))
        x += width + 22
        widest, tallest = max(widest, x - 22), max(tallest, value.height)
    return tuple(made), widest + MARGIN, y + tallest


def _band(picture: GraphPicture, tops: Mapping[int, float]) -> float | None:
    """Where forward values end and errors begin, where the rows tell them apart."""
    errors = [v.row for v in picture.vertices if v.gradient and v.step]
    forward = [v.row for v in picture.vertices if not (v.gradient and v.step)]
    if not errors or not forward or max(forward) >= min(errors):
        return None
    return tops[max(forward)] - RISE / 2


def draw_graph(picture: GraphPicture, rise: float = RISE) -> Drawing:
    """Lay a computation graph out, ``rise`` between its rows."""
    layout = Layout(picture)
    tops, below = _heights(layout, rise)
    tallest = {row: max(i.height for i in layout.items.values() if i.row == row) for row in tops}
    drawn = {}
    for vertex in picture.vertices:
        item = layout.items[vertex.id]
        y = tops[vertex.row] + (tallest[vertex.row] - item.height) / 2
        noted = text(r",\ ".join(vertex.noted)) if vertex.noted else None
        drawn[vertex.id] = Drawn(
            vertex,
            item.x - item.width / 2,
            y,
            item.width,
            item.height,
            text(vertex.symbol),
            layout.blocks[vertex.id],
            noted,
        )
    router = Router(layout, drawn, tops)
    columns: tuple[tuple[float, Text], ...] = ()
    if picture.running:
        columns = tuple(
            (sum(layout.bounds[k]) / 2, text(rf"{picture.running[k]}\ =\ {k}"))
            for k in layout.bounds
            if k in picture.running
        )
        below += 20
    width = max(layout.right + MARGIN, 260)
    paths = labelled([router.route(wire) for wire in picture.wires], drawn, width)
    foot = below + 12
    weights, wide, end = _weights(picture, foot + 14, max(width - MARGIN, 330))
    height = (end if weights else below) + MARGIN
    return Drawing(
        max(width, wide if weights else 0),
        height,
        tuple(drawn.values()),
        paths,
        weights,
        foot,
        _band(picture, tops),
        columns,
    )
