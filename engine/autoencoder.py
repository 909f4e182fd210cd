"""Autoencoders: reconstruction, and the variational one with its sampling, divergence and bound.

    z   = f(W_e x + b_e),   x̂ = W_d z + b_d,   E = ½‖x - x̂‖²                          autoencoder
    σ   = e^{½ ln σ²},      z = μ + σ ⊙ ε,  ε from N(0, I)                              reparameterisation
    KL  = -½ Σ (1 + ln σ² - μ² - σ²)                                                    to N(0, I)
    L   = R + KL (to be made small),  ELBO = -L,  R the reconstruction error
    ∂KL/∂μ = μ,  ∂KL/∂ln σ² = ½ (σ² - 1)
    ∂L/∂μ = ∂R/∂z + μ,  ∂L/∂ln σ² = ½ (∂R/∂z ⊙ σ ⊙ ε + σ² - 1)                          through z of one sample
    ∂L/∂x̂ = x̂ - x,  ∂L/∂μ = μ,  ∂L/∂σ = σ - 1/σ                                         x̂, μ, σ on their own
    KL(q‖p) = Σ [ln(σ_p / σ_q) + (σ_q² + (μ_q - μ_p)²) / (2 σ_p²) - ½]                  two diagonal Gaussians

Shapes: x and x̂ (D,), z, μ, σ, ε (H,), W_e (H, D), W_d (D, H). Source: Kingma and Welling 2014.
"""

from collections.abc import Mapping

import numpy as np

from engine.derivation import Array, Notation, StepFunction, fused, keep
from engine.functions import ACTIVATIONS, ActivationName, deviation, squared_norm

NOTATION = Notation(
    symbols={
        "x": "x",
        "W_e": r"W_{\mathrm{e}}",
        "b_e": r"b_{\mathrm{e}}",
        "W_d": r"W_{\mathrm{d}}",
        "b_d": r"b_{\mathrm{d}}",
        "z": "z",
        "x_hat": r"\hat{x}",
        "E": "E",
        "mu": r"\mu",
        "sigma": r"\sigma",
        "log_var": r"\ln \sigma^2",
        "epsilon": r"\varepsilon",
        "variance": r"\sigma^2",
        "KL": r"\mathrm{KL}",
        "parts": r"\ell",
        "R": "R",
        "L": "L",
        "ELBO": r"\mathrm{ELBO}",
        "dmu": r"\frac{\partial \mathrm{KL}}{\partial \mu}",
        "dlog_var": r"\frac{\partial \mathrm{KL}}{\partial \ln \sigma^2}",
        "dz": r"\frac{\partial R}{\partial z}",
        "dL_mu": r"\frac{\partial L}{\partial \mu}",
        "dL_log_var": r"\frac{\partial L}{\partial \ln \sigma^2}",
        "dL_W_d": r"\frac{\partial L}{\partial W_{\mathrm{d}}}",
        "dL_b_d": r"\frac{\partial L}{\partial b_{\mathrm{d}}}",
        "dL_x_hat": r"\frac{\partial L}{\partial \hat{x}}",
        "dL_sigma": r"\frac{\partial L}{\partial \sigma}",
        "mu_q": r"\mu_q",
        "mu_p": r"\mu_p",
        "sigma_q": r"\sigma_q",
        "sigma_p": r"\sigma_p",
    },
    phrases={
        "z": ("再構成のもとになる潜在変数を求める", "Find the latent variable, to reconstruct from"),
        "x_hat": ("潜在変数から入力を再構成する", "Reconstruct the input from the latent variable"),
        "E": ("入力と再構成のずれを損失として測る", "Measure the gap between input and reconstruction as the loss"),
        "sigma": ("標準偏差を求める", "Find the standard deviation"),
        "log_var": ("標準偏差から分散の対数を求める", "Find the log variance from the standard deviation"),
        "variance": ("対数から分散に戻す", "Turn the logarithm back into the variance"),
        "KL": ("事前分布からどれだけ離れたかを測る", "Measure how far the distribution is from the prior"),
        "parts": ("成分ごとに分布どうしの隔たりを求める", "Find how far the distributions are apart in each entry"),
        "R": ("入力と再構成のずれを損失の一部として測る", "Measure the reconstruction error, a part of the loss"),
        "L": ("再構成誤差と KL を足して損失にする", "Add reconstruction error and KL to get the loss"),
        "ELBO": ("損失の符号を変え、変分下限にする", "Change the loss's sign to get the evidence lower bound"),
        "dmu": ("KL の勾配を平均について求める", "Find the gradient of KL with respect to the mean"),
        "dlog_var": ("KL の勾配を分散の対数について求める", "Find the gradient of KL with respect to the log variance"),
        "dz": ("再構成誤差を潜在変数へ戻す", "Send the reconstruction error back to the latent variable"),
        "dL_mu": ("損失の勾配を平均について求める", "Find the loss's gradient with respect to the mean"),
        "dL_log_var": (
            "損失の勾配を分散の対数について求める",
            "Find the loss's gradient with respect to the log variance",
        ),
        "dL_W_d": (
            "損失の勾配をデコーダの重みについて求める",
            "Find the loss's gradient with respect to decoder weights",
        ),
        "dL_b_d": (
            "損失の勾配をデコーダのバイアスについて求める",
            "Find the loss's gradient with respect to the decoder bias",
        ),
        "dL_x_hat": ("損失の勾配を再構成について求める", "Find the loss's gradient with respect to the reconstruction"),
        "dL_sigma": ("損失の勾配を標準偏差について求める", "Find the loss's gradient with respect to the deviation"),
    },
)


def reconstruct(
    x: Array, parameters: Mapping[str, Array], *, f: ActivationName = "identity", step: StepFunction = keep
) -> Array:
    """E = ½‖x - x̂‖² of an autoencoder; a scalar. ``parameters``: W_e, b_e, W_d, b_d."""
    p = parameters
    z = step("z", None, ACTIVATIONS[f].value(p["W_e"] @ x + p["b_e"]))
    x_hat = step("x_hat", None, p["W_d"] @ z + p["b_d"])
    return step("E", None, 0.5 * squared_norm(x - x_hat))


def sample(mu: Array, spread: Mapping[str, Array], epsilon: Array, *, step: StepFunction = keep) -> Array:
    """Draw z = μ + σ ⊙ ε; ``spread`` holds sigma, variance (σ²) or log_var (ln σ²) under its name."""
    return step("z", None, mu + deviation(_sigma(spread, step), epsilon))


def _sigma(spread: Mapping[str, Array], step: StepFunction) -> Array:
    if "sigma" in spread:
        return spread["sigma"]
    if "variance" in spread:
        return step("sigma", None, np.sqrt(spread["variance"]))
    return step("sigma", None, np.exp(0.5 * spread["log_var"]))


def _summed(parts: Array) -> Array:
    return np.sum(parts)  # type: ignore[return-value]  # a scalar behaves as an array of no dimension


def _half_negative_sum(inside: Array) -> Array:
    return -0.5 * _summed(inside)


def divergence(mu: Array, log_var: Array, *, step: StepFunction = keep) -> Array:
    """KL(N(μ, σ²) ‖ N(0, I)) = -½ Σ (1 + ln σ² - μ² - σ²); a scalar ≥ 0."""
    variance = step("variance", None, np.exp(log_var))
    inside: Array = 1 + log_var - np.square(mu) - variance
    return step("KL", None, _half_negative_sum(inside))


def divergence_of_deviation(mu: Array, sigma: Array, *, step: StepFunction = keep) -> Array:
    """The same with σ given: -½ Σ (1 + ln σ² - μ² - σ²), ln σ² = 2 ln σ; a scalar ≥ 0."""
    log_var = step("log_var", None, 2 * np.log(sigma))
    inside: Array = 1 + log_var - np.square(mu) - np.square(sigma)
    return step("KL", None, _half_negative_sum(inside))


def divergence_gradients(mu: Array, log_var: Array, *, step: StepFunction = keep) -> dict[str, Array]:
    """∂KL/∂μ = μ and ∂KL/∂ln σ² = ½ (σ² - 1); each (H,)."""
    variance = step("variance", None, np.exp(log_var))
    return {"mu": step("dmu", None, mu), "log_var": step("dlog_var", None, 0.5 * (variance - 1))}


def bound(x: Array, x_hat: Array, mu: Array, sigma: Array, *, step: StepFunction = keep) -> Array:
    """ELBO = -(R + KL) of one sample, R = ½‖x - x̂‖² the error of its reconstruction; a scalar."""
    R = step("R", None, 0.5 * squared_norm(x - x_hat))
    KL = divergence_of_deviation(mu, sigma, step=step)
    return step("ELBO", None, -step("L", None, R + KL))


def variational_gradients(
    x: Array, mu: Array, log_var: Array, epsilon: Array, parameters: Mapping[str, Array], *, step: StepFunction = keep
) -> dict[str, Array]:
    """Gradients of L = R + KL of one sample with a linear decoder (W_d, b_d), back through z = μ + σ ⊙ ε.

    By the name of what they are of: mu and log_var (H,), W_d (D, H), b_d (D,).
    """
    p = parameters
    sigma = step("sigma", None, np.exp(0.5 * log_var))
    z = step("z", None, mu + deviation(sigma, epsilon))
    x_hat = step("x_hat", None, p["W_d"] @ z + p["b_d"])
    R = step("R", None, 0.5 * squared_norm(x - x_hat))
    step("L", None, R + divergence(mu, log_var, step=step))
    dz = step("dz", None, p["W_d"].T @ (x_hat - x))
    return {
        "mu": step("dL_mu", None, dz + mu),
        "log_var": step("dL_log_var", None, 0.5 * (dz * sigma * epsilon + np.square(sigma) - 1)),
        "W_d": step("dL_W_d", None, np.outer(x_hat - x, z)),
        "b_d": step("dL_b_d", None, x_hat - x),
    }


def bound_gradients(x: Array, x_hat: Array, mu: Array, sigma: Array, *, step: StepFunction = keep) -> dict[str, Array]:
    """∂L/∂x̂ = x̂ - x, ∂L/∂μ = μ and ∂L/∂σ = σ - 1/σ of L = R + KL, each input on its own; the shapes of the inputs."""
    return {
        "x_hat": step("dL_x_hat", None, x_hat - x),
        "mu": step("dL_mu", None, mu),
        "sigma": step("dL_sigma", None, sigma - 1 / sigma),
    }


def divergence_of_two(mu_q: Array, sigma_q: Array, mu_p: Array, sigma_p: Array, *, step: StepFunction = keep) -> Array:
    """KL(q ‖ p) of two diagonal Gaussians, as between the posterior and the learned prior of VHRED; a scalar ≥ 0."""
    ratio = np.log(sigma_p / sigma_q)

    def over() -> Array:
        quadratic: Array = (np.square(sigma_q) + np.square(mu_q - mu_p)) / (2 * np.square(sigma_p))
        return quadratic

    def each_over() -> Array:  # σ² of a small σ is 0 before it is divided by another such
        each: Array = np.square(sigma_q / sigma_p) + np.square((mu_q - mu_p) / sigma_p)
        return 0.5 * each

    parts = step("parts", None, ratio + fused(over, each_over) - 0.5)
    return step("KL", None, _summed(parts))
