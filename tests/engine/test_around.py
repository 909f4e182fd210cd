"""Networks around given values: they have exactly these, and their slopes are the gradients of the backward passes."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import around, attention, lstm, recurrent, through_time
from engine.derivation import Array, Name, Run
from engine.gradient_check import Slope, Through
from tests.engine.runs import run

CLOSE: dict[str, Any] = {"rtol": 1e-6, "atol": 1e-9}
EXAMPLES = settings(max_examples=15, deadline=None)
SEED, SIZE = st.integers(0, 2**32 - 1), st.integers(1, 3)


def all_entries(slope: Slope) -> Array:
    """The central difference at every entry, in the shape of what is moved."""
    shape = slope.start.shape
    return np.array([slope.central(place) for place in np.ndindex(shape)]).reshape(shape)


def forward_values(seed: int, H: int, O: int, T: int) -> dict[str, Any]:
    """States inside the range of tanh, outputs, targets, and the two weights that the backward pass uses."""
    rng = np.random.default_rng(seed)
    times = range(1, T + 1)
    return {
        "x": {t: rng.standard_normal(2) for t in times},
        "z": {t: rng.uniform(-0.9, 0.9, H) for t in range(T + 1)},
        "y": {t: rng.standard_normal(O) for t in times},
        "d": {t: rng.standard_normal(O) for t in times},
        "W": rng.standard_normal((H, H)),
        "W_out": rng.standard_normal((O, H)),
    }


@pytest.mark.parametrize("f", ["identity", "tanh"])
@EXAMPLES
@given(seed=SEED, H=SIZE, O=SIZE, T=st.integers(1, 4), over_time=st.sampled_from(["sum", "mean"]), one=st.booleans())
def test_a_network_around_its_forward_values(
    f: str, seed: int, H: int, O: int, T: int, over_time: Any, one: bool
) -> None:
    values = forward_values(seed, H, O, T)
    if one:  # the loss of the last time alone; its output alone is known
        values |= {name: {T: values[name][T]} for name in ("y", "d")}
        over_time = "sum"
    cut = (1,) if T > 2 and seed % 2 else ()
    conventions: dict[str, Any] = {"f": f, "over_time": over_time, "cut": cut}
    through = around.network(**values, **conventions)
    found = through.values()
    for t in values["x"]:
        np.testing.assert_allclose(found["z", t], values["z"][t])
    for t in values["y"]:
        np.testing.assert_allclose(found["y", t], values["y"][t])
    gradients = recurrent.backward(**values, **conventions)
    for name, gradient in gradients.items():
        np.testing.assert_allclose(all_entries(Slope(through, ("E", None), (name, None))), gradient, **CLOSE)
    _, delta = recurrent.deltas(*(values[n] for n in ("z", "y", "d", "W", "W_out")), **conventions)
    for t, error in delta.items():
        np.testing.assert_allclose(all_entries(Slope(through, ("E", None), ("u", t))), error, **CLOSE)


@EXAMPLES
@given(seed=SEED, T=st.integers(1, 4))
def test_weights_from_known_deltas(seed: int, T: int) -> None:
    rng = np.random.default_rng(seed)
    x, delta = ({t: rng.standard_normal(2) for t in range(1, T + 1)} for _ in range(2))
    z = {t: rng.standard_normal(2) for t in range(T + 1)}
    W_in, W, b = rng.standard_normal((2, 2)), rng.standard_normal((2, 2)), rng.standard_normal(2)
    for name, gradient in recurrent.hidden_gradients(x, z, delta).items():
        slope = around.weights(x, z, delta, W_in, W, b, name)
        np.testing.assert_allclose(all_entries(slope), gradient, **CLOSE)


@EXAMPLES
@given(seed=SEED, T=st.integers(1, 5))
def test_units_pass_on_what_their_slopes_say(seed: int, T: int) -> None:
    rng = np.random.default_rng(seed)
    w = np.asarray(rng.uniform(-2, 2))
    z = {t: np.asarray(rng.uniform(-0.8, 0.8)) for t in range(1, T + 1)}
    slopes = {t: 1 - z[t] * z[t] for t in z}
    expected = through_time.chain(w, slopes)
    for slope in (around.unit(w, slopes), around.tanh_unit(w, z)):
        np.testing.assert_allclose(all_entries(slope), [expected], **CLOSE)


def test_a_vanished_gradient_is_checked_to_its_own_size() -> None:
    slopes = {t: np.asarray(0.2) for t in range(1, 21)}
    slope = around.unit(np.asarray(0.5), slopes)
    assert slope.central((0,)) == pytest.approx(1e-20, rel=1e-9)


@EXAMPLES
@given(seed=SEED, H=SIZE, T=st.integers(1, 4))
def test_cells_on_the_direct_path(seed: int, H: int, T: int) -> None:
    rng = np.random.default_rng(seed)
    f = {t: rng.uniform(0.1, 0.9, H) for t in range(1, T + 1)}
    np.testing.assert_allclose(all_entries(around.cells(f)), through_time.cell_chain(f), **CLOSE)


@EXAMPLES
@given(seed=SEED, H=SIZE)
def test_one_lstm_step(seed: int, H: int) -> None:
    rng = np.random.default_rng(seed)
    gates = {gate: rng.uniform(0.1, 0.9, H) for gate in lstm.GATES}
    C = {t: rng.standard_normal(H) for t in (0, 1)}
    dh, gamma = rng.standard_normal(H), rng.standard_normal(H)
    given_values = {**{gate: {1: value} for gate, value in gates.items()}, "C": C, "dh": {1: dh}, "gamma": {1: gamma}}
    found = Run(lstm.step_backward, lstm.NOTATION, given_values).plain()
    moved: dict[Name, Name] = {("dC", 1): ("C", 1), ("dC", 0): ("C", 0)}
    moved |= {(f"delta_{gate}", 1): (f"u_{gate}", 1) for gate in "ifa"}
    for gradient, by in moved.items():
        np.testing.assert_allclose(all_entries(around.lstm_step(gates, C, dh, gamma, by)), found[gradient], **CLOSE)


@EXAMPLES
@given(seed=SEED, n=st.integers(1, 4))
def test_scores_behind_given_weights(seed: int, n: int) -> None:
    rng = np.random.default_rng(seed)
    h = {j: rng.standard_normal(2) for j in range(1, n + 1)}
    a = attention.weights({j: rng.standard_normal(()) for j in h})
    dc = rng.standard_normal(2)
    for j, gradient in attention.weight_gradients(a, h, dc).items():
        np.testing.assert_allclose(all_entries(around.scores(a, h, dc, j)), gradient, **CLOSE)


def test_what_is_not_there_is_named() -> None:
    whole = run("recurrent.bptt tanh", 1)
    with pytest.raises(KeyError, match="nothing"):
        Slope(Through(whole), ("E", None), ("nothing", None)).central(())
    with pytest.raises(KeyError, match="nothing"):
        Through(whole, {("nothing", 1): np.zeros(2)}).values()


def test_a_move_of_a_step_and_of_an_input_act_where_they_are_used() -> None:
    through = Through(run("recurrent.bptt tanh", 1))
    before, after = through.values(), through.values(("z", 1), np.array([0.01, 0.0]))
    np.testing.assert_array_equal(before["u", 1], after["u", 1])
    assert not np.allclose(before["u", 2], after["u", 2])
    assert Slope(through, ("E", None), ("z", 0)).change((0,), 0.0) == 0
