"""Topics and kinds are found by titles, letters and terms, in both languages."""

import re
from html import unescape

import pytest

from app.home.search import LONGEST, find, spellings
from question_bank.model.terms import glossary
from tests.app.site import Site


@pytest.mark.parametrize(
    ("latex", "typed"),
    [
        (r"\delta^t, \delta^{\mathrm{out},t}", {"δ", "delta", "δ^t", "δ^out,t"}),
        (r"W_{\mathrm{in}}, W, W_{\mathrm{out}}, b, c", {"w_in", "w", "w_out", "b", "c"}),
        (r"\varepsilon", {"ε", "epsilon"}),
        (r"\lambda", {"λ", "lambda"}),
        (r"\tilde{h}^t", {"h", "h^t"}),
        (r"E = \sum_t E^t", {"e"}),
    ],
)
def test_letters_are_found_as_one_types_them(latex: str, typed: set[str]) -> None:
    assert typed <= spellings(latex)


@pytest.mark.parametrize(
    ("query", "topic"),
    [
        ("BPTT", "bptt"),
        ("ｂｐｔｔ", "bptt"),
        ("時間方向", "bptt"),
        ("propagate error", "bptt"),
        ("打ち切り 定数", "bptt"),
        ("δ", "bptt"),
        ("delta", "bptt"),
        ("w_OUT", "rnn"),
        ("attention", "attention"),
        ("ゲート", "lstm"),
    ],
)
def test_a_topic_is_found(site: Site, query: str, topic: str) -> None:
    bank = site.services.bank
    assert topic in [hit.topic.id for hit in find(bank, query)]
    for language in ("ja", "en"):
        page = site.client.get("/topics", params={"q": query}, headers={"accept-language": language}).text
        assert f'<h2><a href="/topics/{topic}">' in page
        assert f'value="{query}"' in page


def test_who_is_named_in_the_title_comes_first(site: Site) -> None:
    assert find(site.services.bank, "LSTM")[0].topic.id == "lstm"
    assert find(site.services.bank, "bidirectional")[0].topic.id == "bidirectional"


def test_every_kind_is_found_by_its_title_in_both_languages(site: Site) -> None:
    bank = site.services.bank
    for card in bank.families.values():
        for title in (card.title.ja, card.title.en):
            words = title.split()
            if len(title) <= LONGEST and all(len(word) > 1 for word in words):
                assert card.id in [found.id for hit in find(bank, title) for found in hit.families], title
    page = site.get("/topics?q=打ち切り型").text
    assert 'href="/topics/bptt#bptt.truncated"' in page


def test_a_single_letter_is_looked_for_among_letters_alone(site: Site) -> None:
    bank = site.services.bank
    for hit in find(bank, "z"):
        assert hit.letters
        assert not hit.texts
        assert not hit.families
    assert 0 < len(find(bank, "z")) < len(bank.topics.topics)


def test_every_word_must_be_found(site: Site) -> None:
    assert find(site.services.bank, "BPTT zzzz") == []
    page = site.get("/topics?q=<b>zzzz").text
    assert "「&lt;b&gt;zzzz」は" in page
    assert "<b>zzzz" not in page
    assert "stands in no name" in site.get("/topics?q=zzzz", "en").text


@pytest.mark.parametrize("query", ["", "   ", "　", "\\", "{}", "^", "%FF", "a" * 5000, "(", "\\delta"])
def test_nothing_that_is_typed_is_trouble(site: Site, query: str) -> None:
    page = site.client.get("/topics", params={"q": query})
    assert page.status_code == 200
    if not query.strip():  # then all topics are listed
        assert page.text.count('<section class="topic">') == len(site.services.bank.topics.topics)


def test_what_was_found_says_why(site: Site) -> None:
    page = unescape(site.get("/topics?q=epsilon").text)
    section = page.partition('href="/topics/bptt"')[2].partition("</section>")[0]
    assert "学習率" in section
    assert re.search(r"<dt><math.*?ε|<dt><math.*?𝜀", section)


def test_a_term_of_the_glossary_leads_to_its_topic(site: Site) -> None:
    """In either language, and written in kana of either kind."""
    for query in ("覗き穴結合", "peephole connection", "げーと"):
        found = find(site.services.bank, query)
        assert "lstm" in {hit.topic.id for hit in found}, query
    for term in glossary().values():
        for name in (term.name.ja, term.name.en):
            assert term.topic in {hit.topic.id for hit in find(site.services.bank, name)}, name
