"""A wrong answer is told the slip behind it; what is uncertain is told as such, and what nobody knows is said."""

import numpy as np
import pytest

from benchmarks.diagnosis import measure
from engine.derivation import Name, writing
from engine.derivation.replaying import Replay
from engine.derivation.systematic import KINDS, rewritings
from question_bank.bank import Bank
from question_bank.feedback.diagnosis import CHANCE, MOST_SHOWN, OTHER_STEP, Suspect, coincidence, diagnose, other_steps
from question_bank.feedback.lines import line_id
from question_bank.feedback.live import live_slips
from question_bank.forms.typed import Typed
from question_bank.model.answer import UNKNOWN
from question_bank.model.catalogue import rewriting_texts
from question_bank.model.computed import Numeric, asked_cells
from question_bank.model.instance import Form, Instance, Rounding
from question_bank.model.rounding import rounded
from tests.question_bank.budget import examples, portion


def numeric(bank: Bank, instance: Instance) -> Numeric:
    problem = bank.family(instance.family).ask(instance.parameters, instance.form)
    assert isinstance(problem, Numeric)
    return problem


def test_every_kind_of_rewrite_has_its_words() -> None:
    assert set(rewriting_texts()) == {*KINDS, OTHER_STEP, f"{OTHER_STEP}-beyond"}


@pytest.mark.parametrize(
    "family",
    portion(["bptt.recurrent-weight-gradient", "lstm.hidden-state", "bleu.sentence", "gru.new-state"], 2),
)
def test_named_slips_are_recognised_and_random_answers_are_not(family: str) -> None:
    seeds = examples(10, 3)
    row = measure(family, seeds)
    assert row is not None
    assert row.live.total() > 1.5 * seeds
    assert row.recognised.total() >= 0.99 * row.live.total()
    assert row.taken_for_named < 0.03 * row.random
    assert row.random > 7 * seeds


def test_two_named_slips_whose_lines_are_alike_are_both_told() -> None:
    row = measure("bleu.reference-length", 10)
    assert row is not None
    assert row.recognised == row.live


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
        review = bank.review(instance, Typed((f"{typed:.2f}",)))
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
        review = bank.review(instance, Typed(texts))
        assert all(not finding.certain for finding in review.findings)
        named = [finding for finding in review.findings if wrong.slip.id in finding.slips]
        told += bool(named)
        row, column = divmod(place, 2)
        assert all(
            finding.cells == (writing.entry_symbol(trace.notation, problem.asked.name, (row, column)),)
            for finding in named
        )
    assert told >= 15


def test_nothing_is_made_up(bank: Bank) -> None:
    instance = bank.issue("lstm.cell-state", 2, "number", 3)
    review = bank.review(instance, Typed(("987.65",)))
    assert review.findings == ()
    assert review.unexplained
    assert not bank.review(instance, UNKNOWN).unexplained


def test_every_finding_shows_both_sides_with_their_values(bank: Bank) -> None:
    seen = 0
    for seed in range(10):
        instance = bank.issue("bptt.delta", 2, "number", seed)
        problem = numeric(bank, instance)
        for wrong in live_slips(problem, problem.run.trace()):
            typed = f"{rounded(float(wrong.cells), problem.rounding):.2f}"
            for finding in bank.review(instance, Typed((typed,))).findings:
                assert finding.partings
                assert (
                    len([f for f in bank.review(instance, Typed((typed,))).findings if f.kind != "named"]) <= MOST_SHOWN
                )
                for parting in finding.partings:
                    seen += 1
                    assert parting.wrong != parting.right
                    assert parting.wrong.count("=") + parting.wrong.count("approx") >= 2
    assert seen > 20


OTHER_STEPS: list[tuple[str, int, Form, Name, str]] = [
    ("lstm.hidden-state", 2, "number", ("C", 1), "途中の値と一致する"),
    ("lstm.hidden-state", 2, "vector", ("C", 1), "途中の値と一致する"),
    ("lstm.cell-state", 1, "number", ("h", 1), "別の量の値と一致する"),
    ("lstm.cell-state", 2, "vector", ("C", 1), "途中の値と一致する"),
    ("gru.whole-step", 3, "number", ("h_tilde", 1), "途中の値と一致する"),
    ("bptt.delta", 3, "number", ("delta", 2), "途中の値と一致する"),
    ("dialogue.context-state", 3, "number", ("s", 1), "途中の値と一致する"),
]


def typed_of(problem: Numeric, name: Name) -> tuple[str, ...]:
    """The value of a step as it would be typed for the answer."""
    value = np.asarray(problem.run.trace().values[name], dtype=float)
    cells = value if problem.asked.entry is None else value[problem.asked.entry]
    return tuple(f"{rounded(cell, problem.rounding):.6g}" for cell in np.ravel(cells).tolist())


@pytest.mark.parametrize(("family", "level", "form", "place", "name"), OTHER_STEPS)
def test_the_value_of_another_step_is_told_as_a_possibility(
    bank: Bank, family: str, level: int, form: Form, place: Name, name: str
) -> None:
    told = tried = 0
    for seed in range(20):
        instance = bank.issue(family, level, form, seed)
        problem = numeric(bank, instance)
        answer = Typed(typed_of(problem, place))
        if not bank.read(instance, answer.texts).readable or bank.grade(instance, answer).correct:
            continue
        review = bank.review(instance, answer)
        if any(finding.kind == "named" for finding in review.findings):
            continue
        tried += 1
        for finding in review.findings:
            assert not finding.certain
            assert finding.slips == ()
            if finding.kind != "step" or finding.matched is None or finding.matched.step != line_id(place):
                continue
            told += 1
            assert finding.name.ja == name
            assert finding.partings == ()
            numbers = [k for k, line in enumerate(review.lines, start=1) if line.id == finding.matched.step]
            assert [f"手順 {k} の" in finding.sentence.ja for k in numbers] == [True] * len(numbers)
            assert "[[" not in finding.sentence.ja + finding.sentence.en
            assert f"求めるのは ${instance.format.label}$" in finding.sentence.ja
    assert tried >= 8
    assert told >= 0.8 * tried


def test_of_other_steps_only_as_many_are_looked_at_as_chance_allows(bank: Bank) -> None:
    none = 0
    whole: list[tuple[str, int, Form]] = [("seq2seq.thought-vector", 1, "number")]  # small whole numbers
    for family, level, form in [ask[:3] for ask in OTHER_STEPS] + whole:
        for seed in range(10):
            problem = numeric(bank, bank.issue(family, level, form, seed))
            trace = problem.run.trace()
            found = other_steps(problem, trace)
            assert coincidence(asked_cells(trace.values, problem.asked), found, problem.rounding) <= CHANCE
            none += not found
    assert none >= 5


@pytest.mark.parametrize("family", ["perplexity.sequence", "word2vec.pairs", "bptt.delta"])
def test_a_whole_number_is_told_as_a_rewrite_only_where_the_rewrite_gives_it_in_full(bank: Bank, family: str) -> None:
    looked = 0
    for level, form in bank.families[family].asks:
        for seed in range(20):
            problem = numeric(bank, bank.issue(family, level, form, seed))
            key = asked_cells(problem.run.trace().values, problem.asked)
            if problem.rounding.kind != "integer":
                continue
            for off in (-2, -1, 1, 2):
                for found in diagnose(problem, problem.run.trace(), key + off):
                    looked += 1
                    explained = list(found.explains) or list(range(key.size))
                    gap = np.abs(found.cells - key - off).ravel()[explained]
                    assert found.kind == "named" or np.all(gap < 1e-6)
                    assert found.kind != "named" or found.explains or found.in_full == bool(np.all(gap < 1e-6))
    assert looked > 10


def test_no_two_findings_read_alike(bank: Bank) -> None:
    seen = 0
    asks: list[tuple[str, int, Form]] = [("bptt.delta", 2, "vector"), ("bptt.truncated", 3, "matrix")]
    for family, level, form in asks:
        for seed in range(examples(12, 4)):
            instance = bank.issue(family, level, form, seed)
            problem = numeric(bank, instance)
            trace = problem.run.trace()
            key = asked_cells(trace.values, problem.asked)
            for wrong in live_slips(problem, trace):
                typed = key.copy().ravel()
                typed[0] = wrong.cells.ravel()[0]
                texts = tuple(f"{rounded(cell, problem.rounding):.2f}" for cell in typed.tolist())
                found = bank.review(instance, Typed(texts)).findings
                told = [(finding.partings, finding.cells) for finding in found if finding.partings]
                seen += len(told) > 1
                assert len(set(told)) == len(told)
    assert seen > 3


def suspect(*cells: float) -> Suspect:
    return Suspect("named", ("a",), np.array(cells), {}, {}, ())


def test_coincidence_is_the_share_of_answers_near_the_key() -> None:
    two_places = Rounding(digits=2)
    assert coincidence(np.array([0.5]), [suspect(0.25), suspect(-0.25)], two_places) == pytest.approx(2 / 201)
    assert coincidence(np.array([0.5]), [suspect(0.25), suspect(0.25)], two_places) == pytest.approx(1 / 201)
    assert coincidence(np.array([0.5]), [suspect(2.0)], two_places) == 0
    assert coincidence(np.array([3.0]), [suspect(2.0)], Rounding(kind="integer", digits=0)) == pytest.approx(1 / 7)
    assert coincidence(np.array([0.5, 0.5]), [suspect(0.0, 0.0)], two_places) < CHANCE / 1000
