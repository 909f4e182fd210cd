"""Where the marks of a chart lie, in the units of its view box; the template draws them."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

WIDTH, HEIGHT = 640, 220
LEFT, RIGHT, TOP, BOTTOM = 88, 32, 20, 36
SMALLEST, LARGEST = 2.5, 6  # radius of a point


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
class LineChart:
    """Shares over time, from 0 % at the bottom to 100 % at the top."""

    points: tuple[Point, ...]
    ticks: tuple[tuple[float, int], ...]  # (y, percent)
    labels: tuple[Point, ...]  # the points that carry a label below
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT

    @property
    def path(self) -> str:
        """The points of the line as SVG writes them."""
        return " ".join(f"{point.x:.1f},{point.y:.1f}" for point in self.points)


def height_of(share: float) -> float:
    """Where a share lies from top to bottom."""
    return TOP + (1 - share) * (HEIGHT - TOP - BOTTOM)


def line_chart(values: Sequence[tuple[str, float, int]], most_labels: int = 6) -> LineChart:
    """A line through (label, share, answers), evenly spaced; a single one lies in the middle.

    The area of a point grows with the answers behind it, up to the most of any.
    """
    most = max((answers for _, _, answers in values), default=1)
    width = WIDTH - LEFT - RIGHT
    step = width / (len(values) - 1) if len(values) > 1 else 0
    start = LEFT if len(values) > 1 else LEFT + width / 2
    points = tuple(
        Point(start + k * step, height_of(share), label, share, answers, max(SMALLEST, LARGEST * sqrt(answers / most)))
        for k, (label, share, answers) in enumerate(values)
    )
    every = max(1, -(-len(points) // most_labels))
    ticks = tuple((height_of(percent / 100), percent) for percent in (0, 50, 100))
    return LineChart(points, ticks, points[::-1][::every][::-1])
