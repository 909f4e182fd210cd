"""A symbol of the derivation marks where its value came from: by hovering, by focus, by a tap, from the keyboard."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import FITS, PHONE, Visit
from tests.browser.test_accessibility import AXE, RUN
from tests.question_bank.budget import portion

OPEN = "document.querySelectorAll('main details').forEach(details => details.open = true)"
ANSWERED = (
    ("bptt.recurrent-weight-gradient", "number"),
    ("lstm.cell-state", "number"),
    ("bleu.modified-precision", "number"),
    ("attention.causal", "number"),
    ("gradients.power", "number"),
    ("seq2seq.beam", "number"),
)


def answered(visit: Visit, page: Page, family: str, form: str, asked: str = "") -> None:
    """Give up on a question; ``asked`` is what its page is to have open."""
    visit.start(page, family, form)
    page.get_by_role("button", name="わからない").click()
    page.wait_for_url("**#result")
    if asked:
        page.goto(page.url.replace("#result", asked))


def marked(page: Page) -> set[str]:
    names: list[str] = page.evaluate(
        "[...document.querySelectorAll('.marked')].map(e => e.dataset.name ?? e.dataset.mark)"
    )
    return set(names)


@pytest.mark.parametrize("asked", ["", "?steps=all"])
def test_hovering_a_symbol_marks_its_step_folded_or_not_and_every_use(visit: Visit, asked: str) -> None:
    page = visit.open()
    answered(visit, page, "bptt.recurrent-weight-gradient", "number", asked)
    page.locator("li[data-name=delta-2] math [data-mark=f_prime-2]").first.hover()
    assert marked(page) == {"f_prime-2"}
    expect(page.locator("li[data-name=f_prime-2]")).to_have_class("step marked" if asked else "step folds marked")
    page.locator("#result").hover()
    assert marked(page) == set()


def test_in_the_lab_symbols_and_nodes_mark_each_other(visit: Visit) -> None:
    page = visit.open()
    page.goto("/lab/bptt?seen=dW")
    unit, node = page.locator("svg .box[data-name=delta-2]"), page.locator("svg .step[data-name=delta-2]")
    page.locator("math [data-mark=delta-2]").first.hover()
    assert marked(page) == {"delta-2"}
    expect(page.locator("li[data-name=delta-2]")).to_have_class("step marked")
    expect(node).to_have_class("node step marked")
    expect(unit).to_have_class("node box marked")
    node.locator("text").first.hover()
    assert marked(page) == {"delta-2"}
    assert page.locator("math .marked").count() >= 2
    page.locator("h1").hover()
    assert marked(page) == set()


def test_the_keyboard_marks_and_follows(visit: Visit) -> None:
    page = visit.open()
    answered(visit, page, "bptt.recurrent-weight-gradient", "number", "?steps=all")
    link = page.locator("li[data-name=delta-1] .uses a").first
    link.focus()
    assert marked(page) == {"f_prime-1"}
    page.keyboard.press("Tab")
    assert marked(page) == {str(page.evaluate("document.activeElement.dataset.mark"))}
    page.keyboard.press("Escape")
    assert marked(page) == set()
    page.locator(".uses a[data-mark=delta-2]").first.focus()
    page.keyboard.press("Enter")
    number = page.evaluate("[...document.querySelectorAll('li.step')].findIndex(e => e.dataset.name === 'delta-2') + 1")
    expect(page).to_have_url(f"{page.url.split('#')[0]}#step-{number}")


@pytest.mark.parametrize("script", [True, False])
def test_a_link_to_a_folded_step_opens_it(visit: Visit, script: bool) -> None:
    page = visit.open(java_script_enabled=script)
    answered(visit, page, "bptt.recurrent-weight-gradient", "number")
    before = page.url.split("#")[0]
    link = page.locator(".uses a[href^='?steps=']:not([href*=all]):visible").first
    step = page.locator((link.get_attribute("href") or "").partition("#")[2].join(["#", ""]))
    expect(step.locator(".lines")).to_be_hidden()
    link.click()
    expect(step.locator(".lines")).to_be_visible()
    number = (step.get_attribute("id") or "").removeprefix("step-")
    expect(page).to_have_url(f"{before}{'' if script else f'?steps={number}'}#step-{number}")


def test_a_tap_marks_until_the_next_one(visit: Visit) -> None:
    page = visit.open(**PHONE)
    answered(visit, page, "bptt.recurrent-weight-gradient", "number")
    page.locator("math [data-mark=delta-2]:visible").first.tap()
    assert marked(page) == {"delta-2"}
    page.locator("#result").tap()
    assert marked(page) == set()


def test_without_script_a_link_leads_to_the_given_value(visit: Visit) -> None:
    page = visit.open(java_script_enabled=False)
    answered(visit, page, "rnn.hidden-state", "number")
    page.locator(".uses a[href*='#given-']:visible").first.click()
    expect(page.locator("[id^=given-]").first).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pictures_are_accessible_and_fit_a_phone(visit: Visit, scheme: str) -> None:
    page = visit.open(**PHONE, color_scheme=scheme)
    for family, form in portion(ANSWERED, 3):
        visit.start(page, family, form)
        if page.locator(".sketch summary").count():
            page.locator(".sketch summary").click()
            page.evaluate(AXE)
            assert page.evaluate(RUN) == []
        page.get_by_role("button", name="わからない").click()
        page.wait_for_url("**#result")
        page.goto(page.url.replace("#result", "?show=picture"))
        page.evaluate(OPEN)
        page.evaluate(AXE)
        assert page.evaluate(RUN) == [], family
        assert page.evaluate(FITS), family
        assert page.locator(".pictured :is(svg, table, .grams)").count(), family


def test_every_text_lies_within_its_node(visit: Visit) -> None:
    page = visit.open()
    for family, form in (("bptt.recurrent-weight-gradient", "matrix"), ("lstm.hidden-state", "number")):
        answered(visit, page, family, form, "?show=picture")
        page.evaluate(OPEN)
        page.evaluate("document.fonts.ready")
        outside = page.evaluate(
            """[...document.querySelectorAll('svg .node')].flatMap(node => {
                const box = node.querySelector('rect')?.getBBox();
                if (!box) return [];
                return [...node.querySelectorAll('text.symbol, text.value')].filter(text => {
                    const own = text.getBBox();
                    return own.x < box.x - 1 || own.x + own.width > box.x + box.width + 1;
                }).map(text => text.textContent);
            })"""
        )
        assert outside == []
        assert page.locator("svg .node").count()
