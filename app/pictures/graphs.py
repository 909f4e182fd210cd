"""Where the nodes and edges of a computation graph lie: rows from below, columns by index, edges as curves.

An edge to a row above ends at the lower side of its node, spread among the others; a recurrence (z^{t-1} in u^t) runs
from side to side through the gap between two columns.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.pictures.layers import MARGIN, SYMBOL, Item, Layout
from app.pictures.symbols import Text, text
from app.pictures.values import Block, block
from question_bank.pictures.graphs import GraphPicture, Vertex, Wire

RISE = 42  # between rows


@dataclass(frozen=True)
class Drawn:
    """A node where it lies: upper left corner, size, its symbol and its value."""

    vertex: Vertex
    x: float
    y: float
    width: float
    height: float
    symbol: Text
    value: Block
    noted: Text | None

    @property
    def middle(self) -> float:
        """The middle from left to right."""
        return self.x + self.width / 2


@dataclass(frozen=True)
class Path:
    """An edge as SVG writes it, with the weights on it and where they stand."""

    wire: Wire
    d: str
    label: Text | None
    x: float
    y: float
    anchor: str


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
    columns: tuple[tuple[float, str], ...]  # middle of a column and what stands under it

    @property
    def errors(self) -> bool:
        """Whether an error flows back along an edge."""
        return any(path.wire.gradient for path in self.paths)


def _heights(layout: Layout, rise: float) -> tuple[dict[int, float], float]:
    """The upper edge of each row, the highest row on top, and where the lowest ends."""
    rows = sorted({item.row for item in layout.items.values()}, reverse=True)
    tops, y = {}, float(MARGIN)
    for row in rows:
        tops[row] = y
        y += max((item.height for item in layout.items.values() if item.row == row), default=0) + rise
    return tops, y - rise + (8 if layout.picture.running else 0)


def _curve(points: Sequence[tuple[float, float]], upright: bool) -> str:
    x, y = points[0]
    d = f"M{x:.0f} {y:.0f}"
    for a, b in points[1:]:
        if upright:
            d += (
                f"V{b:.0f}"
                if abs(a - x) < 1
                else f"C{x:.0f} {(y + b) / 2:.0f} {a:.0f} {(y + b) / 2:.0f} {a:.0f} {b:.0f}"
            )
        else:
            d += f"C{(x + a) / 2:.0f} {y:.0f} {(x + a) / 2:.0f} {b:.0f} {a:.0f} {b:.0f}"
        x, y = a, b
    return d


def _label(wire: Wire) -> Text | None:
    return text(r"\ ".join(wire.labels)) if wire.labels else None


class _Router:
    """Turns chains of items into curves, the ends at a node spread over its lower edge."""

    def __init__(self, layout: Layout, drawn: Mapping[str, Drawn], tops: Mapping[int, float]) -> None:
        self.layout, self.drawn, self.tops = layout, drawn, tops
        self.ports: dict[Wire, float] = {}
        by_end: dict[str, list[Wire]] = defaultdict(list)
        for wire, chain in layout.chains.items():
            if chain[-1].row > chain[0].row:
                by_end[wire.end].append(wire)
        for end, wires in by_end.items():
            node = drawn[end]
            wires.sort(key=lambda wire: layout.chains[wire][-2].x)
            span = min(node.width - 16, (30.0 if any(wire.labels for wire in wires) else 20.0) * (len(wires) - 1))
            for k, wire in enumerate(wires):
                share = 0.5 if len(wires) == 1 else k / (len(wires) - 1)
                self.ports[wire] = node.middle + (share - 0.5) * span

    def route(self, wire: Wire) -> Path:
        chain = self.layout.chains[wire]
        return self._up(wire, chain) if chain[-1].row > chain[0].row else self._across(wire)

    def _up(self, wire: Wire, chain: Sequence[Item]) -> Path:
        start, end = self.drawn[wire.start], self.drawn[wire.end]
        points = [(start.middle, start.y)]
        for lane in chain[1:-1]:
            bottom = max((d.y + d.height for d in self.drawn.values() if d.vertex.row == lane.row), default=0.0)
            points += [(lane.x, bottom), (lane.x, self.tops[lane.row])]
        points.append((self.ports[wire], end.y + end.height + 2))
        (x0, _), (x1, y1) = points[-2:]
        left = x1 < end.middle - 1 or (abs(x1 - end.middle) <= 1 and x0 < x1 - 1)
        return Path(
            wire, _curve(points, True), _label(wire), x1 + (-5 if left else 5), y1 + 17, "end" if left else "start"
        )

    def _across(self, wire: Wire) -> Path:
        start, end = self.drawn[wire.start], self.drawn[wire.end]
        ahead = end.middle >= start.middle
        x0 = start.x + start.width if ahead else start.x
        x1 = end.x - 2 if ahead else end.x + end.width + 2
        y0, y1 = start.y + start.height / 2, end.y + end.height / 2
        lift = -7 if abs(y1 - y0) < 1 else 4
        anchor = "middle" if lift < 0 else "start"
        beside = 0 if lift < 0 else 9
        return Path(
            wire,
            _curve([(x0, y0), (x1, y1)], False),
            _label(wire),
            (x0 + x1) / 2 + beside,
            (y0 + y1) / 2 + lift,
            anchor,
        )


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
    router = _Router(layout, drawn, tops)
    paths = tuple(router.route(wire) for wire in picture.wires)
    columns: tuple[tuple[float, str], ...] = ()
    if picture.running:
        columns = tuple(
            (sum(layout.bounds[k]) / 2, f"{picture.running[k]} = {k}") for k in layout.bounds if k in picture.running
        )
        below += 20
    width = max(layout.right + MARGIN, 260)
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
