"""Orders and matches as a choice of whole arrangements: exactly the key holds, and no choice stands out."""

from collections import Counter

import pytest

from question_bank.bank import Bank, load_bank
from question_bank.forms.combined import COMBINED
from question_bank.kinds.arranging import combined_problems
from question_bank.kinds.registry import kind_of_family
from question_bank.model.bilingual import Bilingual
from question_bank.model.instance import Choice, Form, Instance
from tests.question_bank.budget import among

FORM: Form = "combination"
FAMILIES = tuple(card.id for card in load_bank().families.values() if FORM in dict(card.asks).values())


def drawn(bank: Bank, family: str, count: int) -> list[Instance]:
    """Instances of a family in this form."""
    (level,) = [level for level, form in bank.families[family].asks if form == FORM]
    return [bank.issue(family, level, FORM, seed) for seed in range(count)]


def distance(one: tuple[int, ...], other: tuple[int, ...]) -> int:
    """How many items are given something else."""
    return sum(a != b for a, b in zip(one, other, strict=True))


def test_every_order_and_match_can_be_asked_so(bank: Bank) -> None:
    by_hand = {card.id for card in bank.families.values() if any(form in {"order", "match"} for _, form in card.asks)}
    assert set(FAMILIES) == by_hand
    assert len(FAMILIES) > 25


@pytest.mark.parametrize("family", among(FAMILIES))
def test_by_hand_exactly_the_key_is_graded_right(bank: Bank, family: str) -> None:
    for instance in drawn(bank, family, 12):
        for answer in COMBINED.every(instance):
            arranged = COMBINED.arranged(instance, answer)
            form = COMBINED.form_of(instance)
            grade = form.grade(instance, arranged, form.reading(instance, arranged))
            assert grade.correct == bank.grade(instance, answer).correct
            items = bank.review(instance, answer).items
            assert [item.right for item in items if item.reason is not None]
        by_hand = bank.family(family)
        assert not kind_of_family(by_hand).proof(  # the kind proves it of every instance of the gate
            by_hand, by_hand.ask(instance.parameters, FORM), instance, every=True
        )


@pytest.mark.parametrize("family", among(FAMILIES))
def test_the_right_one_cannot_be_found_by_comparing(bank: Bank, family: str) -> None:
    """Of two changes and both of them, every choice is as far from the others as any: nothing is in the middle."""
    for instance in drawn(bank, family, 12):
        given = instance.key.arrangements
        sums = Counter(tuple(sorted(distance(one, other) for other in given if other != one)) for one in given)
        if len(instance.items) > 3 or instance.options:
            assert len(sums) == 1, sums


def test_a_second_arrangement_that_holds_is_noticed(bank: Bank) -> None:
    (instance,) = drawn(bank, "lstm.shapes-match", 1)
    right = instance.key.arrangements[instance.key.choice or 0]
    assert combined_problems(instance, lambda given: tuple(given) == right) == []
    (said,) = combined_problems(instance, lambda given: True)
    assert "not the key alone" in said
    key = instance.key.model_copy(update={"choice": ((instance.key.choice or 0) + 1) % 4})
    assert combined_problems(instance.model_copy(update={"key": key}), lambda given: tuple(given) == right)


@pytest.mark.parametrize("family", among(FAMILIES))
def test_no_item_is_the_same_in_every_choice(bank: Bank, family: str) -> None:
    for instance in drawn(bank, family, 12):
        same = [item for item, given in enumerate(zip(*instance.key.arrangements, strict=True)) if len(set(given)) == 1]
        if instance.options:
            assert not same
        else:
            assert len(same) <= max(0, len(instance.items) - 4)  # where few orders are wrong, or all may be


def test_items_are_called_as_the_choices_call_them(bank: Bank) -> None:
    (instance,) = drawn(bank, "lstm.shapes-match", 1)
    assert COMBINED.field_name(instance, 1) == Bilingual(ja="イ", en="(b)")
    assert "イ – " in instance.choices[0].text.ja
    assert "(b) – " in instance.choices[0].text.en
    stored = Choice(text=Bilingual(ja="1 – A、2 – C", en="1 – A, 2 – C"))  # as they were written out before
    assert COMBINED.field_name(instance.model_copy(update={"choices": (stored,) * 4}), 1).ja == "2"


@pytest.mark.parametrize("family", ["lstm.shapes-match", "lstm.remedies-order"])
def test_what_the_chosen_arrangement_gets_wrong_is_told(bank: Bank, family: str) -> None:
    (instance,) = drawn(bank, family, 1)
    for answer in COMBINED.every(instance):
        items = bank.review(instance, answer).items
        right = bank.grade(instance, answer).correct
        assert all(item.holds is not None and item.given for item in items)
        assert all(item.holds for item in items) == right
        if instance.options:
            assert all(item.holds == (item.given == item.right) for item in items)


@pytest.mark.parametrize("family", among(FAMILIES))
def test_the_stem_asks_for_one_of_the_choices(bank: Bank, family: str) -> None:
    stem = drawn(bank, family, 1)[0].stem
    assert "1 つ選んでください" in stem.ja
    for other in ("同じ記号", "並べてください", "どれも正解", "どちらを先にしても"):
        assert other not in stem.ja
    for other in ("Each letter", "Any such", "either order", "Put the", "the place of each"):
        assert other not in stem.en
