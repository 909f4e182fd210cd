"""The page of a topic teaches before it lists."""

import re

import pytest

from question_bank.bank import load_bank
from question_bank.model.beside import beside
from question_bank.model.terms import glossary
from question_bank.model.topic_pages import topic_page
from tests.app.site import Site

TOPICS = [topic.id for topic in load_bank().topics.topics]
HEADINGS = {
    "computing": ("計算", "Calculation"),
    "writing": ("式とコード", "Formulas and code"),
    "knowing": ("知識", "Knowledge"),
}


@pytest.mark.parametrize("topic", TOPICS)
def test_a_topic_teaches_before_it_lists(site: Site, topic: str) -> None:
    page = site.get(f"/topics/{topic}").text
    parts = ['class="lead purpose"', "<svg", 'id="formulas"', 'id="example"', 'id="misprints"', 'id="kinds"']
    places = [page.index(part) for part in parts]
    assert places == sorted(places)
    teaching = topic_page(topic)
    formulas = re.findall(r"<dt>.*?</dd></div>", page[places[2] : places[3]], re.DOTALL)
    assert len(formulas) == len(teaching.formulas)
    told = [letter for formula in formulas for letter in re.findall(r"<li>.*?</li>", formula, re.DOTALL)]
    needed = {entry.latex for formula in teaching.formulas for entry in beside(teaching, formula.latex)}
    assert len(told) == len(set(told)) == len(needed)  # each letter where it comes first, and nowhere else
    assert "<li>" in formulas[0]
    example = teaching.example
    assert example is not None
    assert f"/examples/{topic}.{example.family}?level={example.level}&amp;seed={example.seed}" in page
    for term in glossary().values():
        assert (f'/reference/glossary#{term.id}"' in page.partition("<footer")[2]) == (term.topic == topic)
    assert f'href="/reference#{topic}"' in page


def test_the_kinds_are_grouped_by_what_they_ask(site: Site) -> None:
    bank = site.services.bank
    for topic in TOPICS:
        for language, place in (("ja", 0), ("en", 1)):
            listed = site.get(f"/topics/{topic}", language).text.partition('id="kinds"')[2]
            groups = dict(re.findall(r"<h3>(.*?)</h3>\s*<ul class=\"kinds\">(.*?)</ul>", listed, re.DOTALL))
            named = re.compile(r'name="family" value="([^"]+)"')
            found = {family: heading for heading, kinds in groups.items() for family in named.findall(kinds)}
            own = [card.id for card in bank.families.values() if card.topic == topic]
            assert found == {family: HEADINGS[bank.purpose(family)][place] for family in own}


def test_a_topic_leads_to_what_it_builds_on_and_what_builds_on_it(site: Site) -> None:
    around = site.get("/topics/bptt").text.partition('id="around"')[2].partition("</section>")[0]
    assert re.findall(r'href="/topics/([\w-]+)"', around) == ["rnn", "gradients"]
    assert 'id="around"' not in site.get("/topics/bleu").text


def test_the_unit_is_shown_with_the_values_of_the_example(site: Site) -> None:
    for topic in ("lstm", "gru", "seq2seq", "autoencoder", "attention"):
        page = site.get(f"/topics/{topic}").text
        assert "表で見る" in page.partition("</figure>")[0]
        assert page.count('class="picture unit"') == 1
    # Its example is of a part of the unit: the whole one stands without values.
    page = site.get("/topics/dialogue").text
    assert page.count('class="picture unit"') == 2
    assert "表で見る" not in page.partition("</figure>")[0]
