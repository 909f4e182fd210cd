"""Encoder and decoder at the size of an exercise: decoding from given probabilities, losses, sampling.

    h^t    = tanh(W x^t + U h^{t-1} + b)             encoder; its last state is the thought vector
    p_i    = e^{s_i / τ} / Σ_j e^{s_j / τ}           sampling with temperature τ
    L      = -Σ_t m^t ln p^t / Σ_t m^t               loss over the times whose mask m^t is 1
    score  = (1/n) Σ_t ln p^t                        length-normalised

p^t is the probability of the right (or chosen) token given all before it. Sources: Sutskever et al. 2014,
Cho et al. 2014.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import prod

import numpy as np

from engine.derivation import Array, Notation, StepFunction, keep, total

Token = str

NOTATION = Notation(
    symbols={
        "x": "x^{#}",
        "h": "h^{#}",
        "W": "W",
        "U": "U",
        "b": "b",
        "s": "s_{#}",
        "tau": r"\tau",
        "p": "p^{#}",
        "q": "p_{#}",
        "m": "m^{#}",
        "log_sum": r"\ln P",
        "P": "P",
        "L": "L",
        "count": "M",
        "score": r"\mathrm{score}",
        "best": "P_{#}",
    },
    initial={"h0": ("h", 0)},
)


@dataclass(frozen=True)
class Model:
    """What the decoder gives: the next token's probabilities after each prefix."""

    after: Mapping[tuple[Token, ...], Mapping[Token, float]]

    def probability(self, tokens: Sequence[Token]) -> float:
        """The probability of a whole sequence."""
        return prod(self.after[tuple(tokens[:n])][tokens[n]] for n in range(len(tokens)))


@dataclass(frozen=True)
class Search:
    """What a step of the search chose from: every continuation with its probability, and how many were kept."""

    candidates: tuple[tuple[tuple[Token, ...], float], ...]
    width: int

    @property
    def kept(self) -> tuple[tuple[tuple[Token, ...], float], ...]:
        """The best ones, the most probable first."""
        return tuple(sorted(self.candidates, key=lambda pair: (-pair[1], pair[0]))[: self.width])


def encode(x: Mapping[int, Array], W: Array, U: Array, b: Array, h0: Array, *, step: StepFunction = keep) -> Array:
    """The thought vector: the encoder's state after the last token; (H,)."""
    h = h0
    for t in x:
        h = step("h", t, np.tanh(W @ x[t] + U @ h + b))
    return h


def tempered(s: Mapping[int, Array], tau: Array, *, step: StepFunction = keep) -> dict[int, Array]:
    """Sampling probabilities at temperature τ > 0: towards the largest score for small τ, uniform for large."""
    return {i: step("q", i, np.exp(s[i] / tau) / total({j: np.exp(s[j] / tau) for j in s})) for i in s}


def sampled(p: Mapping[Token, float], u: float) -> Token:
    """The token that the random number u in [0, 1) picks: the first whose cumulative probability exceeds it."""
    cumulative = 0.0
    for token, probability in p.items():
        cumulative += probability
        if u < cumulative:
            return token
    return list(p)[-1]


def masked_loss(p: Mapping[int, Array], m: Mapping[int, Array], *, step: StepFunction = keep) -> Array:
    """L = -Σ m^t ln p^t / Σ m^t: padding has m = 0 and counts in neither sum; a scalar."""
    count = step("count", None, total(m))
    log_sum = step("log_sum", None, total({t: m[t] * np.log(p[t]) for t in p}))
    return step("L", None, -log_sum / count)


def normalised_score(p: Mapping[int, Array], *, step: StepFunction = keep) -> Array:
    """(1/n) Σ_t ln p^t of a hypothesis of n tokens; a scalar ≤ 0."""
    log_sum = step("log_sum", None, total({t: np.log(p[t]) for t in p}))
    return step("score", None, log_sum / len(p))


def sequence_probability(p: Mapping[int, Array], *, step: StepFunction = keep) -> Array:
    """P(y | x) = Π_t P(y^t | y^1 … y^{t-1}, x), by way of the sum of logarithms; a scalar."""
    log_sum = step("log_sum", None, total({t: np.log(p[t]) for t in p}))
    return step("P", None, np.exp(log_sum))


def beam_search(model: Model, length: int, *, width: int, step: StepFunction = keep) -> tuple[Token, ...]:
    """The best of the sequences of ``length`` that a beam of ``width`` finds; width 1 is greedy.

    Step ``best`` at each length is the probability of the best kept prefix, counted from the ``Search`` it came from.
    """
    beam: tuple[tuple[tuple[Token, ...], float], ...] = (((), 1.0),)
    for n in range(1, length + 1):
        grown = tuple(
            ((*prefix, token), probability * share)
            for prefix, probability in beam
            for token, share in model.after[prefix].items()
        )
        search = Search(grown, width)
        beam = search.kept
        step("best", n, np.asarray(beam[0][1]), search)
    return beam[0][0]
