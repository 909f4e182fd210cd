"""Where the values of a field may lie: how it is checked, how it is said, and what random values are drawn from."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.derivation import Array
from question_bank.bilingual import Bilingual
from question_bank.operations.fields import Domain, text


@dataclass(frozen=True)
class Bounds:
    """What every value, or every row, of a field must be."""

    holds: Callable[[Array], Any]
    says: Bilingual
    lattice: Sequence[float]


_HALVES = (-1.5, -1, -0.5, 0.5, 1, 1.5)
_TENTHS = (0.1, 0.2, 0.25, 0.4, 0.5, 0.6, 0.75, 0.8)


def _sums_to_one(rows: Array) -> Any:
    return np.all(rows >= 0) and np.all(np.abs(np.sum(rows, axis=-1) - 1) < 1e-6)


DOMAINS: Mapping[Domain, Bounds] = {
    "any": Bounds(lambda a: True, text("", ""), _HALVES),
    "positive": Bounds(
        lambda a: np.all(a > 0), text("正の数で入力してください。", "must be positive."), (0.5, 1, 1.5, 2)
    ),
    "probability": Bounds(
        lambda a: np.all((a > 0) & (a <= 1)),
        text("0 より大きく 1 以下の確率を入力してください。", "must be probabilities above 0 and at most 1."),
        _TENTHS,
    ),
    "distribution": Bounds(
        _sums_to_one,
        text("0 以上で、各行の和が 1 の確率を入力してください。", "must be probabilities, each row summing to 1."),
        (1, 2, 3, 4),
    ),
    "one-hot": Bounds(
        lambda a: np.all((a == 0) | (a == 1)) and _sums_to_one(a),
        text(
            "交差エントロピーでは、各時刻が one-hot（1 が 1 つ、残りは 0）です。",
            "must be one-hot at each time for cross entropy: a single 1, all else 0.",
        ),
        (0,),
    ),
    "mask": Bounds(
        lambda a: np.all((a == 0) | (a == 1)) and np.any(a == 1),
        text("1 か 0 を入力し、少なくとも 1 つは 1 にしてください。", "must be 1 or 0, at least one of them 1."),
        (1, 1, 1, 0),
    ),
    "count": Bounds(
        lambda a: np.all((a >= 1) & (a == np.round(a))),
        text("1 以上の整数を入力してください。", "must be whole numbers from 1."),
        (1, 16, 81, 256, 625),
    ),
    "nonzero": Bounds(
        lambda a: np.any(a != 0), text("すべてを 0 にはできません。", "must not be all 0."), (-2, -1, 1, 2, 3)
    ),
}
