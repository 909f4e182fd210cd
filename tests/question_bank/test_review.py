"""What is said after an answer: the key, the slip, where the ways part, a derivation that ends in the asked number."""

import numpy as np
import pytest

from question_bank.bank import Bank
from question_bank.feedback.lines import line_id
from question_bank.feedback.live import live_slips
from question_bank.forms.chosen import Chosen
from question_bank.forms.typed import Typed
from question_bank.model import rounding
from question_bank.model.answer import UNKNOWN
from question_bank.model.computed import Numeric
from question_bank.model.instance import Instance, Rounding
from question_bank.model.rounding import show_cells

NUMBERS = ["rnn.hidden-state", "bptt.delta", "bptt.update", "bleu.sentence", "lstm.peephole", "gradients.clipping"]


def numeric(bank: Bank, instance: Instance) -> Numeric:
    problem = bank.family(instance.family).ask(instance.parameters, instance.form)
    assert isinstance(problem, Numeric)
    return problem


@pytest.mark.parametrize("family", NUMBERS)
def test_a_typed_slip_is_recognised_as_that_slip(bank: Bank, family: str) -> None:
    level = max(level for level, form in bank.families[family].asks if form == "number")
    tried = 0
    for seed in range(12):
        instance = bank.issue(family, level, "number", seed)
        asked = numeric(bank, instance)
        for wrong in live_slips(asked, asked.run.trace()):
            value = rounding.rounded(float(wrong.cells), asked.rounding)
            answer = Typed((f"{value:.6f}",))
            if not bank.read(instance, answer.texts).readable or bank.grade(instance, answer).correct:
                continue
            tried += 1
            found = bank.review(instance, answer).findings
            assert wrong.slip.id in {slip for finding in found for slip in finding.slips}
    assert tried > 20


def test_a_recognised_slip_names_the_step_and_both_formulas(bank: Bank) -> None:
    drawn = (bank.issue("bptt.delta", 2, "choice", seed) for seed in range(50))
    instance = next(instance for instance in drawn if "backward-transpose-dropped" in instance.key.slips)
    index = instance.key.slips.index("backward-transpose-dropped")
    (finding,) = bank.review(instance, Chosen(index)).findings
    assert finding.name.ja == "転置を忘れる"
    (parting,) = finding.partings
    assert r"W \, \delta" in parting.wrong
    assert r"W^{\top} \, \delta" in parting.right
    lines = [line.id for line in bank.review(instance, UNKNOWN).lines]
    assert parting.step in lines


def test_a_right_answer_has_no_findings_and_neither_has_giving_up(bank: Bank) -> None:
    instance = bank.issue("bptt.update", 1, "choice", 2)
    assert bank.review(instance, Chosen(instance.key.choice or 0)).findings == ()
    assert bank.review(instance, UNKNOWN).findings == ()


def test_an_answer_that_is_no_slip_is_not_called_one(bank: Bank) -> None:
    instance = bank.issue("lstm.cell-state", 2, "number", 3)
    assert bank.review(instance, Typed(("987.65",))).findings == ()


def test_a_whole_number_beside_a_slip_that_gives_a_half_is_not_called_it(bank: Bank) -> None:
    tried = 0
    for seed in range(60):
        instance = bank.issue("bptt.bias-gradient", 1, "number", seed)
        asked = numeric(bank, instance)
        live = {wrong.slip.id: float(wrong.cells) for wrong in live_slips(asked, asked.run.trace())}
        average = live.get("averaged-over-time")
        if average is None or average % 1 != 0.5:
            continue
        inner = Typed((str(int(average)),))  # towards zero: 1 for 1.5, which rounds to 2
        if bank.grade(instance, inner).correct:
            continue
        tried += 1
        told = {tuple(finding.slips) for finding in bank.review(instance, inner).findings}
        assert ("averaged-over-time",) not in told  # it may be one of two that together give the whole number
        halves = bank.review(instance, Typed((str(average),))).findings
        assert "averaged-over-time" in {slip for finding in halves for slip in finding.slips}
    assert tried > 3


@pytest.mark.parametrize(
    ("family", "level", "form"),
    [
        ("bptt.recurrent-weight-gradient", 3, "number"),
        ("bptt.recurrent-weight-gradient", 1, "matrix"),
        ("rnn.hidden-state", 3, "choice"),
        ("bleu.sentence", 3, "number"),
        ("perplexity.sequence", 1, "number"),
    ],
)
def test_the_derivation_ends_in_exactly_the_asked_number(bank: Bank, family: str, level: int, form: str) -> None:
    for seed in range(15):
        instance = bank.issue(family, level, form, seed)  # type: ignore[arg-type]
        asked = numeric(bank, instance)
        last = bank.review(instance, UNKNOWN).lines[-1]
        assert last.asked
        assert last.symbol == instance.format.label
        cells = np.array(instance.key.cells).reshape(instance.format.shape if form != "choice" else (-1,))
        if last.relation == r"\approx":
            assert last.value == show_cells(cells, asked.rounding)
        else:
            paper = [rounding.rounded(cell, asked.rounding) for cell in instance.key.cells]
            assert paper == pytest.approx(instance.key.cells, abs=1e-12)


def test_a_stored_key_that_differs_from_today_is_said(bank: Bank) -> None:
    instance = bank.issue("lstm.cell-state", 2, "number", 3)
    old = instance.key.model_copy(update={"cells": (instance.key.cells[0] + 0.5,)})
    stored = instance.model_copy(update={"key": old})
    assert not bank.review(instance, UNKNOWN).drifted
    review = bank.review(stored, UNKNOWN)
    assert review.drifted
    assert rounding.show(old.cells[0], Rounding(digits=2)) in review.key.ja


def test_a_family_that_is_gone_still_shows_its_stored_key(bank: Bank) -> None:
    empty = Bank([], bank.topics)
    instance = bank.issue("lstm.cell-state", 2, "number", 3)
    review = empty.review(instance, Typed(("1",)))
    assert review.lines == ()
    assert review.key == bank.review(instance, UNKNOWN).key
    chosen = bank.issue("bptt.formula", 1, "choice", 3)
    assert empty.review(chosen, UNKNOWN).key == chosen.choices[chosen.key.choice or 0].text
    assert empty.title("lstm.cell-state").ja == "lstm.cell-state"


def test_counts_are_shown_from_one_table(bank: Bank) -> None:
    review = bank.review(bank.issue("bleu.modified-precision", 1, "number", 1), UNKNOWN)
    tables = [line.evidence for line in review.lines if line.evidence is not None]
    assert len(tables) == 1
    assert "合計" in tables[0].ja


def test_code_choices_tell_what_running_them_does(bank: Bank) -> None:
    instance = bank.issue("bptt.backward-code", 2, "code", 2)
    review = bank.review(instance, UNKNOWN)
    for slip, said in zip(instance.key.slips, review.choices, strict=True):
        assert said.right == (slip is None)
        if said.remark is not None:
            assert "数値例では" in said.remark.ja or "の形が" in said.remark.ja


def test_a_line_that_leaves_no_finite_result_is_said_to(bank: Bank) -> None:
    for seed in range(60):
        instance = bank.issue("attention.weighting-code", 1, "code", seed)
        if "mask-inverted" in instance.key.slips:
            break
    remark = bank.review(instance, UNKNOWN).choices[instance.key.slips.index("mask-inverted")].remark
    assert remark is not None
    assert "`nan`" in remark.ja
    assert "`nan`" in remark.en


def test_a_line_is_named_by_its_step_and_times() -> None:
    assert [line_id(name) for name in (("dW", None), ("z", 0), ("m", (1, 2)))] == ["dW", "z-0", "m-1-2"]


def test_every_line_says_what_is_done_the_closing_one_too(bank: Bank) -> None:
    """The last takes an entry, rounds, or does both."""
    said = {}
    for family in ("rnn.hidden-state", "bptt.delta", "bleu.sentence"):
        for level in (level for level, form in bank.families[family].asks if form == "number"):
            for seed in range(15):
                lines = bank.review(bank.issue(family, level, "number", seed), UNKNOWN).lines
                assert all(line.phrase.ja and line.phrase.en for line in lines)
                if (last := lines[-1]).id == "answer":
                    said[last.phrase.en] = last
    assert set(said) == {
        "Take the entry that is asked for",
        "Take the entry that is asked for, and round it",
        "Round to the digits of the answer",
    }
    assert said["Take the entry that is asked for"].relation == "="
    assert said["Round to the digits of the answer"].relation == r"\approx"


def test_a_value_that_is_whole_in_spite_of_rounded_operands_is_not_rounded_again(bank: Bank) -> None:
    seen = 0
    for seed in range(40):
        instance = bank.issue("word2vec.ppmi", 3, "number", seed)
        if instance.key.cells == (0.0,):  # max(0, a rounded negative value)
            last = bank.review(instance, UNKNOWN).lines[-1]
            assert (last.id, last.value, last.relation) == ("ppmi", "0", "=")
            seen += 1
    assert seen
