"""The check of a gradient: the engine's value beside the central difference, and what a wrong answer would predict."""

import math
from collections.abc import Sequence

import numpy as np

from engine.derivation import Array, Derivation, Notation, writing
from engine.derivation.decimals import round_half_up
from engine.gradient_check import H, Slope
from question_bank.model.catalogue import check_texts
from question_bank.model.computed import Check, Numeric
from question_bank.model.review import CheckedEntry, GradientCheck, Moved

AGREE = 1e-6  # between a gradient and its central difference, relative to its largest entry
_NOISE = 1e-9  # of what is watched: what rounding leaves of a difference of two nearly equal numbers
MOVES = (0.01, 0.001, 0.0001, 0.00001)
_PLAIN = 1e-3  # smaller values are written with a power of ten
_DIGITS = 7
_ALIKE = 1e-3  # of the last digit shown: what no longer tells two numbers apart, unless a tie lies between them


def gradient_check(numeric: Numeric, trace: Derivation, answer: Array | None) -> GradientCheck | None:
    """The check of what is asked, None where it is no gradient; ``answer`` the cells of a wrong answer, or None."""
    check = numeric.check
    if check is None:
        return None
    notation = check.slope.through.run.notation
    key, places = _gradient(numeric, check, trace)
    differences = np.array([check.slope.central(place) for place in places])
    one = places[0] if len(places) == 1 else None
    return GradientCheck(
        watched=_watched(notation, check.slope, one),
        by=_entry(notation, check.slope, one),
        h=_power_of_ten(H),
        entries=tuple(
            CheckedEntry(label=label, value=value, difference=difference, gap=_gap(abs(a - b)))
            for label, value, difference, a, b in zip(
                _labels(numeric, check, trace, places),
                *_side_by_side(key, differences),
                key.tolist(),
                differences.tolist(),
                strict=True,
            )
        ),
        says=check_texts()[check.says] if check.says else None,
        moved=None if answer is None else _moved(numeric, check, key, places, answer),
    )


def disagreements(numeric: Numeric, trace: Derivation) -> list[str]:
    """Entries of a gradient that differ from their central difference by more than ``AGREE``, in words."""
    check = numeric.check
    if check is None:
        return []
    key, places = _gradient(numeric, check, trace)
    allowed = AGREE * float(np.max(np.abs(key))) + _NOISE * abs(check.slope.watched(places[0], 0.0))
    differences = [check.slope.central(place) for place in places]
    return [
        f"the gradient at {place} is {value}, the central difference {difference}"
        for place, value, difference in zip(places, key.tolist(), differences, strict=True)
        if not abs(value - difference) <= allowed
    ]


def _gradient(numeric: Numeric, check: Check, trace: Derivation) -> tuple[Array, list[tuple[int, ...]]]:
    """The gradient that is asked for or that lies behind an update, as a flat array, and the place of each entry."""
    name = numeric.asked.name if check.update is None else check.update.gradient
    whole = np.asarray(trace.values[name], dtype=float)
    shape = check.slope.start.shape
    if numeric.asked.entry is not None:
        return np.array([whole[numeric.asked.entry]]), [numeric.asked.entry]
    places = list(np.ndindex(shape))
    if len(places) != whole.size:
        raise ValueError(f"a gradient of shape {whole.shape} with respect to a value of shape {shape}")
    return whole.ravel(), places


def _implied(numeric: Numeric, check: Check, answer: Array, places: Sequence[tuple[int, ...]]) -> Array:
    """The gradient that an answer amounts to, flat: the answer itself, or what an updated value was moved by."""
    if check.update is None:
        return answer.ravel()
    start = np.array([check.slope.start[place] for place in places])
    return np.asarray((start - answer.ravel()) / check.update.rate)


def _moved(
    numeric: Numeric, check: Check, key: Array, places: Sequence[tuple[int, ...]], answer: Array
) -> Moved | None:
    """What really happens where one value moves a little: at the entry at which the answer is farthest off.

    The move is small enough that what it does lies clearly nearer to the key's prediction than to the answer's.
    """
    implied = _implied(numeric, check, answer, places)
    k = int(np.argmax(np.abs(implied - key)))
    right, wrong = float(key[k]), float(implied[k])
    for move in MOVES:
        real = check.slope.change(places[k], move)
        if abs(real - right * move) <= 0.2 * abs(real - wrong * move):
            break
    else:
        return None
    shown = _written(np.array([real, wrong * move, right * move]), 4, signed=True)
    notation = check.slope.through.run.notation
    return Moved(
        value=_entry(notation, check.slope, places[k]),
        by=f"{move:.5f}".rstrip("0"),
        watched=_watched(notation, check.slope, places[k]),
        implied="" if check.update is None else _written(np.array([wrong]), 4)[0],
        real=shown[0],
        answer=shown[1],
        key=shown[2],
    )


def _entry(notation: Notation, slope: Slope, place: tuple[int, ...] | None) -> str:
    """LaTeX of what is moved: an entry, or the whole."""
    if place is None or slope.start.size == 1:
        return writing.symbol(notation, slope.by)
    return writing.entry_symbol(notation, slope.by, place)


def _watched(notation: Notation, slope: Slope, place: tuple[int, ...] | None) -> str:
    """LaTeX of what is watched: an entry, or the whole."""
    if not isinstance(slope.of, tuple):
        return "E"
    if place is None or np.size(slope.through.values()[slope.of]) == 1:
        return writing.symbol(notation, slope.of)
    return writing.entry_symbol(notation, slope.of, place)


def _labels(numeric: Numeric, check: Check, trace: Derivation, places: Sequence[tuple[int, ...]]) -> tuple[str, ...]:
    """LaTeX of each checked entry of the gradient."""
    name = numeric.asked.name if check.update is None else check.update.gradient
    if np.ndim(trace.values[name]) == 0 or np.size(trace.values[name]) == 1:
        return (writing.symbol(trace.notation, name),)
    return tuple(writing.entry_symbol(trace.notation, name, place) for place in places)


def _written(values: Array, digits: int, scale: float | None = None, *, signed: bool = False) -> tuple[str, ...]:
    """LaTeX of numbers side by side: as many decimals as show ``digits`` digits of the largest."""
    largest = float(np.max(np.abs(values))) if scale is None else scale
    sign = "+" if signed else ""
    if largest == 0:
        return tuple("0" for _ in values)
    exponent = math.floor(math.log10(largest))
    if largest >= _PLAIN or (signed and largest >= _PLAIN / 100):
        places = max(0, digits - 1 - exponent)
        return tuple(f"{round_half_up(float(value), places):{sign}.{places}f}" for value in values)
    return tuple(rf"{float(value) / 10.0**exponent:{sign}.{digits - 1}f} \times 10^{{{exponent}}}" for value in values)


def _side_by_side(key: Array, differences: Array) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """LaTeX of both columns: two that lie far nearer to each other than the last digit read alike, ties and all."""
    scale = float(np.max(np.abs(key)))
    same = np.abs(key - differences) <= _ALIKE * 10.0 ** (1 - _DIGITS) * scale
    return _written(key, _DIGITS, scale), _written(np.where(same, key, differences), _DIGITS, scale)


def _power_of_ten(value: float) -> str:
    return f"10^{{{round(math.log10(value))}}}"


def _gap(difference: float) -> str:
    """LaTeX of a difference, as its first digit and a power of ten."""
    if difference == 0:
        return "0"
    mantissa, _, exponent = f"{difference:.0e}".partition("e")
    return rf"{mantissa} \times 10^{{{int(exponent)}}}"
