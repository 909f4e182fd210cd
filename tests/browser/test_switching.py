"""The language switch keeps what is typed and ticked; Enter in a field still does what it did before."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import FITS, PHONE, Visit

SCRIPT = pytest.mark.parametrize("script", [True, False])


@SCRIPT
def test_ticks_and_cells_are_there_in_the_other_language(visit: Visit, script: bool) -> None:
    page = visit.open(java_script_enabled=script, **PHONE)
    page.goto("/practice/new")
    for name in ("topic", "level"):
        for box in page.locator(f"[name={name}]").all()[1:]:
            box.uncheck()
    page.get_by_label("20 問").check()
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert page.locator("[name=topic]:checked").count() == 1
    assert page.locator("[name=level]:checked").count() == 1
    expect(page.locator("[name=count]:checked")).to_have_value("20")
    page.goto("/settings")
    page.get_by_label("Dark").check()
    page.get_by_role("button", name="日本語").click()
    expect(page.locator("html")).to_have_attribute("lang", "ja")
    expect(page.locator("[name=theme]:checked")).to_have_value("dark")
    visit.start(page, "rnn.hidden-state", "vector")
    page.locator("#cell-0").fill("0.5")
    page.locator(".away > summary").click()
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("#cell-0")).to_have_value("0.5")
    if script:
        assert page.evaluate(FITS)
    assert visit.count("submission") == 0


@SCRIPT
def test_long_inputs_of_the_lab_are_there_in_the_other_language(visit: Visit, script: bool) -> None:
    page = visit.open(java_script_enabled=script)
    page.goto("/lab/perplexity")
    typed = " ".join(["0.5"] * 1500)
    page.locator("[name=p]").fill(typed)
    if script:
        expect(page.locator("#lab-output")).not_to_have_attribute("aria-busy", "true")
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("[name=p]")).to_have_value(typed)


@SCRIPT
def test_enter_in_a_field_sends_the_answer_and_does_not_switch(visit: Visit, script: bool) -> None:
    page = visit.open(java_script_enabled=script)
    visit.start(page, "rnn.hidden-state", "number")
    page.locator("#cell-0").fill("0.5")
    page.locator("#cell-0").press("Enter")
    expect(page.locator("#result")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "ja")
    page.goto("/lab/perplexity")
    page.locator("[name=p]").press("Enter")
    page.wait_for_url("**/lab/perplexity?p=*")
    expect(page.locator("html")).to_have_attribute("lang", "ja")
