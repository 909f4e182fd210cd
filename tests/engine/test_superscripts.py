"""What stands under a superscript is one sign or has brackets, in symbols, in numbers and element by element."""

from typing import Any

import numpy as np
import pytest

from engine.derivation import Derivation, Notation
from engine.derivation.elements import elements
from engine.derivation.recorder import Step
from engine.derivation.term import Call, Constant, Name, Named, Tree, evaluate
from engine.derivation.writing import in_numbers, in_symbols
from tests.engine.superscripts import unreadable

NOTATION = Notation({"a": "a", "b": "b", "q": r"\frac{\partial E}{\partial a}", "y": "y^{#}", "s": "s"})
A, B, Q, Y = Named("a"), Named("b"), Named("q"), Named("y", 2)
BASES = (
    *(Call(one, (A, B)) for one in ("divide", "add", "subtract", "multiply", "minimum", "maximum")),
    *(Call(one, (A,)) for one in ("negative", "exp", "tanh", "sigmoid", "relu", "log", "log2", "square", "softmax")),
    *(Call(one, (A,)) for one in ("sqrt", "positive", "ones_like")),
    *(Call(one, (A, B), (1, 2)) for one in ("total", "average")),
    *(Call(one, (A,)) for one in ("sum", "squared_norm", "l1_norm")),
    A,
    Q,
    Y,
    Constant(-2.0),
    Constant(1e-6),
)
VALUES: dict[Name, Any] = {("a", None): np.array([-0.5, 1.5]), ("b", None): np.array([2.0, -3.0])}
VALUES |= {("q", None): np.array([0.25, 4.0]), ("y", 2): np.array([1.0, -2.0])}


@pytest.mark.parametrize("base", BASES, ids=str)
@pytest.mark.parametrize("operation", ["square", "power"])
def test_a_base_is_bracketed_where_it_is_not_one_sign(base: Tree, operation: str) -> None:
    tree = Call(operation, (base,) if operation == "square" else (base, Constant(0.75)))
    with np.errstate(all="ignore"):
        derivation = Derivation(NOTATION)
        derivation.given.update(VALUES)
        value = evaluate(tree, VALUES)
        step = Step("s", None, tree, value, value)
        lines = [in_symbols(NOTATION, tree), in_numbers(NOTATION, tree, VALUES)]
        lines += elements(derivation, step)
    assert [found for latex in lines for found in unreadable(latex)] == [], lines


@pytest.mark.parametrize(
    ("latex", "count"),
    [
        (r"\frac{a}{b + \frac{1}{2}}^{0.75}", 1),
        (r"\left( \frac{a}{b} \right)^{0.75}", 0),
        (r"\tanh\left( a + \left( b \right) \right)^{2}", 1),
        (r"\tanh \begin{pmatrix} 1 \\ 2 \end{pmatrix}^{2}", 1),
        (r"\left( \tanh\left( a \right) \right)^{2} + \begin{pmatrix} 1 \\ 2 \end{pmatrix}^{\top}", 0),
        (r"e^{2}^{2} + y^{(2)}", 1),
        (r"-2^{2}", 1),
        (r"3 - 2^{2}", 0),
        (r"\left\lVert a \right\rVert^{2} + x_{1}^{2} + e^{\frac{1}{2}}", 0),
    ],
)
def test_what_is_looked_for_is_seen(latex: str, count: int) -> None:
    assert len(unreadable(latex)) == count
