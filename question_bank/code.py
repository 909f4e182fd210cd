"""Code questions: real functions that differ in one line. Their text is read from their own source, and all are run."""

import inspect
import textwrap
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

BLANK = "____"


@dataclass(frozen=True)
class Blanked:
    """A function with one line blanked, and that line as each choice writes it (the right one first)."""

    source: str
    lines: tuple[str, ...]


@cache
def _body(function: Callable[..., Any]) -> tuple[str, ...]:
    return tuple(textwrap.dedent(inspect.getsource(function)).rstrip().splitlines())


def blanked(name: str, right: Callable[..., Any], wrong: tuple[Callable[..., Any], ...]) -> Blanked:
    """The right function's source with the one line blanked in which the others differ.

    The functions' own names do not count; the text shows ``name`` for all. Raises ``ValueError`` where they do not
    differ in exactly one and the same line.
    """
    bodies = [_body(function)[1:] for function in (right, *wrong)]
    if len({len(body) for body in bodies}) != 1:
        raise ValueError(f"the choices of {name} are not of one length")
    differing = [k for k, lines in enumerate(zip(*bodies, strict=True)) if len(set(lines)) > 1]
    if len(differing) != 1:
        raise ValueError(f"the choices of {name} differ in {len(differing)} lines")
    (place,) = differing
    head = _body(right)[0].replace(f"def {right.__name__}(", f"def {name}(")
    line = bodies[0][place]
    indent = line[: len(line) - len(line.lstrip())]
    shown = [head, *bodies[0][:place], f"{indent}{BLANK}", *bodies[0][place + 1 :]]
    return Blanked("\n".join(shown), tuple(body[place].strip() for body in bodies))


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
