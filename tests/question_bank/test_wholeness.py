"""What is printed with ``=`` is the whole value; what is left of a cancellation is 0; every gap has a reason."""

import numpy as np
import pytest

from app.lab.service import open_page
from app.lab.views import LabPage
from engine.derivation.term import Call, Constant, Name, Named, Tree
from engine.derivation.wholeness import left_over, unsure
from question_bank.operations import operations
from question_bank.operations.differing import VISIBLE
from question_bank.operations.typed import written

X = Named("x")


def lab(name: str, **form: str) -> LabPage:
    """A page of the lab: the example but for these fields."""
    operation = operations()[name]
    view = open_page(operation, {key: written(value) for key, value in operation.example.items()} | form)
    assert view.computation is not None
    return view


def relations(view: LabPage) -> dict[str, tuple[str, str]]:
    """What each line of the derivation ends with."""
    assert view.computation is not None
    return {line.id: (line.relation, line.value) for line in view.computation.lines}


@pytest.mark.parametrize(
    ("tree", "at", "sure"),
    [
        (Call("tanh", (X,)), 0.0, True),
        (Call("tanh", (X,)), 40.0, False),
        (Call("sigmoid", (X,)), 0.0, True),
        (Call("sigmoid", (X,)), -800.0, False),
        (Call("exp", (X,)), 0.0, True),
        (Call("exp", (X,)), 1e-300, False),
        (Call("tanh", (X,)), 1e-9, False),
        (Call("tanh", (X,)), 2.0, True),  # does not look whole: nothing hides that it is not
        (Call("exp", (Call("log", (X,)),)), 0.875, True),
        (Call("relu", (X,)), 40.0, True),
        (Call("scale", (Constant(0.0), Call("tanh", (X,)))), 40.0, True),
        (Call("scale", (Constant(2.0), Call("tanh", (X,)))), 40.0, False),
        (Call("subtract", (Constant(1.0), Call("square", (Call("tanh", (X,)),)))), 40.0, False),
        (Call("add", (X, Constant(1e-9))), 1e6, False),
        (Call("add", (X, Constant(0.5))), 1e6, True),
        (Call("add", (X, Constant(0.0))), 1e6, True),
    ],
)
def test_a_value_is_sure_only_where_its_formula_makes_it_so(tree: Tree, at: float, sure: bool) -> None:
    assert bool(np.any(unsure(tree, {("x", None): np.array([at])}, {}))) is not sure


@pytest.mark.parametrize("operation", ["softmax", "log_softmax"])
def test_softmax_is_unsure_where_a_score_no_longer_shows(operation: str) -> None:
    tree = Call(operation, (X,))
    for scores, sure in (([2.0, 2.0], True), ([1.0, 3.0], True), ([0.0, 800.0], False), ([-np.inf, 3.0], True)):
        assert bool(np.any(unsure(tree, {("x", None): np.array(scores)}, {}))) is not sure


def test_a_sum_of_powers_is_unsure_where_one_no_longer_shows() -> None:
    tree = Call("log_sum_exp", (X, Named("y")))
    for y, sure in ((3.0, True), (800.0, False), (-np.inf, True)):
        values: dict[Name, object] = {("x", None): 1.0, ("y", None): y}
        assert bool(np.any(unsure(tree, values, {}))) is not sure


def test_an_even_share_of_powers_is_sure() -> None:
    power, other = Call("exp", (X,)), Call("exp", (Named("y"),))
    share = Call("divide", (power, Call("total", (power, other))))
    for y, sure in ((2.0, True), (900.0, False)):
        assert bool(np.any(unsure(share, {("x", None): np.array([2.0]), ("y", None): np.array([y])}, {}))) is not sure


def test_what_is_left_of_terms_that_cancel_is_noise() -> None:
    tree = Call("subtract", (X, Constant(0.3)))
    values: dict[Name, object] = {("x", None): np.array([0.1 + 0.2, 0.4])}
    assert left_over(tree, values, np.array([0.1 + 0.2, 0.4]) - 0.3).tolist() == [True, False]


def test_saturation_is_no_equality() -> None:
    view = lab("rnn-states", x="40", W_in="1", W="1", b="0", z0="0")
    assert relations(view)["z-1"] == (r"\approx", "1")
    assert view.results == (r"z^{(1)} \approx 1",)
    exact = lab("rnn-states", x="0", W_in="1", W="1", b="0", z0="0")
    assert relations(exact)["z-1"] == ("=", "0")
    assert exact.results == ("z^{(1)} = 0",)


def test_a_term_beyond_the_digits_is_no_equality() -> None:
    view = lab("rnn-states", x="1000000 0.000000001", W_in="1 0.5", W="1", b="0", z0="0")
    assert relations(view)["u-1"][0] == r"\approx"


@pytest.mark.parametrize("W", ["0.5 0.5\n-0.5 1", "0.5 0.5\n-0.5 0.0000123"])  # in four decimals, and in more digits
def test_noise_is_shown_as_0_in_result_and_derivation(W: str) -> None:
    noisy = lab("rnn-update", b="0.3 0.5", delta="1 0\n2 0", epsilon="0.1", W=W)
    assert noisy.computation is not None
    (b,) = (step.value for step in noisy.computation.results if step.name[0] == "b_new")
    assert 0 < abs(b[0]) < 1e-15
    assert noisy.digits < 15
    for shown in (noisy.results[-1], relations(noisy)["b_new"][1]):
        assert r"\begin{pmatrix} 0 " in shown
        assert "10^" not in shown


def test_a_power_that_vanishes_keeps_its_digits() -> None:
    view = lab("through-time-power", slope="0.05", w="1", k="10")
    assert r"\times 10^{-14}" in relations(view)["product"][1]


@pytest.mark.parametrize("size", [1.0, 300.0, 1000.0, 3000.0, 1e5, 1e6])
@pytest.mark.parametrize("name", ["lstm-gradients", "gru-gradients", "bptt"])
def test_every_gap_has_a_reason(name: str, size: float) -> None:
    rows = [" ".join(written(entry * size) for entry in row) for row in operations()[name].example["x"]]
    view = lab(name, x="\n".join(rows))
    assert view.computation is not None
    for compared in view.computation.comparisons:
        assert compared.why or not compared.largest > VISIBLE


def test_fields_that_are_left_out_are_those_of_the_example_or_said_to_be_filled_in() -> None:
    cosine = operations()["cosine"]
    view = open_page(cosine, {"a": "1 2 2"})
    assert view.form["b"] == written(cosine.example["b"])
    assert view.left_out == ()
    (told,) = open_page(cosine, {"a": "1 2 2 3 4"}).left_out
    assert "b" in told.ja
    assert "入れました" in told.ja


def test_what_is_too_near_to_0_for_a_float_is_refused() -> None:
    for typed in ("1e-400", "1e-301"):
        assert open_page(operations()["cosine"], {"a": f"{typed} 1 1", "b": "1 1 1"}).problems


@pytest.mark.parametrize(("xy", "x", "y", "n"), [(9, 8, 9, 10), (9, 9, 8, 10), (1, 11, 2, 10), (1, 2, 11, 10)])
def test_counts_of_a_part_beyond_the_whole_are_refused(xy: int, x: int, y: int, n: int) -> None:
    ppmi = operations()["ppmi"]
    counts = {"xy": str(xy), "x": str(x), "y": str(y), "N": str(n)}
    assert open_page(ppmi, counts).problems
    assert all(not open_page(ppmi, {"seed": str(seed)}).problems for seed in range(1, 40))
