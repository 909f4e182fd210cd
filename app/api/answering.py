"""How the answer to each form of question is sent, in words and by example, and what an answer is that does not fit."""

from typing import Any

from app.api.models import GivenAnswer, Submission
from question_bank.bank import Bank
from question_bank.forms import form_of
from question_bank.forms.registry import every_form
from question_bank.model.answer import Reading
from question_bank.model.bilingual import Bilingual
from question_bank.model.instance import Form, Instance
from question_bank.operations.checking import Problem

ANSWERS: dict[Form, str] = {name: form.sent for name, form in every_form().items()}
EXAMPLE_SEED = 1


def examples(bank: Bank) -> dict[str, dict[str, Any]]:
    """A submission for each form, to the first family that asks in it."""
    found: dict[str, dict[str, Any]] = {}
    for form, said in ANSWERS.items():
        family, level = next((card.id, level) for card in bank.families.values() for level, f in card.asks if f == form)
        made = bank.issue(family, level, form, EXAMPLE_SEED)
        sent = GivenAnswer.of(form_of(form).example(made.question))
        submission = Submission(seed=made.seed, level=level, form=form, version=made.version, answer=sent)
        value = submission.model_dump(mode="json", include={"seed", "level", "form", "version"})
        value["answer"] = sent.model_dump(mode="json", include={str(form_of(form).field)})
        found[form] = {"summary": f"{form}, to {family}", "description": said, "value": value}
    return found


def _problem(made: Instance, field: str) -> Problem:
    shape = form_of(made.form).expected(made)
    return Problem(
        field, shape.en, Bilingual(ja=f"{field}：{shape.ja}で答えてください。", en=f"{field}: give {shape.en}.")
    )


def misfits(made: Instance, sent: GivenAnswer) -> list[Problem]:
    """What of an answer the form of the question does not take: the other kind of answer, or too much."""
    form, found = form_of(made.form), []
    if sent.choice is not None and form.field != "choice":
        found.append(_problem(made, "answer.choice"))
    if len(sent.texts) > form.most_texts(made):
        found.append(_problem(made, "answer.texts"))
    return found


def unreadable(made: Instance, reading: Reading) -> list[Problem]:
    """What of an answer cannot be graded: a choice that is none, or texts, each with what is wrong with it."""
    form = form_of(made.form)
    if not reading.cells:
        return [_problem(made, f"answer.{form.field}")]
    shape = form.expected(made).en
    return [
        Problem(f"answer.texts[{k}]", shape, cell.problem)
        for k, cell in enumerate(reading.cells)
        if cell.problem is not None
    ]
