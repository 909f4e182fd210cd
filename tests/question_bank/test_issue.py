"""A seed is a question: the same one on every machine and for as long as the family's version stands."""

import json
from collections import Counter
from dataclasses import replace

import pytest

from question_bank.bank import Bank, load_bank
from question_bank.kinds import issuing
from question_bank.kinds.numeric import making
from question_bank.model.draw import Draw
from question_bank.model.family import Parameters
from question_bank.model.instance import Instance
from question_bank.model.made import ExhaustedError
from tests.question_bank.record import fingerprints, recorded


@pytest.mark.parametrize("topic", [topic.id for topic in load_bank().topics.topics])
def test_seeds_give_the_recorded_questions(bank: Bank, topic: str) -> None:
    """Where this fails for a family that was changed on purpose: raise its version, then ``make record``."""
    assert fingerprints(bank, topic) == json.loads(recorded(topic).read_text(encoding="utf-8"))


def test_forms_of_a_seed_share_their_numbers(bank: Bank) -> None:
    number, vector = (bank.issue("rnn.hidden-state", 1, form, 5) for form in ("number", "vector"))
    assert number.parameters == vector.parameters
    assert number.key.cells[0] in vector.key.cells


def test_a_new_parameter_does_not_move_the_others(bank: Bank) -> None:
    family = bank.family("lstm.cell-state")

    def with_one_more(d: Draw, level: int) -> Parameters:
        return {"first": d.integer("first", 0, 9), **family.draw(d, level), "one more": d.integer("one more", 0, 9)}

    for seed in range(10):
        before, after = family.draw(Draw(family.id, seed), 1), with_one_more(Draw(family.id, seed), 1)
        assert {name: after[name] for name in before} == before


def test_draws_are_uniform_and_orders_too() -> None:
    digits = [Draw("any", seed).integer("d", 0, 9) for seed in range(2000)]
    assert all(150 < digits.count(digit) < 250 for digit in range(10))
    orders = ["".join(Draw("any", seed).shuffled("o", "abc")) for seed in range(1200)]
    assert len(set(orders)) == 6
    assert all(140 < orders.count(order) < 260 for order in set(orders))


def test_one_seed_does_not_put_the_right_choice_at_one_place(bank: Bank) -> None:
    asks = [(card.id, *ask) for card in bank.families.values() for ask in card.asks if ask[1] == "choice"]
    for seed in (1, 2, 3):
        places = Counter(bank.issue(family, level, form, seed).key.choice for family, level, form in asks)
        assert max(places.values()) < 0.4 * places.total(), places


def test_an_unknown_level_or_form_is_refused(bank: Bank) -> None:
    with pytest.raises(KeyError):
        bank.issue("lstm.cell-state", 3, "matrix", 1)
    with pytest.raises(KeyError):
        bank.issue("no.family", 1, "number", 1)


def test_a_family_that_draws_nothing_fit_is_exhausted(bank: Bank, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(issuing, "MOST_ATTEMPTS", 3)
    family = bank.family("perplexity.sequence")
    always_one = replace(family, draw=lambda d, level: {"p": [1.0, 1.0], "whole": True})
    with pytest.raises(ExhaustedError, match="no fit draw in 3 attempts"):
        issuing.make_instance(always_one, 1, "number", 1)


def test_a_draw_in_which_every_named_slip_does_harm_is_preferred(bank: Bank, monkeypatch: pytest.MonkeyPatch) -> None:
    def first() -> int:
        drawn = (bank.issue("lstm.cell-state", 1, "number", seed).parameters["entry"] for seed in range(60))
        return sum(entry == 0 for entry in drawn)

    assert 15 < first() < 45
    monkeypatch.setattr(making, "harmless_slips", lambda numeric, trace: ["one"] * (numeric.asked.entry == (0,)))
    assert first() < 5  # all that are looked at are such: one in 64
    monkeypatch.setattr(making, "harmless_slips", lambda numeric, trace: ["one"] * (1 + (numeric.asked.entry == (0,))))
    assert first() < 5  # where there is none, the fewest; and a question is drawn all the same


def test_a_wrong_choice_shows_the_number_its_slip_gives(bank: Bank) -> None:
    shown = {
        choice.text.ja for seed in range(20) for choice in bank.issue("perplexity.sequence", 1, "choice", seed).choices
    }
    assert any("." in text for text in shown)  # a slip's value that is not whole is not shown as another number
    whole = bank.issue("bptt.output-weight-gradient", 1, "choice", 3)
    assert not any("." in choice.text.ja for choice in whole.choices)


def test_what_may_be_shown_holds_no_key(bank: Bank) -> None:
    instance: Instance = bank.issue("bptt.update", 1, "choice", 1)
    shown = instance.question.model_dump()
    given = {
        "stem",
        "conventions",
        "choices",
        "items",
        "options",
        "format",
        "hints",
        "stages",
        "sketch",
        "tables",
        "figures",
    }  # two are counts, the last three are of given values
    assert set(shown) == {"family", "level", "form", "title"} | given
