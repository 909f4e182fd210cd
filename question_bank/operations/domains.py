"""Where the values of a field may lie: how it is checked, how it is said, and what random values are drawn from."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from engine.derivation import Array
from question_bank.model.bilingual import Bilingual
from question_bank.operations.fields import LARGEST, Domain, text


@dataclass(frozen=True)
class Bounds:
    """What every value, or every row, of a field must be.

    ``says`` is the refusal, ``limits`` what a description says beforehand, in words and as members of a JSON schema.
    """

    holds: Callable[[Array], Any]
    says: Bilingual
    limits: Bilingual
    lattice: Sequence[float]
    schema: Mapping[str, Any] = field(default_factory=dict)


_HALVES = (-1.5, -1, -0.5, 0.5, 1, 1.5)
_TENTHS = (0.1, 0.2, 0.25, 0.4, 0.5, 0.6, 0.75, 0.8)
MOST_TIMES = 100
LARGEST_POWER = 10
LARGEST_LOG_VARIANCE = 500  # e to its power, squared and times what else is accepted, is a float


def _sums_to_one(rows: Array) -> Any:
    return np.all(rows >= 0) and np.all(np.abs(np.sum(rows, axis=-1) - 1) < 1e-6)


def _is_whole(numbers: Array, low: float, high: float) -> Any:
    return np.all((numbers >= low) & (numbers <= high) & (numbers == np.round(numbers)))


DOMAINS: Mapping[Domain, Bounds] = {
    "any": Bounds(lambda a: True, text("", ""), text("±10⁶ まで", "from −10⁶ to 10⁶"), _HALVES),
    "positive": Bounds(
        lambda a: np.all(a > 0),
        text("正の数（10⁶ まで）で入力してください。", "must be positive, at most 10⁶."),
        text("正の数、10⁶ まで", "positive, at most 10⁶"),
        (0.5, 1, 1.5, 2),
        {"exclusiveMinimum": 0},
    ),
    "probability": Bounds(
        lambda a: np.all((a > 0) & (a <= 1)),
        text("0 より大きく 1 以下の確率を入力してください。", "must be probabilities above 0 and at most 1."),
        text("0 より大きく 1 以下", "above 0 and at most 1"),
        _TENTHS,
        {"exclusiveMinimum": 0, "maximum": 1},
    ),
    "share": Bounds(
        lambda a: np.all((a >= 0) & (a <= 1)),
        text("0 以上 1 以下の数を入力してください。", "must be numbers from 0 to 1."),
        text("0 以上 1 以下", "from 0 to 1"),
        _TENTHS,
        {"minimum": 0, "maximum": 1},
    ),
    "distribution": Bounds(
        _sums_to_one,
        text("0 以上で、各行の和が 1 の確率を入力してください。", "must be probabilities, each row summing to 1."),
        text("0 以上、各行の和が 1", "from 0 on, each row summing to 1"),
        (1, 2, 3, 4),
        {"minimum": 0, "maximum": 1},
    ),
    "one-hot": Bounds(
        lambda a: np.all((a == 0) | (a == 1)) and _sums_to_one(a),
        text(
            "交差エントロピーでは、各時刻が one-hot（1 が 1 つ、残りは 0）です。",
            "must be one-hot at each time for cross entropy: a single 1, all else 0.",
        ),
        text("各時刻が one-hot", "one-hot at each time"),
        (0,),
    ),
    "mask": Bounds(
        lambda a: np.all((a == 0) | (a == 1)) and np.any(a == 1),
        text("1 か 0 を入力し、少なくとも 1 つは 1 にしてください。", "must be 1 or 0, at least one of them 1."),
        text("1 か 0、少なくとも 1 つは 1", "1 or 0, at least one of them 1"),
        (1, 1, 1, 0),
        {"enum": [0, 1]},
    ),
    "count": Bounds(
        lambda a: _is_whole(a, 1, LARGEST),
        text("1 以上の整数（10⁶ まで）を入力してください。", "must be whole numbers from 1 to 10⁶."),
        text("1 から 10⁶ までの整数", "whole, from 1 to 10⁶"),
        (1, 16, 81, 256, 625),
        {"minimum": 1, "multipleOf": 1},
    ),
    "times": Bounds(
        lambda a: _is_whole(a, 1, MOST_TIMES),
        text(f"1 から {MOST_TIMES} までの整数を入力してください。", f"must be a whole number from 1 to {MOST_TIMES}."),
        text(f"1 から {MOST_TIMES} までの整数", f"whole, from 1 to {MOST_TIMES}"),
        (2, 5, 10, 20),
        {"minimum": 1, "maximum": MOST_TIMES, "multipleOf": 1},
    ),
    "power": Bounds(
        lambda a: np.all((a >= 0) & (a <= LARGEST_POWER)),
        text(f"0 から {LARGEST_POWER} までの数を入力してください。", f"must be from 0 to {LARGEST_POWER}."),
        text(f"0 から {LARGEST_POWER} まで", f"from 0 to {LARGEST_POWER}"),
        (0.5, 0.75, 1),
        {"minimum": 0, "maximum": LARGEST_POWER},
    ),
    "log-variance": Bounds(
        lambda a: np.all(np.abs(a) <= LARGEST_LOG_VARIANCE),
        text(f"数は ±{LARGEST_LOG_VARIANCE} までです。", f"has a number beyond ±{LARGEST_LOG_VARIANCE}."),
        text(f"±{LARGEST_LOG_VARIANCE} まで", f"from −{LARGEST_LOG_VARIANCE} to {LARGEST_LOG_VARIANCE}"),
        _HALVES,
        {"minimum": -LARGEST_LOG_VARIANCE, "maximum": LARGEST_LOG_VARIANCE},
    ),
    "nonzero": Bounds(
        lambda a: np.any(a != 0),
        text("すべてを 0 にはできません。", "must not be all 0."),
        text("±10⁶ まで、すべてが 0 ではない", "from −10⁶ to 10⁶, not all 0"),
        (-2, -1, 1, 2, 3),
    ),
}
