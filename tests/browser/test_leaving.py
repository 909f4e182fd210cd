"""Reload, Back, a closed tab, a double click: nothing is lost, nothing is counted twice."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import Visit


def test_a_reload_in_the_middle_keeps_question_and_typing(visit: Visit) -> None:
    page = visit.open()
    visit.start(page, "rnn.hidden-state", "vector")
    stem = page.locator(".stem").inner_html()
    page.locator("#cell-0").press_sequentially("０．５")
    page.get_by_label("勘で答えた").check()
    page.reload()
    assert page.locator(".stem").inner_html() == stem
    expect(page.locator("#cell-0")).to_have_value("０．５")
    expect(page.get_by_label("勘で答えた")).to_be_checked()
    assert visit.count("submission") == 0


def test_a_closed_tab_loses_nothing(visit: Visit) -> None:
    page = visit.open()
    visit.start(page, "rnn.hidden-state", "choice")
    address = page.url
    page.keyboard.press("2")
    again = visit.watched(page.context.new_page())
    page.close()
    again.goto("/")
    again.get_by_role("link", name="続ける").click()
    again.goto(address)
    expect(again.locator("[name=choice]:checked")).to_have_value("1")


def test_back_after_the_answer_shows_the_feedback_and_counts_once(visit: Visit) -> None:
    page = visit.open()
    visit.start(page, "rnn.hidden-state", "choice")
    page.keyboard.press("1")
    page.keyboard.press("Enter")
    expect(page.locator("#result")).to_be_visible()
    page.reload()
    expect(page.locator("#result")).to_be_visible()
    page.get_by_role("link", name="次の問題").click()
    page.wait_for_url(lambda url: "#result" not in url)
    page.go_back()
    expect(page.locator("#result")).to_be_visible()
    assert visit.count("submission") == 1


def test_an_old_page_that_is_sent_again_changes_nothing(visit: Visit) -> None:
    one = visit.open()
    visit.start(one, "rnn.hidden-state", "choice")
    two = visit.open()
    two.goto(one.url)
    one.keyboard.press("1")
    one.keyboard.press("Enter")
    expect(one.locator("#result")).to_be_visible()
    said = one.locator("#result").inner_text()
    two.keyboard.press("p")
    expect(two.locator("#result")).to_have_text(said)
    assert visit.count("submission") == 1


def test_a_double_click_counts_once(visit: Visit) -> None:
    page = visit.open()
    visit.start(page, "rnn.hidden-state", "choice")
    page.keyboard.press("1")
    page.get_by_role("button", name="解答する").dblclick(no_wait_after=True)
    expect(page.locator("#result")).to_be_visible()
    assert visit.count("submission") == 1


def test_typing_goes_on_while_the_server_is_away(visit: Visit) -> None:
    page = visit.open()
    visit.start(page, "rnn.hidden-state", "number")
    page.route("**/reading", lambda route: route.abort())
    page.locator("#cell-0").press_sequentially("0.5")
    page.wait_for_timeout(500)
    expect(page.locator("#reading")).to_have_text("")
    expect(page.locator("#cell-0")).to_have_value("0.5")
    page.unroute("**/reading")


def test_the_language_switch_stays_on_the_page(visit: Visit) -> None:
    page = visit.open()
    page.goto("/topics/bptt")
    page.get_by_role("button", name="English").click()
    page.wait_for_url("**/topics/bptt")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.get_by_role("button", name="日本語").click()
    expect(page.locator("html")).to_have_attribute("lang", "ja")


def test_what_is_typed_after_a_hint_is_there_after_a_reload_and_back(visit: Visit) -> None:
    page = visit.open()
    visit.start(page, "bptt.delta", "number")
    field = page.locator("#cell-0")
    field.fill("0.1")
    page.get_by_role("button", name="ヒント").click()
    expect(page.locator("#hint-1")).to_be_visible()
    expect(field).to_have_value("0.1")
    page.wait_for_url(lambda url: "cell=" not in url)
    field.fill("0.25")
    page.reload()
    expect(field).to_have_value("0.25")
    page.locator(".away > summary").click()
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(field).to_have_value("0.25")
    field.fill("0.75")
    page.goto("/topics")
    page.go_back()
    expect(field).to_have_value("0.75")
    page.go_back()
    expect(page.locator("html")).to_have_attribute("lang", re.compile("ja|en"))
    expect(field).to_have_value("0.75")


def test_enter_pressed_twice_does_not_skip_the_feedback(visit: Visit) -> None:
    page = visit.open()
    visit.start(page, "rnn.hidden-state", "number")
    page.locator("#cell-0").fill("0.5")
    page.keyboard.press("Enter")
    page.wait_for_url("**#result")
    page.keyboard.press("Enter")
    page.wait_for_timeout(300)
    expect(page.locator("#result")).to_be_visible()
    page.wait_for_timeout(400)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "#result" not in url)


def test_a_letter_with_shift_is_no_shortcut(visit: Visit) -> None:
    page = visit.open()
    visit.start(page, "rnn.hidden-state", "number")
    page.keyboard.press("Shift+P")
    page.wait_for_timeout(300)
    expect(page.locator("#cell-0")).to_be_visible()
    assert visit.count("submission") == 0
    page.keyboard.press("p")
    expect(page.locator("#result")).to_be_visible()
