"""Every gradient equals central differences of the loss, over random shapes."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import clipping, lstm, recurrent
from engine.derivation import Array, Run
from engine.functions import ActivationName, sigmoid, softmax, squared_norm
from tests.engine.differences import central_differences, gradient_of_step

SHAPES = {
    "seed": st.integers(0, 2**32 - 1),
    "D": st.integers(1, 3),
    "H": st.integers(1, 3),
    "O": st.integers(1, 3),
    "T": st.integers(1, 5),
}
CLOSE: dict[str, Any] = {"rtol": 1e-5, "atol": 1e-7}
EXAMPLES = settings(max_examples=20, deadline=None)


def network(seed: int, D: int, H: int, O: int, T: int, *, one_hot: bool) -> dict[str, Any]:
    """Inputs of ``recurrent.bptt``; weights of half a unit, so that no softmax saturates, where differences cancel."""
    rng = np.random.default_rng(seed)
    shapes: dict[str, tuple[int, ...]] = {
        "W_in": (H, D),
        "W": (H, H),
        "W_out": (O, H),
        "b": (H,),
        "c": (O,),
        "z0": (H,),
    }
    targets = {t: np.eye(O)[rng.integers(O)] if one_hot else rng.standard_normal(O) for t in range(1, T + 1)}
    return {
        "x": {t: rng.standard_normal(D) for t in range(1, T + 1)},
        "d": targets,
        **{name: rng.standard_normal(shape) / 2 for name, shape in shapes.items()},
    }


def smooth(inputs: dict[str, Any], f: ActivationName, h: float = 1e-3) -> dict[str, Any]:
    """The inputs with each bias moved until no u lies at ReLU's kink, where no derivative exists."""
    while f == "relu":
        hidden = {name: inputs[name] for name in ("x", "W_in", "W", "b", "z0")}
        states = Run(recurrent.forward, recurrent.NOTATION, hidden, {"f": f}).plain()
        if all(np.all(np.abs(u) > h) for (name, _), u in states.items() if name == "u"):
            break
        inputs = {**inputs, "b": inputs["b"] + 0.01}
    return inputs


@pytest.mark.parametrize("f", ["identity", "tanh", "sigmoid", "relu"])
@pytest.mark.parametrize("loss", ["squared", "cross_entropy"])
@EXAMPLES
@given(over_time=st.sampled_from(["sum", "mean"]), one=st.booleans(), **SHAPES)
def test_bptt(
    f: ActivationName, loss: str, over_time: str, one: bool, seed: int, D: int, H: int, O: int, T: int
) -> None:
    inputs = smooth(network(seed, D, H, O, T, one_hot=loss == "cross_entropy"), f)
    if one:  # the loss of a single time, which need not be the last
        at = 1 + seed % T
        inputs["d"] = {at: inputs["d"][at]}
    conventions: dict[str, Any] = {"f": f, "loss": loss, "over_time": over_time}
    gradients = recurrent.bptt(**inputs, **conventions)
    assert set(gradients) == set(recurrent.PARAMETERS)
    for name, gradient in gradients.items():
        numerical = gradient_of_step(recurrent.bptt, inputs, conventions, "E", name)
        np.testing.assert_allclose(gradient, numerical, **CLOSE)


@EXAMPLES
@given(cut=st.sets(st.integers(1, 4), min_size=1), **SHAPES)
def test_truncated_bptt_is_the_gradient_with_the_cut_states_held_fixed(
    cut: set[int], seed: int, D: int, H: int, O: int, T: int
) -> None:
    inputs = network(seed, D, H, O, T, one_hot=False)
    fixed = recurrent.forward(*(inputs[name] for name in ("x", "W_in", "W", "b", "z0")))
    gradients = recurrent.bptt(**inputs, cut=tuple(cut))

    def loss(name: str, array: Array) -> float:
        p = {**inputs, name: array}
        before, E = p["z0"], 0.0
        for t in p["x"]:
            before = np.tanh(p["W_in"] @ p["x"][t] + p["W"] @ before + p["b"])
            E += 0.5 * float(np.sum((p["W_out"] @ before + p["c"] - p["d"][t]) ** 2))
            if t in cut:
                before = fixed[t]
        return E

    for name in recurrent.PARAMETERS:
        numerical = central_differences(lambda array, name=name: loss(name, array), inputs[name])  # type: ignore[misc]
        np.testing.assert_allclose(gradients[name], numerical, **CLOSE)


@pytest.mark.parametrize("peephole", [False, True])
@EXAMPLES
@given(seed=SHAPES["seed"], D=SHAPES["D"], H=SHAPES["H"], T=st.integers(1, 4))
def test_lstm(peephole: bool, seed: int, D: int, H: int, T: int) -> None:
    rng = np.random.default_rng(seed)
    parameters: dict[str, Array] = {}
    for gate in lstm.GATES:
        shapes: dict[str, tuple[int, ...]] = {f"W_{gate}": (H, D), f"U_{gate}": (H, H), f"b_{gate}": (H,)}
        shapes |= {f"p_{gate}": (H,)} if peephole and gate != "a" else {}
        parameters |= {name: rng.standard_normal(shape) for name, shape in shapes.items()}
    inputs: dict[str, Any] = {
        "x": {t: rng.standard_normal(D) for t in range(1, T + 1)},
        "h0": rng.standard_normal(H),
        "C0": rng.standard_normal(H),
        "d": {t: rng.standard_normal(H) for t in range(1, T + 1)},
        "parameters": parameters,
    }
    gradients = lstm.bptt(**inputs, peephole=peephole)
    assert set(gradients) == set(parameters)
    for name, gradient in gradients.items():
        numerical = gradient_of_step(lstm.bptt, inputs, {"peephole": peephole}, "E", name)
        np.testing.assert_allclose(gradient, numerical, **CLOSE)


@EXAMPLES
@given(seed=SHAPES["seed"], epsilon=st.floats(0.001, 1))
def test_one_update_moves_every_parameter_against_its_gradient(seed: int, epsilon: float) -> None:
    inputs = network(seed, 2, 3, 2, 3, one_hot=False)
    gradients = recurrent.bptt(**inputs)
    updated = recurrent.update({name: inputs[name] for name in gradients}, gradients, np.asarray(epsilon))
    assert set(updated) == set(recurrent.PARAMETERS)
    for name, gradient in gradients.items():
        np.testing.assert_allclose(updated[name], inputs[name] - epsilon * gradient)


def test_clipping_keeps_the_direction_and_bounds_the_norm_of_all_gradients_together() -> None:
    g: dict[int, Array] = {1: np.array([[3.0, 0.0], [0.0, 0.0]]), 2: np.array([0.0, 4.0])}
    clipped = clipping.clip_by_global_norm(g, np.asarray(1.0))
    np.testing.assert_allclose(clipped[1], np.array([[0.6, 0], [0, 0]]))
    np.testing.assert_allclose(clipped[2], [0, 0.8])


def test_clipping_leaves_a_small_gradient_alone() -> None:
    g = {1: np.array([3.0, 4.0])}
    np.testing.assert_array_equal(clipping.clip_by_global_norm(g, np.asarray(5.0))[1], g[1])


def test_central_differences_of_a_known_function() -> None:
    at = np.array([[1.0, -2.0], [0.5, 3.0]])
    np.testing.assert_allclose(central_differences(lambda a: squared_norm(a), at), 2 * at, rtol=1e-8)


def test_an_unknown_parameter_or_step_is_named() -> None:
    inputs = network(0, 1, 1, 1, 1, one_hot=False)
    with pytest.raises(KeyError, match="V"):
        gradient_of_step(recurrent.bptt, inputs, {}, "E", "V")
    with pytest.raises(KeyError, match="loss"):
        gradient_of_step(recurrent.bptt, inputs, {}, "loss", "W")


def test_softmax_and_sigmoid_do_not_overflow() -> None:
    with np.errstate(all="raise", under="ignore"):
        np.testing.assert_allclose(softmax(np.array([1000.0, 1000.0])), [0.5, 0.5])
        np.testing.assert_allclose(sigmoid(np.array([-1000.0, 0.0, 1000.0])), [0, 0.5, 1])
