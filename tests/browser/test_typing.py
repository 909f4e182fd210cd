"""Typing numbers: full width, read as one types, pasted, moved through with arrows."""

import re

import pytest
from playwright.sync_api import Route, expect

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
    expect(page.locator(".facts")).to_contain_text(text)


def test_what_cannot_be_read_is_said_while_typing_and_comes_back(visit: Visit) -> None:
    page = visit.open()
    visit.start(page, "rnn.hidden-state", "number")
    page.locator("#cell-0").press_sequentially("１．２．３")
    expect(page.locator("#reading")).to_have_text(re.compile("読み取り: .*数"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_be_in_viewport(ratio=1)
    expect(page.locator("#cell-0")).to_be_focused()
    expect(page.locator("#cell-0")).to_have_value("１．２．３")
    expect(page.locator("#cell-0")).to_have_attribute("aria-invalid", "true")
    assert visit.count("submission") == 0
    page.locator("#cell-0").fill(visit.right(page)["cell"][0])
    page.keyboard.press("Enter")
    expect(page.locator(".result.right")).to_be_visible()


PASTE = """text => {
    const data = new DataTransfer();
    data.setData("text", text);
    const paste = new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true});
    if (document.activeElement.dispatchEvent(paste)) document.activeElement.setRangeText(text.trim());
}"""


@pytest.mark.parametrize(
    "block",
    [
        "[[{0}, {1}],\n [{2}, {3}]]",
        "{0}\t{1}\r\n{2}\t{3}\r\n",
        r"W = \begin{{pmatrix}} {0} & {1} \\ {2} & {3} \end{{pmatrix}}",
    ],
)
def test_a_matrix_is_pasted_whole(visit: Visit, block: str) -> None:
    page = visit.open()
    visit.start(page, "bptt.recurrent-weight-gradient", "matrix")
    cells = visit.right(page)["cell"]
    page.locator("#cell-2").focus()
    page.evaluate(PASTE, block.format(*cells))
    for k, cell in enumerate(cells):
        expect(page.locator(f"#cell-{k}")).to_have_value(cell)
    expect(page.locator("#reading")).to_contain_text(cells[3].replace("-", "−"))
    page.keyboard.press("Enter")
    expect(page.locator(".result.right")).to_be_visible()


def test_a_pasted_row_keeps_its_blank_and_one_number_goes_where_the_cursor_is(visit: Visit) -> None:
    page = visit.open()
    visit.start(page, "bptt.recurrent-weight-gradient", "matrix")
    page.locator("#cell-2").focus()
    page.keyboard.type("7")
    page.evaluate(PASTE, "1.5 × 10^-3\t\n\t-2\n")
    for k, text in enumerate(["1.5×10^-3", "", "", "-2"]):
        expect(page.locator(f"#cell-{k}")).to_have_value(text)
    page.locator("#cell-1").focus()
    page.evaluate(PASTE, " 0.25\n")
    expect(page.locator("#cell-1")).to_have_value("0.25")


def test_what_does_not_fit_is_said_and_changes_nothing(visit: Visit) -> None:
    page = visit.open()
    visit.start(page, "bptt.recurrent-weight-gradient", "matrix")
    held: list[Route] = []
    page.route("**/reading", lambda route: held.append(route))
    with page.expect_request("**/reading"):
        page.locator("#cell-1").fill("5")
    page.locator("#cell-0").focus()
    page.evaluate(PASTE, "1\t2\t3\n4\t5\t6")
    said = "読み取り: .*2 行 3 列.*収まりません"
    expect(page.locator("#reading")).to_have_text(re.compile(said))
    with page.expect_response("**/reading"):
        held[0].continue_()  # what was asked before does not take its place
    page.evaluate("new Promise((done) => setTimeout(done, 50))")
    expect(page.locator("#reading")).to_have_text(re.compile(said))
    for k, text in enumerate(["", "5", "", ""]):
        expect(page.locator(f"#cell-{k}")).to_have_value(text)


def test_offline_a_block_stands_where_it_was_pasted_and_is_understood_when_sent(visit: Visit) -> None:
    page = visit.open()
    visit.start(page, "bptt.recurrent-weight-gradient", "matrix")
    cells = visit.right(page)["cell"]
    page.locator("#cell-0").focus()
    page.route("**/pasted", lambda route: route.abort())
    page.evaluate(PASTE, "{}\t{}\n{}\t{}".format(*cells))
    expect(page.locator("#cell-0")).to_have_value("{}\t{} {}\t{}".format(*cells))
    expect(page.locator("#reading")).to_contain_text(cells[3].replace("-", "−"))
    page.get_by_role("button", name="解答する").click()
    expect(page.locator("#result")).to_contain_text("正解")


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
