"""axe finds nothing on any page, in both languages and themes; no page is wider than a phone."""

from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from question_bank.bank import load_bank
from tests.app.site import right
from tests.browser.conftest import FITS, PHONE, Visit
from tests.question_bank.budget import everything, first_seed, portion

AXE = (Path(__file__).parent / "vendor" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
RUN = """async () => (await axe.run(document, {resultTypes: ["violations"]})).violations
    .flatMap(found => found.nodes.map(node => `${found.id}: ${node.html.slice(0, 200)}`))"""
# The size of the letters, of 106.25 %.
ONCE, TWICE = (f"document.documentElement.style.fontSize = '{size}'" for size in ("", "212.5%"))
OPEN = "document.querySelectorAll('main details').forEach(details => details.open = true)"
ADDRESSES = (
    "/",
    "/topics",
    "/topics?q=delta",
    "/topics/bptt",
    "/topics/dialogue",
    "/examples/bptt.delta?level=1&seed=3",
    "/examples/bptt.formula?level=1&seed=3",
    "/reference",
    "/reference/glossary",
    "/reference/glossary?q=nothing+such",
    "/practice/new",
    "/history",
    "/statistics",
    "/settings",
    "/data",
    "/data/clear?topic=rnn",
    "/data/questions?family=rnn.output&made=1",
    "/lab",
    "/lab/bptt",
    "/lab/bleu-corpus",
    "/lab/lstm?seen=h-1",
    "/lab/scaled-dot-attention",
    "/lab/truncated-bptt?cut=9&x=1+2",
    "/nowhere",
)
QUESTIONS = (
    ("rnn.hidden-state", "vector"),
    ("bptt.recurrent-weight-gradient", "matrix"),
    ("bptt.formula", "choice"),
    ("lstm.cell-code", "code"),
    ("bleu.sentence", "number"),
    ("lstm.statements", "select"),
    ("bleu.modified-precision", "choice"),
    ("lstm.step-order", "order"),
    ("bptt.code-match", "match"),
    ("bptt.code-match", "combination"),
    ("lstm.step-order", "combination"),
    ("gru.unit-diagram", "choice"),
    ("lstm.passage", "choice"),
)


def pages(visit: Visit, page: Page) -> Iterator[str]:
    """Every kind of page, each loaded and left open; a form that came back with problems too."""
    for name in opened(visit, page):
        page.wait_for_load_state()  # a click waits for the answer to begin, not for the page
        yield name


def opened(visit: Visit, page: Page) -> Iterator[str]:
    """The names of the pages as they are opened one after the other."""
    for address in portion(ADDRESSES, 12):
        page.goto(address)
        yield address
    page.goto("/practice/new")
    for box in page.locator("[name=topic]").all():
        box.uncheck()
    page.get_by_role("button", name="始める").or_(page.get_by_role("button", name="Start")).last.click()
    yield "start form with problems"
    for family, form in portion(QUESTIONS, 3):
        quiz, number = visit.start(page, family, form)
        yield f"question {family} {form}"
        submit = page.locator(".answer button.primary")
        submit.click()
        yield f"question {family} {form} with problems"
        if form in {"choice", "code", "select", "combination"}:
            key = visit.instance(quiz, number).key.choice or 0
            page.locator("label.choice").nth(key ^ 1).click()
        elif form in {"order", "match"}:
            for k, text in enumerate(right(visit.instance(quiz, number))["cell"][::-1]):
                page.locator(f"#cell-{k}").select_option(text)
        else:
            for field in page.locator("[name=cell]").all():
                field.fill("0.77")
        submit.click()
        page.wait_for_url("**#result")
        page.evaluate(OPEN)
        yield f"feedback {family} {form}"
        for link in [found.get_attribute("href") for found in page.locator(".readings a[href^='?']").all()]:
            page.goto(f"/practice/{quiz}/items/{number}{link}")
            page.evaluate(OPEN)
            yield f"feedback {family} {form} {link}"
        page.goto(f"/practice/{quiz}/result")
        yield f"result {family}"
    yield from guided_pages(visit, page)
    yield from exam_pages(visit, page)
    page.request.post("/flags/1", form={"flagged": "1"})
    page.request.post("/notes/kinds/rnn.output", form={"text": "z⁽⁰⁾ = 0\n" * 9})
    card = load_bank().families["gru.unit-diagram"]
    own = f"/q/{card.id}/{card.version}/{card.asks[0][0]}/{card.asks[0][1]}/7"
    kept = ("/flags", "/notes", "/notes/kinds/rnn.output", own, own.replace("/7", "/x"))
    lived = ("/", "/topics/bptt", "/history", "/history/1", "/statistics", "/settings?saved=1", *kept)
    for address in portion(lived, 6):
        page.goto(address)
        yield f"{address} with answers"


def exam_pages(visit: Visit, page: Page) -> Iterator[str]:
    """A mock exam from its start to its result."""
    page.goto("/exams")
    page.evaluate(OPEN)
    yield "/exams"
    page.request.post("/exams", form={"length": "quarter"})
    exam = visit.count("quiz")
    page.goto(f"/exams/{exam}/items/1")
    page.evaluate(OPEN)
    yield "a question of an exam"
    page.locator(".answer .primary").click()
    page.locator(".strip > summary").click()
    yield "a question of an exam with all questions"
    for place in ("review", "finish"):
        page.goto(f"/exams/{exam}/{place}")
        yield f"the {place} of an exam"
    page.request.post(f"/exams/{exam}/finish")
    for address in (f"/exams/{exam}/result", f"/practice/{exam}/items/2", "/exams"):
        page.goto(address)
        page.evaluate(OPEN)
        yield f"{address} after an exam"


def guided_pages(visit: Visit, page: Page) -> Iterator[str]:
    """Hints, and guided mode from its first group to the answer; then as practice."""
    quiz, number = visit.start(page, "bptt.recurrent-weight-gradient", "matrix")
    address = f"/practice/{quiz}/items/{number}"
    page.locator("[data-key=h]").click()
    yield "a hint"
    for menu in ("away", "strip"):
        page.locator(f".{menu} > summary").click()
        yield f"a question with {menu} open"
    page.goto(f"{address}/guided")
    yield "guided"
    page.locator(".answer .primary").click()
    yield "guided with problems"
    for field in page.locator("[name=cell]").all():
        field.fill("7.5")
    page.locator(".answer .primary").click()
    yield "guided with wrong values"
    page.locator("[value=kept]").click()
    page.locator("[value=shown]").click()
    yield "guided at the answer"
    for field in page.locator("[name=cell]").all():
        field.fill("7.5")
    page.locator(".answer .primary").click()
    page.wait_for_url("**#result")
    yield "a guided answer"
    page.goto(f"{address}/guided")
    while page.locator("[value=shown]").count():
        page.locator("[value=shown]").click()
    yield "practice at its end"


# Colours know no language, and names no theme: two passes cover both of each.
@pytest.mark.parametrize(("language", "theme", "options"), [("ja", "light", PHONE), ("en", "dark", {})])
def test_axe_and_no_page_is_wider_than_a_phone_with_letters_of_any_size(
    visit: Visit, language: str, theme: str, options: dict[str, Any]
) -> None:
    page = visit.open(**options)
    page.request.post(f"{visit.address}/settings", form={"language": language, "theme": theme, "shortcuts": "true"})
    own = page.viewport_size
    assert own is not None
    found: dict[str, Any] = {}
    for name in pages(visit, page):
        if everything() or Random(f"{first_seed()} {name} {language}").random() < 0.5:  # with each commit others
            page.evaluate(AXE)
            if violations := page.evaluate(RUN):
                found[name] = violations
        assert page.locator("html").get_attribute("lang") == language
        page.set_viewport_size(PHONE["viewport"])
        for letters in (ONCE, TWICE):
            page.evaluate(letters)
            if not page.evaluate(FITS):
                found[f"{name}, {letters[-9:]}"] = page.evaluate("document.documentElement.scrollWidth")
        page.evaluate(ONCE)
        page.set_viewport_size(own)
    assert found == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_without_a_choice_the_theme_is_that_of_the_device(visit: Visit, scheme: str) -> None:
    page = visit.open(color_scheme=scheme)
    page.goto("/")
    background = page.evaluate("getComputedStyle(document.body).backgroundColor.match(/[\\d.]+/g).map(Number)")
    assert (sum(background[:3]) > 3 * 128) == (scheme == "light")


def test_formulas_are_drawn_with_the_vendored_font(visit: Visit) -> None:
    page = visit.open()
    visit.start(page, "bptt.formula", "choice")
    page.evaluate("document.fonts.ready")
    assert page.evaluate("[...document.fonts].some(font => font.status === 'loaded')")
    assert page.evaluate("document.querySelector('math').getBoundingClientRect().height > 8")


def test_links_that_filter_are_wide_enough_to_touch(visit: Visit) -> None:
    page = visit.open(viewport={"width": 320, "height": 640})
    page.goto("/history")
    for link in page.locator(".filters a").all():
        assert link.evaluate("link => link.getBoundingClientRect().width") >= 24


def test_a_listing_that_scrolls_is_reached_by_the_keyboard(visit: Visit) -> None:
    page = visit.open(viewport={"width": 320, "height": 640})
    visit.start(page, "lstm.backward-code", "code")
    listing = page.locator(".stem pre").first
    assert listing.evaluate("pre => pre.scrollWidth > pre.clientWidth + 1")
    expect(listing).to_have_attribute("tabindex", "0")
