"""How the edges of a graph run, as curves, and where the weights on them stand.

An edge to a row above ends at the lower side of its node, spread among the others; a recurrence (z^{t-1} in u^t) runs
from side to side through the gap between two columns.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import dist

from app.pictures.layers import APART, LABEL, LANE, Drawn, Item, Layout
from app.pictures.placing import Ground, Place, Space
from app.pictures.symbols import Text, text
from question_bank.pictures.graphs import Wire

PORT = 16  # of an edge with a weight: from its end to where the weight may stand
ALONG, STEP = 160, 6  # how far from there, and how near each other, the places lie that it may have
BESIDE, DIP = 7, 22  # of an edge that goes around nodes: from the corner of its end, and below it
OFF = 5  # between an edge and its weight
HIGH, DEEP = 0.75, 0.25  # of a label above and below its line, in sizes


@dataclass(frozen=True)
class Path:
    """An edge as SVG writes it and by points of it, with the weights on it and where they stand."""

    wire: Wire
    d: str
    points: tuple[Place, ...]
    label: Text | None
    x: float
    y: float
    anchor: str


Bend = tuple[Place, Place, Place]  # the two places that a curve leans to, and its end


def _drawn(start: Place, bends: Sequence[Bend]) -> tuple[str, tuple[Place, ...]]:
    """A way as SVG writes it, and points of it that lie close."""
    x, y = start
    d, passed = f"M{x:.0f} {y:.0f}", [start]
    for one, other, (a, b) in bends:
        straight = max(abs(a - x), abs(one[0] - x), abs(other[0] - x)) < 1
        d += f"V{b:.0f}" if straight else "C" + " ".join(f"{c:.0f} {e:.0f}" for c, e in (one, other, (a, b)))
        steps = max(2, round(max(abs(a - x), abs(b - y)) / 4))
        passed += [_bent(((x, y), one, other, (a, b)), k / steps) for k in range(1, steps + 1)]
        x, y = a, b
    return d, tuple(passed)


def _bent(ends: Sequence[Place], share: float) -> Place:
    """A point of a curve of the third degree."""
    rest = 1 - share
    shares = rest**3, 3 * rest**2 * share, 3 * rest * share**2, share**3
    x, y = (sum(k * end[axis] for k, end in zip(shares, ends, strict=True)) for axis in (0, 1))
    return x, y


class Router:
    """Turns chains of items into curves, the ends at a node spread over its lower edge."""

    def __init__(self, layout: Layout, drawn: Mapping[str, Drawn], tops: Mapping[int, float]) -> None:
        self.layout, self.drawn, self.tops = layout, drawn, tops
        self.ports: dict[Wire, float] = {}
        self.around: dict[float, int] = defaultdict(int)
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
        """The way of an edge, its weights not yet placed."""
        chain = self.layout.chains[wire]
        return self._up(wire, chain) if chain[-1].row > chain[0].row else self._across(wire)

    def _up(self, wire: Wire, chain: Sequence[Item]) -> Path:
        start, end = self.drawn[wire.start], self.drawn[wire.end]
        points = [(start.middle, start.y)]
        for lane in chain[1:-1]:
            bottom = max((d.y + d.height for d in self.drawn.values() if d.vertex.row == lane.row), default=0.0)
            points += [(lane.x, bottom), (lane.x, self.tops[lane.row])]
        points.append((self.ports[wire], end.y + end.height + 2))
        bends = [((x, (y + b) / 2), (a, (y + b) / 2), (a, b)) for (x, y), (a, b) in pairwise(points)]
        return _path(wire, points[0], bends)

    def _across(self, wire: Wire) -> Path:
        start, end = self.drawn[wire.start], self.drawn[wire.end]
        ahead = end.middle >= start.middle
        x0 = start.x + start.width if ahead else start.x
        x1 = end.x - 2 if ahead else end.x + end.width + 2
        y0, y1 = start.y + start.height / 2, end.y + end.height / 2
        middle = (x0 + x1) / 2
        path = _path(wire, (x0, y0), [((middle, y0), (middle, y1), (x1, y1))])
        return self._around(wire, x0, ahead) if self._hits(path) else path

    def _hits(self, path: Path) -> bool:
        """Whether an edge runs through a node that is not its own."""
        others = [node for name, node in self.drawn.items() if name not in {path.wire.start, path.wire.end}]
        return any(
            node.x < x < node.x + node.width and node.y < y < node.y + node.height
            for x, y in path.points
            for node in others
        )

    def _around(self, wire: Wire, x0: float, ahead: bool) -> Path:
        """From the side of its start into the gap before the column of its end, down there, and up into its end."""
        start, end = self.drawn[wire.start], self.drawn[wire.end]
        left, right = self.layout.bounds.get(self.layout.items[wire.end].column, (end.x, end.x + end.width))
        gap, port = (left - APART / 2, end.x + BESIDE) if ahead else (right + APART / 2, end.x + end.width - BESIDE)
        gap += (-1 if ahead else 1) * LANE / 3 * min(self.around[gap], 3)
        self.around[gap] += 1
        y0, foot = start.y + start.height / 2, end.y + end.height + 2
        turned, low = y0 + DIP, foot + DIP
        into: Bend = ((gap, y0), (gap, y0), (gap, turned))
        down: Bend = ((gap, turned), (gap, foot), (gap, foot))
        return _path(wire, (x0, y0), [into, down, ((gap, low), (port, low), (port, foot))])


def _path(wire: Wire, start: Place, bends: Sequence[Bend]) -> Path:
    label = text(r"\ ".join(wire.labels)) if wire.labels else None
    return Path(wire, *_drawn(start, bends), label, *start, "middle")


def _spots(path: Path, label: Text) -> Iterator[tuple[tuple[float, float, str], Space]]:
    """Places of a weight along its edge, the nearest to its end first, each with the space it takes."""
    wide, (x1, y1) = label.width * LABEL, path.points[-1]
    before = -float(STEP)
    for x, y in reversed(path.points):
        far = dist((x, y), (x1, y1))
        if not (PORT <= far <= PORT + ALONG) or far - before < STEP:
            continue
        before = far
        for side, left, line in (
            ("end", x - OFF - wide, y + 4),
            ("start", x + OFF, y + 4),
            ("middle", x - wide / 2, y - OFF - 2),
            ("middle", x - wide / 2, y + OFF + HIGH * LABEL),
        ):
            at = left + {"end": wide, "start": 0, "middle": wide / 2}[side]
            yield (at, line, side), (left - 2, left + wide + 2, line - HIGH * LABEL - 2, line + DEEP * LABEL + 1)


def labelled(paths: Sequence[Path], drawn: Mapping[str, Drawn], width: float) -> tuple[Path, ...]:
    """The edges with each weight where it stands clear of nodes and other weights, and of edges as far as it can."""
    nodes = [(node.x, node.x + node.width, node.y, node.y + node.height) for node in drawn.values()]
    ground = Ground(nodes, (point for path in paths for point in path.points), (0, width, 0, float("inf")))

    def placed(path: Path) -> Path:
        spots = [] if path.label is None else list(_spots(path, path.label))
        if not spots:
            return path
        x, y, anchor = ground.best(spots)
        return replace(path, x=x, y=y, anchor=anchor)

    return tuple(map(placed, paths))
