"""Answers on autoencoders and attention, in scalar Python."""

import math
from collections.abc import Callable

from question_bank.instance import Instance
from tests.oracles.given import Answer, entry_or_all
from tests.oracles.scalar_rnn import Vector, affine, softmax


def dot(a: Vector, b: Vector) -> float:
    """Σ a b."""
    return sum(x * y for x, y in zip(a, b, strict=True))


def reconstruction(instance: Instance) -> Answer:
    """Half the squared distance."""
    p = instance.parameters
    z = affine([(p["W_e"], p["x"])], p["b_e"])
    x_hat = affine([(p["W_d"], z)], p["b_d"])
    return (math.dist(p["x"], x_hat) ** 2 / 2,)


def coder_count(instance: Instance) -> Answer:
    """Two matrices and two vectors."""
    p = instance.parameters
    return (float(2 * p["D"] * p["H"] + p["H"] + p["D"]),)


def sample(instance: Instance) -> Answer:
    """Mean plus deviation times noise."""
    p = instance.parameters
    deviation = [math.sqrt(value) if p["kind"] == "variance" else math.sqrt(math.exp(value)) for value in p["spread"]]
    return entry_or_all(instance, [m + s * e for m, s, e in zip(p["mu"], deviation, p["epsilon"], strict=True)])


def _divergence(mu: Vector, log_var: Vector) -> float:
    return sum((m * m + math.exp(v) - 1 - v) / 2 for m, v in zip(mu, log_var, strict=True))


def divergence(instance: Instance) -> Answer:
    """To the standard normal distribution."""
    p = instance.parameters
    return (_divergence(p["mu"], p["log_var"]),)


def divergence_gradient(instance: Instance) -> Answer:
    """½ (σ² - 1)."""
    return entry_or_all(instance, [(math.exp(v) - 1) / 2 for v in instance.parameters["log_var"]])


def bound(instance: Instance) -> Answer:
    """Reconstruction plus divergence, or its negative."""
    p = instance.parameters
    loss = math.dist(p["x"], p["x_hat"]) ** 2 / 2 + _divergence(p["mu"], [2 * math.log(s) for s in p["sigma"]])
    return (loss if p["asked"] == "L" else -loss,)


def sampling_code(instance: Instance) -> Answer:
    """The sample and the divergence; the loss; or the gradients of both parts of the loss."""
    p = instance.parameters["arguments"]
    if instance.parameters["function"] == "vae_loss":
        likelihood = [one * math.log(q) + (1 - one) * math.log1p(-q) for one, q in zip(p["x"], p["x_hat"], strict=True)]
        return (p["kl"] - sum(likelihood),)
    deviation = [math.sqrt(math.exp(v)) for v in p["logvar"]]
    if instance.parameters["function"] == "sample_latent":
        z = [m + s * e for m, s, e in zip(p["mu"], deviation, p["eps"], strict=True)]
        return (*z, _divergence(p["mu"], p["logvar"]))
    dmu = [g + m for g, m in zip(p["dz"], p["mu"], strict=True)]
    through = [g * e * s / 2 for g, e, s in zip(p["dz"], p["eps"], deviation, strict=True)]
    return (*dmu, *(part + (math.exp(v) - 1) / 2 for part, v in zip(through, p["logvar"], strict=True)))


def weights(instance: Instance) -> Answer:
    """One entry of the softmax."""
    p = instance.parameters
    return (softmax(p["e"])[p["position"] - 1],)


def _context(a: Vector, h: list[Vector]) -> Vector:
    return [sum(weight * state[k] for weight, state in zip(a, h, strict=True)) for k in range(len(h[0]))]


def dot_context(instance: Instance) -> Answer:
    """The weighted sum."""
    p = instance.parameters
    return entry_or_all(instance, _context(softmax([dot(p["s"], h) for h in p["h"]]), p["h"]))


def additive(instance: Instance) -> Answer:
    """w·tanh(W_h h + W_s s)."""
    p = instance.parameters
    inside = affine([(p["W_h"], p["h"]), (p["W_s"], p["s"])], [0.0, 0.0])
    return (dot(p["w"], [math.tanh(u) for u in inside]),)


def causal(instance: Instance) -> Answer:
    """The first two positions, keys of four entries."""
    p = instance.parameters
    a = softmax([dot(p["q"], k) / 2 for k in p["k"][:2]])
    return entry_or_all(instance, _context(a, p["v"][:2]))


def _score_gradients(a: Vector, h: list[Vector], dc: Vector) -> Vector:
    """By the Jacobian of the softmax, entry by entry."""
    da = [dot(state, dc) for state in h]
    jacobian = [[a[j] * ((1.0 if k == j else 0.0) - a[k]) for k in range(len(a))] for j in range(len(a))]
    return [dot(row, da) for row in jacobian]


def score_gradient(instance: Instance) -> Answer:
    """Of one position."""
    p = instance.parameters
    return (_score_gradients(p["a"], p["h"], p["dc"])[p["position"] - 1],)


def weighting_code(instance: Instance) -> Answer:
    """A context for each example; the gradients of scores and states; or the output of each position."""
    p = instance.parameters["arguments"]
    if instance.parameters["function"] == "attend":
        rows = [_context(softmax([dot(h, s) for h in hs]), hs) for hs, s in zip(p["hs"], p["s"], strict=True)]
    elif instance.parameters["function"] == "attend_backward":
        rows = [_score_gradients(a, hs, dc) for a, hs, dc in zip(p["a"], p["hs"], p["dc"], strict=True)]
        rows += [[w * g for w in a for g in dc] for a, dc in zip(p["a"], p["dc"], strict=True)]
    else:
        root = math.sqrt(len(p["K"][0]))
        seen = [range(i + 1) for i in range(len(p["Q"]))]
        scores = [[dot(q, p["K"][j]) / root for j in js] for q, js in zip(p["Q"], seen, strict=True)]
        rows = [_context(softmax(e), [p["V"][j] for j in js]) for e, js in zip(scores, seen, strict=True)]
    return tuple(value for row in rows for value in row)


ORACLES: dict[str, Callable[[Instance], Answer | str]] = {
    "autoencoder.reconstruction": reconstruction,
    "autoencoder.parameter-count": coder_count,
    "autoencoder.sample": sample,
    "autoencoder.divergence": divergence,
    "autoencoder.divergence-gradient": divergence_gradient,
    "autoencoder.bound": bound,
    "autoencoder.sampling-code": sampling_code,
    "attention.weights": weights,
    "attention.dot-context": dot_context,
    "attention.additive": additive,
    "attention.causal": causal,
    "attention.score-gradient": score_gradient,
    "attention.weighting-code": weighting_code,
}
