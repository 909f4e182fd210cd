"""Which place each node and lane of a graph takes from left to right: rows by symbol, columns by index.

An edge over several rows takes a lane of each row between, so it passes no node. Within a cell of the grid nodes and
lanes are ordered by where their neighbours lie, and moved towards them as far as there is room.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from app.pictures.symbols import Text, text
from app.pictures.values import Block, block
from question_bank.pictures.graphs import GraphPicture, Vertex, Wire

SYMBOL, LABEL = 17, 14  # sizes of text
PAD, HEAD = 6, 27  # within a node: beside its value, above it
LANE, NEAR, APART = 12, 10, 32  # widths: of a lane, between neighbours, between columns
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


def _column(vertex: Vertex, indexed: bool) -> int:
    if vertex.column is not None:
        return vertex.column
    return RIGHT if vertex.framed or not indexed else LEFT


def _width(vertex: Vertex, value: Block) -> float:
    noted = sum(text(symbol).width * LABEL + 12 for symbol in vertex.noted)
    return max(text(vertex.symbol).width * SYMBOL + 2 * noted, value.width) + 2 * PAD


class Layout:
    """A graph with every item in its cell, and the bounds of the columns."""

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
