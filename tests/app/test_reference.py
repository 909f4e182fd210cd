"""The reference: formulas of all topics, the glossary, and the links that lead from texts to it."""

import re

import pytest

from app.reference.finding import found, in_order
from app.web.folding import folded
from app.web.markdown import to_html
from question_bank.model.answer import UNKNOWN
from question_bank.model.bilingual import LANGUAGES
from question_bank.model.terms import glossary
from question_bank.model.topic_pages import topic_page
from tests.app.site import Site

TERMS = list(glossary().values())


def listed(page: str) -> list[str]:
    """The terms that a page of the glossary lists, in order."""
    return re.findall(r'<div id="([^"]+)">', page)


def test_the_formulas_of_every_topic_stand_on_one_page(site: Site) -> None:
    for language in ("ja", "en"):
        page = site.get("/reference", language).text
        for topic in site.services.bank.topics.topics:
            section = page.partition(f'<h2 id="{topic.id}">')[2].partition("</section>")[0]
            assert section.count("<dt>") == len(topic_page(topic.id).formulas)
            assert section.count("<li>") == len(topic_page(topic.id).letters)
            assert topic.title.in_language("ja" if language == "ja" else "en") in section


def test_the_glossary_lists_every_term_in_the_order_of_either_language(site: Site) -> None:
    japanese, english = (listed(site.get(f"/reference/glossary?by={by}").text) for by in ("ja", "en"))
    assert len(japanese) == len(TERMS)
    assert sorted(japanese) == sorted(english) == sorted(glossary())
    names = [glossary()[term].name.en.casefold() for term in english]
    assert names == sorted(names)
    assert listed(site.get("/reference/glossary", "en").text) == english
    assert listed(site.get("/reference/glossary", "ja").text) == japanese
    other = site.get("/reference/glossary?by=fr").text  # there is no such order: it is told, and the page's own is kept
    assert listed(other) == japanese
    assert "指定された「by=fr」は選べない値です" in other


def test_japanese_terms_stand_as_in_a_dictionary() -> None:
    order = [term.reading for term in in_order(TERMS, "ja")]
    assert order.index("げーと") < order.index("げんごもでる")  # a long vowel is none of its own
    assert order.index("かっせいかかんすう") < order.index("かほうがたすこあ")
    assert order[0].startswith("あ")


@pytest.mark.parametrize(
    ("query", "term"),
    [
        ("勾配消失", "vanishing-gradient"),
        ("こうばいしょうしつ", "vanishing-gradient"),
        ("Vanishing", "vanishing-gradient"),
        ("ＢＰＴＴ", "bptt"),
        ("ゲート 忘却", "forget-gate"),
        ("げーと", "forget-gate"),
        ("GATE forget", "forget-gate"),
        ("elbo", "evidence-lower-bound"),
        ("自己注意", "self-attention"),
        ("トランスフォーマー", "transformer"),
        ("ドロップアウト", "dropout"),
        ("LayerNorm", "layer-normalisation"),
        ("layer normaliz", "layer-normalisation"),
        ("normalization", "layer-normalisation"),
        ("reparameterization", "reparameterisation-trick"),
        ("labeling", "sequence-labelling"),
        ("labelling", "sequence-labelling"),
    ],
)
def test_a_term_is_found_in_either_language_and_any_writing(site: Site, query: str, term: str) -> None:
    assert term in listed(site.get(f"/reference/glossary?q={query}").text)
    assert len(found(TERMS, query)) < len(TERMS)


def test_what_no_term_fits_is_said(site: Site) -> None:
    page = site.get("/reference/glossary?q=%3Cb%3Enothing").text
    assert listed(page) == []
    assert "当てはまる用語はありません" in page
    assert "<b>nothing" not in page
    assert 'value="&lt;b&gt;nothing"' in page
    assert len(listed(site.get("/reference/glossary?q=+").text)) == len(TERMS)


def test_letters_are_folded() -> None:
    assert folded("  ＬＳＴＭ　ゲート ") == "lstm げーと"


@pytest.mark.parametrize(
    ("text", "language", "links"),
    [
        ("忘却ゲートの値。忘却ゲートは", "ja", ["forget-gate"]),
        ("勾配消失と勾配", "ja", ["vanishing-gradient", "gradient"]),
        ("勾配値", "ja", []),  # within another word
        ("The forget gates and the gateway.", "en", ["forget-gate"]),
        ("An *LSTM* has gates; GRUs too.", "en", ["long-short-term-memory", "gate", "gated-recurrent-unit"]),
        ("the value of a key", "en", []),
        (r"$\text{gate}$ and `gate` and [gate](/topics)", "en", []),
        ("```\ngate\n```", "en", []),
        (r"$$\text{勾配}$$", "ja", []),
        ("| gate |\n|---|\n| gate |", "en", ["gate"]),
    ],
)
def test_a_term_is_linked_where_it_stands_first(text: str, language: str, links: list[str]) -> None:
    html = to_html(text, "ja" if language == "ja" else "en")
    assert re.findall(r'href="/reference/glossary#([\w-]+)"', html) == links
    assert to_html(text).count("/reference/glossary") == 0


def test_links_change_nothing_else_of_any_remark(site: Site) -> None:
    bank = site.services.bank
    seen = 0
    for family, card in bank.families.items():
        level, form = card.asks[0]
        remark = bank.review(bank.issue(family, level, form, 1), UNKNOWN).remark
        if remark is None:
            continue
        for language in LANGUAGES:
            linked = str(to_html(remark.in_language(language), language))
            seen += linked.count('class="term"')
            for inner in re.findall(r"<(?:math|code).*?</(?:math|code)>", linked, re.DOTALL):
                assert "glossary" not in inner
            bare = re.sub(r'<a class="term" href="[^"]+">(.*?)</a>', r"\1", linked)
            assert bare == str(to_html(remark.in_language(language)))
    assert seen > 100
