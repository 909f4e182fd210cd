"""Where a name stands clear: of the places it may have, the one at which it meets the least of what is drawn."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import TypeVar

Space = tuple[float, float, float, float]  # from left to right and from top to bottom
Place = tuple[float, float]

T = TypeVar("T")
BADLY = 1000  # how much worse than a line it is if a name meets a mark, a box or another name
NEAR = 6  # beside a name, where a line may be taken for the one it belongs to
THROUGH = 6  # how much worse a line through a name is than one so near it
CELL = 16  # of the net in which points are looked up


def over(one: Space, other: Space) -> bool:
    """Whether two spaces overlap."""
    return one[0] < other[1] and other[0] < one[1] and one[2] < other[3] and other[2] < one[3]


class Ground:
    """What is drawn already: solid things, which no name may meet, and lines, of which it meets as little as it can."""

    def __init__(self, solid: Iterable[Space], points: Iterable[Place], within: Space) -> None:
        self.solid = list(solid)
        self.within = within
        self.net: dict[tuple[int, int], list[Place]] = defaultdict(list)
        for x, y in points:
            self.net[int(x // CELL), int(y // CELL)].append((x, y))

    def _points(self, space: Space) -> Iterator[Place]:
        left, right, top, bottom = space
        for column in range(int(left // CELL), int(right // CELL) + 1):
            for row in range(int(top // CELL), int(bottom // CELL) + 1):
                yield from self.net.get((column, row), ())

    def met(self, space: Space) -> int:
        """How much of what is drawn a name in this space meets."""
        left, right, top, bottom = space
        beyond = left < self.within[0] or right > self.within[1] or top < self.within[2] or bottom > self.within[3]
        around = left - NEAR, right + NEAR, top, bottom
        lines = sum(
            THROUGH if left < x < right else 1
            for x, y in self._points(around)
            if left - NEAR < x < right + NEAR and top < y < bottom
        )
        return lines + BADLY * (beyond + sum(over(space, other) for other in self.solid))

    def best(self, places: Iterable[tuple[T, Space]]) -> T:
        """The first of the places at which the least is met; it is taken from then on."""
        best, space = min(places, key=lambda place: self.met(place[1]))
        self.solid.append(space)
        return best
