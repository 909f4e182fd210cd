"""The address of a question: it shows it and starts it, stores nothing by itself, and is told after the answer only."""

import json
import re
from html import unescape

import pytest

from question_bank.bank import load_bank
from question_bank.kinds import issuing
from question_bank.model.instance import Form, Instance
from tests.app.site import Site, quiz_of, right
from tests.question_bank.budget import some

BANK = load_bank()
CARD = BANK.families["bptt.recurrent-weight-gradient"]
LEVEL, FORM = next(ask for ask in CARD.asks if ask[1] == "matrix")
FORMS: dict[Form, str] = {form: card.id for card in BANK.families.values() for _, form in card.asks}


def address(instance: Instance) -> str:
    return f"/q/{instance.family}/{instance.version}/{instance.level}/{instance.form}/{instance.seed}"


def at(seed: int | str = 7, *, version: int | str = CARD.version, level: int | str = LEVEL, form: str = FORM) -> str:
    return f"/q/{CARD.id}/{version}/{level}/{form}/{seed}"


def stored(site: Site) -> dict[str, list[object]]:
    return {table: site.rows(f"SELECT * FROM {table}") for table in ("quiz", "instance", "submission", "family_total")}


@pytest.mark.parametrize("family", some(BANK.families))
def test_the_address_of_an_answered_question_shows_the_same_question(site: Site, family: str) -> None:
    quiz = site.quiz(family)
    for number, _ in enumerate(site.forms(quiz), start=1):
        instance = site.content(quiz, number)
        item = f"/practice/{quiz}/items/{number}"
        for language in ("ja", "en"):
            page = site.get(item, language).text
            assert address(instance) not in page
            assert str(instance.seed) not in page
        site.answer(quiz, number, {"unknown": "1"})
        assert address(instance) in site.get(item).text
        before = stored(site)
        shown = site.get(address(instance))
        assert shown.status_code == 200
        assert stored(site) == before
        assert BANK.issue(family, instance.level, instance.form, instance.seed) == instance
        for given in re.findall(r'<div class="stem prose">(.*?)</div>\n', site.get(item).text, re.DOTALL):
            assert given in shown.text


@pytest.mark.parametrize("form", FORMS)
def test_it_shows_all_there_is_to_choose_from_and_nothing_of_the_key(site: Site, form: Form) -> None:
    family = FORMS[form]
    level = next(level for level, offered in BANK.families[family].asks if offered == form)
    instance = BANK.issue(family, level, form, 11)
    for language in ("ja", "en"):
        page = site.get(address(instance), language).text
        main = page[page.index("<main") :]
        assert main.count('class="choice"') == len(instance.choices)
        assert main.count('class="letter"') == len(instance.items) + len(instance.options)
        assert not re.findall(r"<(input|select|textarea)", main)
        assert not any(f'class="{part}' in main for part in ("derivation", "result", "reviewed", "outcome", "slip"))


def test_it_is_started_as_a_quiz_of_one_that_counts_as_any_other(site: Site) -> None:
    instance = BANK.issue(CARD.id, LEVEL, FORM, 7)
    quiz = quiz_of(site.post(at()))
    assert site.content(quiz, 1) == instance
    assert site.forms(quiz) == [FORM]
    page = site.get(f"/practice/{quiz}/items/1").text
    assert at() not in page
    site.post(f"/practice/{quiz}/items/1", right(instance))
    assert site.rows("SELECT answered, correct FROM family_total") == [(1, 1)]
    assert site.rows("SELECT finished_at IS NOT NULL FROM quiz") == [(1,)]
    assert site.post(f"/practice/{quiz}/items/1/withdraw", {"submission": "1"}).status_code == 303
    assert site.content(quiz, 1).seed != instance.seed


def test_started_again_before_the_answer_it_is_the_same_quiz(site: Site) -> None:
    first = quiz_of(site.post(at()))
    site.clock.go(3600)
    assert quiz_of(site.post(at())) == first
    assert quiz_of(site.post(at(8))) != first
    site.answer(first, 1)
    again = quiz_of(site.post(at()))
    assert again != first
    site.post(f"/practice/{again}/drop")
    assert quiz_of(site.post(at())) not in {first, again}


def test_a_question_that_waits_in_a_longer_quiz_is_asked_by_itself(site: Site) -> None:
    quiz = site.quiz("bptt.delta")
    instance = site.content(quiz, 1)
    assert len(site.forms(quiz)) > 1
    assert quiz_of(site.post(address(instance))) != quiz


@pytest.mark.parametrize(
    ("asked", "status", "said"),
    [
        ("/q/no.such/1/1/number/1", 404, ("この種類の問題は、ここにはありません", "no such kind")),
        (at(version=CARD.version + 1), 404, ("この版はありません", "no such version")),
        (at(version="01"), 404, ("この版はありません", "no such version")),
        (at(version=CARD.version - 1), 410, ("もう出せません", "is gone")),
        (at(level=9), 404, ("このレベルがありません", "no such level")),
        (at(form="essay"), 404, ("この形式で出ません", "not asked in this form")),
        (at(2**53), 404, ("このシードの問題はありません", "no question with this seed")),
        (at("x"), 404, ("このシードの問題はありません", "no question with this seed")),
    ],
)
def test_what_is_not_there_is_said(site: Site, asked: str, status: int, said: tuple[str, str]) -> None:
    for language, text in zip(("ja", "en"), said, strict=True):
        response = site.get(asked, language)
        assert response.status_code == status
        assert text in response.text
        posted = site.client.post(asked, headers={"accept-language": language})
        assert (posted.status_code, text in posted.text) == (status, True)
    assert site.rows("SELECT * FROM quiz") == []
    instead = [unescape(link) for link in re.findall(r'href="(/q/[^"]+)"', site.get(asked).text)]
    assert len(instead) == (0 if "no.such" in asked else 1)
    assert all(site.get(link).status_code == 200 for link in instead)


def test_an_old_version_leads_to_as_much_of_it_as_there_is(site: Site) -> None:
    level, form = next(ask for ask in CARD.asks if ask[1] != FORM)
    page = site.get(at(99, version=CARD.version - 1, level=level, form=form)).text
    assert f'href="{at(99, level=level, form=form)}"' in page


def test_a_seed_without_a_question_is_said(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(issuing, "MOST_ATTEMPTS", 0)
    assert site.get(at()).status_code == 404
    assert "このシードの問題はありません" in site.get(at()).text


REPORT = "?show=report"


def report(page: str) -> dict[str, str]:
    """The lines of the report on a page."""
    found = re.search(r'<textarea id="report"[^>]*>\n(.*?)</textarea>', page, re.DOTALL)
    assert found is not None
    return dict(line.split(": ", 1) for line in unescape(found[1]).splitlines() if line)


def test_the_report_holds_what_finds_the_question_again(site: Site) -> None:
    quiz = quiz_of(site.post(at()))
    page = site.get(f"/practice/{quiz}/items/1").text
    assert REPORT not in page
    site.answer(quiz, 1, {"cell": ["0.77", "１/３", "1e-3", "-2"]})
    for address in (f"/practice/{quiz}/items/1", "/history/1"):
        page = site.get(address).text
        assert f'href="{REPORT}#reporting"' in page
        assert 'id="report"' not in page
        where = address + REPORT
        said = report(site.get(where).text)
        assert said["アドレス"] == at()
        assert said["解答"] == "0.77, １/３, 1e-3, -2 (不正解)"
        assert said["アプリの版"].startswith("edrill 0.")
        assert said["問題の種類"].startswith(f"{CARD.id} (")
        english = report(site.get(where, "en").text)
        told = [english[name] for name in ("Version", "Level", "Form", "Seed", "Language")]
        assert told == [f"{CARD.version}", f"{LEVEL}", FORM, "7", "en"]
        assert english["Answer"].endswith("(Wrong)")


@pytest.mark.parametrize(
    ("form", "sent", "told"),
    [
        ("choice", {"choice": "2"}, "選択肢 3"),
        ("select", {"choice": ["0", "3"]}, "選択肢 1, 選択肢 4"),
        ("number", {"unknown": "1"}, "わからない"),
    ],
)
def test_the_report_says_what_was_answered(site: Site, form: Form, sent: dict[str, object], told: str) -> None:
    card = BANK.families[FORMS[form]]
    level = next(level for level, offered in card.asks if offered == form)
    quiz = quiz_of(site.post(f"/q/{card.id}/{card.version}/{level}/{form}/3"))
    site.answer(quiz, 1, sent)
    answer = report(site.get(f"/practice/{quiz}/items/1{REPORT}").text)["解答"]
    assert answer.partition(" (")[0] == told


def test_an_answer_from_an_older_version_still_names_it(site: Site) -> None:
    quiz = quiz_of(site.post(at()))
    site.answer(quiz, 1, {"unknown": "1"})
    content = {**json.loads(site.content(quiz, 1).model_dump_json()), "version": CARD.version - 1}
    site.change("UPDATE instance SET content = :content", content=json.dumps(content))
    page = site.get(f"/history/1{REPORT}").text
    assert report(page)["アドレス"] == at(version=CARD.version - 1)
    assert site.get(report(page)["アドレス"]).status_code == 410
