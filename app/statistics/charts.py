"""Where the marks of a chart lie, in the units of its view box; the template draws them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil, sqrt

# About as wide as a phone's column: there the letters keep their size, and on a wide screen two charts stand abreast.
WIDTH, HEIGHT = 360, 160
LEFT, RIGHT, TOP, BOTTOM = 52, 12, 14, 26
SMALLEST, LARGEST = 2.0, 5.0  # radius of a point
MOST_LABELS = 4
GAP = 3  # between bars


@dataclass(frozen=True)
class Point:
    """A mark: where it lies, and what it stands for."""

    x: float
    y: float
    label: str
    share: float
    answers: int
    radius: float


@dataclass(frozen=True)
class Frame:
    """The box of a chart."""

    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    bottom: int = HEIGHT - BOTTOM


@dataclass(frozen=True)
class LineChart:
    """Shares over time, from 0 % at the bottom to 100 % at the top: points, a line, and a band around it."""

    points: tuple[Point, ...]
    path: str
    band: str
    ticks: tuple[tuple[float, int], ...]  # (y, percent)
    labels: tuple[Point, ...]  # the points that carry a label below
    frame: Frame = Frame()


@dataclass(frozen=True)
class Bar:
    """A bar: its box, and what it stands for."""

    x: float
    y: float
    width: float
    height: float
    label: str
    count: int

    @property
    def middle(self) -> float:
        """Where its label stands."""
        return self.x + self.width / 2


@dataclass(frozen=True)
class BarChart:
    """Counts side by side, from 0 at the bottom."""

    bars: tuple[Bar, ...]
    labels: tuple[Bar, ...]
    ticks: tuple[tuple[float, int], ...]  # (y, count)
    frame: Frame = Frame()


@dataclass(frozen=True)
class Value:
    """What a day of a line chart shows: a point, the line's height there, and how far it may be off."""

    day: date
    share: float
    answers: int
    line: float
    interval: tuple[float, float] | None = None


def short(day: date) -> str:
    """A day as it stands below a chart."""
    return f"{day.month}/{day.day}"


def height_of(share: float) -> float:
    """Where a share lies from top to bottom."""
    return TOP + (1 - share) * (HEIGHT - TOP - BOTTOM)


def line_chart(values: Sequence[Value]) -> LineChart:
    """A chart of days, at least two, as far apart as they are in time.

    The area of a point grows with the answers behind it, up to the most of any.
    """
    first, last = values[0].day, values[-1].day
    most = max(1, *(value.answers for value in values))

    def place(day: date) -> float:
        return LEFT + (day - first).days / (last - first).days * (WIDTH - LEFT - RIGHT)

    points = tuple(
        Point(
            place(value.day),
            height_of(value.share),
            short(value.day),
            value.share,
            value.answers,
            max(SMALLEST, LARGEST * sqrt(value.answers / most)),
        )
        for value in values
    )
    line = [(place(value.day), height_of(value.line)) for value in values]
    known = [(place(value.day), value.interval) for value in values if value.interval is not None]
    band = [(x, height_of(high)) for x, (_, high) in known] + [(x, height_of(low)) for x, (low, _) in reversed(known)]
    ticks = tuple((height_of(percent / 100), percent) for percent in (0, 50, 100))
    return LineChart(points, _path(line), _path(band), ticks, _labels(points))


def _path(places: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in places)


def _labels(points: Sequence[Point]) -> tuple[Point, ...]:
    """The last point and others before it, so far apart that their labels do not meet."""
    apart = (WIDTH - LEFT - RIGHT) / MOST_LABELS
    found: list[Point] = []
    for point in reversed(points):
        if not found or found[-1].x - point.x >= apart:
            found.append(point)
    return tuple(reversed(found))


def bar_chart(values: Sequence[tuple[date, int]]) -> BarChart:
    """A bar for each of some days."""
    top = max(1, *(count for _, count in values))
    top += top % 2  # half of it is a whole number as well
    step = (WIDTH - LEFT - RIGHT) / len(values)

    def bar(k: int, day: date, count: int) -> Bar:
        height = count / top * (HEIGHT - TOP - BOTTOM)
        return Bar(LEFT + k * step + GAP / 2, HEIGHT - BOTTOM - height, step - GAP, height, short(day), count)

    bars = tuple(bar(k, day, count) for k, (day, count) in enumerate(values))
    ticks = tuple((height_of(share), round(share * top)) for share in (0, 0.5, 1))
    return BarChart(bars, bars[:: ceil(len(bars) / MOST_LABELS)], ticks)
