"""A gradient is shown beside its central difference, and a wrong one beside what really happens."""

import re

import numpy as np
import pytest

from question_bank.bank import Bank
from question_bank.feedback.check import _side_by_side, disagreements, gradient_check
from question_bank.feedback.live import live_slips
from question_bank.forms.chosen import Chosen
from question_bank.forms.typed import Typed
from question_bank.model import rounding
from question_bank.model.answer import UNKNOWN
from question_bank.model.catalogue import check_texts
from question_bank.model.computed import Numeric
from question_bank.model.instance import Instance
from question_bank.model.review import GradientCheck
from tests.question_bank.budget import among

# What is asked of these is called a gradient or δ, or is made from one; they are no derivatives of anything given.
UNCHECKED = {
    "gradients.norm": "a norm of given gradients",
    "gradients.clipping": "a given gradient, scaled",
}
ASKED_IN_LATEX = re.compile(r"\\partial|\\delta|g_|\\hat\{g\}|lVert g|new")


def numeric(bank: Bank, instance: Instance) -> Numeric | None:
    problem = bank.family(instance.family).ask(instance.parameters, instance.form)
    return problem if isinstance(problem, Numeric) else None


def of(text: str) -> float:
    """The number that LaTeX shows."""
    mantissa, _, power = text.partition(r" \times 10^")
    return float(mantissa) * 10.0 ** int(power.strip("{}") or 0)


def test_every_gradient_has_a_check_or_a_reason(bank: Bank) -> None:
    checked: set[str] = set()
    bare: set[str] = set()
    for name, card in bank.families.items():
        for level, form in card.asks:
            instance = bank.issue(name, level, form, 1)
            asked = numeric(bank, instance)
            if asked is not None and ASKED_IN_LATEX.search(instance.format.label):
                (bare if asked.check is None else checked).add(name)
    assert bare == set(UNCHECKED)
    assert len(checked) >= 14


CHECKED = [
    "bptt.delta",
    "bptt.recurrent-weight-gradient",
    "bptt.input-weight-gradient",
    "bptt.output-weight-gradient",
    "bptt.bias-gradient",
    "bptt.one-loss",
    "bptt.update",
    "bptt.truncated",
    "gradients.chain",
    "gradients.power",
    "lstm.cell-backward",
    "lstm.carousel",
    "autoencoder.divergence-gradient",
    "attention.score-gradient",
]


@pytest.mark.parametrize("family", among(CHECKED))
def test_a_check_in_every_level_and_form(bank: Bank, family: str) -> None:
    for level, form in bank.families[family].asks:
        for seed in range(5):
            instance = bank.issue(family, level, form, seed)
            asked = numeric(bank, instance)
            assert asked is not None
            trace = asked.run.trace()
            assert disagreements(asked, trace) == []
            live = live_slips(asked, trace)
            check = gradient_check(asked, trace, live[seed % len(live)].cells)
            assert check is not None
            assert len(check.entries) == len(instance.key.cells)
            for entry in check.entries:
                assert of(entry.value) == pytest.approx(of(entry.difference), rel=1e-5, abs=1e-6)
            if asked.check is not None and asked.check.update is None:
                shown = [of(entry.value) for entry in check.entries]
                np.testing.assert_allclose(shown, instance.key.cells, rtol=1e-6, atol=1e-6)
            holds(check)


def holds(check: GradientCheck) -> None:
    """The move that is shown speaks for the right gradient, by a factor of four at least."""
    assert check.moved is not None
    real, right, wrong = of(check.moved.real), of(check.moved.key), of(check.moved.answer)
    assert abs(real - right) < abs(real - wrong) / 4
    assert float(check.moved.by) <= 0.01


def test_a_typed_wrong_answer_is_held_against_what_happens(bank: Bank) -> None:
    instance = bank.issue("bptt.truncated", 3, "matrix", 3)
    cells = list(instance.key.cells)
    cells[2] += 0.5
    kind = instance.format.rounding
    assert kind is not None
    answer = Typed(tuple(f"{rounding.rounded(cell, kind):.2f}" for cell in cells))
    check = bank.review(instance, answer).check
    assert check is not None
    assert check.moved is not None
    assert check.moved.value == "W_{21}"  # the wrong cell
    assert of(check.moved.answer) == pytest.approx(0.01 * float(answer.texts[2]), rel=1e-3)
    assert of(check.moved.key) == pytest.approx(0.01 * instance.key.cells[2], rel=1e-3)
    holds(check)


def test_a_wrong_choice_is_held_against_what_happens_and_a_right_one_needs_it_not(bank: Bank) -> None:
    instance = bank.issue("bptt.delta", 2, "choice", 4)
    right = instance.key.choice
    assert right is not None
    wrong = bank.review(instance, Chosen((right + 1) % 4)).check
    assert wrong is not None
    holds(wrong)
    for answer in (Chosen(right), UNKNOWN):
        check = bank.review(instance, answer).check
        assert check is not None
        assert check.moved is None


def test_of_an_update_the_gradient_behind_it_is_checked(bank: Bank) -> None:
    instance = bank.issue("bptt.update", 1, "number", 2)
    asked = numeric(bank, instance)
    assert asked is not None
    (key,) = instance.key.cells
    check = bank.review(instance, Typed((f"{key + 0.5:.2f}",))).check
    assert check is not None
    assert check.moved is not None
    assert r"\partial E" in check.entries[0].label
    epsilon = float(instance.parameters["inputs"]["epsilon"])
    assert of(check.moved.implied) == pytest.approx(of(check.entries[0].value) - 0.5 / epsilon, rel=1e-3)


def test_numbers_that_a_tie_parts_read_alike() -> None:
    key, difference = np.array([0.31640625, -0.31640625]), np.array([0.31640625 - 6e-17, -0.31640625 + 1e-12])
    values, differences = _side_by_side(key, difference)
    assert values == differences == ("0.3164063", "-0.3164063")
    assert _side_by_side(np.array([0.3164063]), np.array([0.3164064]))[1] == ("0.3164064",)


@pytest.mark.parametrize("family", among(CHECKED))
def test_columns_that_differ_have_a_gap_of_a_digit(bank: Bank, family: str) -> None:
    for level, form in bank.families[family].asks:
        for seed in range(10):
            instance = bank.issue(family, level, form, seed)
            check = bank.review(instance, UNKNOWN).check
            assert check is not None
            largest = max(abs(of(entry.value)) for entry in check.entries)
            for entry in check.entries:
                assert entry.value == entry.difference or of(entry.gap) >= 0.9e-9 * largest


def test_what_is_no_gradient_has_no_check(bank: Bank) -> None:
    instance = bank.issue("rnn.hidden-state", 1, "number", 1)
    assert bank.review(instance, UNKNOWN).check is None
    asked = numeric(bank, instance)
    assert asked is not None
    assert disagreements(asked, asked.run.trace()) == []


def test_every_sentence_is_said_by_some_family(bank: Bank) -> None:
    said = set()
    for family in CHECKED:
        for level, form in bank.families[family].asks:
            asked = numeric(bank, bank.issue(family, level, form, 1))
            assert asked is not None
            assert asked.check is not None
            said.add(asked.check.says)
    assert said - {""} == set(check_texts())
