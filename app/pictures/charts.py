"""The size of a gradient from step to step: where the points and the lines of the scale lie."""

from dataclasses import dataclass
from math import ceil, floor, log10

from app.pictures.fitting import least_width
from app.pictures.symbols import Text, text
from question_bank.pictures.series import Sizes

WIDTH, HEIGHT = 480, 236
NARROW, APART = 292, 57  # a width that a phone has room for, and two points so far apart that their numbers have
SIZE = 14  # of text
LEFT, RIGHT, TOP, BOTTOM = 58, 24, 42, 40
WIDE_RANGE = 30.0  # between the largest and the smallest size: beyond it the scale is logarithmic
MOST_NUMBERS = 8


@dataclass(frozen=True)
class Mark:
    """A point with its size beside it; None where there are too many to write them all."""

    x: float
    y: float
    index: int
    number: Text | None
    said: str
    below: bool  # in a valley of the line its number stands below it


@dataclass(frozen=True)
class Chart:
    """A line through the sizes, in the order in which the gradient goes."""

    marks: tuple[Mark, ...]
    ticks: tuple[tuple[float, Text], ...]
    name: Text
    running: str
    logarithmic: bool
    width: int
    height: int = HEIGHT
    left: int = LEFT

    @property
    def right(self) -> int:
        """Where its lines end."""
        return self.width - RIGHT

    @property
    def least(self) -> float:
        """The least width at which it can be read."""
        numbers = (mark.number for mark in self.marks if mark.number is not None)
        return least_width(
            self.width, ((number, SIZE) for number in (*numbers, *(tick for _, tick in self.ticks), self.name))
        )

    @property
    def path(self) -> str:
        """The points of the line as SVG writes them."""
        return " ".join(f"{mark.x:.1f},{mark.y:.1f}" for mark in self.marks)


def _ticks(sizes: list[float], logarithmic: bool) -> list[tuple[float, str]]:
    """Places of the scale with what stands beside them: powers of ten, or 0 and a round number at the top."""
    if logarithmic:
        low, high = floor(log10(min(sizes))), ceil(log10(max(sizes)))
        every = max(1, ceil((high - low) / 4))
        return [(float(k), "1" if k == 0 else rf"10^{{{k}}}") for k in range(low, high + every, every)]
    unit = 10.0 ** floor(log10(max(sizes))) if max(sizes) > 0 else 1.0
    top = max(1, ceil(max(sizes) / unit - 1e-9)) * unit
    return [(0.0, "0"), (top / 2, _number(top / 2)), (top, _number(top))]


def _number(value: float) -> str:
    """A round number as LaTeX."""
    mantissa, _, exponent = f"{value:g}".partition("e")
    return rf"{mantissa} \times 10^{{{int(exponent)}}}" if exponent else mantissa


def size_chart(sizes: Sizes) -> Chart:
    """Lay the chart out; on a logarithmic scale where the sizes differ by more than a factor of thirty."""
    values = [size for _, size, _ in sizes.points]
    logarithmic = min(values) > 0 and max(values) / min(values) > WIDE_RANGE
    ticks = _ticks(values, logarithmic)
    low, high = ticks[0][0], ticks[-1][0]

    def height(place: float) -> float:
        return TOP + (high - place) / (high - low) * (HEIGHT - TOP - BOTTOM)

    beside = LEFT + RIGHT + 40
    width = min(WIDTH, max(NARROW, beside + APART * (len(values) - 1)))
    inside = width - beside
    apart = inside / max(1, len(values) - 1)
    every = ceil(len(values) / MOST_NUMBERS)
    places = [height(log10(size) if logarithmic else size) for size in values]
    marks = []
    for k, (index, _, latex) in enumerate(sizes.points):
        number = text(latex)
        written = number if every == 1 or k in {0, len(values) - 1} else None
        valley = 0 < k < len(places) - 1 and places[k] > max(places[k - 1], places[k + 1])
        marks.append(Mark(LEFT + 20 + k * apart, places[k], index, written, number.said, valley))
    lines = tuple((height(place), text(written)) for place, written in ticks)
    return Chart(tuple(marks), lines, text(rf"\lVert {sizes.symbol} \rVert"), sizes.running, logarithmic, width)
