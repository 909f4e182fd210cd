"""Steps that are no times, and an index with two letters, proven by an optimiser."""

import numpy as np
import pytest

from engine.derivation import Run
from engine.derivation.slips import Slip, only, replaced, replay
from engine.derivation.writing import general_symbol, in_general, in_symbols, line
from question_bank.model.computed import ends
from question_bank.model.inputs import array, sequence
from question_bank.model.instance import Instance
from tests.fields import momentum
from tests.oracles.found import Oracle
from tests.oracles.given import Answer


def weight(instance: Instance) -> Answer:
    """Without errors or gradients: the loss is ½ a θ² - b θ + c, so its slope is a θ - b."""
    p = instance.parameters
    count = len(p["x"])
    a = sum(x * x for x in p["x"]) / count
    b = sum(x * t for x, t in zip(p["x"], p["target"], strict=True)) / count
    theta, before = p["theta0"], p["theta0"] - p["v0"]
    for _ in range(p["K"]):
        theta, before = theta + p["beta"] * (theta - before) - p["eta"] * (a * theta - b), theta
    return (theta,)


def gradient(instance: Instance) -> str:
    return r"$\frac{1}{N} \sum_{i=1}^{N} r_{i}^{(k)} \cdot x_{i}$"


ORACLES: dict[str, Oracle] = {"optimiser.momentum": weight, "optimiser.gradient": gradient}


RUN = Run(
    momentum.momentum,
    momentum.NOTATION,
    {
        "x": sequence([1, -2, 3]),
        "target": sequence([3, 1, 1]),
        "theta0": array(2),
        "v0": array(0.5),
        "beta": array(0.5),
        "eta": array(0.1),
    },
    {"K": 2},
)


@pytest.mark.parametrize(
    ("name", "symbol", "formula"),
    [
        (("r", (2, 1)), "r_{i}^{(k)}", r"\theta_{k-1} \cdot x_{i} - t_{i}"),
        (("g", 2), "g_{k}", r"\frac{1}{N} \sum_{i=1}^{N} r_{i}^{(k)} \cdot x_{i}"),
        (("v", 1), "v_{k}", r"\beta \cdot v_{k-1} - \eta \cdot g_{k}"),
        (("theta", 2), r"\theta_{k}", r"\theta_{k-1} + v_{k}"),
    ],
)
def test_a_formula_reads_by_both_letters(name: tuple[str, int], symbol: str, formula: str) -> None:
    record = RUN.trace()
    step, last = record.step(*name), ends(record)
    assert step.tree is not None
    assert general_symbol(RUN.notation, step.name, last) == symbol
    assert in_general(RUN.notation, step.tree, step.index, last) == formula


def test_a_mean_is_written_with_its_numbers() -> None:
    record = RUN.derivation()
    assert line(record, record.step("g", 1)).latex == (
        r"g_{1} = \frac{1}{3} \sum_{i=1}^{3} r_{i}^{(1)} \cdot x_{i} = \frac{1}{3} \left( \left( -1 \right) \cdot 1 "
        r"+ \left( -5 \right) \cdot \left( -2 \right) + 5 \cdot 3 \right) = 8"
    )


def test_a_mean_may_stop_at_one_term() -> None:
    slipped = replay(RUN.trace(), Slip("one", "g", only("last"), at=1))
    assert slipped is not None
    assert in_symbols(RUN.notation, slipped.trees["g", 1]) == r"r_{3}^{(1)} \cdot x_{3}"
    assert slipped.values["g", 1] == 15


def test_a_slip_finds_its_leaf_by_the_letters_of_the_step_and_of_the_sum() -> None:
    trace = RUN.trace()
    slipped = replay(trace, Slip("old", "g", replaced("r[k,i]", "r[k-1,i]"), at=2))
    assert slipped is not None
    assert in_symbols(RUN.notation, slipped.trees["g", 2]) == (r"\frac{1}{3} \sum_{i=1}^{3} r_{i}^{(1)} \cdot x_{i}")
    assert slipped.values["g", 2] == trace.values["g", 1]
    np.testing.assert_allclose(slipped.values["theta", 2], 0.375, rtol=1e-12)
