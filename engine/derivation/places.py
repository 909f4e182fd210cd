"""Places of an array, and the letters they are written with.

An engine function counts places from 0, as NumPy does; a formula counts them from 1, as textbooks do: ``x[0, 2]`` is
x_{1,3}. A ``Running`` number knows the letters it was made of. So ``x[i + m - 2, j + n - 2]`` is x_{i+m-1,j+n-1} for
any i, j, m and n, and x_{m,n+1} where i is 1 and j is 2.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, TypeAlias

import numpy as np


class Running(int):
    """A whole number that is written by letters: 3 that is i + m - 1, with i = 2 and m = 2.

    Sums, differences and multiples keep the letters; anything else is a plain number. ``parts`` has of each letter its
    coefficient and the number that it stands for.
    """

    parts: Mapping[str, tuple[int, int]]

    @classmethod
    def of(cls, value: int, parts: Mapping[str, tuple[int, int]]) -> int:
        """The number with those of the letters that count; a plain one where there are none."""
        counting = {letter: part for letter, part in parts.items() if part[0]}
        if not counting:
            return value
        made = cls(value)
        made.parts = counting
        return made

    def _with(self, other: int, sign: int) -> int:
        parts, value = dict(self.parts), int(self) + sign * int(other)
        for letter, (coefficient, at) in (other.parts if isinstance(other, Running) else {}).items():
            own, where = parts.get(letter, (0, at))
            if where != at:  # one letter that stands for two numbers says nothing
                return value
            parts[letter] = own + sign * coefficient, at
        return Running.of(value, parts)

    # As Python asks of numbers: for what is no whole number, ``NotImplemented`` leaves the sum to the other side.
    def __add__(self, other: Any) -> int:
        return self._with(other, 1) if isinstance(other, int) else NotImplemented

    __radd__ = __add__

    def __sub__(self, other: Any) -> int:
        return self._with(other, -1) if isinstance(other, int) else NotImplemented

    def __neg__(self) -> int:
        return self * -1

    def __rsub__(self, other: Any) -> int:
        return (-self) + other if isinstance(other, int) else NotImplemented

    def __mul__(self, other: Any) -> int:
        if not isinstance(other, int) or isinstance(other, Running):
            return NotImplemented
        return Running.of(int(self) * other, {k: (c * other, at) for k, (c, at) in self.parts.items()})

    __rmul__ = __mul__

    def __reduce__(self) -> Any:
        return Running.of, (int(self), dict(self.parts))

    def written(self, free: Mapping[str, int]) -> str:
        """Its text where the ``free`` letters stay, each beside the number it stands for: n+1, 2i-1, 3-m."""
        kept = {letter: part[0] for letter, part in self.parts.items() if letter in free}
        constant = int(self) - sum(coefficient * free[letter] for letter, coefficient in kept.items())
        texts = sorted((f"{_multiple(c)}{letter}" for letter, c in kept.items()), key=lambda text: text.startswith("-"))
        if constant or not texts:
            texts.insert(0 if texts and constant > 0 and texts[0].startswith("-") else len(texts), str(constant))
        return "".join(text if k == 0 or text.startswith("-") else f"+{text}" for k, text in enumerate(texts))

    @property
    def letter(self) -> str:
        """The letter that it is by itself; "" where it is made of letters, as i + 1 is."""
        if len(self.parts) == 1:
            for letter, part in self.parts.items():
                if part == (1, int(self)):
                    return letter
        return ""

    @property
    def form(self) -> tuple[Any, ...]:
        """What it is for any numbers of its letters, to compare places of two steps."""
        constant = int(self) - sum(coefficient * at for coefficient, at in self.parts.values())
        return constant, *sorted((letter, coefficient) for letter, (coefficient, _) in self.parts.items())


def _multiple(coefficient: int) -> str:
    return {1: "", -1: "-"}.get(coefficient, str(coefficient))


def running(letter: str, first: int, last: int) -> Iterator[int]:
    """The numbers from ``first`` to ``last``, both included, each written by the letter."""
    for at in range(first, last + 1):
        yield Running.of(at, {letter: (1, at)})


def lettered(index: Any, letters: tuple[str, ...]) -> Any:
    """An index whose plain numbers run by these letters, one each."""
    numbers = components(index)
    if len(numbers) != len(letters):
        return index
    made = tuple(
        n if isinstance(n, Running) else Running.of(n, {k: (1, n)}) for n, k in zip(numbers, letters, strict=True)
    )
    return made if isinstance(index, tuple) else made[0]


def form(number: int) -> Any:
    """A number as it is for any numbers of its letters."""
    return number.form if isinstance(number, Running) else number


def components(index: Any) -> tuple[int, ...]:
    """The numbers of an index: none, one or several."""
    return () if index is None else index if isinstance(index, tuple) else (index,)


def bound(index: Any) -> dict[str, int]:
    """The letters that are numbers of an index by themselves, with what they stand for."""
    return {letter: number for number in components(index) if isinstance(number, Running) and (letter := number.letter)}


def within(index: Any, inner: Any) -> Any:
    """The index that a term of a sum is seen from: its own, and the letters of the step that it does not run by."""
    own, outer = bound(inner), bound(index)
    if not own or len(own) != len(components(inner)):
        return inner
    return (*components(inner), *(number for letter, number in outer.items() if letter not in own))


@dataclass(frozen=True, slots=True)
class Span:
    """Every ``step``-th of the places from ``start`` to ``stop``, of an axis of that size; None: from or to its end."""

    start: int | None
    stop: int | None
    step: int
    size: int

    @property
    def places(self) -> range:
        """The places, counted from 0. Raises ``ValueError`` where they reach beyond the axis."""
        for end in (self.start, self.stop):
            if end is not None and not 0 <= end <= self.size:
                raise ValueError(f"the places {self} reach beyond the axis")
        return range(self.size)[self.start : self.stop : self.step]

    def moved(self, by: int) -> "Span":
        """As many places, so many farther on."""
        first, end = (0, self.size) if self.step > 0 else (self.size - 1, None)
        start = first if self.start is None else self.start
        stop = end if self.stop is None else self.stop
        return Span(start + by, None if stop is None else stop + by, self.step, self.size)


Place: TypeAlias = "int | Span"
Key: TypeAlias = tuple[Place, ...]


def key_of(asked: Any, shape: tuple[int, ...]) -> Key:
    """The places that ``x[asked]`` takes of an array of that shape; those counted from the end are counted from 0.

    Raises ``TypeError`` for what is neither a number nor a slice, ``IndexError`` where there is no such axis or place.
    """
    asked = asked if isinstance(asked, tuple) else (asked,)
    if len(asked) > len(shape):
        raise IndexError(f"{len(asked)} places of an array with {len(shape)} axes")
    return tuple(_place(one, size) for one, size in zip(asked, shape, strict=False))


def _from_start(number: Any, size: int) -> int:
    if isinstance(number, np.integer):
        number = int(number)
    if not isinstance(number, int):
        raise TypeError(f"{number!r} is no place of an array")
    return number + size if number < 0 else number


def _place(asked: Any, size: int) -> Place:
    if not isinstance(asked, slice):
        place = _from_start(asked, size)
        if not 0 <= place < size:
            raise IndexError(f"no place {asked} on an axis of {size}")
        return place
    start, stop = (None if end is None else _from_start(end, size) for end in (asked.start, asked.stop))
    return Span(start, stop, 1 if asked.step is None else asked.step, size)


def part_of(value: Any, key: Key) -> Any:
    """The entries of an array at these places. Raises ``ValueError`` for places that it does not have."""
    array = np.asarray(value)
    if len(key) > array.ndim:
        raise ValueError(f"no part {key} of an array with {array.ndim} axes")
    for axis, place in enumerate(key):
        places = place.places if isinstance(place, Span) else (place,)
        if any(not 0 <= at < array.shape[axis] for at in places):
            raise ValueError(f"no place {place} on an axis of {array.shape[axis]}")
    return array[tuple(place if isinstance(place, int) else _slice(place) for place in key)]


def _slice(span: Span) -> slice:
    return slice(span.start, span.stop, span.step)


def inner_place(key: Key, at: tuple[int, ...], dimensions: int) -> tuple[int, ...]:
    """Where an entry of a part stands in the whole."""
    rest, found = list(at), []
    for place in key:
        found.append(place.places[rest.pop(0)] if isinstance(place, Span) else int(place))
    return (*found, *rest[: dimensions - len(key)])


def _number(number: int, free: Mapping[str, int]) -> str:
    return number.written(free) if isinstance(number, Running) else str(number)


def _latex(place: Place, free: Mapping[str, int]) -> str:
    if isinstance(place, int):
        return _number(place + 1, free)
    if place.start is None and place.stop is None and place.step == 1:
        return ":"
    places = place.places
    start = places[0] if place.start is None else place.start
    first, last = start + 1, start + (places[-1] - places[0]) + 1  # the last that is taken, by the letters of the first
    middle = "" if place.step == 1 else f"{place.step}:"
    return f"{_number(first, free)}:{middle}{_number(last, free)}"


def latex(key: Key, free: Mapping[str, int] = MappingProxyType({})) -> str:
    """Places as they stand below a letter, counted from 1: 1,3 or 1:2,:; every second one is 1:2:5."""
    return ",".join(_latex(place, free) for place in key)


def python(key: Key) -> str:
    """Places as they stand in square brackets, counted from 0."""
    return ", ".join(str(int(place)) if isinstance(place, int) else _span(place) for place in key)


def _span(span: Span) -> str:
    start, stop = ("" if end is None else str(int(end)) for end in (span.start, span.stop))
    return f"{start}:{stop}" + ("" if span.step == 1 else f":{span.step}")


def forms(key: Key) -> tuple[Any, ...]:
    """Places as they are for any numbers of their letters."""
    return tuple(form(place) if isinstance(place, int) else _span_form(place) for place in key)


def _span_form(span: Span) -> tuple[Any, ...]:
    ends = (None if end is None else form(end) for end in (span.start, span.stop))
    return ("span", *ends, span.step)


def moved(key: Key, by: tuple[int, ...]) -> Key:
    """The same places so many farther on, axis by axis."""
    steps = (*by, *(0,) * (len(key) - len(by)))
    return tuple(
        place + step if isinstance(place, int) else place.moved(step) for place, step in zip(key, steps, strict=True)
    )


def mirrored(key: Key, shape: tuple[int, ...]) -> Key:
    """The places counted from the other end; of a span, its places in the reverse order.

    Of an array with more than two axes they are so in each slice, along the last two.
    """
    first = max(0, len(shape) - 2)
    return tuple(
        place if axis < first else size - 1 - place if isinstance(place, int) else _reversed(place)
        for axis, (place, size) in enumerate(zip(key, shape, strict=False))
    )


def turned(key: Key, shape: tuple[int, ...]) -> Key | None:
    """The places with row and column exchanged; None where they do not say both."""
    return (*key[:-2], key[-1], key[-2]) if len(key) == len(shape) >= 2 else None


def _reversed(span: Span) -> Span:
    reached = span.places[::-1]
    if span.start is None and span.stop is None and abs(span.step) == 1:
        return Span(None, None, -span.step, span.size)
    before = reached[-1] - span.step
    return Span(reached[0], before if 0 <= before <= span.size else None, -span.step, span.size)
