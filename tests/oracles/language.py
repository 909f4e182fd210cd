"""Answers on word vectors, decoding and dialogue, in scalar Python."""

import math
from collections.abc import Callable

from question_bank.instance import Instance
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


def embedding_code(instance: Instance) -> Answer:
    """The rows, and their gradients added up."""
    p = instance.parameters
    gradient = [[0.0] * 3 for _ in range(3)]
    for place, word in enumerate(p["idx"]):
        for k in range(3):
            gradient[word][k] += p["dout"][place][k]
    rows = [p["W"][word] for word in p["idx"]]
    return tuple(float(value) for row in (*rows, *gradient) for value in row)


ORACLES: dict[str, Callable[[Instance], Answer | str]] = {
    "word2vec.cbow-hidden": cbow_hidden,
    "word2vec.negative-sampling": negative_sampling,
    "word2vec.noise": noise,
    "word2vec.cosine": cosine,
    "word2vec.pairs": pairs,
    "word2vec.embedding-code": embedding_code,
}
