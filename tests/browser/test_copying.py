"""The script of a question is read, copied with one button, and where that is refused, selected."""

import pytest
from playwright.sync_api import Page, expect

from question_bank.bank import load_bank
from tests.browser.conftest import FITS, PHONE, Visit


def answered(visit: Visit, page: Page, family: str, form: str) -> str:
    """Give up on a question, open its script, and return what the script is."""
    quiz, number = visit.start(page, family, form)
    page.get_by_role("button", name="わからない").click()
    page.wait_for_url(f"**/items/{number}#result")
    page.locator(".snippet summary").click()
    snippet = load_bank().review(visit.instance(quiz, number), None).snippet
    assert snippet is not None
    return snippet.ja


@pytest.mark.parametrize("allowed", [True, False])
def test_copying(visit: Visit, allowed: bool) -> None:
    page = visit.open(permissions=["clipboard-read", "clipboard-write"] if allowed else [])
    if not allowed:
        page.add_init_script("delete Navigator.prototype.clipboard")
    script = answered(visit, page, "bptt.delta", "number")
    button = page.locator("[data-copy]")
    button.click()
    if allowed:
        expect(button).to_have_text("コピーしました")
        assert page.evaluate("navigator.clipboard.readText()") == script
    else:
        expect(button).to_have_text("選択しました。コピーしてください")
        assert page.evaluate("getSelection().toString()").strip() == script
    expect(page.locator(".snippet [role=status]")).to_have_text(button.inner_text())
    expect(button).to_have_text("コピー")  # after a while


def test_a_long_line_scrolls_in_its_own_region_on_a_phone(visit: Visit) -> None:
    page = visit.open(**PHONE)
    answered(visit, page, "bleu.sentence", "number")
    region = page.locator(".listing pre")
    assert region.evaluate("element => element.scrollWidth > element.clientWidth")
    assert page.evaluate(FITS)
    region.focus()
    scrolled = "element => new Promise((done) => element.addEventListener('scroll', () => done(true), { once: true }))"
    page.keyboard.down("ArrowRight")
    assert region.evaluate(scrolled)
    page.keyboard.up("ArrowRight")


def test_without_script_the_text_is_there_and_no_button_that_does_nothing(visit: Visit) -> None:
    page = visit.open(java_script_enabled=False)
    script = answered(visit, page, "gru.step-code", "code")
    expect(page.locator(".listing code")).to_have_text(script)
    expect(page.locator("[data-copy]")).to_be_hidden()
