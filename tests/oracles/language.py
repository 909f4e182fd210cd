"""Answers on word vectors, decoding and dialogue, in scalar Python."""

import math
from collections.abc import Callable
from itertools import pairwise

from question_bank.instance import Instance
from tests.oracles.given import Answer, entry_or_all
from tests.oracles.scalar_rnn import Vector, states


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


def beam(instance: Instance) -> Answer:
    """All sequences that begin with a kept first word; the best of them."""
    p = instance.parameters
    kept = sorted(range(3), key=lambda k: (-p["first"][k], k))[: p["width"]]
    return (max(p["first"][k] * share for k in kept for share in p["after"][k]),)


def normalised_score(instance: Instance) -> Answer:
    """The logarithm of the product over the number of words."""
    p = instance.parameters["p"]
    return (math.log(math.prod(p)) / len(p),)


def masked_loss(instance: Instance) -> Answer:
    """The mean over the words that are not padding."""
    p = instance.parameters
    kept = [probability for probability, mask in zip(p["p"], p["m"], strict=True) if mask]
    return (-math.log(math.prod(kept)) / len(kept),)


def temperature(instance: Instance) -> Answer:
    """1 over the sum of e^{(s_j - s_i) / τ}."""
    p = instance.parameters
    own = p["s"][p["token"] - 1]
    return (1 / sum(math.exp((score - own) / p["tau"]) for score in p["s"]),)


def shift_code(instance: Instance) -> Answer:
    """The mean cross entropy of the next word; of a padded sentence, over its words alone."""
    p = instance.parameters
    if "logits" in p:
        kept = [(scores, word) for scores, word in zip(p["logits"], p["target"], strict=True) if word != 0]
        return (sum(math.log(sum(map(math.exp, scores))) - scores[word] for scores, word in kept) / len(kept),)
    words = [0, *p["ids"], 1]
    losses = []
    for step, (word, following) in enumerate(pairwise(words)):
        logits = [score + 0.1 * step for score in p["W"][word]]
        losses.append(math.log(sum(math.exp(score) for score in logits)) - logits[following])
    return (sum(losses) / len(losses),)


def encoder_code(instance: Instance) -> Answer:
    """The last state over the columns of E; backward, every embedding's gradient by way of the last state's."""
    p = instance.parameters
    if "dh" in p:
        return _encoder_backward(p["dh"], p["h"], p["W"], p["U"])
    x = [[row[word] for row in p["E"]] for word in p["ids"]]
    return tuple(states(x, p["W"], p["U"], [0.0, 0.0], [0.0, 0.0], "tanh")[-1])


def _encoder_backward(
    last: list[float], states: list[list[float]], W: list[list[float]], U: list[list[float]]
) -> Answer:
    """Of each state and then of each embedding, entry by entry, from the last time to the first."""
    reaching, found = last, []
    for state in reversed(states):
        inside = [gradient * (1 - z * z) for gradient, z in zip(reaching, state, strict=True)]
        found.append([sum(W[row][column] * inside[row] for row in range(2)) for column in range(2)])
        reaching = [sum(U[row][column] * inside[row] for row in range(2)) for column in range(2)]
    return tuple(value for gradient in reversed(found) for value in gradient)


def word_ids(instance: Instance) -> Answer:
    """Word by word, `<unk>` where the vocabulary lacks it, then the end."""
    return tuple(float(k) for k in _ids(instance.parameters["text"] + " <eos>", instance.parameters["vocabulary"]))


def _ids(text: str, vocabulary: list[str]) -> list[int]:
    found = []
    for word in text.split(" "):
        matches = [place for place, known in enumerate(vocabulary) if known == word]
        found.append(matches[0] if matches else vocabulary.index("<unk>"))
    return found


def thought_vector(instance: Instance) -> Answer:
    """A plain RNN over the columns of the words."""
    p = instance.parameters
    text = p["text"] if p["end"] is None else f"{p['text']} {p['end']}"
    x = [[row[k] for row in p["E_mb"]] for k in _ids(text, p["vocabulary"])]
    return entry_or_all(instance, states(x, p["W"], p["U"], p["b"], p["h0"], p["f"])[-1])


def context_state(instance: Instance) -> Answer:
    """A plain RNN over the utterances."""
    p = instance.parameters
    return entry_or_all(instance, states(p["e"], p["W"], p["U"], p["b"], p["s0"], "tanh")[-1])


def prior_divergence(instance: Instance) -> Answer:
    """Entry by entry."""
    p = instance.parameters
    total = 0.0
    for m, s, n, r in zip(p["mu_q"], p["sigma_q"], p["mu_p"], p["sigma_p"], strict=True):
        total += math.log(r) - math.log(s) + (s**2 + (m - n) ** 2) / (2 * r**2) - 0.5
    return (total,)


ORACLES: dict[str, Callable[[Instance], Answer | str]] = {
    "word2vec.cbow-hidden": cbow_hidden,
    "word2vec.negative-sampling": negative_sampling,
    "word2vec.noise": noise,
    "word2vec.cosine": cosine,
    "word2vec.pairs": pairs,
    "word2vec.embedding-code": embedding_code,
    "word2vec.ppmi": ppmi,
    "word2vec.parameter-count": word2vec_count,
    "seq2seq.ids": word_ids,
    "seq2seq.thought-vector": thought_vector,
    "seq2seq.beam": beam,
    "seq2seq.normalised-score": normalised_score,
    "seq2seq.masked-loss": masked_loss,
    "seq2seq.temperature": temperature,
    "seq2seq.shift-code": shift_code,
    "seq2seq.embedding-code": encoder_code,
    "dialogue.context-state": context_state,
    "dialogue.prior-divergence": prior_divergence,
}
