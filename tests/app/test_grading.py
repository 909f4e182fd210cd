"""Every family in every level and form it asks in is graded, through the API and through the page.

The right answer is right, a wrong one wrong; which families, levels and forms there are, the bank says.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from fastapi.testclient import TestClient

from question_bank.bank import Bank, load_bank
from question_bank.forms import form_of
from question_bank.model.bilingual import Language
from question_bank.model.instance import Form
from tests.app.site import Site, answer_of, build, right, submission, wrong
from tests.app.test_guided import through
from tests.question_bank.budget import some

EVERY = pytest.mark.parametrize("family", some(load_bank().families))
SEED = 3


@pytest.fixture(scope="module")
def site(template: Path, tmp_path_factory: pytest.TempPathFactory, bank: Bank) -> Iterator[Site]:
    """One app for all of these tests: each answers quizzes of its own."""
    app, clock = build(template, tmp_path_factory.mktemp("site"), bank)
    with TestClient(app, follow_redirects=False, raise_server_exceptions=False) as client:
        yield Site(client, app.state.services, clock)


def graded(site: Site, family: str, body: dict[str, Any]) -> Any:
    response = site.client.post(f"/api/v1/instances/{family}/grade", json=body)
    assert response.status_code == 200, (body, response.text)
    return response.json()


@EVERY
def test_the_api_grades_every_form(site: Site, bank: Bank, family: str) -> None:
    for level, form in bank.families[family].asks:
        made = bank.issue(family, level, form, SEED)
        for sent, correct in ((right(made), True), (wrong(made), False)):
            answer = graded(site, family, submission(made, answer_of(sent, form)))
            assert answer["grade"]["correct"] is correct, (level, form)
            assert len(answer["grade"]["cells"]) == form_of(made.form).fields(made)
            key = answer["review"]["key"]
            for language in ("ja", "en"):
                assert key[language]
                assert key[language] != made.format.note.in_language(language)
            holding = [made.choices[place].text.ja for place in made.key.chosen]
            assert all(text in key["ja"] for text in holding)


@EVERY
def test_the_page_grades_every_form(site: Site, bank: Bank, family: str) -> None:
    for answer, correct in ((right, True), (wrong, False)):
        quiz = site.quiz(family)
        asked = []
        for number in range(1, len(site.forms(quiz)) + 1):
            made = site.content(quiz, number)
            asked.append((made.level, made.form))
            response = site.answer(quiz, number, answer(made))
            assert response.status_code == 303, (made.level, made.form, response.text)
        assert set(asked) == set(bank.families[family].asks)
        rows = site.rows(
            f"SELECT s.correct FROM submission s JOIN instance i ON i.id = s.instance_id WHERE i.quiz_id = {quiz}"
        )
        assert [bool(row.correct) for row in rows] == [correct] * len(asked)


def test_the_description_says_how_each_form_is_answered(site: Site, bank: Bank) -> None:
    document = site.client.get("/api/v1/openapi.json").json()
    route = document["paths"]["/api/v1/instances/{family}/grade"]["post"]
    examples = route["requestBody"]["content"]["application/json"]["examples"]
    assert set(examples) == set(get_args(Form))
    for form, example in examples.items():
        assert f"**{form}**: {example['description']}" in route["description"]
        family = example["summary"].rpartition(" ")[2]
        value = example["value"]
        assert value["form"] == form
        answer = graded(site, family, value)
        made = bank.issue(family, value["level"], form, value["seed"])
        assert len(answer["grade"]["cells"]) == form_of(made.form).fields(made)


SAYS: dict[Language, str] = {
    "ja": "示された正解、または丸める前の値から",
    "en": "of the answer as it is shown, or of its value before rounding",
}


@pytest.mark.parametrize(
    ("family", "promised"),
    [("bleu.sentence", True), ("gradients.power", True), ("lstm.cell-state", True), ("bptt.delta", False)],
)
def test_where_a_tolerance_is_promised_the_page_says_from_where_it_is_measured(
    site: Site, family: str, promised: bool
) -> None:
    quiz = site.quiz(family)
    number = 1 + next(k for k, form in enumerate(site.forms(quiz)) if form in {"number", "vector", "matrix"})
    note = site.content(quiz, number).format.note
    assert ("±" in note.ja) is promised
    address = f"/practice/{quiz}/items/{number}"
    pages = [address]
    if site.content(quiz, number).stages > 1:
        through(site, quiz, number)
        pages.append(f"{address}/guided")
    for page in pages:
        for language, says in SAYS.items():
            text = site.get(page, language).text
            assert f">{note.in_language(language)}</p>" in text
            assert (says in text) is promised


def test_the_api_says_from_where_the_tolerance_is_measured(site: Site) -> None:
    described = site.get("/api/v1/openapi.json").json()["paths"]["/api/v1/instances/{family}/grade"]["post"]
    assert "of the key as it is shown or of its value before rounding" in described["description"]


@pytest.mark.parametrize(
    ("typed", "echo"), [("ー７．５０", ""), ("-7.5", ""), ("-15/2", "-15/2"), ("-75e-1", "-75e-1"), ("-1/3", "")]
)
def test_what_was_typed_is_repeated_only_where_it_says_more(site: Site, typed: str, echo: str) -> None:
    quiz = site.quiz("rnn.hidden-state")
    number = 1 + site.forms(quiz).index("number")
    site.answer(quiz, number, {"cell": typed})
    page = site.get(f"/practice/{quiz}/items/{number}").text
    assert re.findall(r'<span class="raw">\(入力 ([^)]*)\)', page) == ([echo] if echo else [])


WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


@pytest.mark.parametrize(
    ("family", "level", "form"), [("lstm.statements", 1, "select"), ("rnn.hidden-state", 1, "number")]
)
def test_full_width_digits_are_read_by_the_api_as_by_the_page(
    site: Site, bank: Bank, family: str, level: int, form: Form
) -> None:
    made = bank.issue(family, level, form, 3)
    sent = {name: [text.translate(WIDE) for text in texts] for name, texts in right(made).items()}
    answer = site.client.post(f"/api/v1/instances/{family}/grade", json=submission(made, answer_of(sent, form)))
    assert answer.json()["grade"]["correct"] is True
    quiz = site.quiz(family)
    number = 1 + site.forms(quiz).index(form)
    sent = {n: [text.translate(WIDE) for text in texts] for n, texts in right(site.content(quiz, number)).items()}
    assert site.answer(quiz, number, sent).status_code == 303
    assert "○</span> 正解" in site.get(f"/practice/{quiz}/items/{number}").text


@pytest.mark.parametrize("text", ["", "x", "-1", "1.0", "²", "1e0", "9", "0x1", "1 2", "9999"])
def test_what_is_no_number_of_a_choice_is_refused(site: Site, bank: Bank, text: str) -> None:
    made = bank.issue("lstm.statements", 1, "select", 3)
    body = submission(made, {"texts": [text]})
    answer = site.client.post("/api/v1/instances/lstm.statements/grade", json=body)
    assert answer.status_code == 422
    assert [field["field"] for field in answer.json()["fields"]] == ["answer.texts"]
