"""The lab while one types: the result follows, the focus stays, the address holds the inputs."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import FITS, PHONE, Visit


def result(page: Page) -> str:
    """The values on the page, as text."""
    return page.locator(".values").inner_text()


def test_a_changed_number_changes_result_derivation_and_address(visit: Visit) -> None:
    page = visit.open()
    page.goto("/lab/bptt")
    before = result(page)
    field = page.locator("#field-b")
    field.fill("")
    field.press_sequentially("０ １．５")
    expect(page.locator("#lab-status")).to_contain_text("E ≈ 1.8287")
    expect(field).to_be_focused()
    expect(field).to_have_value("０ １．５")
    assert result(page) != before
    expect(page.locator(".derivation")).to_contain_text("1.82868")
    shared = page.url
    assert "b=" in shared
    other = visit.open()
    other.goto(shared)
    assert result(other) == result(page)


def test_what_cannot_be_read_is_said_beside_its_field_while_typing(visit: Visit) -> None:
    page = visit.open()
    page.goto("/lab/bptt")
    page.locator("#field-W").fill("1 2; x 4")
    problem = page.locator("#problem-W")
    expect(problem).to_contain_text("2 行 1 列の「x」")
    expect(page.locator("#field-W")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#field-W")).to_have_attribute("aria-describedby", "shape-W problem-W")
    expect(page.locator(".derivation")).to_have_count(0)
    page.locator("#field-W").fill("1 2; 3 4")
    expect(problem).to_have_count(0)
    expect(page.locator(".derivation")).to_have_count(1)
    expect(page.locator("#field-W")).not_to_have_attribute("aria-invalid", "true")


def test_a_convention_brings_its_fields_and_keeps_the_focus(visit: Visit) -> None:
    page = visit.open()
    page.goto("/lab/attention")
    expect(page.locator("#field-W")).to_have_count(0)
    page.locator("input[value=general]").check()
    expect(page.locator("#field-W")).to_be_visible()
    expect(page.locator("input[value=general]")).to_be_focused()
    page.locator("#field-W").fill("1 0; 0 1")
    expect(page).to_have_url(re.compile("W=1"))
    expect(page.locator("#lab-status")).to_contain_text("計算し直しました")


def test_script_and_symbols_live_on_after_a_change(visit: Visit) -> None:
    page = visit.open(permissions=["clipboard-read", "clipboard-write"])
    page.goto("/lab/lstm")
    page.locator(".snippet summary").click()
    page.locator("#field-h0").fill("0.25 1")
    expect(page.locator("#lab-status")).to_contain_text("計算し直しました")
    expect(page.locator("#snippet")).to_contain_text("h0 = np.array([0.25, 1.0])")
    page.locator("[data-copy]").click()  # the script is open as it was, and its button is no dead one
    expect(page.locator("[data-copy]")).to_have_text("コピーしました")
    assert page.evaluate("navigator.clipboard.readText()") == page.locator("#snippet").inner_text()
    use = page.locator("#step-7 .uses a").first
    use.focus()
    expect(page.locator(f"li.step[data-name='{use.get_attribute('data-mark')}']")).to_have_class(re.compile("marked"))


def test_long_inputs_are_computed_without_an_address(visit: Visit) -> None:
    page = visit.open()
    page.goto("/lab/beam-search?seed=1&size-V=40")
    address = page.url
    page.locator("#field-length").fill("1")
    expect(page.locator("#lab-status")).to_contain_text("計算し直しました")
    expect(page.locator("li.step")).to_have_count(1)
    assert page.url == address


def test_without_a_connection_the_page_says_so_and_keeps_what_was_typed(visit: Visit) -> None:
    page = visit.open()
    page.goto("/lab/perplexity")
    # Only the recomputing is cut off: the browser may still be fetching the page's icon.
    page.route("**/lab/**", lambda route: route.abort("internetdisconnected"))
    page.locator("#field-p").fill("0.5")
    expect(page.locator("#lab-status")).to_contain_text("通信できません")
    expect(page.locator("#field-p")).to_have_value("0.5")
    page.unroute("**/lab/**")
    page.get_by_role("button", name="計算する").click()
    expect(page.locator(".values")).to_contain_text("2")


def test_the_form_works_without_script(visit: Visit) -> None:
    page = visit.open(java_script_enabled=False)
    page.goto("/lab/perplexity")
    page.locator("#field-p").fill("1/2 1/8")
    page.get_by_role("button", name="計算する").click()
    expect(page.locator(".values")).to_contain_text("4")
    page.locator("#field-p").fill("2")
    page.get_by_role("button", name="計算する").click()
    expect(page.get_by_role("alert")).to_contain_text("0 より大きく 1 以下")
    expect(page.locator("#field-p")).to_have_value("2")


def test_an_answered_question_leads_to_its_numbers(visit: Visit) -> None:
    page = visit.open(**PHONE)
    visit.start(page, "autoencoder.divergence", "number")
    page.get_by_role("button", name="わからない").click()
    page.locator(".readings").get_by_role("link", name="実験室").click()
    expect(page.locator("h1")).to_have_text("VAE の KL とその勾配")
    expect(page.locator(".derivation")).to_be_visible()
    assert page.evaluate(FITS)


def test_what_is_too_long_to_be_sent_is_said_and_no_address_grows_beyond_measure(visit: Visit) -> None:
    page = visit.open()
    page.goto("/lab/perplexity")
    page.locator("[name=p]").fill("0.5 " * 20_000)
    expect(page.locator("#lab-status")).to_contain_text("入力が長すぎる")
    page.locator("form.lab").evaluate("form => form.requestSubmit()")
    expect(page.locator("h1")).to_have_text("送られた内容が大きすぎます")
    assert len(page.url) < 5000
