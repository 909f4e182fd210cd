"""What is said of a wrong answer at the end of a way contradicts nothing that was said on the way."""

import numpy as np
import pytest

from engine.derivation.carried import follow
from question_bank.bank import Bank, load_bank
from question_bank.feedback.lines import line_id
from question_bank.feedback.live import wrong_slips
from question_bank.forms.chosen import Chosen
from question_bank.forms.typed import Typed
from question_bank.model.answer import Answer
from question_bank.model.computed import asked_cells
from question_bank.model.instance import Instance
from question_bank.way.guided import Guide
from tests.question_bank.budget import among, examples
from tests.question_bank.test_guided import guides, slipped_way, to, walked

FAMILIES = tuple(load_bank().families)


def wrong_answers(instance: Instance, guide: Guide) -> list[Answer]:
    """Each answer that a named slip gives: typed, or chosen."""
    if instance.choices:
        return [Chosen(place) for place, slip in enumerate(instance.key.slips) if slip is not None]
    found = wrong_slips(guide.numeric, guide.trace)
    return [Typed(tuple(f"{cell:.6f}" for cell in wrong.cells.ravel().tolist())) for wrong in found]


@pytest.mark.parametrize("family", among(FAMILIES))
def test_no_step_that_was_right_is_called_wrong(bank: Bank, family: str) -> None:
    for instance, guide in guides(bank, family, range(1))[: examples(9, 3)]:
        moves, _ = walked(guide, to(5))
        right = {line_id(step.name) for group in guide.groups[:-1] for step in group.asked}
        for answer in wrong_answers(instance, guide):
            if bank.read_given(instance, answer).readable and bank.grade(instance, answer).correct:
                continue
            for found in bank.diagnose(instance, answer, moves):
                parted = {parting.step for parting in found.partings if parting.wrong != parting.right}
                assert not found.certain or not parted & right, (found.name.en, answer)
                assert instance.choices or not parted & right, (found.name.en, answer)


@pytest.mark.parametrize("family", among(FAMILIES))
def test_an_answer_that_follows_from_a_slip_on_the_way_is_told_by_that_slip(bank: Bank, family: str) -> None:
    for instance, guide in guides(bank, family, range(1))[: examples(9, 3)]:
        for slip in guide.numeric.slips if not instance.choices else ():
            moves, own = slipped_way(guide, slip)
            cells = asked_cells(follow(guide.trace, own), guide.numeric.asked).ravel().tolist()
            answer = Typed(tuple(f"{cell:.6f}" for cell in cells))
            if not own or not np.all(np.isfinite(cells)) or guide.slips(moves) != (slip.id,):
                continue
            if guide.answered(moves, answer, correct=False) != "follows" or bank.grade(instance, answer).correct:
                continue
            (found,) = bank.review(instance, answer, moves).findings
            ((step,),) = ((parting.step,) for parting in found.partings)
            assert (found.slips, found.certain, step) == ((slip.id,), True, line_id(next(iter(own))))
