"""Code questions: a real function, and other lines for one of its own. The text is its source; every choice is run."""

import inspect
import textwrap
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

BLANK = "____"


@dataclass(frozen=True)
class Blank:
    """A line of a function that may be blanked, the lines that commit a slip, and which of these it is about."""

    function: Callable[..., Any]
    line: str
    wrong: Mapping[str, str]
    essential: tuple[str, ...]


@cache
def source(function: Callable[..., Any]) -> str:
    """The source of a function, from the left margin."""
    return textwrap.dedent(inspect.getsource(function)).rstrip()


def _exchanged(function: Callable[..., Any], line: str, other: str) -> str:
    """The source with ``other`` in the place of ``line``; raises ``ValueError`` where that is not one line of it."""
    lines = source(function).splitlines()
    places = [k for k, text in enumerate(lines) if text.strip() == line]
    if len(places) != 1:
        raise ValueError(f"{function.__name__} has {len(places)} lines {line!r}")
    (place,) = places
    indent = lines[place][: len(lines[place]) - len(lines[place].lstrip())]
    return "\n".join([*lines[:place], indent + other, *lines[place + 1 :]])


def blanked(function: Callable[..., Any], line: str) -> str:
    """The source of a function with one line blanked."""
    return _exchanged(function, line, BLANK)


@cache
def variant(function: Callable[..., Any], line: str, other: str) -> Callable[..., Any]:
    """The function with another line in the place of one of its own: what a wrong choice does."""
    namespace = dict(function.__globals__)
    exec(compile(_exchanged(function, line, other), "<choice>", "exec"), namespace)  # noqa: S102 - our own text
    made: Callable[..., Any] = namespace[function.__name__]
    return made


@dataclass(frozen=True)
class Outcome:
    """What a function did: its result as a flat tuple of shape and numbers, or the name of the exception."""

    shapes: tuple[tuple[int, ...], ...] = ()
    numbers: tuple[float, ...] = ()
    error: str = ""

    def agrees(self, other: "Outcome") -> bool:
        """Whether two outcomes are the same result, to 1e-9."""
        if self.error or other.error or self.shapes != other.shapes:
            return False
        return bool(np.allclose(self.numbers, other.numbers, rtol=1e-9, atol=1e-9, equal_nan=True))


def outcome(function: Callable[..., Any], arguments: Mapping[str, Any]) -> Outcome:
    """Run a choice on fresh copies of the arguments; an exception is an outcome, as a learner would see it."""
    try:
        with np.errstate(all="ignore"):
            result = function(**{name: _fresh(value) for name, value in arguments.items()})
    except (ValueError, TypeError, IndexError, KeyError, NameError, ZeroDivisionError, AttributeError) as error:
        return Outcome(error=type(error).__name__)
    arrays = [np.asarray(part, dtype=float) for part in (result if isinstance(result, tuple) else (result,))]
    return Outcome(tuple(a.shape for a in arrays), tuple(float(x) for a in arrays for x in a.ravel()))


def _fresh(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        return value.copy()
    if isinstance(value, list):
        return [_fresh(entry) for entry in value]
    return value
