"""A guided page gives away formulas as they are reached, and no value that was not typed or asked for."""

import numpy as np
import pytest

from app.web.mathml import to_mathml
from engine.derivation import decimals, writing
from question_bank.bank import load_bank
from question_bank.model.computed import asked_cells
from question_bank.model.rounding import show_cells
from question_bank.way.guided import Guide
from tests.app.site import Site
from tests.app.test_guided import guide_of, move, page, texts
from tests.question_bank.budget import some

FAMILIES = tuple(load_bank().families)


def typed(guide: Guide, stage: int) -> list[str]:
    """What is right in a group, to all its digits."""
    steps = guide.groups[stage].asked
    return [repr(entry) for step in steps for entry in np.ravel(np.asarray(step.value, dtype=float)).tolist()]


def unreached(guide: Guide, stage: int) -> list[str]:
    """The formulas of the groups after this one, as a page would write them."""
    notation = guide.trace.notation
    return [
        str(to_mathml(f"{writing.symbol(notation, s.name)} = {writing.in_symbols(notation, s.tree)}", display=True))
        for group in guide.groups[stage + 1 :]
        for s in group.steps
        if s.tree is not None
    ]


def unknown(guide: Guide, stage: int) -> list[str]:
    """The vectors and matrices still to be found, as a page would write them; those that are known anyhow left out."""
    before = [step.value for group in guide.groups[:stage] for step in group.asked]
    known = {decimals.array(value) for value in (*before, *guide.trace.given.values())}
    values = [step.value for group in guide.groups[stage:] for step in group.asked if np.size(step.value) > 1]
    return [str(to_mathml(f"{{}} = {text}")) for text in map(decimals.array, values) if text not in known]


@pytest.mark.parametrize("family", some(FAMILIES))
def test_only_formulas_that_were_reached_and_no_value_that_was_not_found(site: Site, family: str) -> None:
    quiz = site.quiz(family)
    for number in range(1, len(site.forms(quiz)) + 1):
        instance = site.content(quiz, number)
        if instance.stages < 2:
            continue
        guide = guide_of(site, quiz, number)
        for stage in range(guide.last + 1):
            shown = page(site, quiz, number)
            for secret in (*unreached(guide, stage), *unknown(guide, stage)):
                assert secret not in shown
            if not instance.choices:
                asked = guide.numeric.asked
                answer = show_cells(asked_cells(guide.trace.values, asked), guide.numeric.rounding)
                assert str(to_mathml(f"{instance.format.label} = {answer}")) not in shown
                assert all(f"{cell!r}" not in shown for cell in instance.key.cells if cell != round(cell, 4))
            assert 'class="derivation"' not in shown
            assert str(instance.seed) not in shown
            if stage < guide.last:
                move(site, quiz, stage, number=number, cell=typed(guide, stage))


@pytest.mark.parametrize(
    "family", ["bptt.delta", "bleu.sentence", "rnn.output", "lstm.hidden-state", "gradients.chain"]
)
def test_the_answer_is_never_shown_before_it_is_in(site: Site, family: str) -> None:
    quiz = site.quiz(family)
    for number in range(1, len(site.forms(quiz)) + 1):
        guide = guide_of(site, quiz, number)
        for stage in range(guide.last):
            move(site, quiz, stage, number=number, action="shown")
        shown = page(site, quiz, number)
        for action in ("shown", "kept"):
            assert move(site, quiz, guide.last, number=number, action=action).status_code == 303
        assert page(site, quiz, number) == shown
        assert "この手順の値を見る" not in shown
    assert site.rows("SELECT count(*) FROM submission") == [(0,)]


@pytest.mark.file
def test_a_guided_page_does_not_depend_on_the_stored_key(site: Site) -> None:
    quiz = site.quiz("bptt.delta")
    move(site, quiz, 0, cell=texts(guide_of(site, quiz), 0))
    shown = page(site, quiz)
    site.change("UPDATE instance SET content = json_set(content, '$.key.cells', json('[99.5]')) WHERE ordinal = 1")
    assert page(site, quiz) == shown
