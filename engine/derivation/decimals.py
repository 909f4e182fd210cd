"""How a number stands on the page: the one place that rounds for display.

Four decimals, rounded half away from zero in decimal (四捨五入): many values worked out by hand are exact ties, and
binary rounding half to even would print them as nobody writes them.
"""

from collections.abc import Callable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Literal, TypeAlias, TypeVar

import numpy as np

PLACES = 4
# A product of lattice values is an exact tie in decimal but may lie one ulp off in binary; twelve places restore it.
_SNAP = 12
_NO_DECIMALS = 1e15  # beyond it a float64 has no decimal to round, and its digits are no longer counted on the page

V = TypeVar("V")
Relation: TypeAlias = Literal["=", r"\approx"]  # what stands between a value and its digits


@lru_cache(maxsize=1 << 11)  # the same values stand in many lines
def round_half_up(value: float, places: int = PLACES) -> float:
    """Round to ``places`` decimals, ties away from zero; never returns -0.0.

    Infinities, NaN and numbers too large to have decimals pass through.
    """
    if not np.isfinite(value) or abs(value) >= _NO_DECIMALS:
        return value
    quantum = Decimal(1).scaleb(-places)
    return float(Decimal(repr(round(value, _SNAP))).quantize(quantum, rounding=ROUND_HALF_UP)) + 0.0


def printed(value: V, places: int = PLACES) -> V:
    """The value that stands on the page: of a number, or of every entry of an array. Whole numbers stay as they are."""
    if isinstance(value, np.ndarray):
        if value.ndim == 0:
            return np.asarray(round_half_up(float(value), places))  # type: ignore[return-value]
        entries = [round_half_up(entry, places) for entry in value.ravel().tolist()]
        return np.array(entries).reshape(value.shape)  # type: ignore[return-value]
    if isinstance(value, float):  # np.float64 is a float
        return type(value)(round_half_up(float(value), places))
    return value


def is_exact(value: float, places: int = PLACES) -> bool:
    """Whether ``places`` decimals say the whole value, up to float noise: of 1e-12, or of 1e-14 where they say 0."""
    if not np.isfinite(value):
        return True
    if abs(value) >= _NO_DECIMALS:
        return float(f"{value:.{places}e}") == value
    shown = round_half_up(value, places)
    return abs(shown - value) <= (1e-12 if shown else 1e-14)


def number(value: float | Fraction, places: int = PLACES) -> str:
    """LaTeX of a number: exact ones in their shortest form (-0.5, 12, 5/6), others with every place (0.4200).

    From 10¹⁵ on it is written by its power of ten.
    """
    if isinstance(value, Fraction):
        if value.denominator == 1:
            return str(value.numerator)
        return rf"{'-' if value < 0 else ''}\frac{{{abs(value.numerator)}}}{{{value.denominator}}}"
    return _digits(float(value), places)


@lru_cache(maxsize=1 << 11)  # the same values stand in many lines
def _digits(value: float, places: int) -> str:
    if not np.isfinite(value):
        return r"\mathrm{NaN}" if np.isnan(value) else r"-\infty" if value < 0 else r"\infty"
    if abs(value) >= _NO_DECIMALS:
        mantissa, _, power = f"{value:.{places}e}".partition("e")
        return rf"{mantissa} \times 10^{{{int(power)}}}"
    text = f"{round_half_up(value, places):.{places}f}"
    return text.rstrip("0").rstrip(".") if is_exact(value, places) else text


def constant(value: float, places: int = PLACES) -> str:
    """LaTeX of a number that stands in a formula: as ``number``, but by its power of ten where that would say 0."""
    if value == 0 or round_half_up(value, places) != 0:
        return number(value, places)
    mantissa, _, power = f"{value:.{places}e}".partition("e")
    factor = number(float(mantissa), places)
    return ("" if factor == "1" else rf"{factor} \times ") + f"10^{{{int(power)}}}"


def is_fragile(latex: str) -> bool:
    """Whether a written number needs brackets where it is part of a formula: it has a sign, or is itself a product."""
    return latex.startswith("-") or (r"\times" in latex and not latex.startswith(r"\begin"))


def array(value: object, places: int = PLACES, write: Callable[[float, int], str] = number) -> str:
    """LaTeX of a number, a vector (always a column) or a matrix; one of a single entry is written as that number.

    An array of more axes is its slices, one after another. ``write`` writes an entry.
    """
    if isinstance(value, Fraction):
        return number(value)
    entries = np.asarray(value, dtype=float)
    return laid_out([write(entry, places) for entry in entries.ravel().tolist()], entries.shape)


def laid_out(texts: Sequence[str], shape: tuple[int, ...]) -> str:
    """Entries already written, in row-major order, as a value of that shape."""
    if len(texts) == 1:
        return texts[0]
    if len(shape) > 2:
        size = len(texts) // shape[0]
        slices = [laid_out(texts[k : k + size], shape[1:]) for k in range(0, len(texts), size)]
        return rf"\left[ {', '.join(slices)} \right]"
    width = shape[1] if len(shape) == 2 else 1
    body = r" \\ ".join(" & ".join(texts[k : k + width]) for k in range(0, len(texts), width))
    return rf"\begin{{pmatrix}} {body} \end{{pmatrix}}"


def relation(value: object, places: int = PLACES) -> Relation:
    r"""``=`` where the printed value is the whole value, ``\approx`` otherwise."""
    if isinstance(value, Fraction):
        return "="
    exact = all(is_exact(entry, places) for entry in np.ravel(np.asarray(value, dtype=float)).tolist())
    return "=" if exact else r"\approx"
