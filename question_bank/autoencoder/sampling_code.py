"""Sampling and divergence of a VAE in NumPy: which line fills the blank."""

from collections.abc import Mapping

import numpy as np

from question_bank.draw import Draw
from question_bank.family import Code, Family, Parameters
from question_bank.inputs import array


def sample_latent(mu, logvar, eps):
    z = mu + np.exp(0.5 * logvar) * eps
    kl = -0.5 * np.sum(1 + logvar - mu**2 - np.exp(logvar))
    return z, kl


BLANKS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "sample": (
        "z = mu + np.exp(0.5 * logvar) * eps",
        {
            "variance-for-deviation": "z = mu + np.exp(logvar) * eps",
            "logarithm-for-deviation": "z = mu + logvar * eps",
            "mean-and-deviation-exchanged": "z = np.exp(0.5 * logvar) + mu * eps",
            "noise-not-scaled": "z = mu + eps",
            "root-of-logarithm": "z = mu + np.sqrt(np.abs(logvar)) * eps",
        },
    ),
    "divergence": (
        "kl = -0.5 * np.sum(1 + logvar - mu**2 - np.exp(logvar))",
        {
            "divergence-sign": "kl = 0.5 * np.sum(1 + logvar - mu**2 - np.exp(logvar))",
            "one-of-divergence-dropped": "kl = -0.5 * np.sum(logvar - mu**2 - np.exp(logvar))",
            "logarithm-for-variance": "kl = -0.5 * np.sum(1 + logvar - mu**2 - logvar**2)",
            "mean-not-squared": "kl = -0.5 * np.sum(1 + logvar - mu - np.exp(logvar))",
            "mean-for-sum": "kl = -0.5 * np.mean(1 + logvar - mu**2 - np.exp(logvar))",
        },
    ),
}


def draw(d: Draw, level: int) -> Parameters:
    """Which line is blank, and the numbers every choice is run on."""
    return {
        "blank": d.pick("blank", tuple(BLANKS)),
        "mu": d.array("mu", (3,), (-1.5, -0.5, 0.5, 2)),
        "logvar": d.array("logvar", (3,), (-1.2, -0.6, 0.6, 0.9)),
        "eps": d.array("eps", (3,), (-1, -0.5, 0.5, 1)),
    }


def problem(p: Parameters) -> Code:
    """One of two lines."""
    line, wrong = BLANKS[p["blank"]]
    arguments = {name: array(p[name]) for name in ("mu", "logvar", "eps")}
    return Code(sample_latent, line, wrong, arguments, conventions=("kl-standard",))


FAMILY = Family(
    id="autoencoder.sampling-code",
    points=("V06", "V08", "V10"),
    asks=((1, "code"),),
    draw=draw,
    problem=problem,
    version=3,
    contents=20,  # 10 sets of three wrong lines for each blank
)
