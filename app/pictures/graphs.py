"""Where the nodes and edges of a computation graph lie: rows by symbol from below, columns by index.

Every symbol has its row, every index its column. An edge over several rows runs through a lane of each row between, so
it passes no node. Within a cell of the grid nodes and lanes are ordered by where their neighbours lie. A recurrence
(z^{t-1} in u^t) runs from side to side through the gap between two columns.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from app.pictures.symbols import Text, text
from app.pictures.values import Block, block
from question_bank.pictures.graphs import GraphPicture, Vertex, Wire

SYMBOL, LABEL = 17, 14  # sizes of text
PAD, HEAD = 6, 25  # within a node: beside its value, above it
LANE, NEAR, APART = 12, 10, 32  # widths: of a lane, between neighbours, between columns
RISE = 42  # between rows
MARGIN = 12
LEFT, RIGHT = -1000, 1000  # the columns of what has no index: given, found
SWEEPS = 12


@dataclass
class Item:
    """A node or a lane within its cell."""

    key: str
    row: int
    column: int
    width: float
    height: float = 0
    x: float = 0  # its middle
    near: list[tuple["Item", int]] = field(default_factory=list)  # neighbours, and how strongly they draw

    @property
    def wish(self) -> float:
        """Where its neighbours would have it."""
        whole = sum(weight for _, weight in self.near)
        return sum(other.x * weight for other, weight in self.near) / whole if whole else self.x


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


def _column(vertex: Vertex, indexed: bool) -> int:
    if vertex.column is not None:
        return vertex.column
    return RIGHT if vertex.framed or not indexed else LEFT


def _width(vertex: Vertex, value: Block) -> float:
    noted = sum(text(symbol).width * LABEL + 12 for symbol in vertex.noted)
    return max(text(vertex.symbol).width * SYMBOL + 2 * noted, value.width) + 2 * PAD


class _Layout:
    def __init__(self, picture: GraphPicture) -> None:
        self.picture = picture
        self.blocks = {vertex.id: block(vertex.value) for vertex in picture.vertices}
        indexed = any(vertex.column is not None for vertex in picture.vertices)
        self.items = {
            v.id: Item(
                v.id, v.row, _column(v, indexed), _width(v, self.blocks[v.id]), HEAD + self.blocks[v.id].height + 4
            )
            for v in picture.vertices
        }
        self.cells: dict[tuple[int, int], list[Item]] = defaultdict(list)
        for item in self.items.values():
            self.cells[item.row, item.column].append(item)
        self.chains = {wire: self._chain(wire) for wire in picture.wires}
        self._centre_lone_rows()
        self._place()

    def _chain(self, wire: Wire) -> list[Item]:
        """The node an edge leaves, the lanes it takes, the node it reaches."""
        start, end = self.items[wire.start], self.items[wire.end]
        chain = [start]
        for row in range(start.row + 1, end.row):
            lane = Item("", row, start.column, LANE)
            self.cells[row, start.column].append(lane)
            chain.append(lane)
        chain.append(end)
        for one, other in pairwise(chain):
            weight = 8 if not one.key and not other.key else 2 if not one.key or not other.key else 1
            one.near.append((other, weight))
            other.near.append((one, weight))
        return chain

    def _centre_lone_rows(self) -> None:
        """Where a row holds nothing that has an index, what it holds stands in the middle of the picture."""
        self.free = set()
        for row in {item.row for item in self.items.values()}:
            columns = {column for (r, column), cell in self.cells.items() if r == row and cell}
            if columns <= {RIGHT}:
                self.free.add(row)

    def _columns(self) -> list[int]:
        return sorted({column for (row, column), cell in self.cells.items() if cell and row not in self.free})

    @staticmethod
    def _needed(cell: Sequence[Item]) -> float:
        return sum(item.width for item in cell) + NEAR * max(0, len(cell) - 1)

    def _place(self) -> None:
        columns = self._columns() or [RIGHT]
        bounds: dict[int, tuple[float, float]] = {}
        left = float(MARGIN)
        for column in columns:
            widest = max(
                (self._needed(c) for (row, k), c in self.cells.items() if k == column and row not in self.free),
                default=0.0,
            )
            bounds[column] = (left, left + widest)
            left += widest + APART
        right = left - APART
        alone = max((self._needed(self.cells[row, RIGHT]) for row in self.free), default=0.0)
        shift = max(0.0, (alone - (right - MARGIN)) / 2)
        bounds = {column: (a + shift, b + shift) for column, (a, b) in bounds.items()}
        self.bounds, self.right = bounds, right + 2 * shift
        for (row, column), cell in self.cells.items():
            self._spread(cell, *self._limits(row, column))
        rows = sorted({item.row for item in self.items.values()})
        for sweep in range(SWEEPS):
            for row in rows if sweep % 2 else rows[::-1]:
                for column in [*columns, *([RIGHT] if row in self.free else [])]:
                    self._settle(row, column)

    def _limits(self, row: int, column: int) -> tuple[float, float]:
        return (MARGIN, self.right) if row in self.free else self.bounds[column]

    def _spread(self, cell: list[Item], left: float, right: float) -> None:
        at = (left + right - self._needed(cell)) / 2
        for item in cell:
            item.x = at + item.width / 2
            at += item.width + NEAR

    def _settle(self, row: int, column: int) -> None:
        """Order a cell by where its neighbours lie, and move each item towards them as far as there is room."""
        cell = self.cells.get((row, column))
        if not cell:
            return

        wishes = {id(item): item.wish for item in cell}
        cell.sort(key=lambda item: wishes[id(item)])
        left, right = self._limits(row, column)
        at = left
        for item in cell:
            item.x = max(wishes[id(item)], at + item.width / 2)
            at = item.x + item.width / 2 + NEAR
        at = right
        for item in reversed(cell):
            item.x = min(item.x, at - item.width / 2)
            at = item.x - item.width / 2 - NEAR


def _heights(layout: _Layout, rise: float) -> tuple[dict[int, float], float]:
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

    def __init__(self, layout: _Layout, drawn: Mapping[str, Drawn], tops: Mapping[int, float]) -> None:
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
    layout = _Layout(picture)
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
            (sum(layout.bounds[k]) / 2, f"{picture.running} = {k}") for k in layout.bounds if k not in {LEFT, RIGHT}
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
