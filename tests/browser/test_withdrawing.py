"""A key pressed by mistake is taken back, with script and without; what is typed then is what counts."""

import os
import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE, Visit

PLAIN = {"java_script_enabled": False}


@pytest.mark.parametrize("options", [{}, PHONE, PLAIN], ids=["laptop", "phone", "without script"])
def test_a_wrong_key_is_taken_back(visit: Visit, options: dict[str, Any]) -> None:
    page = visit.open(**options)
    visit.start(page, "rnn.hidden-state", "number")
    address = page.url
    if options:
        page.get_by_role("button", name="わからない").click()
    else:
        page.keyboard.press("p")
    expect(page.locator("#result")).to_contain_text("わからない")
    page.get_by_text("解答の取り消し").click()
    button = page.get_by_role("button", name="この解答を取り消す")
    expect(button).to_have_accessible_description(re.compile("^押し間違えたときに"))
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=f"{folder}/feedback-{len(options)}.png", full_page=True)
    button.click()
    expect(page).to_have_url(address)
    expect(page.get_by_role("status").filter(has_text="前の解答は取り消し済みです")).to_be_visible()
    expect(page.locator("[name=cell]")).to_have_value("")
    if folder:
        page.screenshot(path=f"{folder}/question-{len(options)}.png", full_page=True)
    again = visit.right(page)["cell"][0]
    page.locator("[name=cell]").fill(again)
    page.get_by_role("button", name="解答する").click()
    expect(page.locator("#result")).to_contain_text("正解")
    assert visit.count("submission WHERE withdrawn_at IS NULL AND correct = 1") == 1
    assert visit.count("submission") == 2
    page.goto("/history")
    assert page.locator(".answers .state").all_inner_texts() == ["正解", "取り消し済み"]
    if folder:
        page.screenshot(path=f"{folder}/history-{len(options)}.png", full_page=True)
