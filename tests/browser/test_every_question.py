"""Every kind of question in every form fits a small phone and large letters, and its choices are called what they say.

The question is looked at in Japanese, the feedback on it in English. ``make browser`` looks at every family, ``make
test`` at those that changed and some of the others, with each commit at others.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page

from question_bank.bank import load_bank
from tests.browser.conftest import FITS, Visit
from tests.question_bank import budget

BANK = load_bank()
TOPICS = tuple(topic.id for topic in BANK.topics.topics)
SMALL: dict[str, Any] = {"viewport": {"width": 320, "height": 740}, "has_touch": True, "is_mobile": True}
LARGE: Any = {"width": 360, "height": 740}
TWICE = "document.documentElement.style.fontSize = '212.5%'"  # of 106.25 %
OPEN = "document.querySelectorAll('details').forEach(details => details.open = true)"
# A mark at the beginning of the line below its formula, a bracket at the end of the one above.
STRANDED = """() => [...document.querySelectorAll("main math")].flatMap((math) => {
    const box = math.getBoundingClientRect();
    const beside = (node, at, stray) => {
        if (node?.nodeType !== Node.TEXT_NODE || !box.width) return false;
        const range = document.createRange();
        const start = at < 0 ? node.length - 1 : 0;
        range.setStart(node, start);
        range.setEnd(node, start + 1);
        const mark = range.getBoundingClientRect();
        return stray.test(range.toString()) && (at < 0 ? mark.right > box.left + 2 : mark.left < box.right - 2);
    };
    const below = beside(math.nextSibling, 0, /[、。，．）」：；,.;:)]/);
    return below || beside(math.previousSibling, -1, /[（「(]/) ? [math.parentElement.textContent] : [];
})"""
BROKEN_SHAPES = """() => [...document.querySelectorAll("main .together")].filter((shape) =>
    !shape.querySelector("math") && shape.getClientRects().length > 1).map((shape) => shape.textContent)"""
NAMELESS = """() => [...document.querySelectorAll(":is(a, button, label, summary, legend, h1, h2, h3) math")]
    .filter((math) => !math.ariaLabel).map((math) => math.parentElement.textContent)"""
TRANSLATED = "document.querySelectorAll('main :is(math, pre, code):not([translate=no], [translate=no] *)').length"


def faults(page: Page) -> Iterator[str]:
    """What is wrong with the page that is open."""
    page.evaluate(OPEN)
    page.evaluate("document.fonts.ready")
    if not page.evaluate(FITS):
        yield "wider than 320"
    yield from (f"stranded: {text}" for text in page.evaluate(STRANDED))
    yield from (f"broken: {text}" for text in page.evaluate(BROKEN_SHAPES))
    yield from (f"without a name: {text}" for text in page.evaluate(NAMELESS))
    if page.evaluate(TRANSLATED):
        yield "formulas or code would be translated"
    page.set_viewport_size(LARGE)
    page.evaluate(TWICE)
    if not page.evaluate(FITS):
        yield "wider than 360 in letters of twice the size"
    page.set_viewport_size(SMALL["viewport"])


def choice_names(page: Page) -> list[str]:
    """What a screen reader is told of each choice."""
    session = page.context.new_cdp_session(page)
    nodes: list[dict[str, Any]] = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    return [node["name"]["value"] for node in nodes if node.get("role", {}).get("value") in {"radio", "checkbox"}]


def asks(visit: Visit, family: str) -> list[tuple[int, int, str]]:
    """Quiz, number and form of a question of each form, of the highest level it is asked in."""
    with visit.database.engine.connect() as connection:
        sql = "SELECT quiz_id, max(ordinal), form FROM instance WHERE family = ? GROUP BY quiz_id, form"
        return [(row[0], row[1], row[2]) for row in connection.exec_driver_sql(sql, (family,))]


@pytest.mark.parametrize("topic", TOPICS)
def test_every_question_fits_and_is_named(visit: Visit, topic: str) -> None:
    """Every form as a question, in Japanese; of each family one as it is answered, in English."""
    page = visit.open(**SMALL)
    found: dict[str, list[str]] = {}
    families = budget.looked_at(topic)
    drawn = {}
    for family in families:
        page.request.post("/practice/family", form={"family": family})
        drawn[family] = asks(visit, family)
    page.request.post("/settings/language", form={"language": "ja", "next": "/"})
    every = [(family, *ask) for family, asked in drawn.items() for ask in asked]
    for family, quiz, number, form in every:
        page.goto(f"/practice/{quiz}/items/{number}")
        wrong = list(faults(page))
        if form in {"choice", "code", "select"}:
            names = [name for name in choice_names(page) if name[0].isdigit()]
            if len(names) < 2 or len(set(names)) != len(names) or any(len(name) < 3 for name in names):
                wrong.append(f"choices are called {names}")
        if wrong:
            found[f"{family} {form}"] = wrong
    page.request.post("/settings/language", form={"language": "en", "next": "/"})
    for family in families:
        quiz, number, form = drawn[family][-1]
        sent = page.request.post(f"/practice/{quiz}/items/{number}", form={"unknown": "1"})
        assert sent.ok, sent.status
        page.goto(f"/practice/{quiz}/items/{number}?steps=all")
        for link in ["", *[one.get_attribute("href") or "" for one in page.locator(".readings a[href^='?']").all()]]:
            if link:
                page.goto(f"/practice/{quiz}/items/{number}{link}")
            if wrong := list(faults(page)):
                found[f"{family} {form}, answered {link}"] = wrong
    assert all(drawn.values())
    assert found == {}
