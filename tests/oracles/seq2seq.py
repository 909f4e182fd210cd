"""The right answers on Seq2Seq and decoding, from the stored parameters alone, in scalar Python."""

import math
from collections.abc import Callable
from itertools import pairwise

from question_bank.model.instance import Instance
from tests.oracles.given import Answer, entry_or_all
from tests.oracles.scalar_rnn import states


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


ORACLES: dict[str, Callable[[Instance], Answer | str]] = {
    "ids": word_ids,
    "thought-vector": thought_vector,
    "beam": beam,
    "normalised-score": normalised_score,
    "masked-loss": masked_loss,
    "temperature": temperature,
    "shift-code": shift_code,
    "embedding-code": encoder_code,
}
