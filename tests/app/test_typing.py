"""What is typed and pasted, as the server takes it: without script too, and with a word on what does not fit."""

from dataclasses import dataclass
from html import escape
from typing import Any

import numpy as np
import pytest

from engine.derivation import decimals
from question_bank.bank import Bank, load_bank
from question_bank.feedback.live import live_slips
from question_bank.forms.typed import Typed
from question_bank.model.computed import Numeric
from question_bank.model.instance import Instance
from tests.app.site import Site, right

MATRIX = "bptt.recurrent-weight-gradient"


@dataclass
class Open:
    """A question of a quiz that waits for its answer."""

    site: Site
    quiz: int
    number: int

    @property
    def address(self) -> str:
        """Where it stands."""
        return f"/practice/{self.quiz}/items/{self.number}"

    @property
    def content(self) -> Instance:
        """As it is stored."""
        return self.site.content(self.quiz, self.number)

    def answer(self, *cells: str) -> Any:
        """Send an answer."""
        return self.site.answer(self.quiz, self.number, {"cell": list(cells)})

    def read(self, *cells: str, language: str = "ja") -> Any:
        """How the page reads it."""
        response = self.site.client.post(
            f"{self.address}/reading", data={"cell": list(cells)}, headers={"accept-language": language}
        )
        return response.json()

    @property
    def stored(self) -> list[Any]:
        """The answers that count."""
        return self.site.rows("SELECT correct, slip FROM submission LEFT JOIN recognised_slip ON submission_id = id")


def opened(site: Site, family: str, form: str) -> Open:
    quiz = site.quiz(family)
    return Open(site, quiz, site.forms(quiz).index(form) + 1)


def test_a_matrix_pasted_into_the_first_field_is_taken_without_script(site: Site) -> None:
    question = opened(site, MATRIX, "matrix")
    shape = question.content.format.shape
    values = np.array([float(text) for text in right(question.content)["cell"]]).reshape(shape)
    blanks = [""] * (values.size - 1)
    assert question.answer(decimals.array(values), *blanks).status_code == 303
    assert [row.correct for row in question.stored] == [1]
    page = site.get(question.address).text
    assert "正解" in page


@pytest.mark.parametrize("block", ["1 2 3\n4 5 6\n7 8 9\n1 1 1", "1 2 3 4 5 6 7 8 9 0"])
def test_what_does_not_fit_is_said_kept_and_costs_nothing(site: Site, block: str) -> None:
    question = opened(site, MATRIX, "matrix")
    blanks = [""] * (len(question.content.key.cells) - 1)
    response = question.answer(block, *blanks)
    assert response.status_code == 422
    assert "収まりません" in response.text
    assert block.partition("\n")[0] in response.text
    assert response.text.count("数を入力してください") == 0
    assert question.stored == []


def test_a_decimal_comma_is_named_kept_and_costs_nothing(site: Site) -> None:
    question = opened(site, "bleu.brevity-penalty", "number")
    response = question.answer("0,324")
    assert response.status_code == 422
    assert "小数点には ." in response.text
    assert 'value="0,324"' in response.text
    assert "小数点には ." in question.read("0,324")[0]["problem"]
    assert "decimal point" in question.read("0,324", language="en")[0]["problem"]
    assert question.stored == []
    assert "小数点には ." in question.read("1,234")[0]["problem"]  # 1.234 may be meant
    assert question.answer("1,234").status_code == 422
    assert question.read("1,234.5")[0] == {"read": "1234.5", "problem": "0 から 1 の値で答えてください。"}


def test_a_percentage_comes_back_as_it_was_typed(site: Site) -> None:
    question = opened(site, "bleu.brevity-penalty", "number")
    assert 'value="140 %"' in question.answer("140 %").text
    assert question.stored == []


def wrong_scales(bank: Bank, instance: Instance) -> list[tuple[str, list[float]]]:
    """The named slips of an instance that give what can be no probability."""
    numeric = bank.family(instance.family).ask(instance.parameters, instance.form)
    assert isinstance(numeric, Numeric)
    live = [(wrong.slip.id, wrong.cells.ravel()) for wrong in live_slips(numeric, numeric.run.trace())]
    return [(slip, cells.tolist()) for slip, cells in live if np.any((cells < 0) | (cells > 1))]


def test_a_slip_beyond_one_is_graded_and_told_and_any_other_value_is_a_matter_of_form(site: Site, bank: Bank) -> None:
    question = opened(site, "bleu.brevity-penalty", "number")
    ((slip, (value,)),) = wrong_scales(bank, question.content)
    percent = f"{100 * question.content.key.cells[0]:.1f}"
    other = f"{value + 0.3:.3f}"
    said = {question.read(text)[0]["problem"] for text in (percent, other, f"{value:.3f}", "-0.1")}
    assert said == {"0 から 1 の値で答えてください。"}, "the live reading tells no slip from another value"
    for text in (percent, other, "-0.1"):
        refused = question.answer(text)
        assert refused.status_code == 422
        assert "0 から 1" in refused.text
    assert question.stored == []
    assert question.answer(f"{value:.3f}").status_code == 303
    ((correct, slips),) = question.stored
    assert not correct
    assert slip in slips.split(",")
    page = site.get(question.address).text
    assert bank.slip_names[slip].ja in page
    assert f"{value:.3f}" in page


@pytest.mark.parametrize("topic", [topic.id for topic in load_bank().topics.topics])
def test_every_slip_that_is_no_probability_can_be_answered_with(bank: Bank, topic: str) -> None:
    for name, card in ((name, card) for name, card in bank.families.items() if card.topic == topic):
        for level, form in card.asks:
            if form not in {"number", "vector", "matrix"}:
                continue
            for seed in range(3):
                made = bank.issue(name, level, form, seed)
                if not made.format.probability:
                    break
                for slip, cells in wrong_scales(bank, made):
                    texts = [f"{cell:.9f}" for cell in cells]
                    reading = bank.read_given(made, Typed(tuple(texts)))
                    assert reading.readable, (name, slip)
                    assert not bank.read(made.question, texts).readable
                times = [f"{100 * cell:.3f}" for cell in made.key.cells]
                if max(made.key.cells) > 0.05:
                    assert not bank.read_given(made, Typed(tuple(times))).readable, (name, times)


def test_there_are_slips_that_are_no_probability(bank: Bank) -> None:
    name = "bleu.brevity-penalty"
    numbers = [(level, form) for level, form in bank.families[name].asks if form == "number"]
    made = [bank.issue(name, *ask, seed) for ask in numbers for seed in range(9)]
    assert all(one.format.probability for one in made)
    assert any(wrong_scales(bank, one) for one in made)


def test_an_answer_that_todays_reader_would_refuse_can_still_be_opened(site: Site) -> None:
    question = opened(site, "bleu.brevity-penalty", "number")
    question.answer(*right(question.content)["cell"])
    for texts in ('["0,324"]', '["1.9"]'):
        site.change("UPDATE submission SET texts = :texts, correct = 0, cells = '[false]'", texts=texts)
        assert site.get(question.address).status_code == 200
        assert site.get("/history/1").status_code == 200


def test_a_block_in_a_guided_step_is_taken_without_script(site: Site, bank: Bank) -> None:
    quiz = site.quiz("rnn.hidden-state")
    for number in range(1, len(site.forms(quiz)) + 1):
        guide = bank.guide(site.content(quiz, number))
        if guide is None:
            continue
        stage = guide.stages(())[0]
        wide = [block for block in stage.blocks if block.first is not None and block.shape and block.shape[0] > 1]
        if wide:
            break
    else:
        pytest.fail("no guided step with more than one field")
    cells = [""] * stage.fields
    for shape, first in ((block.shape, block.first) for block in stage.blocks if block.first is not None):
        cells[first] = " ".join(["0.25"] * int(np.prod(shape)))
    form = {"stage": "0", "ordinal": "0", "action": "tried", "cell": cells}
    assert site.post(f"/practice/{quiz}/items/{number}/guided", form).status_code == 303
    assert site.rows("SELECT count(*) FROM guided_move")[0][0] == 1


@pytest.mark.parametrize(("family", "form"), [("lstm.cell-state", "vector"), ("bleu.brevity-penalty", "number")])
def test_more_values_than_fields_are_no_answer(site: Site, family: str, form: str) -> None:
    question = opened(site, family, form)
    key = right(question.content)["cell"]
    for cells in ([*key, "0.5"], [*key, ""], [*key, *["<b>9</b>"] * 100]):
        response = site.post(question.address, {"cell": cells})
        assert response.status_code == 422
        assert f"{len(cells)} 個の値が送られました" in response.text
        assert f"送られた値: {escape(', '.join(cells[:64]))}" in response.text
        assert question.stored == []
    assert site.post(question.address, {"cell": key}).status_code == 303


def test_a_choice_beside_another_or_none_of_those_offered_is_no_answer(site: Site) -> None:
    question = opened(site, "lstm.cell-state", "choice")
    several = site.post(question.address, {"choice": ["0", "1"]})
    assert several.status_code == 422
    assert "1 つだけ選んでください" in several.text
    assert question.stored == []
    assert site.post(question.address, {"choice": ["0", "0"]}).status_code == 303
