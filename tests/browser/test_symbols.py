"""A symbol of the derivation marks where its value came from: by hovering, by focus, by a tap, from the keyboard."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import FITS, PHONE, Visit
from tests.browser.test_accessibility import AXE, RUN

ANSWERED = (
    ("bptt.recurrent-weight-gradient", "number"),
    ("lstm.cell-state", "number"),
    ("bleu.modified-precision", "number"),
    ("attention.causal", "number"),
    ("gradients.power", "number"),
    ("seq2seq.beam", "number"),
)


def answered(visit: Visit, page: Page, family: str, form: str) -> None:
    visit.start(page, family, form)
    page.get_by_role("button", name="わからない").click()
    page.wait_for_url("**#result")


def marked(page: Page) -> set[str]:
    names: list[str] = page.evaluate(
        "[...document.querySelectorAll('.marked')].map(e => e.dataset.name ?? e.dataset.mark)"
    )
    return set(names)


def test_hovering_a_symbol_marks_step_node_and_every_use(visit: Visit) -> None:
    page = visit.open()
    answered(visit, page, "bptt.recurrent-weight-gradient", "number")
    page.locator("math [data-mark=delta-2]").first.hover()
    assert marked(page) == {"delta-2"}
    expect(page.locator("li[data-name=delta-2]")).to_have_class("step marked")
    expect(page.locator("svg [data-name=delta-2]")).to_have_class("node step marked")
    page.locator("#result").hover()
    assert marked(page) == set()


def test_a_node_of_the_graph_marks_its_symbols(visit: Visit) -> None:
    page = visit.open()
    answered(visit, page, "bptt.recurrent-weight-gradient", "number")
    page.locator("svg [data-name=delta-2] text").first.hover()
    assert marked(page) == {"delta-2"}
    assert page.locator("math .marked").count() >= 2


def test_the_keyboard_marks_and_follows(visit: Visit) -> None:
    page = visit.open()
    answered(visit, page, "bptt.recurrent-weight-gradient", "number")
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


def test_a_tap_marks_until_the_next_one(visit: Visit) -> None:
    page = visit.open(**PHONE)
    answered(visit, page, "bptt.recurrent-weight-gradient", "number")
    page.locator("math [data-mark=delta-2]").first.tap()
    assert marked(page) == {"delta-2"}
    page.locator("#result").tap()
    assert marked(page) == set()


def test_without_script_a_link_leads_to_the_given_value(visit: Visit) -> None:
    page = visit.open(java_script_enabled=False)
    answered(visit, page, "rnn.hidden-state", "number")
    page.locator(".uses a[href^='#given-']").first.click()
    expect(page.locator("[id^=given-]").first).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pictures_are_accessible_and_fit_a_phone(visit: Visit, scheme: str) -> None:
    page = visit.open(**PHONE, color_scheme=scheme)
    for family, form in ANSWERED:
        visit.start(page, family, form)
        if page.locator(".sketch summary").count():
            page.locator(".sketch summary").click()
            page.evaluate(AXE)
            assert page.evaluate(RUN) == []
        page.get_by_role("button", name="わからない").click()
        page.wait_for_url("**#result")
        for summary in page.locator("summary").all():
            summary.click()
        page.evaluate(AXE)
        assert page.evaluate(RUN) == [], family
        assert page.evaluate(FITS), family


def test_every_text_lies_within_its_node(visit: Visit) -> None:
    page = visit.open()
    for family, form in (("bptt.recurrent-weight-gradient", "matrix"), ("lstm.hidden-state", "number")):
        answered(visit, page, family, form)
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
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
