"""A VAE in NumPy: sampling and divergence, the loss, gradients. Which line fills the blank?"""

from collections.abc import Callable, Mapping
from math import comb
from typing import Any

import numpy as np

from question_bank.kinds.code import Code
from question_bank.model.draw import Draw
from question_bank.model.family import Family, Parameters
from question_bank.model.inputs import array


def sample_latent(mu, logvar, eps):
    z = mu + np.exp(0.5 * logvar) * eps
    kl = -0.5 * np.sum(1 + logvar - mu**2 - np.exp(logvar))
    return z, kl


def vae_loss(x, x_hat, kl):
    bce = -np.sum(x * np.log(x_hat) + (1 - x) * np.log(1 - x_hat))
    loss = bce + kl
    return loss


def latent_gradients(dz, mu, logvar, eps):
    std = np.exp(0.5 * logvar)
    dmu = dz + mu
    dlogvar = 0.5 * (dz * std * eps + std**2 - 1)
    return dmu, dlogvar


FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    function.__name__: function for function in (sample_latent, vae_loss, latent_gradients)
}
# The line, and the wrong ones for it: the first three are those that the question is about.
BLANKS: Mapping[tuple[str, str], tuple[str, Mapping[str, str]]] = {
    ("sample_latent", "sample"): (
        "z = mu + np.exp(0.5 * logvar) * eps",
        {
            "variance-for-deviation": "z = mu + np.exp(logvar) * eps",
            "logarithm-for-deviation": "z = mu + logvar * eps",
            "mean-and-deviation-exchanged": "z = np.exp(0.5 * logvar) + mu * eps",
            "noise-not-scaled": "z = mu + eps",
            "root-of-logarithm": "z = mu + np.sqrt(np.abs(logvar)) * eps",
        },
    ),
    ("sample_latent", "divergence"): (
        "kl = -0.5 * np.sum(1 + logvar - mu**2 - np.exp(logvar))",
        {
            "divergence-sign": "kl = 0.5 * np.sum(1 + logvar - mu**2 - np.exp(logvar))",
            "one-of-divergence-dropped": "kl = -0.5 * np.sum(logvar - mu**2 - np.exp(logvar))",
            "log-variance-squared": "kl = -0.5 * np.sum(1 + logvar - mu**2 - logvar**2)",
            "mean-not-squared": "kl = -0.5 * np.sum(1 + logvar - mu - np.exp(logvar))",
            "mean-for-sum": "kl = -0.5 * np.mean(1 + logvar - mu**2 - np.exp(logvar))",
        },
    ),
    ("vae_loss", "reconstruction"): (
        "bce = -np.sum(x * np.log(x_hat) + (1 - x) * np.log(1 - x_hat))",
        {
            "entropy-sign": "bce = np.sum(x * np.log(x_hat) + (1 - x) * np.log(1 - x_hat))",
            "zeros-left-out": "bce = -np.sum(x * np.log(x_hat))",
            "target-and-output-exchanged": "bce = -np.sum(x_hat * np.log(x) + (1 - x_hat) * np.log(1 - x))",
            "entropy-without-logarithm": "bce = -np.sum(x * x_hat + (1 - x) * (1 - x_hat))",
        },
    ),
    ("vae_loss", "loss"): (
        "loss = bce + kl",
        {
            "divergence-subtracted": "loss = bce - kl",
            "bound-for-loss": "loss = -(bce + kl)",
            "divergence-left-out": "loss = bce",
            "reconstruction-left-out": "loss = kl",
        },
    ),
    ("latent_gradients", "mean"): (
        "dmu = dz + mu",
        {
            "divergence-gradient-left-out": "dmu = dz",
            "sample-gradient-left-out": "dmu = mu",
            "divergence-gradient-subtracted": "dmu = dz - mu",
            "gradients-multiplied": "dmu = dz * mu",
        },
    ),
    ("latent_gradients", "spread"): (
        "dlogvar = 0.5 * (dz * std * eps + std**2 - 1)",
        {
            "divergence-gradient-left-out": "dlogvar = 0.5 * dz * std * eps",
            "sample-gradient-left-out": "dlogvar = 0.5 * (std**2 - 1)",
            "noise-left-out-of-gradient": "dlogvar = 0.5 * (dz * std + std**2 - 1)",
            "half-of-gradient-dropped": "dlogvar = dz * std * eps + std**2 - 1",
        },
    ),
}


def draw(d: Draw, level: int) -> Parameters:
    """Which line is blank, and the numbers every choice is run on."""
    function, blank = d.pick("blank", tuple(BLANKS))
    if function == "vae_loss":
        arguments = {
            "x": d.array("x", (3,), (0.1, 0.4, 0.7, 0.9)),
            "x_hat": d.array("x_hat", (3,), (0.2, 0.3, 0.6, 0.8)),
            "kl": d.pick("kl", (0.4, 0.7, 1.1)),
        }
        return {"function": function, "blank": blank, "arguments": arguments}
    arguments = {
        "mu": d.array("mu", (3,), (-1.5, -0.5, 0.5, 2)),
        "logvar": d.array("logvar", (3,), (-1.2, -0.6, 0.6, 0.9)),
        "eps": d.array("eps", (3,), (-1, -0.5, 0.5, 1)),
    }
    if function == "latent_gradients":
        arguments["dz"] = d.array("dz", (3,), (-0.8, -0.3, 0.4, 0.6))
    return {"function": function, "blank": blank, "arguments": arguments}


def problem(p: Parameters) -> Code:
    """One of two lines of one of three functions."""
    line, wrong = BLANKS[p["function"], p["blank"]]
    arguments = {name: array(value) for name, value in p["arguments"].items()}
    words = {"function": p["function"]}
    conventions = ("kl-standard",) if p["function"] == "sample_latent" else ()
    return Code(
        FUNCTIONS[p["function"]], line, wrong, arguments, tuple(wrong)[:3], conventions=conventions, words=words
    )


FAMILY = Family(
    id="autoencoder.sampling-code",
    points=("V06", "V07", "V08", "V09", "V10", "V14"),
    asks=((1, "code"),),
    draw=draw,
    problem=problem,
    version=3,
    contents=sum(comb(len(wrong), 3) for _, wrong in BLANKS.values()),  # three wrong lines for each blank
)
