"""Typing numbers: full width, read as one types, pasted, moved through with arrows."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import Visit

WIDE = str.maketrans("0123456789.-/", "０１２３４５６７８９．－／")


def test_full_width_digits_are_read_while_typing_and_graded(visit: Visit) -> None:
    page = visit.open()
    visit.start(page, "bleu.brevity-penalty", "number")
    (text,) = visit.right(page)["cell"]
    page.locator("#cell-0").press_sequentially(text.translate(WIDE))
    expect(page.locator("#reading")).to_have_text(f"読み取り: {text}")
    page.keyboard.press("Enter")
    expect(page.locator(".result.right")).to_be_visible()
    expect(page.locator(".facts")).to_contain_text(text.translate(WIDE))


def test_what_cannot_be_read_is_said_while_typing_and_comes_back(visit: Visit) -> None:
    page = visit.open()
    visit.start(page, "rnn.hidden-state", "number")
    page.locator("#cell-0").press_sequentially("１．２．３")
    expect(page.locator("#reading")).to_have_text(re.compile("読み取り: .*数"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.locator("#cell-0")).to_have_value("１．２．３")
    expect(page.locator("#cell-0")).to_have_attribute("aria-invalid", "true")
    assert visit.count("submission") == 0
    page.locator("#cell-0").fill(visit.right(page)["cell"][0])
    page.keyboard.press("Enter")
    expect(page.locator(".result.right")).to_be_visible()


def test_a_matrix_is_pasted_whole(visit: Visit) -> None:
    page = visit.open()
    visit.start(page, "bptt.recurrent-weight-gradient", "matrix")
    cells = visit.right(page)["cell"]
    pasted = f"[[{cells[0]}, {cells[1]}],\n [{cells[2]}, {cells[3]}]]"
    page.locator("#cell-0").focus()
    page.evaluate(
        """text => {
            const data = new DataTransfer();
            data.setData("text", text);
            const paste = new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true});
            document.activeElement.dispatchEvent(paste);
        }""",
        pasted,
    )
    for k, cell in enumerate(cells):
        expect(page.locator(f"#cell-{k}")).to_have_value(cell)
    page.keyboard.press("Enter")
    expect(page.locator(".result.right")).to_be_visible()


def test_arrows_move_through_a_matrix_and_the_sign_turns(visit: Visit) -> None:
    page = visit.open()
    visit.start(page, "bptt.recurrent-weight-gradient", "matrix")
    page.locator("#cell-0").focus()
    for key, cell in (("ArrowDown", 2), ("ArrowUp", 0), ("ArrowUp", 0)):
        page.keyboard.press(key)
        expect(page.locator(f"#cell-{cell}")).to_be_focused()
    page.keyboard.type("1.5")
    sign = page.get_by_role("button", name="符号を変える")
    sign.click()
    expect(page.locator("#cell-0")).to_have_value("-1.5")
    sign.click()
    expect(page.locator("#cell-0")).to_have_value("1.5")


def test_the_enter_that_ends_a_conversion_sends_nothing(visit: Visit) -> None:
    page = visit.open()
    visit.start(page, "rnn.hidden-state", "number")
    field = page.locator("#cell-0")
    field.fill("１")
    field.dispatch_event("keydown", {"key": "Enter", "isComposing": True, "bubbles": True})
    field.dispatch_event("keydown", {"key": "Enter", "keyCode": 229, "bubbles": True})
    page.wait_for_timeout(200)
    assert visit.count("submission") == 0
