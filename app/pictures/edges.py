"""How the edges of a graph run, as curves, and where the weights on them stand.

An edge to a row above ends at the lower side of its node, spread among the others; a recurrence (z^{t-1} in u^t) runs
from side to side through the gap between two columns.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import dist

from app.pictures.layers import LABEL, Drawn, Item, Layout
from app.pictures.placing import Ground, Place, Space
from app.pictures.symbols import Text, text
from question_bank.pictures.graphs import Wire

PORT = 16  # of an edge with a weight: from its end to where the weight may stand
ALONG, STEP = 84, 6  # how far from there, and how near each other, the places lie that it may have
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


def _curve(points: Sequence[Place], upright: bool) -> tuple[str, tuple[Place, ...]]:
    """A way through points as SVG writes it, and points of it that lie close."""
    x, y = points[0]
    d = f"M{x:.0f} {y:.0f}"
    passed = [points[0]]
    for a, b in points[1:]:
        if upright and abs(a - x) < 1:
            d += f"V{b:.0f}"
            bends = ((x, y), (a, b))
        else:
            bends = ((x, (y + b) / 2), (a, (y + b) / 2)) if upright else (((x + a) / 2, y), ((x + a) / 2, b))
            d += "C" + " ".join(f"{c:.0f} {e:.0f}" for c, e in (*bends, (a, b)))
        steps = max(2, round(max(abs(a - x), abs(b - y)) / 4))
        passed += [_bent(((x, y), *bends, (a, b)), k / steps) for k in range(1, steps + 1)]
        x, y = a, b
    return d, tuple(passed)


def _bent(ends: Sequence[Place], share: float) -> Place:
    """A point of a curve of the third degree."""
    rest = 1 - share
    shares = rest**3, 3 * rest**2 * share, 3 * rest * share**2, share**3
    return sum(k * x for k, (x, _) in zip(shares, ends, strict=True)), sum(
        k * y for k, (_, y) in zip(shares, ends, strict=True)
    )


class Router:
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
        return _path(wire, points, upright=True)

    def _across(self, wire: Wire) -> Path:
        start, end = self.drawn[wire.start], self.drawn[wire.end]
        ahead = end.middle >= start.middle
        x0 = start.x + start.width if ahead else start.x
        x1 = end.x - 2 if ahead else end.x + end.width + 2
        y0, y1 = start.y + start.height / 2, end.y + end.height / 2
        return _path(wire, [(x0, y0), (x1, y1)], upright=False)


def _path(wire: Wire, points: Sequence[Place], *, upright: bool) -> Path:
    label = text(r"\ ".join(wire.labels)) if wire.labels else None
    return Path(wire, *_curve(points, upright), label, *points[0], "middle")


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
