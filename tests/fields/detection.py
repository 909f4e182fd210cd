"""What is counted and decided before anything is worked out: a confusion matrix, and which boxes are kept.

M_{i,j}: how often class i was taken for class j          P = M_{c,c} / Σ_i M_{i,c}     R = M_{c,c} / Σ_j M_{c,j}
F = 2PR / (P + R)
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.derivation import Array, Notation, StepFunction, keep, running, total

CLASSES = ("a", "b", "c")
NOTATION = Notation(
    symbols={"M": "M", "P": "P", "R": "R", "F": "F", "kept": "k"},
    phrases={
        "M": ("実際と予測のクラスの組を数える", "Count the pairs of actual and predicted class"),
        "P": ("予測のうち当たっていた割合を求める", "Find the share of the predictions that are right"),
        "R": ("実際にあるうち見つけた割合を求める", "Find the share of what is there that was found"),
        "F": ("適合率と再現率の調和平均をとる", "Take the harmonic mean of precision and recall"),
        "kept": ("重なる枠を除き、残す枠を決める", "Drop boxes that overlap and decide which are kept"),
    },
    running="i",
)
Box = tuple[float, float, float, float]  # x and y of two corners


@dataclass(frozen=True)
class Labels:
    """The classes a confusion matrix was counted from."""

    actual: tuple[str, ...]
    predicted: tuple[str, ...]

    def matrix(self) -> Array:
        """M, a row for each actual class."""
        pairs = list(zip(self.actual, self.predicted, strict=True))
        return np.array([[float(pairs.count((one, other))) for other in CLASSES] for one in CLASSES])


def confusion(actual: Sequence[str], predicted: Sequence[str], *, step: StepFunction = keep) -> Array:
    """M (3, 3), a row for each actual class."""
    labels = Labels(tuple(actual), tuple(predicted))
    return step("M", None, labels.matrix(), labels)


def f_measure(actual: Sequence[str], predicted: Sequence[str], c: int, *, step: StepFunction = keep) -> Array:
    """F of class c, counted from 1; a scalar."""
    M = confusion(actual, predicted, step=step)
    hits, size = M[c - 1, c - 1], len(CLASSES)
    P = step("P", None, hits / total({i: M[i - 1, c - 1] for i in running("i", 1, size)}))
    R = step("R", None, hits / total({j: M[c - 1, j - 1] for j in running("j", 1, size)}))
    return step("F", None, 2 * P * R / (P + R))


def overlap(one: Box, other: Box) -> float:
    """Intersection over union of two boxes."""
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    shared = max(0.0, width) * max(0.0, height)
    return shared / (sum((b[2] - b[0]) * (b[3] - b[1]) for b in (one, other)) - shared)


@dataclass(frozen=True)
class Suppression:
    """What non-maximum suppression decided from."""

    boxes: tuple[Box, ...]
    scores: tuple[float, ...]
    threshold: float

    def by(self, order: Sequence[int], *, all_of_them: bool = False, above: float | None = None) -> list[int | None]:
        """Of each box the kept one that suppresses it, None where it is kept, going in an order.

        ``all_of_them`` lets suppressed boxes suppress others too, as they should not.
        """
        limit = self.threshold if above is None else above
        found: list[int | None] = [None] * len(self.boxes)
        for place, k in enumerate(order):
            rivals = [r for r in order[:place] if all_of_them or found[r] is None]
            found[k] = next((r for r in rivals if overlap(self.boxes[r], self.boxes[k]) > limit), None)
        return found

    @property
    def order(self) -> list[int]:
        """The boxes from the highest score on."""
        return sorted(range(len(self.boxes)), key=lambda k: -self.scores[k])


def flags(by: Sequence[int | None]) -> Array:
    """1 for each box that is kept."""
    return np.array([float(one is None) for one in by])


def suppress(boxes: Sequence[Box], scores: Sequence[float], threshold: float, *, step: StepFunction = keep) -> Array:
    """1 for each box that is kept and 0 for the others, (N,)."""
    evidence = Suppression(tuple(map(tuple, boxes)), tuple(scores), threshold)  # type: ignore[arg-type]
    return step("kept", None, flags(evidence.by(evidence.order)), evidence)
