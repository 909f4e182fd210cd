"""The calculator: what it works out, against Python; what it refuses; by keyboard alone, by touch, without script."""

import ast
import math
import re
from pathlib import Path
from random import Random
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import FITS, PHONE, Visit
from tests.browser.expressions import FAULTS, SHOWN, VALUES, made, python
from tests.browser.test_accessibility import AXE, RUN
from tests.browser.test_quiz import tab_to

ROOT = Path(__file__).resolve().parents[2]
TYPED = """(texts) => texts.map((text) => {
    const line = document.querySelector(".calculator input");
    line.value = text;
    line.dispatchEvent(new Event("input", { bubbles: true }));
    document.querySelector(".calculator .work").click();
    return document.querySelector("#calculated").textContent;
})"""


def hardest(visit: Visit, page: Page, family: str = "bptt.one-loss", form: str = "number") -> str:
    """Open a question of level 3 of the family; returns its address."""
    page.request.post(f"{visit.address}/practice/family", form={"family": family})
    quiz = visit.count("quiz")
    with visit.database.engine.connect() as connection:
        sql = "SELECT ordinal FROM instance WHERE quiz_id = ? AND level = 3 AND form = ?"
        number = connection.exec_driver_sql(sql, (quiz, form)).scalar_one()
    address = f"/practice/{quiz}/items/{number}"
    page.goto(address)
    return address


def opened(visit: Visit, **options: Any) -> Page:
    """A question of level 3 with the calculator open."""
    page = visit.open(**options)
    hardest(visit, page)
    page.get_by_role("button", name="電卓", exact=True).click()
    expect(page.locator(".calculator .work")).to_be_enabled()  # its script has come
    return page


def test_its_script_comes_when_it_is_opened_and_is_asked_for_again_where_it_did_not_come(visit: Visit) -> None:
    page = visit.open()
    hardest(visit, page)
    scripts = "performance.getEntriesByType('resource').filter((entry) => entry.name.includes('/calculator.')).length"
    assert page.evaluate(scripts) == 0
    field = page.locator("form.answer input[name=cell]").last
    field.focus()
    opener = page.get_by_role("button", name="電卓", exact=True)
    page.route("**/calculator.*.js", lambda route: route.abort())
    opener.click()
    page.wait_for_function(f"{scripts} === 1")
    expect(page.locator(".calculator")).to_be_hidden()
    expect(opener).to_have_attribute("aria-expanded", "false")
    page.unroute("**/calculator.*.js")
    opener.click()
    expect(page.locator(".calculator")).to_be_visible()
    page.keyboard.type("6×7")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="値を入れる").click()
    expect(field).to_have_value("42")
    visit.complaints.clear()  # of the script that did not come


def test_what_is_entered_before_its_script_is_there_is_worked_out(visit: Visit) -> None:
    page = visit.open()
    hardest(visit, page)
    held: list[Route] = []
    page.route("**/calculator.*.js", lambda route: held.append(route))
    page.keyboard.press("c")
    page.keyboard.type("6*7")
    page.keyboard.press("Enter")
    expect(page.locator("#calculated")).to_be_empty()
    expect(page.locator(".calculator button:enabled")).to_have_count(0)  # nobody does yet what they say
    held[0].continue_()
    expect(page.locator("#calculated")).to_have_text("42")
    expect(page.locator(".calculator button:disabled")).to_have_count(0)


def test_it_works_out_what_python_does(visit: Visit) -> None:
    page = opened(visit)
    found = dict(zip(VALUES, page.evaluate(TYPED, list(VALUES)), strict=True))
    wrong = {
        text: found[text] for text, value in VALUES.items() if not math.isclose(float(found[text]), value, rel_tol=1e-9)
    }
    assert wrong == {}
    assert dict(zip(SHOWN, page.evaluate(TYPED, list(SHOWN)), strict=True)) == SHOWN
    random = Random(11)
    texts = list(dict.fromkeys(made(random, 4) for _ in range(600)))
    off, refused = {}, 0
    for text, shown in zip(texts, page.evaluate(TYPED, texts), strict=True):
        try:
            value = python(ast.parse(text.replace("^", "**"), mode="eval").body)
        except (ZeroDivisionError, ValueError, OverflowError):
            refused += 1
            if re.match(r"-?\d", shown) and "0 で割る" not in shown:
                off[text] = shown, "no value"
            continue
        if not re.match(r"-?\d", shown) or not math.isclose(float(shown), value, rel_tol=1e-9, abs_tol=1e-12):
            off[text] = shown, str(value)
    assert off == {}
    assert 10 < refused < len(texts) / 3


@pytest.mark.parametrize("language", ["ja", "en"])
def test_what_it_cannot_work_out_it_says_in_the_language_of_the_page(visit: Visit, language: str) -> None:
    page = visit.open()
    page.request.post(f"{visit.address}/settings", form={"language": language, "theme": "auto", "shortcuts": "true"})
    hardest(visit, page)
    page.keyboard.press("c")
    expect(page.locator(".calculator .work")).to_be_enabled()
    said = page.evaluate(TYPED, list(FAULTS))
    for (text, expected), message in zip(FAULTS.items(), said, strict=True):
        assert expected[language == "en"] in message, text
    line = page.locator(".calculator input")
    expect(line).to_have_attribute("aria-invalid", "true")
    line.fill("1")
    expect(line).to_have_attribute("aria-invalid", "false")
    expect(page.locator("#calculated")).to_be_empty()


def test_every_fault_has_its_text() -> None:
    source = (ROOT / "static" / "js" / "arithmetic.js").read_text(encoding="utf-8")
    template = (ROOT / "templates" / "partials" / "calculator.html").read_text(encoding="utf-8")
    named = set(re.findall(r'new Fault\("(\w+)"', source))
    assert len(named) > 10
    assert named <= set(re.findall(r"data-(\w+)=\"\{\{ _\(", template))
    assert not re.search(r"\beval\b|\bFunction\(|import\(", source)


def test_by_keyboard_alone(visit: Visit) -> None:
    page = visit.open()
    hardest(visit, page)
    page.keyboard.press("c")
    line, result = page.get_by_label("計算する式"), page.locator("#calculated")
    expect(line).to_be_focused()
    page.keyboard.type("2(3+4)")
    page.keyboard.press("Enter")
    expect(result).to_have_text("14")
    page.keyboard.type("+1=")  # goes on from the result
    expect(line).to_have_value("Ans+1")
    expect(result).to_have_text("15")
    page.keyboard.type("0.25*2")  # begins anew
    expect(line).to_have_value("0.25*2")
    page.keyboard.press("Enter")
    tab_to(page, "M+")
    page.keyboard.press("Enter")
    expect(page.locator("[data-memory]")).to_have_text("M = 0.5")
    page.keyboard.type("8M")  # on a key too what is typed goes into the line, and the page's own keys do nothing
    expect(line).to_be_focused()
    page.keyboard.press("=")
    expect(result).to_have_text("4")
    for letter in ("p", "g", "h", "s", "c", "?"):
        page.keyboard.press(letter)
    expect(page.locator("#calculator")).to_be_visible()
    expect(page.get_by_label("勘で答えた")).not_to_be_checked()
    assert visit.count("submission") == 0
    line.fill("1/8")
    with page.expect_response("**/reading"):
        tab_to(page, "値を入れる")
        page.keyboard.press("Enter")
    cell = page.locator("[name=cell]").first
    expect(cell).to_be_focused()
    expect(cell).to_have_value("0.125")
    expect(page.locator("#reading")).to_contain_text("0.125")
    page.reload()
    expect(cell).to_have_value("0.125")  # the draft
    page.keyboard.press("c")
    expect(line).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#calculator")).to_be_hidden()
    switch = page.get_by_role("button", name="電卓", exact=True)
    expect(switch).to_be_focused()
    expect(switch).to_have_attribute("aria-expanded", "false")


def test_what_was_worked_out_lasts_over_questions_and_goes_into_the_field_that_was_chosen(visit: Visit) -> None:
    page = visit.open()
    hardest(visit, page, form="matrix")
    page.keyboard.press("c")
    page.keyboard.type("1e-7/4")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="M+", exact=False).click()
    second = page.locator("[name=cell]").nth(1)
    second.click()
    page.get_by_role("button", name="値を入れる").click()
    expect(second).to_have_value("2.5e-8")
    expect(page.locator("#reading")).to_contain_text("読み取り")
    expect(page.locator("[name=cell]").first).to_have_value("")
    hardest(visit, page)
    page.keyboard.press("c")
    line, result = page.get_by_label("計算する式"), page.locator("#calculated")
    expect(line).to_have_value("1e-7/4")
    expect(result).to_have_text("2.5e-8")
    expect(page.locator("[data-memory]")).to_have_text("M = 2.5e-8")
    page.keyboard.type("×2")
    page.keyboard.press("Enter")
    expect(result).to_have_text("5e-8")
    page.get_by_role("button", name="MC").click()
    expect(page.locator("[data-memory]")).to_be_empty()
    expect(result).to_have_text("5e-8")


def test_by_touch_on_a_phone(visit: Visit) -> None:
    page = opened(visit, **PHONE)
    assert page.evaluate(FITS)
    for button in page.locator(".calculator button").all():
        box = button.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 44
    result, line = page.locator("#calculated"), page.get_by_label("計算する式")
    for name in ("tanh", "0", ".", "5", ")", "×", "2", "x²", "⌫", "⌫", "=", "−", "Ans", "="):
        page.locator(".pad").get_by_text(name, exact=True).tap()
    expect(line).to_have_value("Ans−Ans")
    expect(result).to_have_text("0")
    page.locator(".pad").get_by_text("AC", exact=True).tap()
    for name in ("log₂", "8", ")"):
        page.locator(".pad").get_by_text(name, exact=True).tap()
    page.get_by_role("button", name="値を入れる").tap()  # works it out first
    cell = page.locator("[name=cell]").first
    expect(cell).to_have_value("3")
    expect(cell).not_to_be_focused()  # which would bring the keyboard of the screen
    panel = page.locator("#calculator").bounding_box()
    assert panel is not None
    for given in (cell, *page.locator(".stem p, .stem li").all()):
        given.evaluate("element => element.scrollIntoView({block: 'end'})")
        box = given.bounding_box()
        assert box is not None
        assert (
            box["y"] + box["height"] <= panel["y"] + 1 or box["y"] >= panel["y"] + panel["height"] - 1
        )  # all that is asked can be read beside it, and the field that stands in the bar
    for name in ("⌫", "⌫"):
        page.locator(".pad").get_by_text(name, exact=True).tap()
    expect(line).to_have_value("log₂(")
    page.locator(".pad").get_by_text("⌫", exact=True).tap()
    expect(line).to_have_value("")


def test_in_the_lab_it_is_put_among_the_numbers(visit: Visit) -> None:
    page = visit.open()
    page.goto("/lab/bptt")
    page.keyboard.press("c")
    page.keyboard.type("1/4")
    page.get_by_role("button", name="値を入れる").click()
    expect(page.locator("#calculated")).to_contain_text("先に、値を入れる欄を選んでください")
    field = page.locator("#field-b")
    field.fill("0")
    expect(page.locator("#lab-status")).to_contain_text("入力を確かめてください")
    page.get_by_role("button", name="値を入れる").click()
    expect(field).to_have_value("0 0.25")
    expect(page.locator("#lab-status")).to_contain_text("計算し直しました")


@pytest.mark.parametrize(("language", "theme"), [("ja", "light"), ("en", "dark")])
def test_axe(visit: Visit, language: str, theme: str) -> None:
    page = visit.open()
    page.request.post(f"{visit.address}/settings", form={"language": language, "theme": theme, "shortcuts": "true"})
    address = hardest(visit, page)
    for place in (address, "/lab/bptt", "/help/keyboard"):
        page.goto(place)
        if place != "/help/keyboard":
            page.keyboard.press("c")
            page.keyboard.type("ln(0)")
            page.keyboard.press("Enter")
            expect(page.locator("#calculated")).not_to_be_empty()
        page.evaluate(AXE)
        assert page.evaluate(RUN) == []


def test_it_stands_where_it_is_needed_and_only_where_it_works(visit: Visit) -> None:
    page = visit.open()
    visit.start(page, "bptt.update", "number")
    expect(page.locator("#calculator, [aria-controls=calculator]")).to_have_count(0)
    address = hardest(visit, page, "bptt.delta", "choice")
    page.keyboard.press("c")
    expect(page.locator("#calculator")).to_be_visible()
    expect(page.locator("[data-does=put]")).to_be_hidden()  # there is no field
    bare = visit.open(java_script_enabled=False)
    for place in (address, "/lab/bptt"):
        bare.goto(place)
        expect(bare.locator("[aria-controls=calculator]")).to_be_hidden()
        expect(bare.locator("#calculator")).to_be_hidden()
