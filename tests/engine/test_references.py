"""The engine, and the scalar oracles that guard the questions, equal what PyTorch's autograd gave."""

from typing import Any

import numpy as np
import pytest

from engine import lstm, recurrent
from engine.derivation import keep
from tests.engine.references.load import label, recorded
from tests.oracles import scalar_lstm, scalar_rnn

RNN, LSTM = recorded("rnn"), recorded("lstm")
CLOSE: dict[str, Any] = {"rtol": 1e-12, "atol": 1e-13}


def by_time(values: list[Any], first: int = 1) -> dict[int, Any]:
    return {first + k: np.array(value) for k, value in enumerate(values)}


def network(case: dict[str, Any]) -> dict[str, Any]:
    """The recorded inputs as the engine takes them, the targets only at the times of the loss."""
    inputs = {name: np.array(value) for name, value in case["inputs"].items() if name not in {"x", "d"}}
    targets = by_time(case["inputs"]["d"])
    return {**inputs, "x": by_time(case["inputs"]["x"]), "d": {t: targets[t] for t in case["at"]}}


@pytest.mark.parametrize("case", RNN, ids=label)
def test_rnn_forward_loss_and_gradients(case: dict[str, Any]) -> None:
    found: dict[tuple[str, Any], Any] = {}

    def listen(name: str, index: Any, value: Any, evidence: object = None) -> Any:
        found[name, index] = value
        return keep(name, index, value, evidence)

    conventions = {**case["conventions"], "cut": tuple(case["conventions"]["cut"])}
    gradients = recurrent.bptt(**network(case), **conventions, step=listen)
    for t, (state, output) in enumerate(zip(case["z"][1:], case["y"], strict=True), start=1):
        np.testing.assert_allclose(found["z", t], state, **CLOSE)
        np.testing.assert_allclose(found["y", t], output, **CLOSE)
    np.testing.assert_allclose(found["E", None], case["E"], **CLOSE)
    assert set(gradients) == set(case["gradients"])
    for name, expected in case["gradients"].items():
        np.testing.assert_allclose(gradients[name], expected, **CLOSE)


@pytest.mark.parametrize("case", LSTM, ids=label)
def test_lstm_states_loss_and_gradients(case: dict[str, Any]) -> None:
    parameters = {name: np.array(value) for name, value in case["parameters"].items()}
    h0, C0 = np.array(case["inputs"]["h0"]), np.array(case["inputs"]["C0"])
    x, d = by_time(case["inputs"]["x"]), by_time(case["inputs"]["d"])
    states = lstm.forward(x, h0, C0, parameters, peephole=case["peephole"])
    np.testing.assert_allclose(list(states.h.values()), case["h"], **CLOSE)
    np.testing.assert_allclose(list(states.C.values()), case["C"], **CLOSE)
    np.testing.assert_allclose(recurrent.error(states.h, d), case["E"], **CLOSE)
    gradients = lstm.bptt(x, h0, C0, d, parameters, peephole=case["peephole"])
    assert set(gradients) == set(case["gradients"])
    for name, expected in case["gradients"].items():
        np.testing.assert_allclose(gradients[name], expected, **CLOSE)


@pytest.mark.parametrize("case", RNN, ids=label)
def test_scalar_rnn(case: dict[str, Any]) -> None:
    i, c = case["inputs"], case["conventions"]
    z = scalar_rnn.states(i["x"], i["W_in"], i["W"], i["b"], i["z0"], c["f"])
    y = scalar_rnn.outputs(z, i["W_out"], i["c"], "softmax" if c["loss"] == "cross_entropy" else "identity")
    np.testing.assert_allclose(z, case["z"], **CLOSE)
    np.testing.assert_allclose(y, case["y"], **CLOSE)
    d = {t: i["d"][t - 1] for t in case["at"]}
    mean = c["over_time"] == "mean"
    np.testing.assert_allclose(scalar_rnn.loss(y, d, c["loss"], mean=mean), case["E"], **CLOSE)
    errors = scalar_rnn.backward(z, y, d, i["W"], i["W_out"], f=c["f"], mean=mean, cut=c["cut"])
    for name, gradient in scalar_rnn.gradients(i["x"], z, errors).items():
        expected = np.array(case["gradients"][name])
        np.testing.assert_allclose(np.array(gradient).reshape(expected.shape), expected, **CLOSE)


@pytest.mark.parametrize("case", LSTM, ids=label)
def test_scalar_lstm(case: dict[str, Any]) -> None:
    i = case["inputs"]
    hidden, cells = scalar_lstm.run(i["x"], i["h0"], i["C0"], case["parameters"], peephole=case["peephole"])
    np.testing.assert_allclose(hidden, case["h"][1:], **CLOSE)
    np.testing.assert_allclose(cells, case["C"][1:], **CLOSE)
