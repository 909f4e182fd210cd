"""A slip is told on the page, counted, and can be practised: every question of that quiz is one where it can happen."""

import time
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from question_bank.bank import load_bank
from question_bank.feedback.live import live_slips
from question_bank.model.computed import Numeric
from question_bank.model.instance import Instance
from question_bank.model.rounding import rounded
from tests.app.site import Site, build, quiz_of


def slips_alone(site: Site, instance: Instance) -> dict[str, str]:
    """For a number question, what to type for each slip that no other slip of the family gives as well."""
    problem = site.services.bank.family(instance.family).ask(instance.parameters, instance.form)
    assert isinstance(problem, Numeric)
    typed: dict[str, list[str]] = {}
    for wrong in live_slips(problem, problem.run.trace()):
        value = f"{rounded(float(wrong.cells), problem.rounding):.9g}"
        typed.setdefault(value, []).append(wrong.slip.id)
    return {slips[0]: value for value, slips in typed.items() if len(slips) == 1}


def slipped(site: Site, family: str, form: str = "number", level: int | None = None) -> tuple[int, int, str]:
    """A quiz with one question answered with a slip: its number, the question's, the slip."""
    quiz = site.quiz(family)
    for number, asked in enumerate(site.forms(quiz), start=1):
        instance = site.content(quiz, number)
        if asked == form and level in (None, instance.level):
            slip, value = next(iter(slips_alone(site, instance).items()))
            site.answer(quiz, number, {"cell": value})
            return quiz, number, slip
    raise AssertionError(f"{family} asks no {form}")


@pytest.mark.parametrize(("language", "said"), [("ja", "どこで間違えたか"), ("en", "Where it went wrong")])
def test_a_typed_slip_is_told_counted_and_offered_for_practice(site: Site, language: str, said: str) -> None:
    quiz, number, slip = slipped(site, "lstm.cell-backward", level=3)
    page = site.get(f"/practice/{quiz}/items/{number}", language).text
    assert said in page
    assert f'name="slip" value="{slip}"' in page
    assert f'name="slip" value="{slip}"' in site.get("/statistics", language).text
    assert site.rows("SELECT slip FROM recognised_slip") == [(slip,)]


def test_where_few_numbers_can_be_typed_a_slip_is_told_as_a_possibility(site: Site) -> None:
    quiz, number, _ = slipped(site, "bleu.reference-length")
    page = site.get(f"/practice/{quiz}/items/{number}").text
    assert "考えられる誤り" in page
    assert "偶然の可能性もあります" in page
    assert "どこで間違えたか" not in page


def test_an_answer_that_nothing_explains_is_said_to_be_so(site: Site) -> None:
    quiz = site.quiz("lstm.hidden-state")
    number = site.forms(quiz).index("number") + 1
    site.answer(quiz, number, {"cell": "7.77"})
    assert "この値になる誤りは見つかりませんでした" in site.get(f"/practice/{quiz}/items/{number}").text
    assert site.rows("SELECT * FROM recognised_slip") == []


def test_practising_a_slip_asks_only_where_it_can_happen(site: Site) -> None:
    bank = site.services.bank
    for slip in ("backward-transpose-dropped", "gates-exchanged", "bias-dropped", "count-not-clipped"):
        quiz = quiz_of(site.post("/practice/slip", {"slip": slip}))
        instances = [site.content(quiz, number) for number in range(1, len(site.forms(quiz)) + 1)]
        assert len(instances) == 5
        assert {instance.family for instance in instances} <= set(bank.slip_families[slip])
        shown = [bank.shows(instance, slip) for instance in instances]
        assert sum(shown) >= 4, (slip, shown)


def test_an_unknown_slip_is_not_found(site: Site) -> None:
    assert site.post("/practice/slip", {"slip": "no-such-slip"}).status_code == 404


def test_every_named_slip_of_the_texts_happens_somewhere(site: Site) -> None:
    bank = site.services.bank
    assert set(bank.slip_families) == set(bank.slip_names)


def test_which_families_a_slip_can_happen_in_is_worked_out_at_start(template: Path, tmp_path: Path) -> None:
    bank = load_bank()
    app, _ = build(template, tmp_path, bank)
    assert "slip_families" not in vars(bank)
    with TestClient(app) as client:
        assert client.get("/").status_code == 200  # which does not share the processor with it
        until = time.monotonic() + 20
        while "slip_families" not in vars(bank) and time.monotonic() < until:
            time.sleep(0.02)
    assert "slip_families" in vars(bank)
