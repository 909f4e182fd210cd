"""Every operation that a tree may hold, a record each. A new one is a record here, and its value at fifty digits in the
tests; where NumPy lacks it, its function is ``traced`` in ``engine.functions``.
"""

from functools import reduce
from operator import add
from typing import Any

import numpy as np

from engine.derivation import cases, entries, hiding
from engine.derivation.operation import ATOM, RAISED, SCRIPT, Form, Listed, Operation, Over
from engine.derivation.places import part_of

BRACKETS = r"\left( {0} \right)"
TIMES = r"{0} \cdot {1}"


def total_of(*values: Any) -> Any:
    """Add from left to right, as the loop over an index would."""
    return reduce(add, values)


def largest_of(*values: Any) -> Any:
    """The largest of the values, entry by entry."""
    return reduce(np.maximum, values)


def average_of(*values: Any) -> Any:
    """The mean of the values: of an engine function that a convention states, or a slip."""
    return total_of(*values) / len(values)


def products_added(a: Any, b: Any) -> list[Any]:
    """The products that a row times a column adds up, each in the shape of the result."""
    return [np.multiply.outer(a[..., k], b[k]) for k in range(len(b))]


def _function(latex: str) -> Form:
    return Form(ATOM, (0,), latex + BRACKETS)


def _python(text: str, arguments: int = 1) -> Form:
    return Form(ATOM, (0,) * arguments, text)


# Of the strengths of Python, sums bind least (1), then @ (2), products (3), signs (4), powers (5); @ is set apart from
# products for the reader.
_TABLE = (
    Operation(
        "add",
        value=np.add,
        latex=Form(1, (0, 1), "{0} + {1}"),
        entry=entries.infix("+", 1, 0, 1),
        numpy=Form(1, (1, 2), "{0} + {1}"),
        entrywise=True,
        adds=True,
        joins="terms",
        taken_for="subtract",
    ),
    Operation(
        "subtract",
        value=np.subtract,
        latex=Form(1, (0, 2), "{0} - {1}"),
        entry=entries.infix("-", 1, 0, 2),
        numpy=Form(1, (1, 2), "{0} - {1}"),
        entrywise=True,
        adds=True,
        joins="terms",
        taken_for="add",
        sided=True,
    ),
    Operation(
        "negative",
        value=np.negative,
        latex=Form(0, (2,), "-{0}"),
        entry=entries.applied("-{0}", 0, 2),
        numpy=Form(4, (5,), "-{0}"),
        entrywise=True,
        adds=True,
    ),
    Operation(
        "multiply",
        value=np.multiply,
        latex=Form(3, (3, 3), r"{0} \odot {1}"),
        entry=entries.infix(r"\cdot", 2, 2, 2),
        numpy=Form(3, (3, 4), "{0} * {1}"),
        entrywise=True,
        hides=hiding.factors,
        joins="factors",
        of_arrays=True,
    ),
    Operation(
        "scale",
        value=np.multiply,
        latex=Form(2, (2, 2), TIMES),
        entry=entries.infix(r"\cdot", 2, 2, 2),
        numpy=Form(3, (3, 4), "{0} * {1}"),
        entrywise=True,
        hides=hiding.factors,
        joins="factors",
    ),
    Operation(
        "divide",
        value=np.divide,
        latex=Form(ATOM, (0, 0), r"\frac{{{0}}}{{{1}}}"),
        entry=entries.applied(r"\frac{{{0}}}{{{1}}}"),
        numpy=Form(3, (3, 4), "{0} / {1}"),
        entrywise=True,
        sided=True,
    ),
    Operation(
        "matmul",
        value=np.matmul,
        latex=Form(2, (4, 4), r"{0} \, {1}"),
        entry=entries.matmul,
        numpy=Form(2, (4, 4), "{0} @ {1}"),
        together=cases.matmul,
        hides=hiding.products(np.matmul),
        terms=products_added,
        of_arrays=True,
    ),
    Operation(
        "inner",
        value=np.matmul,
        latex=Form(2, (SCRIPT, 4), r"{0}^{{\top}} {1}"),
        entry=entries.matmul,
        numpy=Form(2, (4, 4), "{0} @ {1}"),
        together=cases.matmul,
        hides=hiding.products(np.matmul),
        terms=products_added,
        of_arrays=True,
    ),
    Operation(
        "outer",
        value=np.outer,
        latex=Form(2, (4, SCRIPT), r"{0} \, {1}^{{\top}}"),
        entry=entries.outer,
        numpy=_python("np.outer({0}, {1})", 2),
        together=cases.outer,
        hides=hiding.products(np.outer),
        sided=True,
        of_arrays=True,
    ),
    Operation(
        "transpose",
        value=np.transpose,
        latex=Form(4, (SCRIPT,), r"{0}^{{\top}}"),
        entry=entries.transpose,
        numpy=Form(ATOM, (ATOM,), "{0}.T"),
        together=cases.transpose,
        hides=hiding.moved(np.transpose),
        of_arrays=True,
    ),
    Operation(
        "square",
        value=np.square,
        latex=Form(8, (SCRIPT,), "{0}^{{2}}"),
        entry=entries.applied("{0}^{{2}}", RAISED, SCRIPT),
        numpy=Form(5, (ATOM,), "{0} ** 2"),
        entrywise=True,
        forgettable=True,
    ),
    Operation(
        "power",
        value=np.power,
        latex=Form(8, (SCRIPT, 0), "{0}^{{{1}}}"),
        entry=entries.power,
        numpy=Form(5, (ATOM, ATOM), "{0} ** {1}"),
        entrywise=True,
    ),
    Operation(
        "sqrt",
        value=np.sqrt,
        latex=Form(SCRIPT, (0,), r"\sqrt{{{0}}}"),
        entry=entries.applied(r"\sqrt{{{0}}}", SCRIPT),
        numpy=_python("np.sqrt({0})"),
        entrywise=True,
        forgettable=True,
    ),
    Operation(
        "exp",
        value=np.exp,
        latex=_function(r"\exp"),
        entry=entries.applied(r"e^{{{0}}}", RAISED),
        numpy=_python("np.exp({0})"),
        entrywise=True,
        hides=hiding.limits(0.0, 1.0),
        forgettable=True,
    ),
    Operation(
        "log",
        value=np.log,
        latex=Form(4, (8,), r"\ln {0}"),
        entry=entries.applied(r"\ln {0}", 3, 8),
        numpy=_python("np.log({0})"),
        entrywise=True,
        forgettable=True,
    ),
    Operation(
        "log2",
        value=np.log2,
        latex=Form(4, (8,), r"\log_{{2}} {0}"),
        entry=entries.applied(r"\log_{{2}} {0}", 3, 8),
        numpy=_python("np.log2({0})"),
        entrywise=True,
    ),
    Operation(
        "tanh",
        value=np.tanh,
        latex=_function(r"\tanh"),
        entry=entries.applied(r"\tanh\left( {0} \right)"),
        numpy=_python("np.tanh({0})"),
        entrywise=True,
        hides=hiding.limits(-1.0, 1.0, from_zero=True),
        forgettable=True,
        taken_for="sigmoid",
    ),
    Operation(
        "minimum",
        value=np.minimum,
        latex=Form(ATOM, (0, 0), r"\min\left( {0}, {1} \right)"),
        entry=entries.applied(r"\min\left( {0}, {1} \right)"),
        numpy=_python("np.minimum({0}, {1})", 2),
        entrywise=True,
    ),
    Operation(
        "maximum",
        value=np.maximum,
        latex=Form(ATOM, (0, 0), r"\max\left( {0}, {1} \right)"),
        entry=entries.applied(r"\max\left( {0}, {1} \right)"),
        numpy=_python("np.maximum({0}, {1})", 2),
        entrywise=True,
    ),
    Operation(
        "sum",
        value=np.sum,
        latex=_function(r"\operatorname{{sum}}"),
        entry=entries.every("", "", "{}"),
        numpy=_python("np.sum({0})"),
        together=cases.over_entries,
        terms=lambda a: list(np.ravel(a)),
    ),
    Operation("total", value=total_of, entry=entries.total, over=Over(r"\sum"), entrywise=True, adds=True),
    Operation(
        "average",
        value=average_of,
        entry=entries.average,
        over=Over(r"\sum", text=r"\left( {0} \right)", numpy="({0})", strength=2, share=True),
        entrywise=True,
    ),
    Operation(
        "largest",
        value=largest_of,
        entry=entries.largest,
        over=Over(
            r"\max", between=", ", text=r"\max\left( {0} \right)", numpy="np.max([{0}], axis=0)", strength=ATOM, need=0
        ),
        entrywise=True,
    ),
    Operation(
        "part",
        value=part_of,
        latex=Form(SCRIPT, (SCRIPT, 0), "{0}_{{{1}}}"),
        entry=entries.part,
        numpy=Form(ATOM, (ATOM, 0), "{0}[{1}]"),
        together=cases.part,
        hides=hiding.part,
    ),
    Operation(
        "max",
        value=np.max,
        latex=Form(4, (4,), r"\max {0}"),
        entry=entries.greatest,
        numpy=_python("np.max({0})"),
        together=cases.greatest,
    ),
    Operation(
        "joined",
        latex=Form(SCRIPT, (0, 0), r"\left[ {0} \,;\, {1} \right]"),
        entry=entries.joined,
        numpy=_python("np.concatenate([{0}, {1}])", 2),
        hides=hiding.moved(lambda a, b: np.concatenate([a, b])),
    ),
    Operation(
        "sigmoid",
        latex=_function(r"\sigma"),
        entry=entries.applied(r"\sigma\left( {0} \right)"),
        numpy=_python("sigmoid({0})"),
        source="def sigmoid(u):\n    return 1 / (1 + np.exp(-u))",
        entrywise=True,
        hides=hiding.limits(0.0, 0.5, 1.0),
        forgettable=True,
        taken_for="tanh",
    ),
    Operation(
        "relu",
        latex=_function(r"\operatorname{{ReLU}}"),
        entry=entries.applied(r"\max\left( 0, {0} \right)"),
        numpy=_python("np.maximum(0, {0})"),
        entrywise=True,
        forgettable=True,
    ),
    Operation(
        "positive",
        latex=Form(SCRIPT, (0,), r"\mathbf{{1}}\left[ {0} > 0 \right]"),
        entry=entries.applied(r"\mathbf{{1}}\left[ {0} > 0 \right]", SCRIPT),
        numpy=_python("np.where({0} > 0, 1.0, 0.0)"),
        entrywise=True,
        hides=hiding.nothing,
        forgettable=True,
    ),
    Operation(
        "ones_like",
        latex=Form(SCRIPT, (0,), r"\mathbf{{1}}"),
        entry=entries.applied("1", SCRIPT),
        numpy=_python("np.ones_like({0})"),
        entrywise=True,
        hides=hiding.nothing,
    ),
    Operation(
        "softmax",
        latex=_function(r"\operatorname{{softmax}}"),
        entry=entries.softmax,
        numpy=_python("softmax({0})"),
        source="def softmax(v):\n    e = np.exp(v - np.max(v))\n    return e / np.sum(e)",
        hides=hiding.shares,
        forgettable=True,
    ),
    Operation(
        "log_softmax",
        latex=Form(4, (0,), r"\ln \operatorname{{softmax}}" + BRACKETS),
        numpy=_python("log_softmax({0})"),
        source="def log_softmax(v):\n    return -np.array([np.logaddexp.reduce(v - one) for one in v])",
        hides=hiding.log_shares,
    ),
    Operation(
        "masked",
        latex=Form(2, (2, 2), TIMES),
        numpy=_python("np.where({0} == 0, 0, {0} * {1})", 2),
        entrywise=True,
        hides=hiding.factors,
    ),
    Operation(
        "squared_norm",
        latex=Form(ATOM, (0,), r"\left\lVert {0} \right\rVert^{{2}}"),
        entry=entries.every("", "", "{}^{{2}}"),
        numpy=Form(ATOM, (ATOM,), "np.sum({0} ** 2)"),
        together=cases.over_squares,
        terms=lambda a: list(np.square(np.ravel(a))),
    ),
    Operation(
        "l1_norm",
        latex=Form(ATOM, (0,), r"\left\lVert {0} \right\rVert_{{1}}"),
        entry=entries.every("", "", r"\left| {} \right|"),
        numpy=_python("np.sum(np.abs({0}))"),
    ),
    Operation(
        "one_hot",
        latex=Form(ATOM, (0, 0), r"\operatorname{{onehot}}_{{{1}}}\left( {0} \right)"),
        entry=entries.one_hot,
        numpy=_python("np.eye({1})[int({0})]", 2),
        hides=hiding.nothing,
    ),
    Operation(
        "norm",
        latex=Listed(r"\left\lVert {0} \right\rVert", ", ", "{0}"),
        numpy=Listed("norm({0})"),
        source=(
            "def norm(*arrays):\n"
            "    largest = max(np.max(np.abs(a)) for a in arrays)\n"
            "    return largest * np.sqrt(sum(np.sum((a / largest) ** 2) for a in arrays))"
        ),
    ),
    Operation(
        "log_sum_exp",
        latex=Listed(r"\ln \left( {0} \right)", " + ", "e^{{{0}}}"),
        numpy=Listed("np.logaddexp.reduce([{0}])"),
        hides=hiding.log_sum,
    ),
    Operation("stacked", entry=entries.stacked, numpy=Listed("np.array([{0}])")),
)

OPERATIONS: dict[str, Operation] = {operation.name: operation for operation in _TABLE}
_UNKNOWN = Operation("")


def record_of(operation: str) -> Operation:
    """The record of an operation; of one that has none, a record of nothing."""
    return OPERATIONS.get(operation, _UNKNOWN)
