"""Arrays of three axes: given, worked out, chosen and typed slice by slice."""

from collections.abc import Callable
from itertools import product

import numpy as np
import pytest

from app.pictures.values import APART, block
from engine.derivation import Array, Run, decimals
from engine.derivation.numpy_code import literal
from engine.derivation.slips import Rewrite, Slip, part_mirrored, part_turned, replay
from engine.derivation.writing import in_general, line
from question_bank.bank import Bank
from question_bank.forms import form_of
from question_bank.model.computed import ends, given_values
from question_bank.model.instance import Instance
from question_bank.pictures.shown import shown
from question_bank.reading.answers import read
from tests.app.site import Site, wrong
from tests.app.test_pages import read as nested
from tests.fields import channels
from tests.oracles.found import Oracle
from tests.oracles.given import Answer


def entry(instance: Instance) -> Answer:
    p = instance.parameters
    i, j = p["at"]
    products = (p["w"][c][m][n] * p["x"][c][i + m - 1][j + n - 1] for c, m, n in product(range(2), repeat=3))
    return (p["b"] + sum(products),)


def _activated(instance: Instance, c: int) -> list[float]:
    return [max(0.0, one - instance.parameters["theta"]) for row in instance.parameters["x"][c] for one in row]


def activated(instance: Instance) -> Answer:
    return (*_activated(instance, 0), *_activated(instance, 1))


def pooled(instance: Instance) -> Answer:
    return (sum(_activated(instance, instance.parameters["c"] - 1)) / 4,)


ORACLES: dict[str, Oracle] = {"channels.entry": entry, "channels.activated": activated, "channels.pooled": pooled}


X = np.array([[[1.0, 2], [0, -1]], [[2, 5], [3, -0.5]]])
RUN = Run(channels.pool, channels.NOTATION, {"x": X, "theta": np.asarray(1.0)})
FIRST, SECOND = (
    r"\begin{pmatrix} 1 & 2 \\ 0 & -1 \end{pmatrix}",
    r"\begin{pmatrix} 2 & 5 \\ 3 & -0.5 \end{pmatrix}",
)


def test_slices_are_given_one_by_one_and_used_together() -> None:
    record = RUN.derivation()
    assert given_values(record) == (rf"x_{{1}} = {FIRST}, \; x_{{2}} = {SECOND}", r"\theta = 1")
    assert line(record, record.step("a", None)).latex == (
        rf"a = \operatorname{{ReLU}}\left( x - \theta \right)"
        rf" = \operatorname{{ReLU}}\left( \left[ {FIRST}, {SECOND} \right] - 1 \right)"
        r" = \left[ \begin{pmatrix} 0 & 1 \\ 0 & 0 \end{pmatrix}, \begin{pmatrix} 1 & 4 \\ 2 & 0 \end{pmatrix} \right]"
    )
    assert shown(X).latex == decimals.array(X) == rf"\left[ {FIRST}, {SECOND} \right]"
    assert shown(X[:, :1, :1]).latex == decimals.array(X[:, :1, :1]) == r"\left[ 1, 2 \right]"


def test_a_mean_over_a_slice_reads_for_any_channel() -> None:
    record = RUN.trace()
    step = record.step("p", 2)
    assert step.tree is not None
    assert in_general(RUN.notation, step.tree, step.index, ends(record)) == (
        r"\frac{1}{2 \cdot 2} \sum_{i=1}^{2} \sum_{j=1}^{2} a_{c,i,j}"
    )


@pytest.mark.parametrize(
    ("rewrite", "kernel"),
    [(part_mirrored("w"), lambda w: w[:, ::-1, ::-1]), (part_turned("w"), lambda w: w.transpose(0, 2, 1))],
)
def test_a_kernel_is_turned_within_its_channels(rewrite: Rewrite, kernel: Callable[[Array], Array]) -> None:
    inputs = {"x": np.arange(12.0).reshape(2, 2, 3), "w": np.arange(8.0).reshape(2, 2, 2) ** 2, "b": np.asarray(1.0)}
    slipped = replay(Run(channels.convolve, channels.NOTATION, inputs).trace(), Slip("turned", "y", rewrite))
    sought = channels.convolve(inputs["x"], kernel(inputs["w"]), inputs["b"])
    assert slipped is not None
    assert {at: float(slipped.values["y", at]) for at in sought} == {at: float(y) for at, y in sought.items()}


def test_a_long_array_is_python_slice_by_slice() -> None:
    for size in (2, 4):
        x = np.arange(2.0 * size * size).reshape(2, size, size)
        np.testing.assert_array_equal(eval(literal(x), {"np": np}), x)
    assert literal(np.zeros((2, 4, 4))).count("\n") == 3
    assert literal(np.zeros((2, 2, 2))) == "np.array([[[0.0, 0.0], [0.0, 0.0]], [[0.0, 0.0], [0.0, 0.0]]])"


def test_slices_stand_apart_in_a_picture() -> None:
    one, both = block(shown(X[0])), block(shown(X))
    assert (len(one.brackets), len(both.brackets)) == (2, 4)
    assert both.height == 2 * one.height + APART
    assert {piece.y for piece in both.pieces} > {piece.y for piece in one.pieces}


def test_slices_are_typed_and_pasted_one_below_the_other(bank: Bank) -> None:
    instance = bank.issue("channels.activated", 1, "matrix", 0)
    form = form_of(instance.form)
    assert form.rows(instance) == ((0, 1), (2, 3), (4, 5), (6, 7))
    assert [form.field_name(instance, k).en for k in (0, 5)] == ["Slice 1, row 1, column 1", "Slice 2, row 1, column 2"]
    pasted = repr(np.array(instance.key.cells).reshape(2, 2, 2))
    reading = read([pasted, *[""] * 7], [(2, 2, 2)])
    assert tuple(cell.value for cell in reading.cells) == instance.key.cells


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("family", ["channels.activated", "channels.pooled"])
def test_the_pages_show_slices(site: Site, family: str, language: str) -> None:
    quiz = site.quiz(family)
    content, address = site.content(quiz, 1), f"/practice/{quiz}/items/1"
    asking = [site.get(address, language).text]
    if content.stages > 1:
        asking.append(site.get(f"{address}/guided", language).text)
        assert asking[-1].count('<input type="text"') >= 8  # all of both maps are on the way
    site.answer(quiz, 1, wrong(content))
    for page in (*asking, site.get(address, language).text):
        nested(page)
        assert page.count("<mtable") >= 2
