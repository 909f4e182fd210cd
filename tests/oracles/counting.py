"""BLEU and its parts by counting on lists, and perplexity by multiplying."""

import math
from collections.abc import Sequence


def grams(words: Sequence[str], n: int) -> list[tuple[str, ...]]:
    """The n-grams in their order."""
    return [tuple(words[k : k + n]) for k in range(len(words) - n + 1)]


def matches(candidate: Sequence[str], references: Sequence[Sequence[str]], n: int) -> int:
    """Matched n-grams: each reference lends each of its n-grams once, and the most generous reference counts."""
    found = 0
    for gram in set(grams(candidate, n)):
        lent = max(sum(other == gram for other in grams(reference, n)) for reference in references)
        found += min(lent, sum(other == gram for other in grams(candidate, n)))
    return found


def precision(candidate: Sequence[str], references: Sequence[Sequence[str]], n: int) -> float:
    """p_n; 0 for a candidate shorter than n."""
    possible = len(grams(candidate, n))
    return matches(candidate, references, n) / possible if possible else 0.0


def penalty(candidate: Sequence[str], references: Sequence[Sequence[str]]) -> float:
    """BP with the nearest reference length, the shorter of two as near."""
    c = len(candidate)
    nearest = sorted(len(reference) for reference in references)[0]
    for reference in sorted(references, key=len):
        if abs(len(reference) - c) < abs(nearest - c):
            nearest = len(reference)
    return 1.0 if c >= nearest else math.exp(1 - nearest / c)


def bleu(candidate: Sequence[str], references: Sequence[Sequence[str]], N: int) -> float:
    """BLEU of a sentence with weights 1/N, 0 where a precision is 0."""
    product = 1.0
    for n in range(1, N + 1):
        product *= precision(candidate, references, n)
    return penalty(candidate, references) * math.pow(product, 1 / N)


def perplexity(p: Sequence[float]) -> float:
    """The geometric mean of 1/p."""
    product = 1.0
    for probability in p:
        product /= probability
    return math.pow(product, 1 / len(p))
