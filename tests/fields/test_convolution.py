"""Indices and slices of arrays, and sums over two letters, proven by convolution and pooling."""

from itertools import product
from typing import Any

import numpy as np

from engine.derivation import Run
from engine.derivation.writing import general_symbol, in_general, line
from question_bank.model.computed import ends
from question_bank.model.instance import Instance
from tests.fields import convolution
from tests.oracles.found import Oracle
from tests.oracles.given import Answer, entry_or_all


def _map(p: dict[str, Any], stride: int) -> list[list[float]]:
    x, w, size = p["x"], p["w"], len(p["w"])
    places = range(0, len(x) - size + 1, stride)
    return [
        [p["b"] + sum(w[m][n] * x[i + m][j + n] for m, n in product(range(size), repeat=2)) for j in places]
        for i in places
    ]


def entry(instance: Instance) -> Answer:
    i, j = instance.parameters["at"]
    return (_map(instance.parameters, instance.parameters["stride"])[i - 1][j - 1],)


def largest(instance: Instance) -> Answer:
    return (max(0.0, *(value for row in _map(instance.parameters, 1) for value in row)),)


def kernel_gradient(instance: Instance) -> Answer:
    x, delta = instance.parameters["x"], instance.parameters["delta"]
    found = [
        [sum(delta[i][j] * x[i + m][j + n] for i, j in product(range(2), repeat=2)) for n in range(2)] for m in range(2)
    ]
    return entry_or_all(instance, found)


def formula(instance: Instance) -> str:
    form = "i+m-1,j+n-1" if instance.parameters["stride"] == 1 else "2i+m-2,2j+n-2"
    return rf"$\sum_{{m=1}}^{{2}} \sum_{{n=1}}^{{2}} w_{{m,n}} \, x_{{{form}}} + b$"


ORACLES: dict[str, Oracle] = {
    "convolution.entry": entry,
    "convolution.largest": largest,
    "convolution.kernel-gradient": kernel_gradient,
    "convolution.formula": formula,
}


def test_the_engine_is_the_convolution_of_networks() -> None:
    """Against NumPy's windows, which know no letters."""
    rng = np.random.default_rng(0)
    for stride in (1, 2, 3):
        x, w, b = rng.normal(size=(6, 7)), rng.normal(size=(2, 3)), np.asarray(0.5)
        windows = np.lib.stride_tricks.sliding_window_view(x, w.shape)[::stride, ::stride]
        direct = np.einsum("ijmn,mn->ij", windows, w) + b
        np.testing.assert_allclose(convolution.whole(convolution.convolve(x, w, b, stride=stride)), direct, rtol=1e-12)


X = np.array([[1.0, 2, -1, 0], [0, 3, 1, 2], [2, 1, 0, -2], [1, 1, 4, 2]])
W = np.array([[1.0, 0], [-1, 2]])


def test_a_line_reads_as_in_a_textbook() -> None:
    run = Run(convolution.convolve, convolution.NOTATION, {"x": X, "w": W, "b": np.asarray(0.5)}, {"stride": 1})
    record = run.derivation()
    step = record.step("y", (1, 2))
    assert line(record, step).latex == (
        r"y_{1,2} = \sum_{m=1}^{2} \sum_{n=1}^{2} w_{m,n} \, x_{m,n+1} + b"
        r" = 1 \cdot 2 + 0 \cdot \left( -1 \right) + \left( -1 \right) \cdot 3 + 2 \cdot 1 + 0.5 = 1.5"
    )
    last, tree = ends(record), step.tree
    assert tree is not None
    assert general_symbol(run.notation, step.name, last) == "y_{i,j}"
    assert in_general(run.notation, tree, step.index, last) == (
        r"\sum_{m=1}^{2} \sum_{n=1}^{2} w_{m,n} \, x_{i+m-1,j+n-1} + b"
    )


def test_a_pooled_line_reads_as_in_a_textbook() -> None:
    record = Run(convolution.pool, convolution.NOTATION, {"x": X}).derivation()
    step = record.step("p", (1, 2))
    assert line(record, step).latex == (
        r"p_{1,2} = \max_{1 \leq m, n \leq 2} x_{m,n+2} = \max\left( -1, 0, 1, 2 \right) = 2"
    )
