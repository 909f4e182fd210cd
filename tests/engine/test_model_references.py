"""GRU, attention, word2vec and VAE equal what PyTorch gave."""

from typing import Any

import numpy as np
import pytest

from engine import attention, autoencoder, gru, recurrent, word2vec
from engine.derivation import Array
from tests.engine.references.load import recorded

CLOSE: dict[str, Any] = {"rtol": 1e-12, "atol": 1e-13}


def rows(values: list[Any], first: int = 1) -> dict[int, Array]:
    return {first + k: np.array(value) for k, value in enumerate(values)}


@pytest.mark.parametrize("case", recorded("gru"), ids=lambda case: f"seed {case['seed']}")
def test_gru(case: dict[str, Any]) -> None:
    parameters = {name: np.array(value) for name, value in case["parameters"].items()}
    x, d, h0 = rows(case["inputs"]["x"]), rows(case["inputs"]["d"]), np.array(case["inputs"]["h0"])
    states = gru.forward(x, h0, parameters, **case["conventions"])
    np.testing.assert_allclose(list(states.h.values()), case["h"], **CLOSE)
    np.testing.assert_allclose(recurrent.error(states.h, d), case["E"], **CLOSE)
    gradients = gru.bptt(x, h0, d, parameters, **case["conventions"])
    assert set(gradients) == set(case["gradients"])
    for name, expected in case["gradients"].items():
        np.testing.assert_allclose(gradients[name], expected, **CLOSE)


@pytest.mark.parametrize("case", recorded("models"), ids=lambda case: f"seed {case['attention']['seed']}")
def test_attention(case: dict[str, Any]) -> None:
    expected = case["attention"]
    i = {name: np.array(value) for name, value in expected["inputs"].items()}
    h = rows(list(i["h"]))
    additive = attention.attend(h, i["s"], {name: i[name] for name in ("W_h", "W_s", "w")}, score="additive")
    np.testing.assert_allclose(additive, expected["additive"], **CLOSE)
    np.testing.assert_allclose(attention.attend(h, i["s"], {}), expected["dot"], **CLOSE)
    q, k, v = (rows(list(i[name])) for name in "qkv")
    for causal, name in ((False, "whole"), (True, "causal")):
        found = [attention.scaled_dot(q, k, v, np.asarray(3.0), j, causal=causal) for j in q]
        np.testing.assert_allclose(found, expected[name], **CLOSE)


@pytest.mark.parametrize("case", recorded("models"), ids=lambda case: f"seed {case['losses']['seed']}")
def test_losses(case: dict[str, Any]) -> None:
    expected = case["losses"]
    i = {name: np.array(value) for name, value in expected["inputs"].items()}
    w, v = rows(list(i["w"])), rows(list(i["v"]), 0)
    np.testing.assert_allclose(word2vec.cbow_softmax(w, v, 2), expected["softmax"], **CLOSE)
    np.testing.assert_allclose(word2vec.negative_sampling(word2vec.cbow_hidden(w), v), expected["sampling"], **CLOSE)
    gradients = word2vec.cbow_gradients(w, v, 2)
    for name in "wv":
        np.testing.assert_allclose(list(gradients[name].values()), expected["gradients"][name], **CLOSE)
    np.testing.assert_allclose(autoencoder.divergence(i["mu"], i["log_var"]), expected["to_standard"], **CLOSE)
    sigma = np.exp(i["log_var"] / 2)
    two = autoencoder.divergence_of_two(i["mu"], sigma, i["mu_p"], i["sigma_p"])
    np.testing.assert_allclose(two, expected["to_prior"], **CLOSE)
