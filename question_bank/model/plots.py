"""Plots as data: curves and marked points between two axes. Where they lie on the page and how is worked out elsewhere.

A label is plain text with symbols as they are typed, x₁, like those of the boxes of a ``Picture``.
"""

from collections.abc import Callable, Iterator, Sequence
from math import ceil, floor, isfinite, log10
from typing import Literal, TypeAlias

from pydantic import model_validator

from engine.derivation.decimals import Relation, is_exact, number, round_half_up
from question_bank.model.bilingual import LANGUAGES, Bilingual, Language
from question_bank.model.frozen import Frozen
from question_bank.model.topic_pages import Picture

NOTHING = Bilingual(ja="", en="")
Point: TypeAlias = tuple[float, float]
Mark = Literal["dot", "ring", "cross", "square", "triangle"]
Stroke = Literal["solid", "dashed", "dotted"]
MOST_TICKS = 6
SAMPLES = 48  # stretches of a curve that is drawn of a function
FEW = 12  # places of a line whose corners are told; of a smooth curve its values at the ticks are
_PLACES = 2  # decimals of a value that is read from a curve
_KEPT = 6  # decimals of a place that is stored


class Axis(Frozen):
    """An axis from ``low`` to ``high``; without ``ticks`` they are at round numbers."""

    name: Bilingual = NOTHING
    low: float
    high: float
    ticks: tuple[float, ...] = ()

    def marked(self) -> tuple[float, ...]:
        """Where its ticks are."""
        return self.ticks or _round_ticks(self.low, self.high)


def _round_ticks(low: float, high: float) -> tuple[float, ...]:
    """Multiples of one, two or five units, at most ``MOST_TICKS``."""
    unit = 10.0 ** floor(log10((high - low) / MOST_TICKS))
    for step in (unit, 2 * unit, 5 * unit, 10 * unit):
        first, last = ceil(low / step - 1e-9), floor(high / step + 1e-9)
        if last - first < MOST_TICKS:
            break
    return tuple(round(k * step, 10) + 0.0 for k in range(first, last + 1))


class Drawn(Frozen):
    """What a plot draws: places, and what they are."""

    label: Bilingual = NOTHING
    places: tuple[Point, ...]


class Curve(Drawn):
    """A line from place to place; with ``area`` what lies between it and the axis below is shaded."""

    stroke: Stroke = "solid"
    area: bool = False

    def at(self, x: float) -> float | None:
        """Its value there, as it is drawn; None beside its ends and where it is upright."""
        for (x1, y1), (x2, y2) in zip(self.places, self.places[1:], strict=False):
            if x1 != x2 and min(x1, x2) - 1e-9 <= x <= max(x1, x2) + 1e-9:
                return y1 + (y2 - y1) * (x - x1) / (x2 - x1)
        return None

    def corners(self) -> tuple[Point, ...]:
        """Its ends and the places at which it turns."""
        kept = list(self.places[:1])
        for (x, y), (x2, y2) in zip(self.places[1:], self.places[2:], strict=False):
            across, up = x - kept[-1][0], y - kept[-1][1]
            if abs(across * (y2 - y) - up * (x2 - x)) > 1e-9 or across * (x2 - x) + up * (y2 - y) < 0:
                kept.append((x, y))
        return (*kept, *self.places[1:][-1:])

    def turned(self) -> "Curve":
        """With its axes exchanged."""
        return self.model_copy(update={"places": tuple((y, x) for x, y in self.places)})


class Marks(Drawn):
    """Points of one kind, told from others by the form of their mark; ``names`` stand beside them, "" beside none."""

    mark: Mark = "dot"
    names: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _named(self) -> "Marks":
        if self.names and len(self.names) != len(self.places):
            raise ValueError(f"{len(self.names)} names for {len(self.places)} marks")
        return self


class Told(Frozen):
    """A point of a plot in numbers, as its table has them; their signs say whether they were rounded."""

    of: Bilingual
    signs: tuple[Relation, Relation]
    place: tuple[str, str]


class Plot(Frozen):
    """Curves and marks between two axes; ``square`` where a unit is as long on both."""

    title: Bilingual
    x: Axis
    y: Axis
    curves: tuple[Curve, ...] = ()
    marks: tuple[Marks, ...] = ()
    square: bool = False

    def told(self) -> tuple[Told, ...]:
        """Its points in numbers: all marks, the corners of lines, and the values of smooth curves at the ticks."""
        return (*self._told_marks(), *self._told_curves())

    def _told_marks(self) -> Iterator[Told]:
        for marks in self.marks:
            for k, (x, y) in enumerate(marks.places):
                name = marks.names[k] if marks.names else ""
                yield _told(Bilingual(ja=name, en=name) if name else marks.label, x, y, 4)

    def _told_curves(self) -> Iterator[Told]:
        for curve in self.curves:
            if len(curve.places) <= FEW:
                yield from (_told(curve.label, x, y, 4) for x, y in curve.corners())
            else:
                found = ((x, curve.at(x)) for x in self.x.marked())
                yield from (_told(curve.label, x, y, _PLACES) for x, y in found if y is not None)

    def labels(self) -> tuple[Bilingual, ...]:
        """Every text in it."""
        named = [name for marks in self.marks for name in marks.names if name]
        drawn: tuple[Drawn, ...] = (*self.curves, *self.marks)
        parts = [part.label for part in drawn]
        return (self.title, self.x.name, self.y.name, *parts, *(Bilingual(ja=name, en=name) for name in named))

    def in_words(self) -> Bilingual:
        """The plot for those who do not see it: its axes, and its points in numbers."""
        return Bilingual(**{language: self._in(language) for language in LANGUAGES})

    def _in(self, language: Language) -> str:
        x, y = self.x.name.in_language(language), self.y.name.in_language(language)
        axes = (
            ""
            if not x or not y
            else f"横軸 {x}、縦軸 {y}。"
            if language == "ja"
            else f"{x} to the right, {y} upwards. "
        )
        between, colon, end = ("、", "：", "。") if language == "ja" else (", ", ": ", ". ")
        told: dict[str, list[str]] = {}
        for point in self.told():
            signed = zip(point.signs, point.place, strict=True)
            place = ", ".join(("≈ " if sign != "=" else "") + number for sign, number in signed).replace("-", "−")
            told.setdefault(point.of.in_language(language), []).append(f"({place})")
        parts = [(f"{of}{colon}" if of else "") + between.join(points) for of, points in told.items()]
        return axes + end.join(parts)


def _told(of: Bilingual, x: float, y: float, places: int) -> Told:
    signs: list[Relation] = ["=" if is_exact(value, places) else r"\approx" for value in (x, y)]
    return Told(of=of, signs=(signs[0], signs[1]), place=(_shown(x, places), _shown(y, places)))


def _shown(value: float, places: int) -> str:
    return number(round_half_up(value, places))


Figure: TypeAlias = Picture | Plot  # every kind of picture that a question may show or have for a choice


def function_curve(
    function: Callable[[float], float],
    x: Axis,
    *,
    label: Bilingual = NOTHING,
    stroke: Stroke = "solid",
    bends: Sequence[float] = (),
) -> Curve:
    """The curve of a function over an axis; ``bends`` are places where it is not smooth, and belong to it."""
    step = (x.high - x.low) / SAMPLES
    places = {round(x.low + k * step, _KEPT) + 0.0 for k in range(SAMPLES + 1)} | {*x.marked(), *bends}
    values = [(at, float(function(at))) for at in sorted(places) if x.low <= at <= x.high]
    kept = tuple((at, round(value, _KEPT) + 0.0) for at, value in values if isfinite(value))
    return Curve(label=label, stroke=stroke, places=kept)


def boundary(
    w: Sequence[float], b: float, x: Axis, y: Axis, *, label: Bilingual = NOTHING, stroke: Stroke = "solid"
) -> Curve:
    """The line w₁ x + w₂ y + b = 0 as far as it runs between the axes; raises ``ValueError`` where it does not."""
    ends = []
    if w[1]:
        ends += [(at, -(w[0] * at + b) / w[1]) for at in (x.low, x.high)]
    if w[0]:
        ends += [(-(w[1] * at + b) / w[0], at) for at in (y.low, y.high)]
    inside = {
        (round(p, _KEPT) + 0.0, round(q, _KEPT) + 0.0)
        for p, q in ends
        if x.low - 1e-9 <= p <= x.high + 1e-9 and y.low - 1e-9 <= q <= y.high + 1e-9
    }
    if len(inside) < 2:
        raise ValueError("the line does not run between the axes")
    return Curve(label=label, stroke=stroke, places=(min(inside), max(inside)))


def axis(low: float, high: float, ja: str = "", en: str = "", *, ticks: Sequence[float] = ()) -> Axis:
    """An axis with its name in both languages, or one that is read alike in both."""
    return Axis(name=Bilingual(ja=ja, en=en or ja), low=low, high=high, ticks=tuple(map(float, ticks)))
