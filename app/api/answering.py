"""How the answer to each form of question is sent, in words and by example, and what an answer is that does not fit."""

from itertools import cycle, islice
from typing import Any

from app.api.models import GivenAnswer, Submission
from question_bank.bank import Bank
from question_bank.kinds import arranging
from question_bank.model.bilingual import Bilingual
from question_bank.model.instance import CHOICE_FORMS, Answer, Form, Instance, Question, Reading
from question_bank.operations.checking import Problem

ANSWERS: dict[Form, str] = {
    "number": "`texts` holds one number as one types it: 0.40, -1.5, 1/3, 1e-3.",
    "vector": "`texts` holds its numbers as one types them, one for each entry of `question.format.shape`.",
    "matrix": "`texts` holds its numbers as one types them, row by row, one for each entry of `question.format.shape`.",
    "choice": "`choice` is the place of the chosen one in `question.choices`, counted from 0.",
    "code": "`choice` is the place of the chosen line in `question.choices`, counted from 0.",
    "select": "`texts` holds the places of all that hold in `question.choices`, counted from 0: 0, 2.",
    "order": "`texts` holds for each of `question.items`, as they are listed, its place in the order, counted from 1.",
    "match": "`texts` holds for each of `question.items`, as they are listed, the letter of one of `question.options`: "
    "A is the first. No letter twice.",
}
_NUMBERS = ("0.5", "1/3", "0.25", "2e-1")
EXAMPLE_SEED = 1


def example_answer(question: Question) -> Answer:
    """An answer that can be graded; whether it is right is not known here."""
    if question.form in CHOICE_FORMS:
        return Answer(choice=0)
    if question.form == "select":
        return Answer(texts=("0", "2"))
    if question.items:
        return Answer(texts=arranging.values(question)[: question.entries])
    return Answer(texts=tuple(islice(cycle(_NUMBERS), question.entries)))


def examples(bank: Bank) -> dict[str, dict[str, Any]]:
    """A submission for each form, to the first family that asks in it."""
    found: dict[str, dict[str, Any]] = {}
    for form, said in ANSWERS.items():
        family, level = next((card.id, level) for card in bank.families.values() for level, f in card.asks if f == form)
        made = bank.issue(family, level, form, EXAMPLE_SEED)
        answer = example_answer(made.question)
        submission = Submission(
            seed=made.seed,
            level=level,
            form=form,
            version=made.version,
            answer=GivenAnswer(choice=answer.choice, texts=list(answer.texts)),
        )
        value = submission.model_dump(mode="json")
        value["answer"] = {"choice": answer.choice} if form in CHOICE_FORMS else {"texts": list(answer.texts)}
        found[form] = {"summary": f"{form}, to {family}", "description": said, "value": value}
    return found


def _expected(made: Instance) -> Bilingual:
    last = len(made.choices) - 1
    if made.form in CHOICE_FORMS:
        return Bilingual(ja=f"選択肢の番号（0 … {last}）を 1 つ", en=f"the number of a choice, 0 … {last}")
    if made.form == "select":
        return Bilingual(ja=f"当てはまる選択肢の番号（0 … {last}）をすべて", en=f"numbers of choices, 0 … {last}")
    count, known = made.entries, arranging.values(made)
    if made.form == "order":
        return Bilingual(ja=f"{count} 個の順番（1 … {count}）", en=f"{count} places, 1 … {count}, each once")
    if made.form == "match":
        letters = f"{known[0]} … {known[-1]}"
        return Bilingual(ja=f"{count} 個の記号（{letters}）", en=f"{count} letters, {letters}, none twice")
    return Bilingual(ja=f"{count} 個の数", en=f"{count} number{'s' * (count > 1)}")


def _problem(made: Instance, field: str) -> Problem:
    shape = _expected(made)
    return Problem(
        field, shape.en, Bilingual(ja=f"{field}：{shape.ja}で答えてください。", en=f"{field}: give {shape.en}.")
    )


def misfits(made: Instance, answer: Answer) -> list[Problem]:
    """What of an answer the form of the question does not take: the other kind of answer, or too much."""
    chosen = made.form in CHOICE_FORMS
    most = len(made.choices) or made.entries
    found = []
    if answer.choice is not None and not chosen:
        found.append(_problem(made, "answer.choice"))
    if answer.texts and (chosen or len(answer.texts) > most):
        found.append(_problem(made, "answer.texts"))
    return found


def unreadable(made: Instance, reading: Reading | None) -> list[Problem]:
    """What of an answer cannot be graded: a choice that is none, or texts, each with what is wrong with it."""
    if reading is None:
        return [_problem(made, "answer.choice" if made.form in CHOICE_FORMS else "answer.texts")]
    shape = _expected(made).en
    return [
        Problem(f"answer.texts[{k}]", shape, cell.problem)
        for k, cell in enumerate(reading.cells)
        if cell.problem is not None
    ]
