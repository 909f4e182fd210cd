"""Where the curves, marks, ticks and names of a plot lie; curves are cut at the frame, names stand clear of them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from typing import ClassVar, Literal, NamedTuple

from app.pictures.figures import Layout
from app.pictures.fitting import least_width
from app.pictures.labels import written
from app.pictures.placing import Ground, Space
from app.pictures.symbols import Text, text
from engine.derivation.decimals import number
from question_bank.model.bilingual import LANGUAGES, Bilingual, Language
from question_bank.model.plots import Curve, Mark, Marks, Plot, Point, Stroke, Told

WIDTH, SMALL = 326, 264  # of a picture: a phone's page, and one of two choices side by side
HEIGHT, LOW = 190, 140  # of the frame
TALLEST = 250
WORDS = 14  # size of text
ABOVE, RIGHT = 10, 14
LINE = 20  # of text
MARK = 5  # half the size of a mark
KEY = 26  # of a legend: what stands before its text
APART = 16  # between two of its entries


@dataclass(frozen=True)
class Label:
    """A text that is typed as the labels of pictures are, where it stands."""

    x: float
    y: float
    anchor: Literal["start", "middle", "end"]
    label: Bilingual

    def text(self, language: Language) -> Text:
        """It as it is set."""
        return written(self.label.in_language(language))


@dataclass(frozen=True)
class Line:
    """A curve within the frame as SVG writes it, and the border of what is shaded below it."""

    d: str
    stroke: Stroke
    shade: str = ""


@dataclass(frozen=True)
class Drawn:
    """A mark where it lies."""

    x: float
    y: float
    mark: Mark


@dataclass(frozen=True)
class Entry:
    """What a stroke or a mark of the plot means."""

    label: Label
    stroke: Stroke | None = None
    mark: Drawn | None = None


@dataclass(frozen=True)
class Plotted:
    """A plot laid out; ``right`` are the curves that the right one among choices has and this has not."""

    title: Bilingual
    words: Bilingual
    told: tuple[tuple[Bilingual, tuple[Told, ...]], ...]  # of each curve and mark, its points
    axes: tuple[Bilingual, Bilingual]  # their names; empty ones too
    width: float
    height: float
    left: float
    top: float
    end: float
    bottom: float
    across: tuple[tuple[float, Text], ...]  # ticks of either axis
    up: tuple[tuple[float, Text], ...]
    zero: tuple[float | None, float | None]  # where x and y are 0, within the frame
    names: tuple[Label, ...]  # of the axes
    lines: tuple[Line, ...]
    marks: tuple[Drawn, ...]
    labels: tuple[Label, ...]  # beside marks
    legend: tuple[Entry, ...]
    right: tuple[Line, ...] = ()
    template: ClassVar[str] = "partials/plot.html"

    @property
    def least(self) -> float:
        """The least width at which it can be read."""
        labels = (*self.names, *self.labels, *(entry.label for entry in self.legend))
        texts = [label.text(language) for label in labels for language in LANGUAGES]
        texts += [tick for _, tick in (*self.across, *self.up)]
        return least_width(self.width, ((text, WORDS) for text in texts))


class _Frame(NamedTuple):
    """From the plot's numbers to places on the page."""

    left: float
    top: float
    end: float
    bottom: float
    plot: Plot

    def x(self, value: float) -> float:
        axis = self.plot.x
        return self.left + (value - axis.low) / (axis.high - axis.low) * (self.end - self.left)

    def y(self, value: float) -> float:
        axis = self.plot.y
        return self.bottom - (value - axis.low) / (axis.high - axis.low) * (self.bottom - self.top)


def _tick(value: float) -> Text:
    return text(number(value))


def _frame(plot: Plot, width: float, least: float) -> _Frame:
    left = 10 + WORDS * max(_tick(value).width for value in plot.y.marked())
    top, end = ABOVE + (LINE if plot.y.name.ja else 0), width - RIGHT
    tall = least
    if plot.square:
        unit = (end - left) / (plot.x.high - plot.x.low)
        tall = unit * (plot.y.high - plot.y.low)
        if tall > TALLEST:
            end, tall = left + (end - left) * TALLEST / tall, TALLEST
    return _Frame(left, top, end, top + tall, plot)


def _cut(one: Point, other: Point, frame: _Frame) -> tuple[Point, Point] | None:
    """The part of a straight stretch that lies in the frame (Liang and Barsky 1984)."""
    (x1, y1), (x2, y2) = one, other
    dx, dy = x2 - x1, y2 - y1
    start, stop = 0.0, 1.0
    for step, room in ((-dx, x1 - frame.left), (dx, frame.end - x1), (-dy, y1 - frame.top), (dy, frame.bottom - y1)):
        if not step:
            if room < 0:
                return None
        elif step < 0:
            start = max(start, room / step)
        else:
            stop = min(stop, room / step)
    if start > stop:
        return None
    return (x1 + start * dx, y1 + start * dy), (x1 + stop * dx, y1 + stop * dy)


def _stretches(curve: Curve, frame: _Frame) -> Iterator[tuple[Point, Point]]:
    places = [(frame.x(x), frame.y(y)) for x, y in curve.places]
    for one, other in pairwise(places):
        cut = _cut(one, other, frame)
        if cut is not None:
            yield cut


def _line(curve: Curve, frame: _Frame) -> Line:
    d, last = "", None
    stretches = list(_stretches(curve, frame))
    for one, other in stretches:
        d += f"{'' if last == one else 'M{:.1f} {:.1f}'.format(*one)}L{other[0]:.1f} {other[1]:.1f}"
        last = other
    shade = ""
    if curve.area and stretches:
        ground = frame.y(max(0.0, frame.plot.y.low))
        shade = f"M{stretches[0][0][0]:.1f} {ground:.1f}L{d[1:]}L{stretches[-1][1][0]:.1f} {ground:.1f}Z"
    return Line(d, curve.stroke, shade)


def _around(x: float, y: float) -> Space:
    return x - MARK, x + MARK, y - MARK, y + MARK


def _points_of(curve: Curve, frame: _Frame) -> Iterator[Point]:
    for (x1, y1), (x2, y2) in _stretches(curve, frame):
        for k in range(21):
            yield x1 + (x2 - x1) * k / 20, y1 + (y2 - y1) * k / 20


def _named(frame: _Frame, width: float) -> tuple[Label, ...]:
    """The names of marks, each at the side on which it meets the least of what is drawn: of marks and names nothing."""
    plot = frame.plot
    taken = [_around(frame.x(x), frame.y(y)) for marks in plot.marks for x, y in marks.places]
    if plot.y.name.ja:
        wide = WORDS * max(written(plot.y.name.ja).width, written(plot.y.name.en).width)
        taken.append((0.0, 2 + wide, 0.0, float(LINE)))

    points = (point for curve in plot.curves for point in _points_of(curve, frame))
    ground = Ground(taken, points, (frame.left, width, 0, frame.bottom))
    found = []
    for marks in plot.marks:
        for name, (x, y) in zip(marks.names, marks.places, strict=bool(marks.names)):
            if not name:
                continue
            label = Bilingual(ja=name, en=name)
            found.append(ground.best(_sides(frame.x(x), frame.y(y), label, WORDS * written(name).width)))
    return tuple(found)


def _sides(x: float, y: float, label: Bilingual, wide: float) -> Iterator[tuple[Label, Space]]:
    """A name at each side of a mark, in the order in which one would put it, with the space it takes."""
    high = 0.72 * WORDS
    off = MARK + 3
    for dx, dy in ((1, -1), (-1, -1), (1, 1), (-1, 1), (1, 0), (-1, 0), (0, -1), (0, 1)):
        left = x + off if dx > 0 else x - off - wide if dx < 0 else x - wide / 2
        base = (
            y - off + (high / 2 if dx else 0) if dy < 0 else y + off + high / (2 if dx else 1) if dy else y + high / 2
        )
        yield Label(left, base, "start", label), (left - 2, left + wide + 2, base - high - 2, base + 3)


def _legend(plot: Plot, frame: _Frame, y: float, width: float) -> tuple[tuple[Entry, ...], float]:
    """What each stroke and mark means, in rows that fit; and where the last row ends."""
    entries, x = [], frame.left
    parts: tuple[Curve | Marks, ...] = (*plot.curves, *plot.marks)
    for part in parts:
        if not part.label.ja:
            continue
        wide = KEY + WORDS * max(written(part.label.ja).width, written(part.label.en).width)
        if x > frame.left and x + wide > width:
            x, y = frame.left, y + LINE
        label = Label(x + KEY, y, "start", part.label)
        stroke = part.stroke if isinstance(part, Curve) else None
        mark = None if isinstance(part, Curve) else Drawn(x + KEY / 2 - 2, y - MARK, part.mark)
        entries.append(Entry(label, stroke, mark))
        x += wide + APART
    return tuple(entries), y + (LINE - 12 if entries else -LINE)


def plotted(plot: Plot, right: Plot | None = None, *, small: bool = False) -> Plotted:
    """Lay a plot out; beside the right one among choices, with the right curves in it where they are others."""
    width, least = (SMALL, LOW) if small else (WIDTH, HEIGHT)
    frame = _frame(plot, width, least)
    names = []
    if plot.y.name.ja:
        names.append(Label(2, WORDS + 1, "start", plot.y.name))
    foot = frame.bottom + LINE
    if plot.x.name.ja:
        foot += LINE
        names.append(Label(frame.end, foot - 3, "end", plot.x.name))
    legend, height = _legend(plot, frame, foot + LINE, width)
    laid = Plotted(
        title=plot.title,
        words=plot.in_words(),
        told=tuple((of, tuple(points)) for of, points in groupby(plot.told(), key=lambda point: point.of)),
        axes=(plot.x.name, plot.y.name),
        width=width,
        height=max(height, foot + 4),
        left=frame.left,
        top=frame.top,
        end=frame.end,
        bottom=frame.bottom,
        across=tuple((frame.x(value), _tick(value)) for value in plot.x.marked()),
        up=tuple((frame.y(value), _tick(value)) for value in plot.y.marked()),
        zero=(
            frame.x(0) if plot.x.low <= 0 <= plot.x.high else None,
            frame.y(0) if plot.y.low <= 0 <= plot.y.high else None,
        ),
        names=tuple(names),
        lines=tuple(_line(curve, frame) for curve in plot.curves),
        marks=tuple(Drawn(frame.x(x), frame.y(y), marks.mark) for marks in plot.marks for x, y in marks.places),
        labels=_named(frame, width),
        legend=legend,
    )
    own = {curve.places for curve in plot.curves}
    others = () if right is None else (curve for curve in right.curves if curve.places not in own)
    return replace(laid, right=tuple(_line(curve, frame) for curve in others))


FIGURE = Layout(Plot, plotted)
