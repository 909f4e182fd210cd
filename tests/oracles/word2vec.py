"""The right answers on word vectors, from the stored parameters alone, in scalar Python."""

import math
from collections.abc import Callable

from question_bank.model.instance import Instance
from tests.oracles.given import Answer, entry_or_all
from tests.oracles.scalar_rnn import Vector


def dot(a: Vector, b: Vector) -> float:
    """Σ a b."""
    return sum(x * y for x, y in zip(a, b, strict=True))


def cbow_hidden(instance: Instance) -> Answer:
    """The mean of the rows."""
    rows = instance.parameters["w"]
    return entry_or_all(instance, [sum(column) / len(rows) for column in zip(*rows, strict=True)])


def negative_sampling(instance: Instance) -> Answer:
    """ln(1 + e^{-s}) of the right word, ln(1 + e^{s}) of the others."""
    p = instance.parameters
    scores = [dot(row, p["h"]) for row in p["v"]]
    return (math.log1p(math.exp(-scores[0])) + sum(math.log1p(math.exp(s)) for s in scores[1:]),)


def noise(instance: Instance) -> Answer:
    """A share of the powers."""
    p = instance.parameters
    powers = [math.sqrt(math.sqrt(count)) ** 3 for count in p["count"]]
    return (powers[p["word"] - 1] / sum(powers),)


def cosine(instance: Instance) -> Answer:
    """By the lengths."""
    p = instance.parameters
    return (dot(p["a"], p["b"]) / math.hypot(*p["a"]) / math.hypot(*p["b"]),)


def pairs(instance: Instance) -> Answer:
    """Every pair of places within the window."""
    p = instance.parameters
    places = range(p["length"])
    return (float(sum(1 for i in places for j in places if 0 < abs(i - j) <= p["window"])),)


def ppmi(instance: Instance) -> Answer:
    """From the three probabilities."""
    p = instance.parameters
    both, one, other = (p[name] / p["N"] for name in ("xy", "x", "y"))
    return (max(0.0, (math.log(both) - math.log(one) - math.log(other)) / math.log(2)),)


def word2vec_count(instance: Instance) -> Answer:
    """A row for each word, twice."""
    return (float(sum(instance.parameters["H"] for _ in range(2 * instance.parameters["V"]))),)


def embedding_code(instance: Instance) -> Answer:
    """The rows, and their gradients added up; or the loss of CBOW, term by term."""
    p = instance.parameters
    if "context" in p:
        hidden = [sum(p["W_in"][word][k] for word in p["context"]) / len(p["context"]) for k in range(3)]
        scores = {
            word: sum(weight * unit for weight, unit in zip(p["W_out"][word], hidden, strict=True))
            for word in (p["target"], *p["negatives"])
        }
        loss = math.log(1 + math.exp(-scores[p["target"]]))
        return (loss + sum(math.log(1 + math.exp(scores[word])) for word in p["negatives"]),)
    gradient = [[0.0] * 3 for _ in range(3)]
    for place, word in enumerate(p["idx"]):
        for k in range(3):
            gradient[word][k] += p["dout"][place][k]
    rows = [p["W"][word] for word in p["idx"]]
    return tuple(float(value) for row in (*rows, *gradient) for value in row)


ORACLES: dict[str, Callable[[Instance], Answer | str]] = {
    "cbow-hidden": cbow_hidden,
    "negative-sampling": negative_sampling,
    "noise": noise,
    "cosine": cosine,
    "pairs": pairs,
    "embedding-code": embedding_code,
    "ppmi": ppmi,
    "parameter-count": word2vec_count,
}
