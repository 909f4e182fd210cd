"""A run with somebody else's values in it: what follows from them, and nothing else, changes."""

import numpy as np

from engine import recurrent
from engine.derivation import Run
from engine.derivation.carried import follow, slipped
from engine.derivation.slips import Slip, replaced, term_dropped, transpose_dropped
from engine.functions import ACTIVATIONS

RUN = Run(
    recurrent.forward,
    recurrent.NOTATION,
    {
        "x": {1: np.array([1.0, -0.5]), 2: np.array([0.5, 2.0])},
        "W_in": np.array([[1.0, 0.5], [-1.0, 1.0]]),
        "W": np.array([[0.5, -1.0], [1.0, 0.5]]),
        "b": np.array([0.1, -0.2]),
        "z0": np.array([0.5, -1.0]),
    },
)


def test_without_a_value_of_ones_own_it_is_the_run_bit_for_bit() -> None:
    trace = RUN.trace()
    values, plain = follow(trace, {}), RUN.plain()
    assert all(np.array_equal(values[name], plain[name]) for name in plain)


def test_what_comes_after_an_own_value_follows_from_it_and_what_comes_before_stays() -> None:
    trace = RUN.trace()
    own = np.array([0.3, 0.4])
    values, plain = follow(trace, {("z", 1): own}), RUN.plain()
    i = RUN.inputs
    assert np.array_equal(values["u", 1], plain["u", 1])
    assert np.array_equal(values["z", 1], own)
    u = i["W_in"] @ i["x"][2] + i["W"] @ own + i["b"]
    assert np.array_equal(values["u", 2], u)
    assert np.array_equal(values["z", 2], ACTIVATIONS["tanh"].value(u))


def test_a_slip_is_made_at_one_step_from_the_own_values_before_it() -> None:
    trace = RUN.trace()
    own = np.array([0.3, 0.4])
    values = follow(trace, {("z", 1): own})
    i = RUN.inputs
    made = slipped(trace.step("u", 2), Slip("dropped", "u", term_dropped("W")), values)
    assert made is not None
    assert np.array_equal(made[0], i["W_in"] @ i["x"][2] + i["b"])
    assert slipped(trace.step("z", 2), Slip("dropped", "u", term_dropped("W")), values) is None
    assert slipped(trace.step("u", 2), Slip("nothing", "u", transpose_dropped("W")), values) is None
    assert slipped(trace.step("u", 1), Slip("too-early", "u", replaced("z[t-1]", "z[t-2]")), values) is None


def test_a_counted_step_slips_by_its_evidence() -> None:
    trace = RUN.trace()
    step = trace.step("u", 1)
    assert slipped(step, Slip("counted", "u", counted=lambda evidence: (evidence, 3.0)), {}) == ((None, 3.0), None)
