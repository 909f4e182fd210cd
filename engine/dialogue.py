"""HRED: an encoder for each utterance, a context RNN over utterances, a decoder that starts from the context.

    e^n  = the encoder's last state of utterance n                             (H_e,)
    s^n  = tanh(W e^n + U s^{n-1} + b)         one step per utterance           (H_c,)
    h_0  = tanh(V s^n + c)                     the decoder's first state       (H_d,)
    h_0  = tanh(V s^n + V_z z + c)             of VHRED, z drawn for the utterance
    μ_p  = W_μ s^n + b_μ,  ln σ_p² = W_σ s^n + b_σ,  z = μ_p + σ_p ⊙ ε      VHRED's prior, ε from N(0, I)

Source: Serban et al. 2016 (HRED) and 2017 (VHRED). The divergence of VHRED's posterior from its learned prior is
``autoencoder.divergence_of_two``.
"""

from collections.abc import Mapping

import numpy as np

from engine.derivation import Array, Notation, StepFunction, keep
from engine.functions import deviation

NOTATION = Notation(
    symbols={
        "e": "e^{#}",
        "s": "s^{#}",
        "W": "W",
        "U": "U",
        "b": "b",
        "V": "V",
        "V_z": "V_z",
        "c": "c",
        "z": "z",
        "W_mu": r"W_{\mu}",
        "b_mu": r"b_{\mu}",
        "W_sigma": r"W_{\sigma}",
        "b_sigma": r"b_{\sigma}",
        "mu_p": r"\mu_p",
        "log_var_p": r"\ln \sigma_p^2",
        "sigma_p": r"\sigma_p",
        "epsilon": r"\varepsilon",
        "start": r"h_{\mathrm{dec}}^{0}",
    },
    phrases={
        "s": ("発話を読み、コンテキスト RNN の状態を進める", "Read the utterance and move the context RNN's state on"),
        "start": ("対話の状態からデコーダの初期状態を作る", "Make the decoder's initial state from the context state"),
        "mu_p": ("対話の状態から事前分布の平均を求める", "Find the prior's mean from the context state"),
        "log_var_p": (
            "対話の状態から事前分布の分散の対数を求める",
            "Find the prior's log variance from the context state",
        ),
        "sigma_p": ("分散の対数を標準偏差に直す", "Turn the log variance into the standard deviation"),
        "z": ("平均にノイズの分を足し、潜在変数にする", "Add noise to the mean to get the latent variable"),
    },
    initial={"s0": ("s", 0)},
    running="n",
    last="N",
)


def context(
    e: Mapping[int, Array], W: Array, U: Array, b: Array, s0: Array, *, step: StepFunction = keep
) -> dict[int, Array]:
    """States of the context RNN after each utterance {0..N}; each (H_c,)."""
    s = {0: s0}
    for n in e:
        s[n] = step("s", n, np.tanh(W @ e[n] + U @ s[n - 1] + b))
    return s


def decoder_start(
    s: Mapping[int, Array], V: Array, c: Array, latent: Mapping[str, Array], *, step: StepFunction = keep
) -> Array:
    """The decoder's first state from the last context state; ``latent`` holds z and V_z for VHRED, nothing for HRED."""
    u = V @ s[max(s)]
    if latent:
        u = u + latent["V_z"] @ latent["z"]
    return step("start", None, np.tanh(u + c))


def latent(
    s: Mapping[int, Array], parameters: Mapping[str, Array], epsilon: Array, *, step: StepFunction = keep
) -> Array:
    """VHRED's latent variable for the next utterance, drawn from the prior that the last context state gives; (K,).

    ``parameters`` holds W_mu, b_mu, W_sigma and b_sigma; ``epsilon`` (K,) is the random draw, which is given.
    """
    p, last = parameters, s[max(s)]
    mu = step("mu_p", None, p["W_mu"] @ last + p["b_mu"])
    log_var = step("log_var_p", None, p["W_sigma"] @ last + p["b_sigma"])
    sigma = step("sigma_p", None, np.exp(0.5 * log_var))
    return step("z", None, mu + deviation(sigma, epsilon))
