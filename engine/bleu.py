"""BLEU of Papineni et al. 2002: counts first, then the score as a pure formula of the counts.

    m_n = Σ min(count of an n-gram in the candidate, its largest count in one reference)      matched
    l_n = Σ count of n-grams in the candidate = max(0, length - n + 1)                        possible
    p_n = m_n / l_n
    BP  = exp(min(0, 1 - r/c)),   c the candidate's length, r the nearest reference length (the shorter on a tie)
    BLEU = BP · exp(Σ_n w_n ln p_n),   w_n = 1/N

Over a corpus m_n, l_n, c and r are sums over the sentences. Without smoothing any p_n = 0 makes the score 0.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

import numpy as np

from engine.derivation import Array, Notation, StepFunction, keep, total

Tokens = Sequence[str]
Ngram = tuple[str, ...]
Smoothing = Literal["none", "floor", "add-k", "exp"]

NOTATION = Notation(
    symbols={
        "m": "m_{#}",
        "l": r"\ell_{#}",
        "L": "L_{#}",
        "n": "n",
        "possible": r"\ell_{n}",
        "p": "p_{#}",
        "w": "w_{#}",
        "c": "c",
        "r": "r",
        "BP": r"\mathrm{BP}",
        "mean_log": r"\overline{\ln p}",
        "BLEU": r"\mathrm{BLEU}",
    },
    running="n",
    last="N",
)


@dataclass(frozen=True)
class Match:
    """What matched and possible n-grams of one order were counted from, a pair for each sentence."""

    candidates: tuple[Counter[Ngram], ...]
    references: tuple[tuple[Counter[Ngram], ...], ...]

    def clipped(self) -> tuple[dict[Ngram, int], ...]:
        """Each candidate n-gram's count, clipped by its largest count in one reference."""
        return tuple(
            {gram: min(count, max(reference[gram] for reference in references)) for gram, count in candidate.items()}
            for candidate, references in zip(self.candidates, self.references, strict=True)
        )

    @property
    def matched(self) -> int:
        """m_n."""
        return sum(sum(counts.values()) for counts in self.clipped())

    @property
    def possible(self) -> int:
        """l_n."""
        return sum(candidate.total() for candidate in self.candidates)


@dataclass(frozen=True)
class Lengths:
    """The lengths c and r were counted from, for each sentence."""

    candidates: tuple[int, ...]
    references: tuple[tuple[int, ...], ...]

    def nearest(self) -> tuple[int, ...]:
        """For each sentence the reference length nearest to the candidate's, the shorter of two as near."""
        return tuple(
            min(lengths, key=lambda length: (abs(length - c), length))
            for c, lengths in zip(self.candidates, self.references, strict=True)
        )


def ngrams(tokens: Tokens, n: int) -> Counter[Ngram]:
    """The n-grams of a sentence with their counts; none where it is shorter than n."""
    return Counter(zip(*(tokens[k:] for k in range(n)), strict=False))


def brevity_penalty(
    candidates: Sequence[Tokens], references: Sequence[Sequence[Tokens]], *, step: StepFunction = keep
) -> Array:
    """BP = exp(min(0, 1 - r/c)) of a corpus (a sentence is a corpus of one); a scalar in (0, 1].

    Raises ``ValueError`` for a sentence without references and for an empty candidate corpus.
    """
    lengths = Lengths(tuple(map(len, candidates)), tuple(tuple(map(len, refs)) for refs in references))
    if not all(lengths.references) or sum(lengths.candidates) == 0:
        raise ValueError("each sentence needs a reference, and the candidate at least one token")
    c = step("c", None, np.asarray(float(sum(lengths.candidates))), lengths)
    r = step("r", None, np.asarray(float(sum(lengths.nearest()))), lengths)
    return penalty(c, r, step=step)


def penalty(c: Array, r: Array, *, step: StepFunction = keep) -> Array:
    """BP = exp(min(0, 1 - r/c)) from the two lengths; a scalar in (0, 1]."""
    return step("BP", None, np.exp(np.minimum(0, 1 - r / c)))


def score(
    p: Mapping[int, Array], c: Array, r: Array, *, weights: Sequence[float] | None = None, step: StepFunction = keep
) -> Array:
    """BLEU from its precisions and lengths; a scalar in 0 to 1."""
    return _combined(p, penalty(c, r, step=step), weights, step)


def _combined(p: Mapping[int, Array], BP: Array, weights: Sequence[float] | None, step: StepFunction) -> Array:
    with np.errstate(divide="ignore"):  # ln 0 = -∞ makes the score 0
        logs = {n: np.log(p[n]) for n in p}
    if weights is None:
        mean = step("mean_log", None, total(logs) / len(p))
    else:
        mean = step("mean_log", None, total({n: weights[n - 1] * logs[n] for n in logs}))
    return step("BLEU", None, BP * np.exp(mean))


def modified_precision(
    candidates: Sequence[Tokens], references: Sequence[Sequence[Tokens]], n: int, *, step: StepFunction = keep
) -> Array:
    """p_n = m_n / l_n of a corpus, 0 where no candidate has an n-gram of that order; a scalar in [0, 1]."""
    match = Match(
        tuple(ngrams(candidate, n) for candidate in candidates),
        tuple(tuple(ngrams(reference, n) for reference in refs) for refs in references),
    )
    m = step("m", n, np.asarray(float(match.matched)), match)
    possible = step("l", n, np.asarray(float(match.possible)), match)
    if match.possible == 0:
        return step("p", n, np.asarray(0.0))
    return step("p", n, m / possible, Fraction(match.matched, match.possible))


def possible_ngrams(L: Mapping[int, Array], n: Array, *, step: StepFunction = keep) -> Array:
    """l_n = Σ_k max(0, L_k - n + 1), the n-grams of sentences of L_k words; a scalar."""
    return step("possible", None, total({k: np.maximum(0, L[k] - n + 1) for k in L}))


def _smoothed(
    p: Mapping[int, Array], matches: Mapping[int, tuple[int, int]], smoothing: Smoothing, amount: float
) -> dict[int, Array]:
    """Precisions with zero counts smoothed by name, as sacrebleu does: floor, add-k (n > 1), exp (NIST)."""
    if smoothing == "add-k":
        return {
            n: np.asarray((m + amount) / (possible + amount)) if n > 1 else p[n] for n, (m, possible) in matches.items()
        }
    result = dict(p)
    halvings = 1
    for n, (m, possible) in matches.items():
        if m == 0 and possible > 0:
            if smoothing == "exp":
                halvings *= 2
            result[n] = np.asarray((amount if smoothing == "floor" else 1 / halvings) / possible)
    return result


def corpus_bleu(
    candidates: Sequence[Tokens],
    references: Sequence[Sequence[Tokens]],
    *,
    N: int = 4,
    weights: Sequence[float] | None = None,
    smoothing: Smoothing = "none",
    amount: float = 1.0,
    step: StepFunction = keep,
) -> Array:
    """BLEU of a corpus in 0 to 1: counts are summed over the sentences, then divided.

    ``references`` holds the references of each candidate. ``weights`` defaults to 1/N each. ``amount`` is ε of the
    smoothing floor and k of add-k; exp needs none. A smoothed score is not traced step by step.
    """
    if smoothing != "none":
        return _smoothed_bleu(candidates, references, N, weights, smoothing, amount)
    p = {n: modified_precision(candidates, references, n, step=step) for n in range(1, N + 1)}
    BP = brevity_penalty(candidates, references, step=step)
    return _combined(p, BP, weights, step)


def _smoothed_bleu(
    candidates: Sequence[Tokens],
    references: Sequence[Sequence[Tokens]],
    N: int,
    weights: Sequence[float] | None,
    smoothing: Smoothing,
    amount: float,
) -> Array:
    p, matches = {}, {}
    for n in range(1, N + 1):
        p[n] = modified_precision(candidates, references, n)
        match = Match(
            tuple(ngrams(candidate, n) for candidate in candidates),
            tuple(tuple(ngrams(reference, n) for reference in refs) for refs in references),
        )
        matches[n] = (match.matched, match.possible)
    if all(m == 0 for m, _ in matches.values()):
        return np.asarray(0.0)
    p = _smoothed(p, matches, smoothing, amount)
    shares = weights or [1 / N] * N
    with np.errstate(divide="ignore"):
        mean = sum(share * np.log(p[n]) for n, share in zip(p, shares, strict=True))
    return np.asarray(brevity_penalty(candidates, references) * np.exp(mean))


def sentence_bleu(
    candidate: Tokens,
    references: Sequence[Tokens],
    *,
    N: int = 4,
    weights: Sequence[float] | None = None,
    smoothing: Smoothing = "none",
    amount: float = 1.0,
    step: StepFunction = keep,
) -> Array:
    """BLEU of one sentence with its references, in 0 to 1: a corpus of one."""
    return corpus_bleu([candidate], [references], N=N, weights=weights, smoothing=smoothing, amount=amount, step=step)
