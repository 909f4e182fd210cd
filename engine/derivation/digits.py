"""How many digits the values of a derivation are carried and written with.

Questions are worked on paper: four decimals. One's own numbers may be of any size, and four decimals of 10⁻⁶ are none:
there a derivation keeps significant digits, writes what is large or small by its power of ten, and what is given whole.
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from functools import cache, lru_cache, partial
from typing import Any

import numpy as np

from engine.derivation import decimals
from engine.derivation.decimals import Relation

_LOWEST, HIGHEST = -4, 7  # powers of ten between which a number is written out
_NOISE = 15  # significant digits of a float that are its own: what differs beyond them is not a difference


@dataclass(frozen=True, slots=True)
class Digits:
    """``carry`` makes of a result what later steps use; a result, what a formula is fed and its constants are written.

    ``is_exact`` says whether a result is written whole, ``is_whole`` whether an input is. ``count`` is the number of
    significant digits; None where decimals are counted.
    """

    carry: Callable[[Any], Any]
    result: Callable[[float], str]
    used: Callable[[float], str]
    constant: Callable[[float], str]
    is_exact: Callable[[float], bool]
    is_whole: Callable[[float], bool]
    count: int | None = None

    def shown(self, value: object) -> str:
        """LaTeX of a result, as its line ends."""
        return decimals.array(value, write=lambda entry, _: self.result(entry))

    def put_in(self, value: object) -> str:
        """LaTeX of an input, or of a result as later steps use it."""
        return decimals.array(value, write=lambda entry, _: self.used(entry))

    def relation(self, value: object) -> Relation:
        r"""``=`` where a result is written whole, ``\approx`` otherwise."""
        return _relation(value, self.is_exact)

    def relation_of_input(self, value: object) -> Relation:
        r"""``=`` where an input is written whole, ``\approx`` otherwise."""
        return _relation(value, self.is_whole)


def _relation(value: object, exact: Callable[[float], bool]) -> Relation:
    if isinstance(value, Fraction):
        return "="
    return "=" if all(map(exact, np.ravel(np.asarray(value, dtype=float)).tolist())) else r"\approx"


def _is_input_whole(value: float) -> bool:
    """Whether decimals say a whole input: of one's own numbers none is noise, and 10⁻¹⁵⁵ is not 0."""
    return decimals.is_exact(value) and (value == 0 or decimals.number(value) != "0")


ON_PAPER = Digits(
    decimals.printed, decimals.number, decimals.number, decimals.constant, decimals.is_exact, _is_input_whole
)


@cache
def significant(count: int) -> Digits:
    """That many significant digits, of one's own numbers all."""
    return Digits(
        carry=partial(_carried, count=count),
        result=partial(_written, count=count),
        used=_whole,
        constant=_whole,
        is_exact=partial(_is_exact, count=count),
        is_whole=lambda _: True,
        count=count,
    )


def _is_usual(value: float) -> bool:
    """Whether decimals hold the digits of a value, and not too many."""
    return value == 0 or 1e-3 <= abs(value) < 10.0**HIGHEST


def ample(value: float, places: int) -> str:
    """LaTeX of a value of any size: decimals, where they hold its digits; else significant digits, one more."""
    return decimals.number(value, places) if _is_usual(value) else _written(value, places + 1)


def is_ample(value: float, places: int) -> bool:
    """Whether ``ample`` writes the whole value."""
    return decimals.is_exact(value, places) if _is_usual(value) else _is_exact(value, places + 1)


@lru_cache(maxsize=1 << 11)
def _rounded(value: float, count: int) -> float:
    """Rounded half away from zero in decimal, as a decimal is read; what is no number passes through."""
    if value == 0 or not np.isfinite(value):
        return value + 0.0
    own = Decimal(repr(float(f"{value:.{_NOISE - 1}e}")))
    return float(Context(prec=count, rounding=ROUND_HALF_UP).plus(own)) + 0.0


def _carried(value: Any, count: int) -> Any:
    if isinstance(value, np.ndarray):
        entries = [_rounded(entry, count) for entry in value.ravel().tolist()]
        return np.array(entries, dtype=float).reshape(value.shape)
    if isinstance(value, float):
        return type(value)(_rounded(float(value), count))
    return value


def _is_exact(value: float, count: int) -> bool:
    return not np.isfinite(value) or abs(_rounded(value, count) - value) <= 10.0 ** (1 - _NOISE) * abs(value)


@lru_cache(maxsize=1 << 11)
def _written(value: float, count: int) -> str:
    """A rounded value with every digit that it was rounded to, an exact one in its shortest form."""
    if value == 0 or not np.isfinite(value):
        return decimals.number(value)
    rounded = _rounded(value, count)
    if _is_exact(value, count):
        return _whole(rounded)
    decimal = Decimal(repr(rounded))
    sign, digits, _ = decimal.normalize().as_tuple()
    return _placed(sign, "".join(map(str, digits)).ljust(count, "0"), decimal.adjusted(), min(count, HIGHEST))


@lru_cache(maxsize=1 << 11)
def _whole(value: float) -> str:
    """All digits of a value, as one would type them."""
    if value == 0 or not np.isfinite(value):
        return decimals.number(value)
    written = Decimal(repr(value)).normalize()
    sign, digits, _ = written.as_tuple()
    return _placed(sign, "".join(map(str, digits)), written.adjusted())


def _placed(sign: int, digits: str, power: int, highest: int = HIGHEST) -> str:
    """Digits d₁d₂d₃… as d₁.d₂d₃… × 10^power, written out where the power is neither large nor small."""
    minus = "-" if sign else ""
    if not _LOWEST <= power < highest:
        mantissa = digits[0] + (f".{digits[1:]}" if digits[1:] else "")
        return rf"{minus}{mantissa} \times 10^{{{power}}}"
    if power < 0:
        return f"{minus}0.{'0' * (-power - 1)}{digits}"
    whole, rest = digits[: power + 1].ljust(power + 1, "0"), digits[power + 1 :]
    return f"{minus}{whole}{f'.{rest}' if rest else ''}"
