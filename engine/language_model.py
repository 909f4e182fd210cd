"""Perplexity of a language model: PP = exp(-(1/T) Σ_t ln p^t), the geometric mean of 1 / p^t.

p^t is the probability that the model gave to the right word at time t, 0 < p^t ≤ 1.
"""

from collections.abc import Mapping
from functools import reduce
from operator import mul

import numpy as np

from engine.derivation import Array, Notation, StepFunction, fused, keep, total

NOTATION = Notation(
    symbols={
        "p": "p^{#}",
        "T": "T",
        "nll": "L",
        "inverses": r"\prod_t \frac{1}{p^t}",
        "perplexity": r"\mathrm{PP}",
    },
    phrases={
        "nll": ("正解の単語の負の対数尤度を平均する", "Average the negative log-likelihood of the right words"),
        "inverses": (
            "正解の単語の確率の逆数を掛け合わせる",
            "Multiply the reciprocals of the right words' probabilities",
        ),
        "perplexity": ("単語あたりの平均的な選択肢の数に直す", "Turn it into the average number of choices per word"),
    },
)


def perplexity(p: Mapping[int, Array], *, step: StepFunction = keep) -> Array:
    """Perplexity of a sequence from the probability of each right word; a scalar ≥ 1."""
    nll = step("nll", None, -total({t: np.log(p[t]) for t in p}) / len(p))
    return step("perplexity", None, np.exp(nll))


def perplexity_as_root(p: Mapping[int, Array], T: Array, *, step: StepFunction = keep) -> Array:
    """Perplexity without logarithms, as by hand: PP = (Π_t 1/p^t)^{1/T}, where T is the number of words; a scalar."""

    def product() -> Array:
        return reduce(mul, (1 / p[t] for t in p))

    inverses = step("inverses", None, product())
    root = fused(
        lambda: np.power(inverses, 1 / T),
        lambda: np.exp(-total({t: np.log(p[t]) for t in p}) / T),
        [(inverses, product)],
    )
    return step("perplexity", None, root)
