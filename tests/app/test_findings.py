"""What lay behind a wrong answer is looked for once: kept with it, and read as it would be found."""

from dataclasses import replace
from typing import Any

import pytest

from app.db.models import Submission
from app.quiz.stored import kept, stored_answer
from question_bank.bank import Bank
from question_bank.feedback import findings
from question_bank.model.instance import Instance
from question_bank.pictures.run import Pictures
from tests.app.site import Site

FAMILIES = ("lstm.cell-backward", "bptt.recurrent-weight-gradient", "bleu.reference-length")
TYPED = {"number", "vector", "matrix"}


def answered(site: Site) -> list[str]:
    """Wrong answers, typed and chosen; the addresses of their pages."""
    pages = []
    for family in FAMILIES:
        quiz = site.quiz(family)
        for number, form in enumerate(site.forms(quiz), start=1):
            key = site.content(quiz, number).key
            if form in TYPED:
                site.answer(quiz, number, {"cell": ["0.1234" if number % 2 else "2"] * len(key.cells)})
            elif key.choice is not None:
                site.answer(quiz, number, {"choice": f"{(key.choice + 1) % len(key.slips)}"})
            pages.append(f"/practice/{quiz}/items/{number}")
    return pages


def stored(site: Site) -> list[tuple[Instance, Submission]]:
    """Every answer with its question."""
    with site.services.database.read() as session:
        rows = session.query(Submission).order_by(Submission.id).all()
        return [(Instance.model_validate(row.instance.content), row) for row in rows]


def test_what_is_kept_is_what_would_be_found(site: Site) -> None:
    answered(site)
    bank, told = site.services.bank, 0
    for instance, submission in stored(site):
        answer = stored_answer(instance, submission)
        found = None if submission.correct else bank.diagnose(instance, answer)
        assert kept(bank, submission) == found
        assert bank.review(instance, answer, (), found) == bank.review(instance, answer)
        told += bool(found)
    assert told > 3


@pytest.mark.file
def test_the_page_of_a_wrong_answer_looks_for_nothing_unless_another_edition_did(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[Any] = []

    def look(*asked: Any) -> Any:
        looked.append(asked)
        return findings.suspects(*asked)

    monkeypatch.setattr("question_bank.kinds.numeric.reviewing.suspects", look)
    addresses = answered(site)
    assert looked
    looked.clear()
    pages = [site.get(address).text for address in addresses]
    assert looked == []
    site.services.bank.forget()
    assert [site.get(address).text for address in addresses] == pages
    assert looked == []
    site.services.bank.forget()
    site.change("UPDATE submission SET findings = json_set(findings, '$.edition', 'another')")
    assert [site.get(address).text for address in addresses] == pages
    assert looked


def test_whether_there_are_pictures_is_known_without_drawing_them(site: Site) -> None:
    bank = site.services.bank
    for family in (*FAMILIES, "rnn.formula", "lstm.cell-claims", *list(bank.families)[::40]):
        if family in bank.families:
            instance = bank.issue(family, *bank.families[family].asks[0], 3)
            assert bank.is_pictured(instance) == (bank.pictures(instance) != Pictures()), family


def test_another_version_of_a_family_is_another_edition(site: Site) -> None:
    bank = site.services.bank
    family = bank.family(FAMILIES[0])
    newer = Bank([replace(family, version=family.version + 1)], bank.topics)
    assert newer.edition(family.id) != bank.edition(family.id)
    assert newer.edition("no.such") == ""
