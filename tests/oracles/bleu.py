"""The right answers on BLEU, from the stored parameters alone, in scalar Python."""

import math
from collections.abc import Callable

from question_bank.model.instance import Instance
from tests.oracles import counting
from tests.oracles.arranged import Computed
from tests.oracles.given import Answer


def modified_precision(instance: Instance) -> Answer:
    """p_n."""
    p = instance.parameters
    return (counting.precision(p["candidate"], p["references"], p["n"]),)


def brevity_penalty(instance: Instance) -> Answer:
    """BP."""
    return (counting.penalty(instance.parameters["candidate"], instance.parameters["references"]),)


def sentence(instance: Instance) -> Answer:
    """BLEU with N = 2."""
    return (counting.bleu(instance.parameters["candidate"], instance.parameters["references"], 2),)


def corpus_precision(instance: Instance) -> Answer:
    """Pooled matches over pooled n-grams."""
    p = instance.parameters
    counts = [
        (counting.matches(candidate, [reference], p["n"]), len(counting.grams(candidate, p["n"])))
        for candidate, reference in zip(p["candidates"], p["references"], strict=True)
    ]
    return (sum(matched for matched, _ in counts) / sum(possible for _, possible in counts),)


def reference_length(instance: Instance) -> Answer:
    """The nearest length of each sentence, found by walking away from c."""
    p, total = instance.parameters, 0
    for c, lengths in zip(p["c"], p["lengths"], strict=True):
        for distance in range(100):
            if c - distance in lengths or c + distance in lengths:
                total += c - distance if c - distance in lengths else c + distance
                break
    return (float(total),)


def ngram_count(instance: Instance) -> Answer:
    """Places at which an n-gram may begin."""
    p = instance.parameters
    return (float(sum(1 for length in p["lengths"] for k in range(length) if k + p["n"] <= length)),)


def from_counts(instance: Instance) -> Answer:
    """The N-th root of the product, times the penalty."""
    p = instance.parameters
    root = math.prod(p["p"]) ** (1 / len(p["p"]))
    return ((1.0 if p["c"] >= p["r"] else math.exp(1 - p["r"] / p["c"])) * root,)


# What each value is computed from, by hand; what is given is named and never shown.
USES = {
    "p_{1}": ["m_{1}", r"\ell_{1}"],
    "p_{2}": ["m_{2}", r"\ell_{2}"],
    r"\mathrm{BP}": ["c", "r"],
    r"\overline{\ln p}": ["p_{1}", "p_{2}"],
    r"\mathrm{BLEU}": [r"\mathrm{BP}", r"\overline{\ln p}"],
}

ORACLES: dict[str, Callable[[Instance], Answer | str]] = {
    "modified-precision": modified_precision,
    "brevity-penalty": brevity_penalty,
    "sentence": sentence,
    "corpus": corpus_precision,
    "reference-length": reference_length,
    "ngram-count": ngram_count,
    "from-counts": from_counts,
    "steps-order": Computed(USES),
}
