"""A wrong answer is told the slip behind it; what is uncertain is told as such, and what nobody knows is said."""

import numpy as np
import pytest

from benchmarks.diagnosis import measure
from engine.derivation.replaying import Replay
from engine.derivation.systematic import KINDS, rewritings
from question_bank.bank import Bank
from question_bank.feedback.diagnosis import CHANCE, MOST_SHOWN, Suspect, coincidence, diagnose
from question_bank.feedback.live import live_slips
from question_bank.model.catalogue import rewriting_texts
from question_bank.model.computed import Numeric, asked_cells
from question_bank.model.instance import Answer, Instance, Rounding
from question_bank.model.rounding import rounded


def numeric(bank: Bank, instance: Instance) -> Numeric:
    problem = bank.family(instance.family).ask(instance.parameters, instance.form)
    assert isinstance(problem, Numeric)
    return problem


def test_every_kind_of_rewrite_has_its_words() -> None:
    assert set(rewriting_texts()) == set(KINDS)


@pytest.mark.parametrize(
    "family", ["bptt.recurrent-weight-gradient", "lstm.hidden-state", "bleu.sentence", "gru.new-state"]
)
def test_named_slips_are_recognised_and_random_answers_are_not(family: str) -> None:
    row = measure(family, 10)
    assert row is not None
    assert row.live.total() > 15
    assert row.recognised.total() >= 0.99 * row.live.total()
    assert row.taken_for_named < 0.03 * row.random
    assert row.random > 70


def test_a_rewrite_that_nobody_named_is_told_as_a_possibility(bank: Bank) -> None:
    """The recurrent term subtracted is no named slip of this family."""
    told = 0
    for seed in range(20):
        instance = bank.issue("rnn.hidden-state", 3, "number", seed)
        problem = numeric(bank, instance)
        trace = problem.run.trace()
        replayed = Replay(trace, problem.asked.name)
        flipped = next(
            values
            for rewriting in rewritings(replayed.steps, trace.given)
            if rewriting.kind == "sign-flipped" and (values := replayed.of(rewriting.trees)) is not None
        )
        typed = rounded(float(asked_cells(flipped, problem.asked)), problem.rounding)
        review = bank.review(instance, Answer(texts=(f"{typed:.2f}",)))
        found = [finding for finding in review.findings if finding.kind == "systematic"]
        assert all(not finding.certain and finding.slips == () for finding in found)
        told += any(finding.name.ja == "符号が逆になっている" for finding in found)
    assert told >= 12


def test_two_slips_together_are_found(bank: Bank) -> None:
    found = 0
    for seed in range(40):
        instance = bank.issue("bptt.recurrent-weight-gradient", 2, "choice", seed)
        problem = numeric(bank, instance)
        trace = problem.run.trace()
        f_prime, delta_out = trace.values["f_prime", 2], trace.values["delta_out", 2]
        last = trace.values["W_out", None].T @ delta_out
        typed = np.outer(last, trace.values["z", 1])  # f' left out, and the last time only
        suspects = diagnose(problem, trace, np.asarray(np.round(typed, 2), dtype=np.float64))
        assert f_prime.shape == last.shape
        found += any(set(s.ids) == {"derivative-dropped", "last-time-only"} for s in suspects)
    assert found >= 30


def test_a_matrix_with_one_wrong_cell_is_told_by_its_cell(bank: Bank) -> None:
    told = 0
    for seed in range(20):
        instance = bank.issue("bptt.truncated", 3, "matrix", seed)
        problem = numeric(bank, instance)
        trace = problem.run.trace()
        key = asked_cells(trace.values, problem.asked)
        (wrong, *_) = live_slips(problem, trace)
        place = int(np.argmax(np.abs(wrong.cells - key)))
        typed = key.copy().ravel()
        typed[place] = wrong.cells.ravel()[place]
        texts = tuple(f"{rounded(cell, problem.rounding):.2f}" for cell in typed.tolist())
        review = bank.review(instance, Answer(texts=texts))
        assert all(not finding.certain for finding in review.findings)
        named = [finding for finding in review.findings if wrong.slip.id in finding.slips]
        told += bool(named)
        row, column = divmod(place, 2)
        assert all(
            finding.cells == (rf"\left( {instance.format.label} \right)_{{{row + 1}{column + 1}}}",)
            for finding in named
        )
    assert told >= 15


def test_nothing_is_made_up(bank: Bank) -> None:
    instance = bank.issue("lstm.cell-state", 2, "number", 3)
    review = bank.review(instance, Answer(texts=("987.65",)))
    assert review.findings == ()
    assert review.unexplained
    assert not bank.review(instance, None).unexplained


def test_every_finding_shows_both_sides_with_their_values(bank: Bank) -> None:
    seen = 0
    for seed in range(10):
        instance = bank.issue("bptt.delta", 2, "number", seed)
        problem = numeric(bank, instance)
        for wrong in live_slips(problem, problem.run.trace()):
            typed = f"{rounded(float(wrong.cells), problem.rounding):.2f}"
            for finding in bank.review(instance, Answer(texts=(typed,))).findings:
                assert finding.partings
                assert (
                    len([f for f in bank.review(instance, Answer(texts=(typed,))).findings if f.kind != "named"])
                    <= MOST_SHOWN
                )
                for parting in finding.partings:
                    seen += 1
                    assert parting.wrong != parting.right
                    assert parting.wrong.count("=") + parting.wrong.count("approx") >= 2
    assert seen > 20


def suspect(*cells: float) -> Suspect:
    return Suspect("named", ("a",), np.array(cells), {}, {}, ())


def test_coincidence_is_the_share_of_answers_near_the_key() -> None:
    two_places = Rounding(digits=2)
    assert coincidence(np.array([0.5]), [suspect(0.25), suspect(-0.25)], two_places) == pytest.approx(2 / 201)
    assert coincidence(np.array([0.5]), [suspect(0.25), suspect(0.25)], two_places) == pytest.approx(1 / 201)
    assert coincidence(np.array([0.5]), [suspect(2.0)], two_places) == 0
    assert coincidence(np.array([3.0]), [suspect(2.0)], Rounding(kind="integer", digits=0)) == pytest.approx(1 / 7)
    assert coincidence(np.array([0.5, 0.5]), [suspect(0.0, 0.0)], two_places) < CHANCE / 1000
