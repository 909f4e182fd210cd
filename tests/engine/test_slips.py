"""A slip rewrites one step: its number is the one worked out by hand with the wrong formula, its formula is written."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest

from engine import bleu, clipping, lstm, recurrent, word2vec
from engine.derivation import Derivation, Name, Run
from engine.derivation.slips import (
    Place,
    Rewrite,
    Slip,
    exchanged,
    factor_dropped,
    formula,
    function_dropped,
    function_replaced,
    l1_for_l2,
    only,
    replaced,
    replay,
    sides_exchanged,
    sign_flipped,
    term_dropped,
    transpose_added,
    transpose_dropped,
)
from engine.derivation.writing import in_symbols
from tests.engine.runs import run

Values = Mapping[Name, Any]
W_IN, W_OUT = r"W_{\mathrm{in}}", r"W_{\mathrm{out}}"
F_PRIME = "f'(u^{(2)})"


def bptt(case: str = "recurrent.bptt tanh") -> Derivation:
    return run(case, 4).trace()


# slip, the step and index looked at, the wrong value from the right ones before it, the wrong formula
CASES: list[tuple[Slip, Name, Callable[[Values], Any], str]] = [
    (
        Slip("no transpose", "delta", transpose_dropped("W"), at=2),
        ("delta", 2),
        lambda v: v["f_prime", 2] * (v["W_out", None].T @ v["delta_out", 2] + v["W", None] @ v["delta", 3]),
        rf"{F_PRIME} \odot \left( {W_OUT}^{{\top}} \, \delta^{{\mathrm{{out}},(2)}} + W \, \delta^{{(3)}} \right)",
    ),
    (
        Slip("no derivative", "delta", factor_dropped("f_prime"), at=2),
        ("delta", 2),
        lambda v: v["W_out", None].T @ v["delta_out", 2] + v["W", None].T @ v["delta", 3],
        rf"{W_OUT}^{{\top}} \, \delta^{{\mathrm{{out}},(2)}} + W^{{\top}} \, \delta^{{(3)}}",
    ),
    (
        Slip("no path through time", "delta", term_dropped("W"), at=2),
        ("delta", 2),
        lambda v: v["f_prime", 2] * (v["W_out", None].T @ v["delta_out", 2]),
        rf"{F_PRIME} \odot \left( {W_OUT}^{{\top}} \, \delta^{{\mathrm{{out}},(2)}} \right)",
    ),
    (
        Slip("path subtracted", "delta", sign_flipped("W"), at=2),
        ("delta", 2),
        lambda v: v["f_prime", 2] * (v["W_out", None].T @ v["delta_out", 2] - v["W", None].T @ v["delta", 3]),
        rf"{F_PRIME} \odot \left( {W_OUT}^{{\top}} \, \delta^{{\mathrm{{out}},(2)}}"
        r" - W^{\top} \, \delta^{(3)} \right)",
    ),
    (
        Slip("transposed", "u", transpose_added("W"), at=2),
        ("u", 2),
        lambda v: v["W_in", None] @ v["x", 2] + v["W", None].T @ v["z", 1] + v["b", None],
        rf"{W_IN} \, x^{{(2)}} + W^{{\top}} \, z^{{(1)}} + b",
    ),
    (
        Slip("no bias", "u", term_dropped("b"), at=2),
        ("u", 2),
        lambda v: v["W_in", None] @ v["x", 2] + v["W", None] @ v["z", 1],
        rf"{W_IN} \, x^{{(2)}} + W \, z^{{(1)}}",
    ),
    (
        Slip("state before the one before", "u", replaced("z[t-1]", "z[t-2]"), at=2),
        ("u", 2),
        lambda v: v["W_in", None] @ v["x", 2] + v["W", None] @ v["z", 0] + v["b", None],
        rf"{W_IN} \, x^{{(2)}} + W \, z^{{(0)}} + b",
    ),
    (
        Slip("weights exchanged", "u", exchanged("W", "W_in"), at=2),
        ("u", 2),
        lambda v: v["W", None] @ v["x", 2] + v["W_in", None] @ v["z", 1] + v["b", None],
        rf"W \, x^{{(2)}} + {W_IN} \, z^{{(1)}} + b",
    ),
    (
        Slip("no activation", "z", function_dropped("tanh"), at=2),
        ("z", 2),
        lambda v: v["u", 2],
        "u^{(2)}",
    ),
    (
        Slip("sigmoid", "z", function_replaced("tanh", "sigmoid"), at=2),
        ("z", 2),
        lambda v: 1 / (1 + np.exp(-v["u", 2])),
        r"\sigma\left( u^{(2)} \right)",
    ),
    (
        Slip("difference turned", "delta_out", sides_exchanged("subtract"), at=2),
        ("delta_out", 2),
        lambda v: v["d", 2] - v["y", 2],
        "d^{(2)} - y^{(2)}",
    ),
    (
        Slip("minuend dropped", "delta_out", term_dropped("y"), at=2),
        ("delta_out", 2),
        lambda v: -v["d", 2],
        "-d^{(2)}",
    ),
    (
        Slip("z of the same time", "dW", replaced("z[t-1]", "z[t]")),
        ("dW", None),
        lambda v: sum(np.outer(v["delta", t], v["z", t]) for t in (1, 2, 3)),
        " + ".join(rf"\delta^{{({t})}} \, \left( z^{{({t})}} \right)^{{\top}}" for t in (1, 2, 3)),
    ),
    (
        Slip("last time only", "dW", only("last")),
        ("dW", None),
        lambda v: np.outer(v["delta", 3], v["z", 2]),
        r"\delta^{(3)} \, \left( z^{(2)} \right)^{\top}",
    ),
    (
        Slip("first time only", "dW", only("first")),
        ("dW", None),
        lambda v: np.outer(v["delta", 1], v["z", 0]),
        r"\delta^{(1)} \, \left( z^{(0)} \right)^{\top}",
    ),
    (
        Slip("averaged", "dW", function_replaced("total", "average")),
        ("dW", None),
        lambda v: sum(np.outer(v["delta", t], v["z", t - 1]) for t in (1, 2, 3)) / 3,
        r"\frac{1}{3} \left( "
        + " + ".join(rf"\delta^{{({t})}} \, \left( z^{{({t - 1})}} \right)^{{\top}}" for t in (1, 2, 3))
        + r" \right)",
    ),
    (
        Slip("outer product turned", "dW", sides_exchanged("outer")),
        ("dW", None),
        lambda v: sum(np.outer(v["z", t - 1], v["delta", t]) for t in (1, 2, 3)),
        " + ".join(rf"z^{{({t - 1})}} \, \left( \delta^{{({t})}} \right)^{{\top}}" for t in (1, 2, 3)),
    ),
    (
        Slip("another formula", "z", formula(lambda v, t: v("u", t) * v("z", t - 1)), at=2),
        ("z", 2),
        lambda v: v["u", 2] * v["z", 1],
        r"u^{(2)} \odot z^{(1)}",
    ),
]


@pytest.mark.parametrize(("slip", "name", "expected", "written"), CASES, ids=lambda c: getattr(c, "id", ""))
def test_rewrite(slip: Slip, name: Name, expected: Callable[[Values], Any], written: str) -> None:
    trace = bptt()
    slipped = replay(trace, slip)
    assert slipped is not None
    np.testing.assert_allclose(slipped.values[name], expected(trace.values), rtol=1e-13)
    assert not np.allclose(slipped.values[name], trace.values[name])
    assert in_symbols(trace.notation, slipped.trees[name]) == written


def test_what_follows_is_worked_out_again_and_what_came_before_stays() -> None:
    trace = bptt()
    slipped = replay(trace, Slip("no bias", "u", term_dropped("b"), at=2))
    assert slipped is not None
    before = trace.values
    v = slipped.values
    assert np.array_equal(v["z", 1], before["z", 1])
    np.testing.assert_array_equal(v["z", 2], np.tanh(v["u", 2]))
    np.testing.assert_array_equal(
        v["u", 3], before["W_in", None] @ before["x", 3] + before["W", None] @ v["z", 2] + before["b", None]
    )
    assert not np.allclose(v["dW", None], before["dW", None])


def test_a_slip_at_every_index_happens_at_each() -> None:
    slipped = replay(bptt(), Slip("no bias", "u", term_dropped("b")))
    assert slipped is not None
    assert set(slipped.trees) == {("u", 1), ("u", 2), ("u", 3)}


def test_two_slips_are_both_made() -> None:
    trace = bptt()
    no_bias, only_last = Slip("no bias", "u", term_dropped("b"), at=3), Slip("last", "dW", only("last"))
    slipped = replay(trace, no_bias, only_last)
    assert slipped is not None
    assert set(slipped.trees) == {("u", 3), ("dW", None)}
    np.testing.assert_allclose(
        slipped.values["dW", None], np.outer(slipped.values["delta", 3], trace.values["z", 2]), rtol=1e-13
    )


def test_magnitudes_stand_where_squares_belong_in_each_of_several_steps() -> None:
    trace = Run(word2vec.cosine, word2vec.NOTATION, {"a": np.array([3.0, -4.0]), "b": np.array([1.0, 2.0])}).trace()
    slipped = replay(trace, Slip("L1", ("a_norm", "b_norm"), l1_for_l2()))
    assert slipped is not None
    assert [float(slipped.values[name, None]) for name in ("a_norm", "b_norm", "cos")] == [7, 3, -5 / 21]
    assert in_symbols(trace.notation, slipped.trees["a_norm", None]) == r"\left\lVert a \right\rVert_{1}"
    g = {1: np.array([3.0, -4.0]), 2: np.array([-12.0])}
    trace = Run(clipping.global_norm, clipping.NOTATION, {"g": g}).trace()
    slipped = replay(trace, Slip("L1", "norm", l1_for_l2()))
    assert slipped is not None
    assert float(slipped.values["norm", None]) == 19
    assert replay(trace, Slip("L1", ("rate", "g_clipped"), l1_for_l2())) is None


@pytest.mark.parametrize(
    "slip",
    [
        Slip("no such leaf", "u", term_dropped("c")),
        Slip("no such step", "gate", term_dropped("b")),
        Slip("no such index", "u", term_dropped("b"), at=9),
        Slip("no such function", "z", function_dropped("sigmoid")),
        Slip("no sum", "u", only("last")),
        Slip("a leaf before the first", "u", replaced("z[t-1]", "z[t-2]")),
        Slip("counted, of a formula", "dW"),
    ],
    ids=lambda slip: slip.id,
)
def test_a_slip_that_cannot_happen_gives_nothing(slip: Slip) -> None:
    assert replay(bptt(), slip) is None


def test_one_of_two_slips_that_cannot_happen_gives_nothing() -> None:
    assert replay(bptt(), Slip("a", "u", term_dropped("b")), Slip("b", "u", term_dropped("c"))) is None


def test_a_formula_that_does_not_fit_in_shape_gives_nothing() -> None:
    trace = run("recurrent.bptt tanh", 4)
    wide = {**trace.inputs, "W_in": np.ones((2, 3)), "x": {t: np.ones(3) for t in (1, 2, 3)}}
    record = type(trace)(recurrent.bptt, recurrent.NOTATION, wide).trace()
    assert replay(record, Slip("exchanged", "u", exchanged("W", "W_in"))) is None  # (2,2) with (3,)
    assert replay(record, Slip("turned", "dW_in", sides_exchanged("outer"))) is None  # (3,2) where (2,3) is asked


def test_a_counted_step_slips_by_its_evidence() -> None:
    trace = run("bleu.modified_precision", 3).trace()

    def unclipped(evidence: Any) -> Any:
        assert isinstance(evidence, bleu.Match)
        return np.asarray(float(evidence.possible))

    slipped = replay(trace, Slip("all match", "m", counted=unclipped))
    assert slipped is not None
    assert float(slipped.values["m", 2]) == float(trace.values["l", 2])
    assert slipped.trees == {}


def test_a_peephole_that_looks_at_the_wrong_cell() -> None:
    trace = run("lstm.bptt peephole", 1).trace()
    slipped = replay(trace, Slip("old cell", "u_o", replaced("C[t]", "C[t-1]"), at=1))
    assert slipped is not None
    v, p = trace.values, trace.values
    expected = p["W_o", None] @ v["x", 1] + p["U_o", None] @ v["h", 0] + p["p_o", None] * v["C", 0] + p["b_o", None]
    np.testing.assert_allclose(slipped.values["u_o", 1], expected, rtol=1e-13)
    assert lstm.GATES == ("i", "f", "a", "o")


@pytest.mark.parametrize("text", ["z[t-]", "z[1]", "", "z[t-1", "z t"])
def test_a_place_that_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a leaf"):
        Place.read(text)


def test_a_place_relative_to_an_index_needs_one() -> None:
    with pytest.raises(ValueError, match="relative"):
        Place.read("z[t-1]").at(None)


def test_nothing_is_rewritten_where_there_is_nothing_to_rewrite() -> None:
    tree = bptt().step("u", 1).tree
    assert tree is not None
    rewrites: list[Rewrite] = [transpose_dropped("W"), factor_dropped("z"), sides_exchanged("outer"), only("first")]
    for rewrite in rewrites:
        assert rewrite(tree, 1, {}) is tree
