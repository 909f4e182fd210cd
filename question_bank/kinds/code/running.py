"""Code questions: a real function, and other lines for one of its own. The text is its source; every choice is run."""

import ast
import inspect
import textwrap
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from engine.derivation import decimals
from question_bank.model.bilingual import Bilingual

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


@cache
def returned(function: Callable[..., Any]) -> tuple[str, ...]:
    """What a function's last line returns, as it is written there, part by part; raises ``ValueError`` without one."""
    (definition,) = ast.parse(source(function)).body
    last = definition.body[-1] if isinstance(definition, ast.FunctionDef) else definition
    if not isinstance(last, ast.Return) or last.value is None:
        raise ValueError(f"{function.__name__} does not end with what it returns")
    parts = last.value.elts if isinstance(last.value, ast.Tuple) else [last.value]
    return tuple(map(ast.unparse, parts))


def told(result: Outcome, expected: Outcome, names: Sequence[str]) -> Bilingual:
    """What running a wrong line gives; of several results (``names``) those that differ are named."""
    if result.error:
        return Bilingual(ja=f"実行すると `{result.error}` になります。", en=f"Running it raises `{result.error}`.")
    if result.shapes != expected.shapes:
        return _shapes(result, expected, names)
    if not np.all(np.isfinite(result.numbers)):
        return Bilingual(
            ja="実行すると、結果に有限でない値（`nan` や `inf`）が現れます。",
            en="Running it leaves `nan` or `inf` in the result.",
        )
    gaps = [abs(a - b) for a, b in zip(result.numbers, expected.numbers, strict=True)]
    shown, which = decimals.number(max(gaps)), _differing(gaps, expected, names)
    most_ja, most_en = ("最大 ", "up to ") if len(gaps) > 1 else (" ", "")
    return Bilingual(
        ja=f"数値例では{which.ja}正しい結果と{most_ja}${shown}$ 違います。",
        en=f"Run on sample numbers, {which.en} by {most_en}${shown}$.",
    )


def _shapes(result: Outcome, expected: Outcome, names: Sequence[str]) -> Bilingual:
    if not len(result.shapes) == len(expected.shapes) == len(names) > 1:
        mine, right = (", ".join(map(str, one.shapes)) for one in (result, expected))
        return Bilingual(
            ja=f"結果の形が `{right}` ではなく `{mine}` になります。",
            en=f"The result has the shape `{mine}` in place of `{right}`.",
        )
    pairs = [p for p in zip(names, result.shapes, expected.shapes, strict=True) if p[1] != p[2]]
    return Bilingual(
        ja="、".join(f"`{name}` の形が `{right}` ではなく `{mine}` に" for name, mine, right in pairs) + "なります。",
        en="; ".join(f"`{name}` has the shape `{mine}` in place of `{right}`" for name, mine, right in pairs) + ".",
    )


def _differing(gaps: Sequence[float], expected: Outcome, names: Sequence[str]) -> Bilingual:
    all_differ = Bilingual(ja="", en="the result differs from that of the right line")
    if not len(expected.shapes) == len(names) > 1:
        return all_differ
    ends = np.cumsum([int(np.prod(shape)) for shape in expected.shapes]).tolist()
    starts = [0, *ends[:-1]]
    found = [n for n, a, b in zip(names, starts, ends, strict=True) if max(gaps[a:b], default=0) > 1e-9]
    listed = [f"`{name}`" for name in found]
    if len(found) == len(names):
        return all_differ
    many = len(found) > 1
    return Bilingual(
        ja=f"{'、'.join(listed)} が",
        en=f"{', '.join(listed)} {'differ' if many else 'differs'} from what the right line gives",
    )
