"""BLEU of Papineni et al. 2002: counts first, then the score as a pure formula of the counts.

    m_n = Σ min(count of an n-gram in the candidate, its largest count in one reference)      matched
    l_n = Σ count of n-grams in the candidate = max(0, length - n + 1)                        possible
    p_n = m_n / l_n
    BP  = exp(min(0, 1 - r/c)),   c the candidate's length, r the nearest reference length (the shorter on a tie)
    BLEU = BP · exp(Σ_n w_n ln p_n),   w_n = 1/N

Over a corpus m_n, l_n, c and r are sums over the sentences. Without smoothing any p_n = 0 makes the score 0. With it

    p_n = ε / l_n                        floor: where m_n = 0
    p_n = (m_n + ε) / (l_n + ε)          add-k: for n > 1, ε being k
    p_n = 1 / (2^i l_n)                  exp:   where m_n = 0, for the i-th time

as in sacrebleu (Post 2018; Chen and Cherry 2014; the NIST script).
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

import numpy as np

from engine.derivation import Array, Notation, StepFunction, fused, keep, total

Tokens = Sequence[str]
Ngram = tuple[str, ...]
Smoothing = Literal["none", "floor", "add-k", "exp"]
AMOUNTS: Mapping[str, float] = {"floor": 0.1, "add-k": 1.0}  # where none is given

NOTATION = Notation(
    symbols={
        "m": "m_{#}",
        "l": r"\ell_{#}",
        "L": "L_{#}",
        "n": "n",
        "possible": r"\ell_{n}",
        "p": "p_{#}",
        "amount": r"\varepsilon",
        "c": "c",
        "r": "r",
        "BP": r"\mathrm{BP}",
        "mean_log": r"\overline{\ln p}",
        "geometric": "G",
        "BLEU": r"\mathrm{BLEU}",
    },
    phrases={
        "m": ("参照訳にもある n-gram を上限付きで数える", "Count the matching n-grams, clipped by the references"),
        "l": ("候補訳の n-gram をすべて数える", "Count all n-grams of the candidate"),
        "possible": ("文の長さから n-gram の数を求める", "Find the number of n-grams from the sentences' lengths"),
        "p": ("一致数と総数から n-gram 適合率を求める", "Find the precision from matching and possible n-grams"),
        "c": ("候補訳の長さを求める", "Find the length of the candidate"),
        "r": ("最も近い参照訳の長さを求める", "Find the length of the reference nearest in length"),
        "BP": (
            "候補訳の短さに応じた簡潔ペナルティを求める",
            "Find the brevity penalty, which a short candidate incurs",
        ),
        "mean_log": ("適合率の対数を平均する", "Average the logarithms of the precisions"),
        "geometric": ("適合率の幾何平均を求める", "Find the geometric mean of the precisions"),
        "BLEU": (
            "適合率の幾何平均に簡潔ペナルティを掛ける",
            "Scale the precisions' geometric mean by the brevity penalty",
        ),
    },
    running="n",
    letters={"L": "k"},
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


def score_as_root(p: Mapping[int, Array], c: Array, r: Array, *, step: StepFunction = keep) -> Array:
    """BLEU with N = 2 without logarithms, as by hand: BP · √(p_1 p_2), the same as ``score``; a scalar in 0 to 1."""
    BP = penalty(c, r, step=step)
    root = fused(lambda: np.sqrt(p[1] * p[2]), lambda: np.sqrt(p[1]) * np.sqrt(p[2]))
    return step("BLEU", None, BP * step("geometric", None, root))


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
    match = _matches(candidates, references, n)
    m = step("m", n, np.asarray(float(match.matched)), match)
    possible = step("l", n, np.asarray(float(match.possible)), match)
    if match.possible == 0:
        return step("p", n, np.asarray(0.0), Fraction(0))
    return step("p", n, m / possible, Fraction(match.matched, match.possible))


def _matches(candidates: Sequence[Tokens], references: Sequence[Sequence[Tokens]], n: int) -> Match:
    return Match(
        tuple(ngrams(candidate, n) for candidate in candidates),
        tuple(tuple(ngrams(reference, n) for reference in refs) for refs in references),
    )


def possible_ngrams(L: Mapping[int, Array], n: Array, *, step: StepFunction = keep) -> Array:
    """l_n = Σ_k max(0, L_k - n + 1), the n-grams of sentences of L_k words; a scalar."""
    return step("possible", None, total({k: np.maximum(0, L[k] - n + 1) for k in L}))


def corpus_bleu(
    candidates: Sequence[Tokens],
    references: Sequence[Sequence[Tokens]],
    *,
    N: int = 4,
    weights: Sequence[float] | None = None,
    smoothing: Smoothing = "none",
    amount: Array | None = None,
    effective_order: bool = False,
    step: StepFunction = keep,
) -> Array:
    """BLEU of a corpus in 0 to 1: counts are summed over the sentences, then divided.

    ``references`` holds the references of each candidate. ``weights`` defaults to 1/N each. ``amount``, a scalar, is ε
    of the smoothing floor (0.1 where it is not given) and k of add-k (1); exp needs none. Where no word matches, the
    score is 0 under any smoothing. With ``effective_order`` only the orders are taken of which a candidate has an
    n-gram, as is done for single sentences; add-k gives every order one.
    """
    orders = range(1, N + 1)
    if effective_order and smoothing != "add-k":
        orders = range(1, max((n for n in orders if any(len(c) >= n for c in candidates)), default=1) + 1)
    counts = {n: _matches(candidates, references, n) for n in orders}
    unsmoothed = smoothing == "none" or not any(match.matched for match in counts.values())
    p, halvings = {}, 0
    for n, match in counts.items():
        halvings += smoothing == "exp" and match.matched == 0
        if unsmoothed or not (match.matched == 0 or (smoothing == "add-k" and n > 1)):
            p[n] = modified_precision(candidates, references, n, step=step)
        else:
            p[n] = _smoothed(match, n, smoothing, amount, halvings, step)
    return _combined(p, brevity_penalty(candidates, references, step=step), weights, step)


def _smoothed(
    match: Match, n: int, smoothing: Smoothing, amount: Array | None, halvings: int, step: StepFunction
) -> Array:
    """p_n with its counts smoothed, as sacrebleu does; ``halvings`` is how many orders up to n have no match."""
    m = step("m", n, np.asarray(float(match.matched)), match)
    possible = step("l", n, np.asarray(float(match.possible)), match)
    by: Array | float = AMOUNTS.get(smoothing, 1.0) if amount is None else amount
    if smoothing == "add-k" and n > 1:
        return step("p", n, (m + by) / (possible + by))
    if match.possible == 0:
        return step("p", n, np.asarray(0.0), Fraction(0))
    return step("p", n, by / possible if smoothing == "floor" else 1 / (float(2**halvings) * possible))


def sentence_bleu(
    candidate: Tokens,
    references: Sequence[Tokens],
    *,
    N: int = 4,
    weights: Sequence[float] | None = None,
    smoothing: Smoothing = "none",
    amount: Array | None = None,
    effective_order: bool = False,
    step: StepFunction = keep,
) -> Array:
    """BLEU of one sentence with its references, in 0 to 1: a corpus of one."""
    return corpus_bleu(
        [candidate],
        [references],
        N=N,
        weights=weights,
        smoothing=smoothing,
        amount=amount,
        effective_order=effective_order,
        step=step,
    )
