"""The script of a question is read, copied with one button, and where that is refused, selected."""

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from app.web.mathml import to_mathml
from engine.derivation import Array, decimals
from question_bank.bank import load_bank
from question_bank.model.answer import UNKNOWN
from question_bank.reading import answers
from question_bank.reading.numerals import read_number
from tests.browser.conftest import FITS, PHONE, Visit


def answered(visit: Visit, page: Page, family: str, form: str) -> str:
    """Give up on a question, open its script, and return what the script is."""
    quiz, number = visit.start(page, family, form)
    page.get_by_role("button", name="わからない").click()
    page.wait_for_url(f"**/items/{number}#result")
    if page.locator(".snippet").count() == 0:
        page.get_by_role("link", name="NumPy").click()
    snippet = load_bank().review(visit.instance(quiz, number), UNKNOWN).snippet
    assert snippet is not None
    return snippet.ja


@pytest.mark.parametrize("allowed", [True, False])
def test_copying(visit: Visit, allowed: bool) -> None:
    page = visit.open(permissions=["clipboard-read", "clipboard-write"] if allowed else [])
    if not allowed:
        page.add_init_script("delete Navigator.prototype.clipboard")
    script = answered(visit, page, "bptt.delta", "number")
    button = page.locator("[data-copy=snippet]")
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
    page.keyboard.down("ArrowRight")
    page.wait_for_function("() => document.querySelector('.listing pre').scrollLeft > 0")
    page.keyboard.up("ArrowRight")


def test_without_script_the_text_is_there_and_no_button_that_does_nothing(visit: Visit) -> None:
    page = visit.open(java_script_enabled=False)
    script = answered(visit, page, "gru.step-code", "code")
    expect(page.locator(".listing code")).to_have_text(script)
    expect(page.locator("[data-copy=snippet]")).to_be_hidden()


COPIED = """selector => {
    const range = document.createRange();
    range.selectNodeContents(document.querySelector(selector));
    const selection = getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
    const data = new DataTransfer();
    const copy = new ClipboardEvent("copy", {clipboardData: data, bubbles: true, cancelable: true});
    return document.dispatchEvent(copy) ? selection.toString() : data.getData("text/plain");
}"""


def formulas(page: Page, *latex: str) -> None:
    """Put formulas into the page, as the server writes them."""
    lines = [f"<p>値は {to_mathml(one)} です。</p>" for one in latex]
    page.evaluate("html => (document.querySelector('main').innerHTML = html)", f'<div id="all">{"".join(lines)}</div>')


MATRICES = [
    np.array([[0.5, -1.0], [0.25, 3.0]]),
    np.array([[-0.1234, 2.0, 0.0], [1.5, -7.25, 10.0]]),
    np.array([[1.0], [-2.5], [0.0]]),
]


@pytest.mark.parametrize("matrix", MATRICES, ids=str)
def test_a_matrix_of_a_page_can_be_pasted_back(visit: Visit, matrix: Array) -> None:
    page = visit.open(bypass_csp=True)
    page.goto("/")
    formulas(page, f"W = {decimals.array(matrix)}")
    expected = pytest.approx(matrix.ravel().tolist())
    for selector in ("#all math", "#all mtable"):
        cells = answers.read([page.evaluate(COPIED, selector)], [matrix.shape]).cells
        assert [cell.value for cell in cells] == expected
    # What a browser without script copies: each token on a line of its own. Of rows nothing is left, none are guessed.
    bare = page.evaluate("() => getSelection().toString()")
    assert [cell.value for cell in answers.read([bare], [(matrix.size,)]).cells] == expected
    if min(matrix.shape) > 1:
        assert answers.read([bare], [matrix.shape]).cells[0].problem is not None


def test_numbers_of_a_page_are_copied_as_they_are_read(visit: Visit) -> None:
    page = visit.open(bypass_csp=True)
    page.goto("/")
    shown = {
        r"1.50 \times 10^{-3}": 0.0015,
        r"\frac{1}{3} \approx 0.3333": 1 / 3,
        r"-\frac{5}{6}": -5 / 6,
        "-2.5": -2.5,
    }
    for latex, value in shown.items():
        formulas(page, latex)
        assert read_number(page.evaluate(COPIED, "#all math")).value == pytest.approx(value)
    formulas(page, *shown)
    copied = page.evaluate(COPIED, "#all")
    assert [line for line in copied.split("\n") if line] == [
        "値は 1.50×10^−3 です。",
        "値は 1/3≈0.3333 です。",
        "値は −5/6 です。",
        "値は −2.5 です。",
    ]


def test_what_holds_no_formula_is_copied_by_the_browser(visit: Visit) -> None:
    page = visit.open()
    page.goto("/")
    assert page.evaluate(COPIED, "h1") == page.locator("h1").inner_text()
