"""A slip is shown where its way parts from the right one: where the values differ, beside the derivation's own line."""

from dataclasses import replace

import pytest

from engine.derivation import Derivation, Name
from engine.derivation.slips import Slip, term_dropped
from question_bank.bank import Bank
from question_bank.feedback.diagnosis import Suspect, located, named_suspect, way_of
from question_bank.feedback.live import wrong_slips
from question_bank.feedback.parting import OtherWay
from question_bank.kinds.numeric import promises as computed
from question_bank.model.family import Family
from question_bank.model.instance import Form, Instance
from tests.question_bank.test_promises import altered, asked_of


def parting_problems(family: Family, instance: Instance, *, every: bool = False) -> list[str]:
    """What the proof says of where a slip is shown."""
    return computed.parting_problems(asked_of(family, instance), every=every)


@pytest.fixture
def family(bank: Bank) -> Family:
    """A family of several steps."""
    return bank.family("lstm.cell-state")


def test_a_slip_shown_where_nothing_differs_is_seen(
    bank: Bank, family: Family, monkeypatch: pytest.MonkeyPatch
) -> None:
    instance = bank.issue("lstm.cell-state", 3, "number", 4)  # from the weights on: several steps
    assert parting_problems(family, instance, every=True) == []

    def at_the_first(suspect: Suspect, record: Derivation, asked: Name) -> Suspect:
        return replace(suspect, places=(record.steps[0].name,))

    monkeypatch.setattr(computed, "located", at_the_first)
    found = parting_problems(family, instance)
    assert any("both lines read" in problem for problem in found)
    assert any("parts at" in problem for problem in found)
    monkeypatch.setattr(computed, "located", lambda suspect, record, asked: replace(suspect, places=()))
    assert all("no step is shown" in problem for problem in parting_problems(family, instance))


def test_a_right_side_that_is_not_the_derivations_is_seen(
    bank: Bank, family: Family, monkeypatch: pytest.MonkeyPatch
) -> None:
    instance = bank.issue("lstm.cell-state", 3, "number", 4)

    def unrounded(suspect: Suspect, record: Derivation, asked: Name) -> OtherWay:
        full = asked_of(family, instance).run.trace()
        return way_of(suspect, full, asked)

    monkeypatch.setattr(computed, "way_of", unrounded)
    assert any("of the derivation" in problem for problem in parting_problems(family, instance))


@pytest.mark.parametrize(
    ("family_id", "level", "form", "alike"),
    [
        ("seq2seq.thought-vector", 1, "number", ("encoder-state-dropped", ("h", 1))),
        ("word2vec.noise", 1, "number", ("proportional-to-count", ("raised", 1))),
    ],
)
def test_a_step_written_otherwise_with_the_same_value_is_passed_over(
    bank: Bank, family_id: str, level: int, form: Form, alike: tuple[str, Name]
) -> None:
    slip, place = alike
    met = 0
    for seed in range(200):
        instance = bank.issue(family_id, level, form, seed)
        problem = asked_of(bank.family(family_id), instance)
        trace, record, asked = problem.run.trace(), problem.run.derivation(), problem.asked.name
        for wrong in wrong_slips(problem, trace):
            suspect = located(named_suspect(trace, wrong, asked), record, asked)
            way = way_of(suspect, record, asked)
            if wrong.slip.id != slip or way.sides(place)[0].formula == way.sides(place)[1].formula:
                continue
            if way.parts_at(place):
                continue
            met += 1
            assert suspect.places
            assert place not in suspect.places
            assert all(way.parts_at(shown) for shown in suspect.places)
    assert met >= 1


def test_the_first_time_of_a_slip_that_changes_nothing_is_passed_over(bank: Bank) -> None:
    family = bank.family("rnn.unrolled")
    for seed in range(10):
        instance = bank.issue("rnn.unrolled", 1, "number", seed)
        biased = altered(
            family, lambda asked: replace(asked, slips=(Slip("bias-dropped", "u", term_dropped("b")), *asked.slips))
        )
        assert parting_problems(biased, instance) == []
