"""What chance alone may do to counts of many draws, so that a check of them neither fails by luck nor lets a fault by.

The seeds of the gate change from commit to commit: each of these bounds is broken by a sound bank about once in ten
million.
"""

import math
from collections.abc import Sequence

IMPROBABLE = 1e-7


def at_least(hits: int, of: int, share: float) -> float:
    """The probability of so many hits or more among independent ones of that share."""
    return _sum(range(hits, of + 1), of, share)


def at_most(hits: int, of: int, share: float) -> float:
    """The probability of so many hits or fewer."""
    return _sum(range(hits + 1), of, share)


def _sum(counts: Sequence[int], of: int, share: float) -> float:
    logs = (
        math.lgamma(of + 1)
        - math.lgamma(k + 1)
        - math.lgamma(of - k + 1)
        + k * math.log(share)
        + (of - k) * math.log1p(-share)
        for k in counts
    )
    return math.fsum(map(math.exp, logs))


def so_few(different: int, draws: int, size: int) -> float:
    """The probability that uniform draws from a space of this size show so few different contents, or fewer.

    By the number of different ones after each draw: a draw repeats one of k with the probability k/size.
    """
    if different >= min(size, draws):
        return 1.0
    shown = [1.0] + [0.0] * different  # of each number of different ones up to here; what is beyond is left out
    for _ in range(draws):
        shown = [
            shown[k] * k / size + (shown[k - 1] * (size - k + 1) / size if k else 0.0) for k in range(different + 1)
        ]
    return math.fsum(shown)


def so_uneven(counts: Sequence[int]) -> float:
    """The probability that four places, each as likely as another, are hit at least so unevenly (χ² of 3 degrees)."""
    if len(counts) != 4:
        raise ValueError("four places are judged")
    expected = sum(counts) / 4
    x = sum((count - expected) ** 2 / expected for count in counts)
    return math.erfc(math.sqrt(x / 2)) + math.sqrt(2 * x / math.pi) * math.exp(-x / 2)
