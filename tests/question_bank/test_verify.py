"""The proof sees what it is there to see: each planted fault is reported."""

from dataclasses import replace

import pytest

from engine.derivation.slips import Slip, term_dropped
from question_bank.bank import Bank, load_bank
from question_bank.kinds import issue
from question_bank.model.bilingual import Bilingual
from question_bank.model.computed import Numeric
from question_bank.model.draw import Draw
from question_bank.model.family import Family, Parameters
from question_bank.model.instance import Choice, Instance
from question_bank.proof import proof, verify
from tests.oracles.found import oracles

SEEDS = range(30)
ORACLES = oracles(load_bank())


def planted(bank: Bank, monkeypatch: pytest.MonkeyPatch, family: Family) -> verify.Row:
    """The report on a bank in which one family is replaced."""
    altered = Bank([family if other == family.id else bank.family(other) for other in bank.families], bank.topics)
    monkeypatch.setattr(verify, "load_bank", lambda: altered)
    return verify.verify_family(family.id, SEEDS, ORACLES[family.id])


def test_the_unaltered_family_passes(bank: Bank, monkeypatch: pytest.MonkeyPatch) -> None:
    assert planted(bank, monkeypatch, bank.family("lstm.cell-state")).failures == []


def test_a_key_that_differs_from_the_oracle_is_seen(bank: Bank, monkeypatch: pytest.MonkeyPatch) -> None:
    family = bank.family("lstm.cell-state")

    def other_cell(p: Parameters) -> Numeric:
        asked = family.problem(p)
        assert isinstance(asked, Numeric)
        inputs = {**asked.run.inputs, "C0": asked.run.inputs["C0"] + 1}
        return replace(asked, run=replace(asked.run, inputs=inputs))

    row = planted(bank, monkeypatch, replace(family, problem=other_cell))
    assert any("the oracle says" in failure for failure in row.failures)


def test_a_check_of_another_gradient_is_seen(bank: Bank, monkeypatch: pytest.MonkeyPatch) -> None:
    family = bank.family("bptt.bias-gradient")

    def of_another_bias(p: Parameters) -> Numeric:
        asked = family.problem(p)
        assert isinstance(asked, Numeric)
        assert asked.check is not None
        moved = replace(asked.check.slope, by=("u", 1))
        return replace(asked, check=replace(asked.check, slope=moved))

    row = planted(bank, monkeypatch, replace(family, problem=of_another_bias))
    assert any("the central difference" in failure for failure in row.failures)


def test_a_slip_that_never_shows_is_seen(bank: Bank, monkeypatch: pytest.MonkeyPatch) -> None:
    family = bank.family("lstm.cell-state")

    def with_dead_slip(p: Parameters) -> Numeric:
        asked = family.problem(p)
        assert isinstance(asked, Numeric)
        return replace(asked, slips=(*asked.slips, Slip("bias-dropped", "C", term_dropped("b"))))

    row = planted(bank, monkeypatch, replace(family, problem=with_dead_slip))
    assert any("slip bias-dropped is live in 0 of" in failure for failure in row.failures)


def test_too_few_contents_are_seen(bank: Bank, monkeypatch: pytest.MonkeyPatch) -> None:
    family = bank.family("lstm.cell-state")

    def same_again(d: Draw, level: int) -> Parameters:
        return family.draw(Draw(family.id, d.integer("which", 0, 3)), level)

    row = planted(bank, monkeypatch, replace(family, draw=same_again, asks=((1, "number"),)))
    assert any("contents in" in failure for failure in row.failures)


def test_more_contents_than_stated_are_seen(bank: Bank, monkeypatch: pytest.MonkeyPatch) -> None:
    row = planted(bank, monkeypatch, replace(bank.family("lstm.cell-state"), contents=5))
    assert any("but 5 are stated" in failure for failure in row.failures)


def test_a_family_that_cannot_draw_is_seen(bank: Bank, monkeypatch: pytest.MonkeyPatch) -> None:
    family = bank.family("lstm.cell-state")

    def without_slips(p: Parameters) -> Numeric:
        asked = family.problem(p)
        assert isinstance(asked, Numeric)
        return replace(asked, slips=asked.slips[:2])

    monkeypatch.setattr(issue, "MOST_ATTEMPTS", 5)
    monkeypatch.setattr(verify, "MOST_ATTEMPTS", 5)
    row = planted(bank, monkeypatch, replace(family, problem=without_slips, asks=((1, "number"),)))
    assert row.draws == 0
    assert any("ExhaustedError" in failure for failure in row.failures)


def no_problem(p: Parameters) -> Numeric:
    raise AssertionError(p)


def test_an_uneven_key_is_seen() -> None:
    row = verify.Row("some.family", "1choice", draws=200, attempts=200, contents={str(k) for k in range(200)})
    row.positions.update({0: 50, 1: 50, 2: 50, 3: 50})
    verify._over_all(Family("some.family", (), lambda d, level: {}, no_problem), row)
    assert row.failures == []
    row.positions.update({0: 100})
    verify._over_all(Family("some.family", (), lambda d, level: {}, no_problem), row)
    assert any("not spread evenly" in failure for failure in row.failures)


@pytest.fixture
def chosen(bank: Bank) -> Instance:
    """A choice of numbers."""
    return bank.issue("lstm.cell-state", 1, "choice", 3)


def test_choices_that_look_alike_are_seen(bank: Bank, chosen: Instance) -> None:
    alike = chosen.model_copy(update={"choices": (chosen.choices[0],) * 4})
    assert "two choices look alike in en" in proof.choice_problems(bank.family(chosen.family), alike)


def test_a_wrong_key_position_is_seen(bank: Bank, chosen: Instance) -> None:
    moved = chosen.key.model_copy(update={"choice": (int(chosen.key.choice or 0) + 1) % 4})
    problems = proof.choice_problems(bank.family(chosen.family), chosen.model_copy(update={"key": moved}))
    assert "not exactly one choice is right" in problems


def refuse(_: str) -> None:
    raise ValueError("not LaTeX")


def test_latex_that_does_not_convert_is_seen(bank: Bank, chosen: Instance) -> None:
    assert proof.page_problems(bank, chosen, str) == []
    assert any("does not convert" in problem for problem in proof.page_problems(bank, chosen, refuse))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (Bilingual(ja="問い", en=" "), "an empty text in en"),
        (Bilingual(ja="問い [[ asked ]]", en="a question"), "a template left in ja"),
        (Bilingual(ja="値段は $5", en="a question"), "a lone dollar in ja"),
        (Bilingual(ja=r"$\boxed{1}$", en="a question"), "browsers cannot draw"),
    ],
)
def test_a_text_that_is_not_whole_is_seen(bank: Bank, chosen: Instance, text: Bilingual, said: str) -> None:
    choices = (Choice(text=text), *chosen.choices[1:])
    problems = proof.page_problems(bank, chosen.model_copy(update={"choices": choices}), None)
    assert any(said in problem for problem in problems)


def test_a_key_that_is_refused_when_typed_is_seen(bank: Bank) -> None:
    instance = bank.issue("lstm.cell-state", 2, "number", 3)
    cells = (instance.key.cells[0] + 1,)
    stored = instance.model_copy(update={"key": instance.key.model_copy(update={"cells": cells})})
    problems = proof.key_problems(bank, bank.family(instance.family), stored)
    assert any("on paper" in problem for problem in problems)
    assert any("same seed differs" in problem for problem in problems)


def test_the_command_prints_a_table_and_exits_by_what_it_found(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["verify", "--family", "perplexity.sequence", "--seeds", "20", "--processes", "1"]
    monkeypatch.setattr("sys.argv", arguments)
    assert verify.main(ORACLES) == 0
    printed = capsys.readouterr().out
    assert "| perplexity.sequence | 1number 1choice 3number 3choice | 80 |" in printed
    assert "| perplexity | 1 | 4 | 80 |" in printed
    assert verify.main({"perplexity.sequence": ORACLES["bleu.brevity-penalty"]}) == 1
    monkeypatch.setattr("sys.argv", ["verify", "--family", "no.such"])
    with pytest.raises(SystemExit):
        verify.main()


def test_a_share_of_rejected_attempts_beyond_the_bound_is_seen() -> None:
    row = verify.Row("some.family", "1number", draws=300, attempts=400)
    verify._over_rejected("some.family level 1 number", row)
    assert row.failures == []
    row.draws, row.attempts = 600, 1000  # of this pair 300 of 600
    verify._over_rejected("some.family level 2 number", row)
    assert row.failures == ["some.family level 2 number: 50.0% of the attempts are rejected"]
