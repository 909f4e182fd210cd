"""Every recorded run, written as a script and run, gives its own values."""

from typing import Any

import numpy as np
import pytest

from engine.derivation import Derivation, Name, Notation, Run, Step, Tree
from engine.derivation.formula import UnwritableError
from engine.derivation.numpy_code import SOURCES, Counted, expression, identifiers, literal, script
from engine.derivation.operations import OPERATIONS
from engine.derivation.term import Call, Constant, Named, compute
from tests.engine.runs import TRIED, run


def count(step: Step) -> Counted:
    """A counted step as its value; how it is counted is the question bank's to write."""
    return Counted((), {}, repr(float(step.value)))


@pytest.mark.parametrize("case", TRIED)
def test_each_step_of_a_run(case: str) -> None:
    for seed in range(3):
        trace = run(case, seed).trace()
        for step in trace.steps:
            written = script(trace, [step.name], count)
            namespace: dict[str, Any] = {}
            lines = [*written.imports, *written.definitions, *written.given, *written.steps]
            with np.errstate(divide="ignore"):
                exec("\n".join(lines), namespace)
            np.testing.assert_allclose(eval(written.asked[0], namespace), step.value, rtol=1e-12, atol=1e-12)


def test_every_operation_has_a_value_and_can_be_written() -> None:
    """Sums and stacked numbers are written by the writers themselves."""
    for name, operation in OPERATIONS.items():
        assert operation.value is not None, name
        assert operation.over or operation.numpy is not None, name
        assert operation.over or name == "stacked" or operation.latex is not None, name


@pytest.mark.parametrize("name", SOURCES)
def test_a_source_computes_what_the_engine_does(name: str) -> None:
    namespace: dict[str, Any] = {"np": np}
    exec(SOURCES[name], namespace)
    values = np.array([-2.0, -0.5, 0.0, 1.0, 3.0])
    np.testing.assert_allclose(namespace[name](values), compute(name)(values), rtol=1e-14)


def test_an_operation_without_a_rule_is_refused() -> None:
    with pytest.raises(UnwritableError, match="swirl"):
        expression(Call("swirl", (Constant(1.0),)), {})
    with pytest.raises(UnwritableError, match="object"):
        literal(object())


def test_names_are_valid_and_no_two_alike() -> None:
    wanted: list[Name] = [("x", 11), ("x1", 1), ("lambda", None), ("np", None), ("p", (1, 2)), ("sigmoid", None)]
    found = identifiers(wanted, taken=["p1_2"])
    assert list(found.values()) == ["x11", "x11_", "lambda_", "np_", "p1_2_", "sigmoid_"]


A, B, C = Named("a"), Named("b"), Named("c")
NAMES = identifiers([leaf.name for leaf in (A, B, C)])


@pytest.mark.parametrize(
    ("tree", "text"),
    [
        (Call("subtract", (A, Call("subtract", (B, C)))), "a - (b - c)"),
        (Call("subtract", (Call("subtract", (A, B)), C)), "a - b - c"),
        (Call("divide", (A, Call("multiply", (B, C)))), "a / (b * c)"),
        (Call("multiply", (Call("matmul", (A, B)), C)), "(a @ b) * c"),
        (Call("matmul", (Call("transpose", (A,)), Call("add", (B, C)))), "a.T @ (b + c)"),
        (Call("negative", (Call("inner", (A, B)),)), "-(a @ b)"),
        (Call("square", (Call("negative", (A,)),)), "(-a) ** 2"),
        (Call("power", (Constant(-0.5), Call("add", (A, B)))), "(-0.5) ** (a + b)"),
        (Call("squared_norm", (Call("subtract", (A, B)),)), "np.sum((a - b) ** 2)"),
        (Call("total", (A, Call("negative", (B,)), Call("multiply", (B, C))), (1, 2, 3)), "a + -b + b * c"),
        (Call("average", (A, B), (1, 2)), "(a + b) / 2"),
    ],
)
def test_brackets(tree: Tree, text: str) -> None:
    assert expression(tree, NAMES) == text


def test_a_long_sum_and_a_long_value_stand_on_lines_of_their_own() -> None:
    terms = tuple(Call("outer", (Named("some_long_name", t), Named("another_name", t))) for t in (1, 2, 3))
    record = Derivation(Notation({"some_long_name": "a^{#}", "another_name": "b^{#}"}))
    for name in ("some_long_name", "another_name"):
        for t in (1, 2, 3):
            record.wrap(name, t, np.arange(3.0))
    record.steps.append(Step("dW", None, Call("total", terms, (1, 2, 3)), None, None))
    written = script(record, [("dW", None)], count)
    assert len(written.steps) == 5
    assert max(map(len, written.steps)) < 60
    wide = literal(np.arange(24.0).reshape(2, 12))
    assert wide.count("\n") == 3
    np.testing.assert_array_equal(eval(wide, {"np": np}), np.arange(24.0).reshape(2, 12))


def test_an_input_that_is_not_used_is_not_written() -> None:
    def doubled(a: Any, b: Any, *, step: Any) -> Any:
        return step("s", None, 2 * a)

    trace = Run(doubled, Notation({"a": "a", "b": "b", "s": "s"}), {"a": np.ones(2), "b": np.ones(2)}).trace()
    written = script(trace, [("s", None)], count)
    assert written.given == ("a = np.array([1.0, 1.0])",)
    assert written.steps == ("s = 2 * a",)
    assert written.asked == ("s",)
