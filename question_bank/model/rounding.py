"""What 'to two decimals' means: the unit of the last asked place, the tolerance, and the words beside the box."""

import math

import numpy as np

from engine.derivation import Array, decimals
from engine.derivation.decimals import round_half_up
from question_bank.model.bilingual import Bilingual
from question_bank.model.instance import Rounding

_NOISE = 1e-9  # float noise, as a share of one unit


def _places(rounding: Rounding, value: float) -> int:
    """Decimal places of the last asked digit; negative left of the point."""
    if rounding.kind == "integer":
        return 0
    if rounding.kind == "decimal" or value == 0:
        return rounding.digits
    return rounding.digits - 1 - math.floor(math.log10(abs(value)) + 1e-12)


def asks_whole(rounding: Rounding | None) -> bool:
    """Whether a whole number is asked for."""
    return rounding is not None and rounding.kind == "integer"


def unit(rounding: Rounding, value: float) -> float:
    """One unit of the last asked place of ``value``."""
    return float(10.0 ** -_places(rounding, value))


def tolerance(rounding: Rounding, value: float) -> float:
    """How far an answer may lie from the key: one unit of the last asked place; a whole number must be exact."""
    return 0.0 if rounding.kind == "integer" else unit(rounding, value)


def is_right(rounding: Rounding, key: float, answer: float) -> bool:
    """Whether an answer lies within the tolerance of the key: of its full value, or of the value as it is shown.

    What the page promises beside the box holds for what the page shows: with a key of 0.3663 shown as 0.37, 0.38 is
    right by ±0.01.
    """
    return any(
        abs(answer - value) <= tolerance(rounding, value) + _NOISE * max(unit(rounding, value), abs(value) * 1e-3)
        for value in (key, rounded(key, rounding))
    )


def passes(rounding: Rounding, key: float, value: float) -> bool:
    """Whether a value is graded as right, in full or as someone rounds it who gives it as an answer."""
    if not math.isfinite(value):
        return False
    return is_right(rounding, key, value) or is_right(rounding, key, rounded(value, rounding))


def rounded(value: float, rounding: Rounding) -> float:
    """The value at the asked place, ties away from zero."""
    places = _places(rounding, value)
    if places >= 0:
        if places > 9:  # a tiny value: scale it so that float noise cannot hide its digits
            scale = 10.0**places
            return round_half_up(value * scale, 0) / scale
        return round_half_up(value, places)
    scale = 10.0**-places
    return round_half_up(value / scale, 0) * scale


def near_tie(value: float, rounding: Rounding) -> bool:
    """Whether the value lies within 1e-9 of a unit of a rounding tie, where float noise would decide."""
    if rounding.kind == "integer":
        return False
    scaled = abs(value) / unit(rounding, value)
    return abs(scaled - math.floor(scaled) - 0.5) < _NOISE * max(1.0, scaled)


def show(value: float, rounding: Rounding) -> str:
    """LaTeX of a value at the asked rounding, with every asked digit: 0.40, 9.54 × 10⁻⁷."""
    if not math.isfinite(value):
        return r"\infty" if value > 0 else r"-\infty"
    result = rounded(value, rounding)
    if rounding.kind == "integer":
        return str(int(result))
    if rounding.kind == "significant" and result != 0:
        exponent = math.floor(math.log10(abs(result)) + 1e-12)
        if exponent < -3 or exponent >= rounding.digits:
            mantissa = f"{result / 10.0**exponent:.{rounding.digits - 1}f}"
            return rf"{mantissa} \times 10^{{{exponent}}}"
    return f"{result:.{max(0, _places(rounding, result))}f}"  # of the result: 0.9996 carries to 1.00


def is_whole(cells: Array) -> bool:
    """Whether every entry is a whole number, up to float noise."""
    return bool(np.all(np.abs(cells - np.round(cells)) < _NOISE))


def show_cells(cells: Array, rounding: Rounding) -> str:
    """LaTeX of an answer at the asked rounding: a number, a column, a matrix, or the slices of more axes.

    What a slip gives where a whole number is asked need not be one; it is shown to two places then, not as another.
    """
    if rounding.kind == "integer" and not is_whole(cells):
        rounding = Rounding(digits=2)
    return decimals.array(cells, write=lambda entry, _: show(entry, rounding))


def words(rounding: Rounding, shape: tuple[int, ...]) -> Bilingual:
    """How the answer is to be rounded, with the tolerance, as it stands beside the box; of three axes, their order."""
    if len(shape) > 2:
        said = words(rounding, shape[-2:])
        return Bilingual(
            ja=f"{said.ja}。スライスは番号順に上から並べてください",
            en=f"{said.en}; the slices stand one below the other, in order",
        )
    each_ja, each_en = ("各成分を", "each entry ") if math.prod(shape) > 1 else ("", "")
    if rounding.kind == "integer":
        return Bilingual(ja=f"{each_ja}整数で答えてください", en=f"Give {each_en}as a whole number".replace("  ", " "))
    if rounding.kind == "significant":
        return Bilingual(
            ja=f"{each_ja}有効数字 {rounding.digits} 桁で答えてください（最後の桁の ±1 まで正解とします）",
            en=f"Give {each_en}to {rounding.digits} significant digits (±1 in the last digit is accepted)",
        )
    width = f"{10.0**-rounding.digits:.{rounding.digits}f}"
    return Bilingual(
        ja=f"{each_ja}小数第 {rounding.digits} 位まで答えてください（±{width} まで正解とします）",
        en=f"Give {each_en}to {rounding.digits} decimal place{'s' * (rounding.digits > 1)} (±{width} is accepted)",
    )


def judged(rounding: Rounding, shape: tuple[int, ...]) -> Bilingual | None:
    """From where the tolerance beside the box is measured, as ``is_right`` does; nothing where there is none."""
    if rounding.kind == "integer":
        return None
    each_ja, each_en = ("各成分について、", "An entry") if math.prod(shape) > 1 else ("", "A number")
    if rounding.kind == "significant":
        within_ja, within_en = "最後の桁の ±1", "±1 in the last digit"
    else:
        within_en = f"±{10.0**-rounding.digits:.{rounding.digits}f}"
        within_ja = f" {within_en}"  # set off from the words
    return Bilingual(
        ja=f"{each_ja}示された正解、または丸める前の値から{within_ja} 以内を正解とします。",
        en=f"{each_en} is right within {within_en} of the answer as it is shown, or of its value before rounding.",
    )
