"""One run, three readings: traced values are the plain ones, names are unique, what cannot be traced raises."""

from fractions import Fraction
from typing import Any, cast

import numpy as np
import pytest

from engine import recurrent
from engine.derivation import Array, Derivation, Notation, Run, StepFunction, keep, needed, on_paper, traced
from engine.derivation.decimals import printed
from engine.derivation.elements import elements
from engine.derivation.formula import UnwritableError
from engine.derivation.operations import OPERATIONS
from engine.derivation.recorder import DuplicateNameError
from engine.derivation.term import Call, Constant, Name, Named, Term, UntraceableError, evaluate
from engine.derivation.writing import (
    entry_symbol,
    general_symbol,
    in_general,
    in_numbers,
    in_symbols,
    line,
    symbol,
)
from tests.engine.runs import CASES, run

NOTATION = Notation({"a": "a^{#}", "M": "M", "s": "s", "q": "q"}, initial={"a0": ("a", 0)})


@pytest.mark.parametrize("case", CASES)
def test_traced_values_are_the_plain_ones_bit_for_bit(case: str) -> None:
    for seed in range(5):
        one = run(case, seed)
        plain, trace = one.plain(), one.trace()
        assert [step.name for step in trace.steps] == list(plain)
        for step in trace.steps:
            assert np.array_equal(step.value, plain[step.name]), step.name
            if step.tree is not None:  # and the tree says how it was made
                with np.errstate(divide="ignore"):
                    assert np.array_equal(evaluate(step.tree, trace.values), plain[step.name]), step.name


@pytest.mark.parametrize("case", CASES)
def test_the_derivation_carries_what_a_person_writes_down(case: str) -> None:
    for seed in range(5):
        one = run(case, seed)
        paper, derivation = one.on_paper(), one.derivation()
        for step in derivation.steps:
            assert np.array_equal(step.carried, paper[step.name]), step.name


@pytest.mark.parametrize("case", CASES)
def test_every_leaf_of_a_formula_is_given_or_an_earlier_step(case: str) -> None:
    trace = run(case, 0).trace()
    known = set(trace.given)
    for step in trace.steps:
        assert set(step.uses) <= known, step.name
        known.add(step.name)


@pytest.mark.parametrize("case", CASES)
def test_every_symbol_is_written_in_one_way_and_no_two_alike(case: str) -> None:
    derivation = run(case, 0).derivation()
    written = [symbol(derivation.notation, name) for name in derivation.values]
    assert len(set(written)) == len(written)


def test_what_is_needed_for_a_gradient_leaves_out_the_others() -> None:
    steps = run("recurrent.bptt tanh", 1).trace().steps
    names = {step.symbol for step in needed(steps, ("dW_out", None))}
    assert names == {"u", "z", "v", "y", "delta_out", "dW_out"}


def test_the_tree_names_what_it_uses_in_reading_order() -> None:
    trace = run("recurrent.forward", 0).trace()
    assert trace.step("u", 2).uses == (("W_in", None), ("x", 2), ("W", None), ("z", 1), ("b", None))


def record(**values: Array) -> tuple[Derivation, dict[str, Array]]:
    derivation = Derivation(NOTATION)
    return derivation, {name: derivation.wrap(name, None, value) for name, value in values.items()}


def test_a_name_used_twice_is_refused() -> None:
    derivation, given = record(M=np.eye(2))
    derivation("a", 1, given["M"] * 2)
    with pytest.raises(DuplicateNameError, match=r"a\^\{\(1\)\}"):
        derivation("a", 1, given["M"] * 3)
    with pytest.raises(DuplicateNameError):
        derivation.wrap("M", None, np.eye(2))


def test_an_unknown_step_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        run("recurrent.forward", 0).trace().step("u", 99)


@pytest.mark.parametrize(
    "operation",
    [
        lambda m: np.sin(m),
        lambda m: np.add(m, m, where=True),
        lambda m: np.linalg.det(m),
        lambda m: np.sum(m, axis=0),
        lambda m: np.add.reduce(m),
        lambda m: np.asarray(m),
        lambda m: bool(m),
        lambda m: float(m),
        lambda m: list(m),
        lambda m: m + np.eye(2),
        lambda m: (m @ np.array([1.0, 2.0])).T,
    ],
)
def test_what_cannot_be_traced_raises(operation: Any) -> None:
    _, given = record(M=np.array([[1.0, 2.0], [3.0, 4.0]]))
    with pytest.raises(UntraceableError):
        operation(given["M"])


def test_an_in_place_operator_is_refused() -> None:
    _, given = record(M=np.eye(2))
    array = np.eye(2)
    with pytest.raises(UntraceableError):
        array += given["M"]


def test_a_vector_has_no_transpose() -> None:
    _, given = record(M=np.array([1.0, 2.0]))
    with pytest.raises(UntraceableError, match="only a matrix"):
        _ = given["M"].T


def test_a_function_is_traced_under_one_name_with_positional_arguments() -> None:
    @traced
    def halved(a: Array) -> Array:
        return a / 2

    try:
        _, given = record(M=np.array([4.0]))
        term = cast(Term, halved(given["M"]))
        assert term.tree == Call("halved", (Named("M"),))
        assert halved(np.array([4.0]))[0] == 2
        with pytest.raises(UntraceableError, match="positional"):
            halved(a=given["M"])
        with pytest.raises(UnwritableError, match="halved"):
            in_symbols(NOTATION, term.tree)
        derivation = Derivation(NOTATION)
        derivation("s", None, halved(derivation.wrap("M", None, np.array([4.0, 2.0]))))
        with pytest.raises(UnwritableError, match="halved"):
            elements(derivation, derivation.steps[0])
        with pytest.raises(ValueError, match="exists"):
            traced(halved)
    finally:
        del OPERATIONS["halved"]


def test_a_ratio_of_counts_stays_exact() -> None:
    assert on_paper("p", 1, np.asarray(1 / 3), Fraction(1, 3)) == 1 / 3
    assert on_paper("p", 1, np.asarray(1 / 3)) == 0.3333
    assert keep("p", 1, 5) == 5


def ratio(M: Array, *, step: StepFunction = keep) -> Array:
    p = step("s", None, np.asarray(1 / 3), Fraction(1, 3))
    return step("q", None, p * M)


def test_a_ratio_is_written_as_a_fraction_in_later_lines() -> None:
    derivation = Run(ratio, NOTATION, {"M": np.asarray(2.0)}).derivation()
    assert line(derivation, derivation.steps[0]).latex == r"s = \frac{1}{3}"
    assert line(derivation, derivation.steps[1]).latex == r"q = s \cdot M = \frac{1}{3} \cdot 2 \approx 0.6667"


A, B, C = Named("a", 1), Named("M"), Named("s")


@pytest.mark.parametrize(
    ("tree", "expected"),
    [
        (Call("subtract", (B, Call("subtract", (C, B)))), r"M - \left( s - M \right)"),
        (Call("subtract", (Call("subtract", (B, C)), B)), "M - s - M"),
        (Call("multiply", (Call("add", (B, C)), B)), r"\left( M + s \right) \odot M"),
        (Call("multiply", (B, Call("matmul", (B, C)))), r"M \odot \left( M \, s \right)"),
        (Call("matmul", (B, Call("multiply", (B, C)))), r"M \, \left( M \odot s \right)"),
        (Call("matmul", (Call("transpose", (B,)), C)), r"M^{\top} \, s"),
        (Call("negative", (Call("inner", (C, Call("log", (B,)))),)), r"-s^{\top} \ln M"),
        (Call("outer", (C, A)), r"s \, \left( a^{(1)} \right)^{\top}"),
        (Call("square", (A,)), r"\left( a^{(1)} \right)^{2}"),
        (Call("subtract", (Constant(1.0), Call("multiply", (B, B)))), r"1 - M \odot M"),
        (Call("add", (B, Constant(-2.0))), r"M + \left( -2 \right)"),
        (Call("divide", (Call("add", (B, C)), Constant(2.0))), r"\frac{M + s}{2}"),
        (Call("tanh", (A,)), r"\tanh\left( a^{(1)} \right)"),
    ],
)
def test_brackets_stand_where_reading_needs_them_and_nowhere_else(tree: Any, expected: str) -> None:
    assert in_symbols(NOTATION, tree) == expected


def test_negative_numbers_are_bracketed_after_an_operator() -> None:
    tree = Call("scale", (B, C))
    assert in_numbers(NOTATION, tree, {("M", None): -2.0, ("s", None): -3.0}) == (
        r"\left( -2 \right) \cdot \left( -3 \right)"
    )


@pytest.mark.parametrize(
    ("operation", "first", "second", "expected"),
    [
        ("matmul", 2.0, 0.5, r"2 \cdot 0.5"),
        ("matmul", -2.0, -0.5, r"\left( -2 \right) \cdot \left( -0.5 \right)"),
        ("outer", [1, 2], 0.5, r"\begin{pmatrix} 1 \\ 2 \end{pmatrix} \cdot 0.5"),
        ("outer", 0.5, [1, 2], r"0.5 \cdot \begin{pmatrix} 1 \\ 2 \end{pmatrix}^{\top}"),
        ("inner", 0.5, 3.0, r"0.5 \cdot 3"),
        ("multiply", 2.0, 0.5, r"2 \cdot 0.5"),
        (
            "multiply",
            [1, 2],
            [3, 4],
            r"\begin{pmatrix} 1 \\ 2 \end{pmatrix} \odot \begin{pmatrix} 3 \\ 4 \end{pmatrix}",
        ),
    ],
)
def test_two_numbers_never_stand_side_by_side(operation: str, first: Any, second: Any, expected: str) -> None:
    values: dict[Name, Any] = {("M", None): np.array(first), ("s", None): np.array(second)}
    assert in_numbers(NOTATION, Call(operation, (B, C)), values) == expected


def test_a_matrix_of_one_entry_is_not_turned() -> None:
    tree = Call("matmul", (Call("transpose", (B,)), C))
    assert in_numbers(NOTATION, tree, {("M", None): np.array([[2.0]]), ("s", None): np.array([0.5])}) == r"2 \cdot 0.5"


def test_the_general_form_has_the_running_letter_and_the_sum() -> None:
    trace = run("recurrent.bptt tanh", 0).trace()
    notation, last = trace.notation, 3
    tree = trace.step("dW", None).tree
    assert tree is not None
    assert in_general(notation, tree, None, last) == r"\sum_{t=1}^{T} \delta^{t} \, \left( z^{t-1} \right)^{\top}"
    state = trace.step("u", 2).tree
    assert state is not None
    assert in_general(notation, state, 2, last) == r"W_{\mathrm{in}} \, x^{t} + W \, z^{t-1} + b"
    assert general_symbol(notation, ("delta", 2), last) == r"\delta^{t}"


def test_entries_are_counted_from_one() -> None:
    assert entry_symbol(recurrent.NOTATION, ("z", 2), (0,)) == "z^{(2)}_{1}"
    assert entry_symbol(recurrent.NOTATION, ("W_in", None), (0, 1)) == r"\left( W_{\mathrm{in}} \right)_{12}"


def test_an_initial_state_is_the_symbol_before_the_first_index() -> None:
    assert ("z", 0) in run("recurrent.forward", 0).trace().given


def test_printed_values_are_those_of_the_lines() -> None:
    derivation = run("recurrent.bptt tanh", 2).derivation()
    for step in derivation.steps:
        assert np.array_equal(step.carried, printed(step.value))
