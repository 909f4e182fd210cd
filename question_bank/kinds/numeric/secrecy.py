"""A figure before the answer shows what is given and nothing that was worked out; the answer is not read from it."""

import re
from collections.abc import Iterator

import numpy as np

from question_bank.feedback.live import scores_as_right
from question_bank.model.computed import Numeric, asked_cells
from question_bank.model.plots import Curve, Plot

_CLOSE = 1e-9
_NUMBER = re.compile(r"[-−]?\d+(?:\.\d+)?")


def figure_problems(problem: Numeric) -> list[str]:
    """Marks that stand at no given value, and what ``readable`` finds."""
    given = _given(problem)
    places = (place for plot in _plots(problem) for marks in plot.marks for place in marks.places)
    worked_out = (place for place in places if not all(_among(value, given) for value in place))
    return [
        *(f"a mark of the figure stands at {place}, which is not given" for place in worked_out),
        *readable(problem),
    ]


def readable(problem: Numeric) -> list[str]:
    """Labels that say the answer, and curves on which it stands beside a given value: whoever looks there reads it off.

    In a single draw this may be chance. An answer that is given as well is told by nothing.
    """
    given = _given(problem)
    return [said for plot in _plots(problem) for said in _read_from(problem, plot, given)]


def _plots(problem: Numeric) -> Iterator[Plot]:
    """The figures that hold numbers; boxes and arrows hold none."""
    yield from (figure for figure in problem.figures if isinstance(figure, Plot))


def _given(problem: Numeric) -> list[float]:
    """Every number among the inputs, and 0: a mark on an axis is at no value."""
    found = [0.0]

    def look(value: object) -> None:
        if isinstance(value, dict):
            for inner in value.values():
                look(inner)
        elif isinstance(value, list | tuple):
            for inner in value:
                look(inner)
        elif isinstance(value, np.ndarray | int | float):
            found.extend(np.ravel(np.asarray(value, dtype=float)).tolist())

    look(dict(problem.run.inputs))
    return found


def _read_from(problem: Numeric, figure: Plot, given: list[float]) -> Iterator[str]:
    key = np.ravel(asked_cells(problem.run.plain(), problem.asked))
    secret = [cell for cell in key.tolist() if not _among(cell, given)]

    def is_key(value: float) -> bool:
        return any(scores_as_right(np.asarray(cell), np.asarray(value), problem.rounding) for cell in secret)

    for curve in figure.curves:
        for x, y in _beside(curve, given):
            if is_key(y) and not _among(y, given):
                yield f"the answer can be read from a curve of the figure, at {x:g}"
    for label in figure.labels():
        numbers = [float(found.replace("−", "-")) for found in _NUMBER.findall(label.ja + " " + label.en)]
        if any(is_key(number) and not _among(number, given) for number in numbers):
            yield f"a label of the figure says the answer: {label.en}"


def _among(value: float, given: list[float]) -> bool:
    return any(abs(value - other) <= _CLOSE * max(1.0, abs(other)) for other in given)


def _beside(curve: Curve, given: list[float]) -> Iterator[tuple[float, float]]:
    """Given values on either axis, each with what the curve has beside it."""
    for one in (curve, curve.turned()):
        found = ((value, one.at(value)) for value in dict.fromkeys(given))
        yield from ((value, other) for value, other in found if other is not None)
