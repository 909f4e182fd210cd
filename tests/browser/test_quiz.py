"""A whole quiz: by keyboard alone, by touch on a phone, without JavaScript."""

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import FITS, PHONE, Visit

TAB_LIMIT = 60


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the element of that name has the focus."""
    for _ in range(TAB_LIMIT):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.innerText?.trim()") == name:
            return
    raise AssertionError(f"{name} cannot be reached with Tab")


def no_sideways_scrolling(page: Page) -> None:
    """The page is no wider than the window."""
    assert page.evaluate(FITS)


def numbers(answer: dict[str, Any]) -> list[int]:
    """The choices to take, one or several."""
    sent = answer["choice"]
    return [int(k) for k in (sent if isinstance(sent, list) else [sent])]


def give(field: Locator, text: str) -> None:
    """Type into a field, or choose from a list."""
    if field.evaluate("field => field.tagName") == "SELECT":
        field.select_option(text)
    else:
        field.fill(text)


def test_by_keyboard_alone(visit: Visit) -> None:
    page = visit.open()
    page.request.post("/practice/first")  # whoever has begun one is no newcomer
    page.request.post("/settings", form={"language": "ja", "theme": "auto", "shortcuts": "true", "daily": "10"})
    page.goto("/")
    tab_to(page, "今日の 10 問")
    page.keyboard.press("Enter")
    for number in range(1, 11):
        page.wait_for_url(f"**/items/{number}")
        answer = visit.right(page)
        if "choice" in answer:
            for number_of_choice in numbers(answer):
                page.keyboard.press(str(number_of_choice + 1))
            expect(page.locator("[name=choice]:checked")).to_have_count(len(numbers(answer)))
            page.keyboard.press("Enter")
        else:
            for text in answer["cell"]:  # the first digit goes to the first field, Enter to the next empty one
                page.keyboard.type(text)
                page.keyboard.press("Enter")
        page.wait_for_url(f"**/items/{number}#result")
        expect(page.locator("#result")).to_be_focused()
        expect(page.locator(".result.right")).to_be_visible()
        page.wait_for_timeout(700)  # an Enter within 600 ms is taken for one too many
        page.keyboard.press("Enter")
    page.wait_for_url("**/result")
    expect(page.locator(".score")).to_contain_text("10 / 10")
    assert visit.count("submission") == 10


def test_by_touch_on_a_phone(visit: Visit) -> None:
    page = visit.open(**PHONE)
    page.goto("/")
    no_sideways_scrolling(page)
    page.get_by_role("link", name="分野やレベルを選ぶ").tap()
    page.wait_for_url("**/practice/new")
    no_sideways_scrolling(page)
    page.get_by_text("5 問", exact=True).tap()
    page.get_by_role("button", name="始める", exact=True).tap()
    for number in range(1, 6):
        page.wait_for_url(f"**/items/{number}")
        no_sideways_scrolling(page)
        answer = visit.right(page)
        if number == 2:
            page.get_by_role("button", name="わからない").tap()
        elif "choice" in answer:
            for k in numbers(answer):
                page.locator("label.choice").nth(k).tap()
            page.get_by_role("button", name="解答する").tap()
        else:
            for field, text in zip(page.locator("[name=cell]").all(), answer["cell"], strict=True):
                if page.locator("select[name=cell]").count():
                    field.select_option(text)
                    continue
                field.tap()
                page.keyboard.insert_text(text.removeprefix("-"))
                if text.startswith("-"):  # the keypads of phones have no minus
                    page.get_by_role("button", name="符号を変える").tap()
            page.get_by_role("button", name="解答する").tap()
        page.wait_for_url(f"**/items/{number}#result")
        expect(page.locator("#result")).to_contain_text("わからない" if number == 2 else "正解")
        no_sideways_scrolling(page)
        page.get_by_role("link", name="次の問題" if number < 5 else "結果を見る").tap()
    page.wait_for_url("**/result")
    expect(page.locator(".score")).to_contain_text("4 / 5")
    no_sideways_scrolling(page)
    page.get_by_role("button", name="新しい数値でもう一度").tap()
    page.wait_for_url("**/practice/2/items/1")


@pytest.mark.parametrize("options", [{}, PHONE], ids=["laptop", "phone"])
def test_without_javascript(visit: Visit, options: dict[str, Any]) -> None:
    page = visit.open(java_script_enabled=False, **options)
    page.request.post("/practice/first")  # whoever has begun one is no newcomer
    page.request.post("/settings", form={"language": "ja", "theme": "auto", "shortcuts": "true", "daily": "10"})
    page.goto("/")
    page.get_by_role("button", name="今日の 10 問").click()
    for number in range(1, 11):
        answer = visit.right(page)
        if "choice" in answer:
            for k in numbers(answer):
                page.locator("label.choice").nth(k).click()
        else:
            for field, text in zip(page.locator("[name=cell]").all(), answer["cell"], strict=True):
                give(field, text)
        page.get_by_role("button", name="解答する").click()
        expect(page.locator(".result.right")).to_be_visible()
        page.get_by_role("link", name="次の問題" if number < 10 else "結果を見る").click()
    expect(page.locator(".score")).to_contain_text("10 / 10")
    page.get_by_role("link", name="記録").click()
    page.get_by_role("link", name="統計").click()
    page.get_by_text("表で見る").first.click()
    expect(page.get_by_role("table").first).to_be_visible()


def test_one_key_each_for_not_knowing_guessing_and_once_more(visit: Visit) -> None:
    page = visit.open()
    visit.start(page, "rnn.hidden-state", "choice")
    page.keyboard.press("g")
    expect(page.get_by_label("勘で答えた")).to_be_checked()
    page.keyboard.press("p")
    expect(page.locator("#result")).to_contain_text("わからない")
    expect(page.locator("#result")).to_be_focused()
    page.keyboard.press("r")
    page.wait_for_url("**/practice/2/items/1")


def test_shortcuts_that_are_off_do_nothing(visit: Visit) -> None:
    page = visit.open()
    page.goto("/settings")
    page.get_by_label("ショートカット").uncheck()
    page.get_by_role("button", name="保存する").click()
    visit.start(page, "rnn.hidden-state", "choice")
    for key in ("1", "g", "p"):
        page.keyboard.press(key)
    expect(page.locator("[name=choice]:checked")).to_have_count(0)
    expect(page.get_by_label("勘で答えた")).not_to_be_checked()
    assert visit.count("submission") == 0


def test_without_an_answer_enter_says_what_is_missing(visit: Visit) -> None:
    page = visit.open()
    visit.start(page, "rnn.hidden-state", "choice")
    page.set_viewport_size({"width": 360, "height": 740})
    top = page.locator("h1").bounding_box()
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_be_in_viewport(ratio=1)
    expect(page.locator("#choice-0")).to_be_focused()
    expect(page.locator("#choice-0")).to_be_in_viewport(ratio=1)
    page.evaluate("scrollTo(0, 0)")
    assert page.locator("h1").bounding_box() == top
    page.get_by_role("link", name="選択肢を選んでください").click()
    expect(page.locator("#choice-0")).to_be_focused()
    assert visit.count("submission") == 0


def test_the_history_on_a_phone_gives_the_title_a_line_and_cuts_nothing(visit: Visit) -> None:
    page = visit.open(**PHONE)
    visit.start(page, "bptt.input-weight-gradient", "matrix")
    page.get_by_role("button", name="わからない").click()
    page.wait_for_url("**#result")
    page.goto("/history")
    row = page.locator(".answers li")
    title, time = row.locator("a").bounding_box(), row.locator(".number").last.bounding_box()
    assert title is not None
    assert time is not None
    assert title["width"] > 300
    assert time["y"] >= title["y"] + title["height"]
    assert time["x"] + time["width"] <= 360
    assert row.locator("math").get_attribute("aria-label") == "W in"
    assert "_" not in row.inner_text()
    no_sideways_scrolling(page)
