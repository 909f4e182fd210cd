"""The right answers on autoencoders and the VAE, from the stored parameters alone, in scalar Python."""

import math
from collections.abc import Callable

from question_bank.model.instance import Instance
from tests.oracles.given import Answer, entry_or_all
from tests.oracles.scalar_rnn import Vector, affine


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


ORACLES: dict[str, Callable[[Instance], Answer | str]] = {
    "reconstruction": reconstruction,
    "parameter-count": coder_count,
    "sample": sample,
    "divergence": divergence,
    "divergence-gradient": divergence_gradient,
    "bound": bound,
    "sampling-code": sampling_code,
}
