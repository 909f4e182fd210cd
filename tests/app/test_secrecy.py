"""Before the answer is in, a page holds nothing from which the key could be told."""

import json
from typing import Any

import numpy as np
import pytest

from question_bank.bank import load_bank
from question_bank.model.answer import UNKNOWN
from question_bank.model.computed import Numeric
from question_bank.model.instance import Instance, Question
from question_bank.pictures.shown import Shown
from tests.app.site import Site
from tests.question_bank.budget import some

FAMILIES = tuple(load_bank().families)
OF_ANSWERED = ("derivation", "against", "snippet", "pictured", "readings", "review", "facts", "others")


def another(instance: Instance, form: str) -> dict[str, Any]:
    """What differs in another key to the same question."""
    key = instance.key
    if form == "select":
        return {"chosen": [0, 1, 2, 3], "slips": [None] * 4}
    if form in {"choice", "code", "combination"}:
        return {"choice": ((key.choice or 0) + 1) % 4, "slips": key.slips[::-1]}
    if form == "order":
        last = len(instance.items) - 1
        return {"before": [[last - need for need in needs] for needs in key.before[::-1]]}
    if form == "match":
        return {"pairs": [(option + 1) % len(instance.options) for option in key.pairs]}
    return {"cells": [cell + 1 for cell in key.cells]}


@pytest.mark.parametrize("family", some(FAMILIES))
def test_the_page_does_not_depend_on_the_key(site: Site, family: str) -> None:
    """Two instances with the same givens and choices but another stored key give identical pages."""
    quiz = site.quiz(family)
    for number, form in enumerate(site.forms(quiz), start=1):
        address = f"/practice/{quiz}/items/{number}"
        instance = site.content(quiz, number)
        pages = [site.get(address, language).text for language in ("ja", "en")]
        unreadable = site.answer(quiz, number, {"cell": "?"}).text
        other = {**json.loads(instance.model_dump_json()), "seed": 1, "parameters": {}}
        other["key"] = {**other["key"], **another(instance, form)}
        site.change(
            "UPDATE instance SET content = :content WHERE quiz_id = :quiz AND ordinal = :number",
            content=json.dumps(other),
            quiz=quiz,
            number=number,
        )
        assert [site.get(address, language).text for language in ("ja", "en")] == pages
        if not instance.choices:
            assert site.answer(quiz, number, {"cell": "?"}).text == unreadable


@pytest.mark.parametrize("family", some(FAMILIES))
def test_nothing_of_the_answer_is_on_the_page(site: Site, family: str) -> None:
    quiz = site.quiz(family)
    names = site.services.bank.slip_names
    for number, form in enumerate(site.forms(quiz), start=1):
        instance = site.content(quiz, number)
        page = site.get(f"/practice/{quiz}/items/{number}").text
        assert str(instance.seed) not in page
        assert not any(f'class="{part}"' in page for part in OF_ANSWERED)
        assert "覚えておくこと" not in page
        assert "正しい順番" not in page
        assert "正しい組み合わせ" not in page
        assert "破線" not in page
        assert 'class="off"' not in page
        review = site.services.bank.review(instance, UNKNOWN)
        assert all(said.reason is None or said.reason.ja not in page for said in review.items)
        for slip in instance.key.slips:
            if slip is not None:
                assert f'"{slip}"' not in page
                assert slip not in names or names[slip].ja not in page
        if form not in {"choice", "code", "combination"}:
            copied = given(site, instance)  # a joined output holds a state that is given
            hidden = [cell for cell in instance.key.cells if cell != round(cell, 1) and cell not in copied]
            assert all(f"{cell!r}" not in page for cell in hidden)


def given(site: Site, instance: Instance) -> set[float]:
    """The numbers that a question gives."""
    problem = site.services.bank.family(instance.family).ask(instance.parameters, instance.form)
    values = problem.run.trace().given.values() if isinstance(problem, Numeric) else ()
    return {float(entry) for value in values for entry in np.ravel(value)}


def test_a_question_has_no_field_for_the_key() -> None:
    assert {"key", "seed", "parameters", "fingerprint"}.isdisjoint(Question.model_fields)


@pytest.mark.parametrize("family", some(FAMILIES))
def test_a_sketch_holds_given_values_only(site: Site, family: str) -> None:
    """What is drawn before the answer stands in the question too; of what is asked only its symbol and its time."""
    bank = site.services.bank
    card = bank.families[family]
    for level, form in card.asks:
        instance = bank.issue(family, level, form, 11)
        if instance.sketch is None:
            continue
        problem = bank.family(family).ask(instance.parameters, form)
        assert isinstance(problem, Numeric)
        worked_out = {f"{step}" for step, _ in problem.run.plain()} - {name for name, _ in problem.run.trace().given}
        for value in instance.sketch.given:
            assert value.letter not in worked_out
            shown = Shown(value.rows, value.dimensions).latex
            assert f"{value.symbol} = {shown}" in instance.stem.ja
            assert f"{value.symbol} = {shown}" in instance.stem.en
        assert instance.sketch.letter == problem.asked.step


def test_before_the_answer_the_picture_has_no_edges_and_no_steps(site: Site) -> None:
    quiz = site.quiz("bptt.recurrent-weight-gradient")
    page = site.get(f"/practice/{quiz}/items/1").text
    assert "sketch-asked" in page
    begin = page.index('class="sketch"')
    drawn = page[begin : page.index("</details>", begin)]
    assert drawn.count('class="node step') == 1
    assert 'class="edge' not in drawn
    assert "data-mark" not in page


def test_an_instance_from_before_there_were_sketches_is_still_shown(site: Site) -> None:
    quiz = site.quiz("rnn.hidden-state")
    content = json.loads(site.content(quiz, 1).model_dump_json())
    del content["sketch"]
    site.change(
        "UPDATE instance SET content = :content WHERE quiz_id = :quiz AND ordinal = 1",
        content=json.dumps(content),
        quiz=quiz,
    )
    assert site.get(f"/practice/{quiz}/items/1").status_code == 200
    assert site.answer(quiz, 1).status_code == 303
    assert site.get(f"/practice/{quiz}/items/1").status_code == 200
