"""A time that is a number is never readable as a power: in pictures, tables, choices, and comments of code."""

import re
from collections.abc import Iterator
from functools import cache
from unicodedata import normalize

import pytest

from app.web.mathml import to_mathml
from question_bank.bank import load_bank
from question_bank.model.bilingual import LANGUAGES
from tests.app.controls import Element, Page
from tests.app.drawn import pictures_of
from tests.app.site import Site
from tests.engine.modules import stepping
from tests.question_bank.budget import engine_files, looked_at

TOPICS = [topic.id for topic in load_bank().topics.topics]
SQUARES = {"z", "a", "y"}  # of a state in the slope of tanh, 1 − z², of a plain output in that of σ
COMMENT = re.compile(r"#.*")
BARE = re.compile(r"\b[xzhuvsCEδ]\s?\^\s?\d|\b[xzhuvsCEδ][⁰¹²³⁴-⁹](?!⁾)")


def text_of(element: Element) -> str:
    return "".join(part if isinstance(part, str) else text_of(part) for part in element.inside)


@cache
def timed(topic: str) -> frozenset[str]:
    """The letters, with what stands below them, above which a topic writes a time."""
    found = set()
    for module in stepping():
        if f"{module.__name__.replace('.', '/')}.py" in engine_files(topic):
            for form in module.NOTATION.symbols.values():
                formula = Page(to_mathml(form.replace("#", "9")))
                found |= {base for base, above, _ in scripted(formula) if "9" in above}
    return frozenset(found)


def scripted(page: Page) -> Iterator[tuple[str, str, str]]:
    """What has something above it, what that is, and what stands around both."""
    for element in page.every:
        if element.tag in {"msup", "msubsup"}:
            *base, above = (text_of(part) for part in element.inside if isinstance(part, Element))
            yield "".join(base), above, text_of(element.parent) if element.parent else ""


def powers(page: Page) -> Iterator[tuple[str, str]]:
    """What has a bare number above it, and what stands around; not 1 − z², nor where it is said that z² is a square."""
    for base, above, around in scripted(page):
        slope = base in SQUARES and above == "2" and ("1−" in around or around == f"{base}2")
        if above.isdigit() and not slope:
            yield base, around


def raised(html: str) -> Iterator[str]:
    """What a bare number stands above in a picture."""
    for picture in pictures_of(html):
        for text in picture.iter("text"):
            before = text.text or ""
            for run in text:
                if "script" in run.get("class", "") and float(run.get("dy", 0)) < 0 and (run.text or "").isdigit():
                    yield normalize("NFKC", before)
                before += (run.text or "") + (run.tail or "")


def faults(html: str, letters: frozenset[str]) -> list[str]:
    """Times that could be read as powers."""
    page = Page(html)
    found = [f"{base}: {around}" for base, around in powers(page) if base in letters]
    found += [before for before in raised(html) if before[-1:] in letters]
    code = [text_of(element) for element in page.every if element.tag in {"code", "pre"}]
    found += [comment for text in code for comment in COMMENT.findall(text) if BARE.search(comment)]
    spoken = [text_of(element) for element in page.every if element.tag in {"desc", "title", "th", "caption"}]
    return found + [text for text in spoken if BARE.search(text)]


@pytest.mark.parametrize("topic", TOPICS)
def test_no_time_of_a_topic_can_be_read_as_a_power(site: Site, topic: str) -> None:
    found = {}
    for family in looked_at(topic):
        quiz = site.quiz(family)
        number = len(site.forms(quiz))
        site.answer(quiz, number, {"unknown": "1"})
        for language in LANGUAGES:
            site.post("/settings/language", {"language": language, "next": "/"})
            if wrong := faults(site.get(f"/practice/{quiz}/items/{number}").text, timed(topic)):
                found[f"{family} {language}"] = wrong
    assert found == {}


def test_a_time_that_could_be_a_power_is_found() -> None:
    letters = timed("bptt")
    assert {"z", "u", "x", "δ"} <= letters
    assert "W" not in letters
    svg = '<svg role="img" viewBox="0 0 9 9"><text>𝑧<tspan class="script" dy="-4">{}</tspan></text></svg>'
    for wrong in ("z^2 + b", r"\delta^{1}", r"W z^{1}"):
        assert faults(to_mathml(wrong), letters), wrong
    for right in ("z^{(2)}", "z^{t-1}", "1 - z^2", r"10^{2}", "W^2"):
        assert not faults(to_mathml(right), letters), right
    assert faults(svg.format("2"), letters)
    assert not faults(svg.format("(2)"), letters)
    assert faults("<pre><code>u = 1  # z^1 and what follows</code></pre>", letters)
    assert faults("<svg><desc>z² → u</desc></svg>", letters)
