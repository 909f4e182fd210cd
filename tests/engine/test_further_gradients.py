"""Gradients of GRU, word2vec, attention and VAE equal central differences over random shapes."""

from typing import Any, get_args

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import attention, autoencoder, dialogue, gru, word2vec
from engine.derivation import Array
from tests.engine.differences import central_differences, gradient_of_step

CLOSE: dict[str, Any] = {"rtol": 1e-5, "atol": 1e-7}
EXAMPLES = settings(max_examples=20, deadline=None)
SEED, SIZE = st.integers(0, 2**32 - 1), st.integers(1, 3)


@pytest.mark.parametrize("second_bias", [False, True])
@pytest.mark.parametrize("reset", get_args(gru.Reset))
@pytest.mark.parametrize("update", get_args(gru.Update))
@EXAMPLES
@given(seed=SEED, D=SIZE, H=SIZE, T=st.integers(1, 4))
def test_gru(reset: str, update: str, second_bias: bool, seed: int, D: int, H: int, T: int) -> None:
    rng = np.random.default_rng(seed)
    parameters: dict[str, Array] = {}
    for part in gru.PARTS:
        parameters[f"W_{part}"] = rng.standard_normal((H, D))
        parameters[f"U_{part}"] = rng.standard_normal((H, H))
        parameters[f"b_{part}"] = rng.standard_normal(H)
    if second_bias and reset == "after":
        parameters["c_h"] = rng.standard_normal(H)
    inputs: dict[str, Any] = {
        "x": {t: rng.standard_normal(D) for t in range(1, T + 1)},
        "h0": rng.standard_normal(H),
        "d": {t: rng.standard_normal(H) for t in range(1, T + 1)},
        "parameters": parameters,
    }
    conventions: dict[str, Any] = {"reset": reset, "update": update}
    gradients = gru.bptt(**inputs, **conventions)
    assert set(gradients) == set(parameters)
    for name, gradient in gradients.items():
        np.testing.assert_allclose(gradient, gradient_of_step(gru.bptt, inputs, conventions, "E", name), **CLOSE)


@EXAMPLES
@given(seed=SEED, H=SIZE, words=st.integers(2, 5), context=st.integers(1, 4))
def test_cbow(seed: int, H: int, words: int, context: int) -> None:
    rng = np.random.default_rng(seed)
    w = {k: rng.standard_normal(H) for k in range(1, context + 1)}
    v = {k: rng.standard_normal(H) for k in range(1, words + 1)}
    hidden: Any
    for hidden in ("mean", "sum"):
        gradients = word2vec.cbow_gradients(w, v, 1, hidden=hidden)
        sampled = word2vec.cbow_negative_sampling_gradients(w, {k - 1: row for k, row in v.items()}, hidden=hidden)

        def softmax(w: Any, v: Any, hidden: Any = hidden) -> Any:
            return word2vec.cbow_softmax(w, v, 1, hidden=hidden)

        def sampling(w: Any, v: Any, hidden: Any = hidden) -> Any:
            return word2vec.cbow_negative_sampling(w, {k - 1: row for k, row in v.items()}, hidden=hidden)

        for loss, found, first in ((softmax, gradients, 1), (sampling, sampled, 0)):
            for k in w:
                expected = central_differences(lambda row, k=k, loss=loss: loss({**w, k: row}, v), w[k])  # type: ignore[misc]
                np.testing.assert_allclose(found["w"][k], expected, **CLOSE)
            for k in v:
                expected = central_differences(lambda row, k=k, loss=loss: loss(w, {**v, k: row}), v[k])  # type: ignore[misc]
                np.testing.assert_allclose(found["v"][k - 1 + first], expected, **CLOSE)


@EXAMPLES
@given(seed=SEED, H=SIZE, negatives=st.integers(1, 4))
def test_negative_sampling(seed: int, H: int, negatives: int) -> None:
    rng = np.random.default_rng(seed)
    h = rng.standard_normal(H)
    v = {k: rng.standard_normal(H) for k in range(negatives + 1)}
    found: dict[Any, Any] = {}

    def listen(name: str, index: Any, value: Any, evidence: object = None) -> Any:
        found[name, index] = value
        return value

    gradients = word2vec.negative_sampling_gradients(h, v, step=listen)
    for k in v:
        expected = central_differences(lambda row, k=k: word2vec.negative_sampling(h, {**v, k: row}), v[k])  # type: ignore[misc]
        np.testing.assert_allclose(gradients[k], expected, **CLOSE)
    expected = central_differences(lambda row: word2vec.negative_sampling(row, v), h)
    np.testing.assert_allclose(found["dh", None], expected, **CLOSE)


@EXAMPLES
@given(seed=SEED, H=SIZE, n=st.integers(1, 4))
def test_attention_scores(seed: int, H: int, n: int) -> None:
    rng = np.random.default_rng(seed)
    h = {j: rng.standard_normal(H) for j in range(1, n + 1)}
    e, dc = rng.standard_normal(n), rng.standard_normal(H)
    a = attention.weights({j: e[j - 1] for j in h})
    gradients = attention.weight_gradients(a, h, dc)

    def loss(scores: Array) -> Any:
        return dc @ attention.weighted_sum(attention.weights({j: scores[j - 1] for j in h}), h)

    np.testing.assert_allclose(list(gradients.values()), central_differences(loss, e), **CLOSE)


@EXAMPLES
@given(seed=SEED, H=SIZE)
def test_divergence(seed: int, H: int) -> None:
    rng = np.random.default_rng(seed)
    mu, log_var = rng.standard_normal(H), rng.standard_normal(H)
    gradients = autoencoder.divergence_gradients(mu, log_var)
    by_mu = central_differences(lambda m: autoencoder.divergence(m, log_var), mu)
    by_log_var = central_differences(lambda v: autoencoder.divergence(mu, v), log_var)
    np.testing.assert_allclose(gradients["mu"], by_mu, **CLOSE)
    np.testing.assert_allclose(gradients["log_var"], by_log_var, **CLOSE)


@EXAMPLES
@given(seed=SEED, H=SIZE)
def test_bound(seed: int, H: int) -> None:
    rng = np.random.default_rng(seed)
    given_: dict[str, Any] = {name: rng.standard_normal(H) for name in ("x", "x_hat", "mu")}
    given_["sigma"] = 0.5 + rng.random(H)
    for name, gradient in autoencoder.bound_gradients(**given_).items():
        expected = central_differences(lambda a, name=name: -autoencoder.bound(**{**given_, name: a}), given_[name])  # type: ignore[misc]
        np.testing.assert_allclose(gradient, expected, **CLOSE)


@EXAMPLES
@given(seed=SEED, H=SIZE)
def test_the_forms_of_the_divergence_agree_and_it_is_never_negative(seed: int, H: int) -> None:
    rng = np.random.default_rng(seed)
    mu, sigma = rng.standard_normal(H), np.exp(rng.standard_normal(H))
    one = float(autoencoder.divergence(mu, 2 * np.log(sigma)))
    assert one >= 0
    assert float(autoencoder.divergence_of_deviation(mu, sigma)) == pytest.approx(one)
    two = autoencoder.divergence_of_two(mu, sigma, np.zeros(H), np.ones(H))
    assert float(two) == pytest.approx(one)
    assert float(autoencoder.divergence_of_two(mu, sigma, mu, sigma)) == pytest.approx(0, abs=1e-12)


@EXAMPLES
@given(seed=SEED, H=SIZE, words=st.integers(2, 5), context=st.lists(st.integers(1, 2), min_size=1, max_size=4))
def test_skip_gram(seed: int, H: int, words: int, context: list[int]) -> None:
    rng = np.random.default_rng(seed)
    w, v = rng.standard_normal(H), {k: rng.standard_normal(H) for k in range(1, words + 1)}
    dw, dv = word2vec.skip_gram_gradients(w, v, context)

    def loss(row: Array, rows: dict[int, Array]) -> Array:
        s = np.array([rows[k] @ row for k in rows])
        return np.asarray(len(context) * np.log(np.sum(np.exp(s))) - sum(s[k - 1] for k in context))

    np.testing.assert_allclose(dw, central_differences(lambda row: loss(row, v), w), **CLOSE)
    for k in v:
        expected = central_differences(lambda row, k=k: loss(w, {**v, k: row}), v[k])  # type: ignore[misc]
        np.testing.assert_allclose(dv[k], expected, **CLOSE)


@EXAMPLES
@given(seed=SEED, D=SIZE, H=SIZE)
def test_variational_autoencoder(seed: int, D: int, H: int) -> None:
    rng = np.random.default_rng(seed)
    x, (mu, log_var, epsilon) = rng.standard_normal(D), rng.standard_normal((3, H))
    inputs: dict[str, Any] = {"x": x, "mu": mu, "log_var": log_var, "epsilon": epsilon}
    inputs["parameters"] = {"W_d": rng.standard_normal((D, H)), "b_d": rng.standard_normal(D)}
    gradients = autoencoder.variational_gradients(**inputs)
    for name, gradient in gradients.items():
        expected = gradient_of_step(autoencoder.variational_gradients, inputs, {}, "L", name)
        np.testing.assert_allclose(gradient, expected, **CLOSE)


@EXAMPLES
@given(seed=SEED, H=SIZE, K=SIZE)
def test_the_latent_of_a_dialogue_follows_its_context(seed: int, H: int, K: int) -> None:
    """With no draw it is the mean of the prior; its distance from there is the deviation times the draw."""
    rng = np.random.default_rng(seed)
    s = {1: rng.standard_normal(H), 2: rng.standard_normal(H)}
    p = {"W_mu": rng.standard_normal((K, H)), "b_mu": rng.standard_normal(K)}
    p |= {"W_sigma": rng.standard_normal((K, H)), "b_sigma": rng.standard_normal(K)}
    epsilon = rng.standard_normal(K)
    mean = dialogue.latent(s, p, np.zeros(K))
    np.testing.assert_allclose(mean, p["W_mu"] @ s[2] + p["b_mu"])
    deviation = np.sqrt(np.exp(p["W_sigma"] @ s[2] + p["b_sigma"]))
    np.testing.assert_allclose(dialogue.latent(s, p, epsilon) - mean, deviation * epsilon)
