"""What is done stands at the head of a step, in the language of the page: derivation, hint, guided mode, lab, API."""

import re
from html import unescape

import pytest

from app.web.terms import linked_lines
from question_bank.model.answer import UNKNOWN
from question_bank.model.bilingual import LANGUAGES, Language
from question_bank.model.terms import glossary
from question_bank.operations.checking import check
from question_bank.operations.computing import Computation
from question_bank.operations.table import operations
from tests.app.site import Site

LSTM, BPTT, DOT = "lstm.cell-state", "bptt.delta", "attention.dot-context"


def heads(html: str, tag: str) -> list[str]:
    """The phrases on a page that stand in such an element."""
    return [said(text) for text in re.findall(rf'<{tag} class="phrase"[^>]*>(.*?)</{tag}>', html)]


def said(html: str) -> str:
    """The words of a phrase, without the links in it."""
    return unescape(re.sub(r'<a class="term" href="/reference/glossary#[\w-]+">(.*?)</a>', r"\1", html))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("family", [LSTM, BPTT, DOT, "bleu.sentence"])
def test_a_step_of_a_derivation_begins_with_what_is_done(site: Site, family: str, language: Language) -> None:
    quiz = site.quiz(family)
    instance = site.content(quiz, 1)
    site.answer(quiz, 1, {"unknown": "1"})
    page = site.get(f"/practice/{quiz}/items/1?steps=all", language).text
    derivation = page.partition('<ol class="steps">')[2].partition("</ol>")[0]
    begins = re.findall(r'<li id="step-\d+"[^>]*>\s*<div class="doing"><p class="phrase">(.*?)</p>', derivation)
    lines = site.services.bank.review(instance, UNKNOWN).lines
    assert [said(text) for text in begins] == [line.phrase.in_language(language) for line in lines]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_of_each_term_in_the_phrases_of_a_derivation_leads_to_its_entry(
    site: Site, language: Language
) -> None:
    quiz = site.quiz("bptt.recurrent-weight-gradient")
    assert (
        "/reference/glossary#" not in site.get(f"/practice/{quiz}/items/1").text
    )  # before the answer nothing leads away
    site.answer(quiz, 1, {"unknown": "1"})
    for address in (
        f"/practice/{quiz}/items/1",
        "/lab/bptt",
        "/examples/bptt.recurrent-weight-gradient?level=1&seed=1",
    ):
        page = site.get(address, language).text
        derivation = page.partition('<ol class="steps">')[2].partition("</ol>")[0]
        linked = re.findall(r'<a class="term" href="/reference/glossary#([\w-]+)">(.*?)</a>', derivation)
        assert len(linked) >= 2
        for term, name in linked:
            assert glossary()[term].name.in_language(language).lower() in {name.lower(), name.lower().removesuffix("s")}
        terms = [term for term, _ in linked]
        assert len(terms) == len(set(terms))
        for term, name in linked:  # and it is the first
            before = derivation.partition(f"#{term}")[0]
            assert not re.search(rf"(?<![\wァ-ヶ一-鿿]){name}(?![\wァ-ヶ一-鿿])", " ".join(heads(before, "p")))


def test_a_phrase_is_escaped_around_its_links() -> None:
    first, second = linked_lines(["<b> & 勾配を", "勾配を"], "ja")
    assert first == '&lt;b&gt; &amp; <a class="term" href="/reference/glossary#gradient">勾配</a>を'
    assert second == "勾配を"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_hint_says_first_what_is_done(site: Site, language: Language) -> None:
    quiz = site.quiz(BPTT)
    site.post(f"/practice/{quiz}/items/1/hint", {"number": "1"})
    shown = site.get(f"/practice/{quiz}/items/1", language).text
    hint = shown.partition('<li id="hint-1">')[2].partition("</li>")[0]
    (first, *_) = site.services.bank.hints(site.content(quiz, 1))
    assert len(first) > 1
    assert hint.startswith('<p class="phrase">')
    assert heads(hint, "p") == [line.phrase.in_language(language) for line in first]
    assert hint.count('class="written"') == len(first)


def test_what_is_done_with_several_values_is_said_once(site: Site) -> None:
    quiz = site.quiz(DOT)
    site.post(f"/practice/{quiz}/items/1/hint", {"number": "1"})
    hint = site.get(f"/practice/{quiz}/items/1").text.partition('<li id="hint-1">')[2].partition("</li>")[0]
    assert hint.count('class="written"') > 1
    assert heads(hint, "p") == ["その位置との関連の強さをスコアにする"]
    guided = site.get(f"/practice/{quiz}/items/1/guided").text
    assert heads(guided, "h3") == ["その位置との関連の強さをスコアにする"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_step_of_guided_mode_is_headed_and_its_fields_are_named_by_what_is_done(
    site: Site, language: Language
) -> None:
    quiz = site.quiz(BPTT)
    page = site.get(f"/practice/{quiz}/items/1/guided", language).text
    guide = site.services.bank.guide(site.content(quiz, 1))
    assert guide is not None
    (stage,) = guide.stages([])
    assert heads(page, "h3") == [block.line.phrase.in_language(language) for block in stage.blocks]
    groups = re.findall(r'role="group" aria-labelledby="(phrase-\S+) (step-\S+)"', page)
    assert len(groups) == len(stage.blocks)
    assert len({phrase for phrase, _ in groups}) == len(groups)
    for named in (name for pair in groups for name in pair):
        assert page.count(f' id="{named}"') == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_derivation_of_the_lab_says_it_too(site: Site, language: Language) -> None:
    operation = operations()["bptt"]
    lines = Computation(operation, check(operation, operation.example, {})).lines
    assert heads(site.get("/lab/bptt", language).text, "p") == [line.phrase.in_language(language) for line in lines]


def test_the_lines_of_the_api_carry_it_in_both_languages(site: Site) -> None:
    body = {"inputs": operations()["bptt"].example}
    derivation = site.client.post("/api/v1/compute/bptt", json=body).json()["derivation"]
    assert derivation[0]["phrase"] == {
        "ja": "入力と前の状態に重みを掛けて足す",
        "en": "Weigh the input and the previous state, and add them up",
    }
    assert all(line["phrase"]["ja"] and line["phrase"]["en"] for line in derivation)
