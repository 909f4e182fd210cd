"""The room of a quiz: nothing with the focus is hidden, menus close, the clock is quiet; it works without script."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from app.web.assets import asset
from tests.browser.conftest import FITS, PHONE, Visit

# What of the focused element is on top where it stands; what is taller than the screen is asked at its beginning.
SEEN = """() => {
    const own = document.activeElement;
    if (own === document.body) return "";
    const box = (own.closest("label") ?? own).getBoundingClientRect();
    const at = document.elementFromPoint(box.left + Math.min(box.width / 2, 8), box.top + Math.min(box.height / 2, 8));
    const shown = at && (own.contains(at) || at.contains(own) || own.closest("label")?.contains(at));
    return shown ? "" : own.outerHTML.slice(0, 120);
}"""


def hidden_stops(page: Page) -> list[str]:
    """What the focus reaches with Tab, there and back, and cannot be seen there."""
    found = []
    for key in ["Tab"] * 40 + ["Shift+Tab"] * 40:
        page.keyboard.press(key)
        if said := page.evaluate(SEEN):
            found.append(said)
    return found


@pytest.mark.parametrize("options", [PHONE, {"viewport": {"width": 1280, "height": 500}}], ids=["phone", "laptop"])
@pytest.mark.parametrize(
    ("family", "form"), [("bptt.truncated", "matrix"), ("lstm.step-order", "order"), ("lstm.statements", "select")]
)
def test_the_focus_is_never_behind_a_bar(visit: Visit, options: dict[str, Any], family: str, form: str) -> None:
    page = visit.open(**options)
    visit.start(page, family, form)
    assert hidden_stops(page) == []


def test_the_menus_of_the_row_close_by_key_and_by_a_press_beside_them(visit: Visit) -> None:
    page = visit.open()
    visit.start(page, "rnn.unrolled", "number")
    page.get_by_label("演習を離れる").click()
    expect(page.get_by_role("link", name="実験室")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="実験室")).to_be_hidden()
    expect(page.get_by_label("演習を離れる")).to_be_focused()
    page.locator(".strip > summary").click()
    expect(page.get_by_role("link", name="問 2 – 未解答")).to_be_visible()
    page.locator(".conventions").click()
    expect(page.get_by_role("link", name="問 2 – 未解答")).to_be_hidden()


def test_without_script_every_question_and_page_is_reached_and_no_clock_stands_still(visit: Visit) -> None:
    page = visit.open(java_script_enabled=False, viewport={"width": 320, "height": 600})
    visit.start(page, "rnn.unrolled", "number")
    expect(page.locator(".clock")).to_have_text("")
    page.locator(".strip > summary").click()
    page.get_by_role("link", name="問 2 – 未解答").click()
    page.wait_for_url("**/items/2")
    page.get_by_label("演習を離れる").click()
    page.get_by_role("link", name="記録").click()
    page.wait_for_url("**/history")


def test_the_clock_goes_on_and_moves_nothing(visit: Visit) -> None:
    page = visit.open(**PHONE)
    visit.start(page, "rnn.unrolled", "number")
    clock = page.get_by_role("timer", name="経過時間")
    expect(clock).to_have_text(re.compile(r"^0:0[1-9]$"))
    assert clock.get_attribute("aria-live") is None  # a timer is not read out by itself
    before = page.locator(".where").bounding_box()
    page.locator(".clock").evaluate("clock => (clock.textContent = '29:59')")
    assert page.locator(".where").bounding_box() == before


def test_the_row_of_a_long_quiz_fits_the_smallest_screen(visit: Visit) -> None:
    page = visit.open(viewport={"width": 320, "height": 600})
    page.goto("/practice/new")
    page.get_by_label("20 問").check()
    page.get_by_role("button", name="始める", exact=True).click()
    page.wait_for_url("**/items/1")
    assert page.evaluate(FITS)
    expect(page.locator(".where")).to_have_text("1 / 20")
    row = page.locator(".top").bounding_box()
    assert row is not None
    for part in (".track", ".where", ".clock"):
        box = page.locator(part).bounding_box()
        assert box is not None
        assert row["x"] <= box["x"]
        assert box["x"] + box["width"] <= row["x"] + row["width"]
    page.locator(".strip > summary").click()
    assert page.locator(".strip li a").count() == 20
    assert page.evaluate(FITS)


def test_a_keyboard_that_covers_the_page_lifts_the_bar(visit: Visit) -> None:
    page = visit.open(**PHONE)
    visit.start(page, "rnn.unrolled", "number")
    page.evaluate("""() => {
        Object.defineProperty(visualViewport, "height", {value: innerHeight - 260});
        visualViewport.dispatchEvent(new Event("resize"));
    }""")
    bar = page.locator(".bar").bounding_box()
    assert bar is not None
    assert bar["y"] + bar["height"] == pytest.approx(740 - 260, abs=1)


# The rules of the sheet for the pages outside that find something on this page; what is told of a state is left out.
FOUND = """async (sheet) => {
    const made = new CSSStyleSheet();
    made.replaceSync(await (await fetch(sheet)).text());
    const states = /::[\\w-]+|:(?:hover|focus|focus-visible|target|checked)\\b/g;
    const plain = (selector) => selector.replace(states, ":is(*)");
    const rules = (list) => [...list].flatMap((rule) => [
        ...(rule.selectorText ? [rule.selectorText] : []), ...rules(rule.cssRules ?? [])]);
    return rules(made.cssRules).filter((selector) => document.querySelector(plain(selector)));
}"""


def test_a_room_needs_nothing_of_the_sheet_that_it_does_not_load(visit: Visit) -> None:
    page = visit.open()
    missing = set()
    for family, form in (
        ("bptt.truncated", "matrix"),
        ("rnn.unrolled", "number"),
        ("lstm.step-order", "order"),
        ("lstm.statements", "select"),
        ("bptt.code-match", "match"),
        ("gru.unit-diagram", "choice"),
    ):
        visit.start(page, family, form)
        asked = page.url
        missing |= set(page.evaluate(FOUND, asset("site.css")))
        page.request.post(asked, form={"unknown": "1"})
        for address in (asked, f"{asked}?show=all"):
            page.goto(address)
            missing |= set(page.evaluate(FOUND, asset("site.css")))
    assert missing == set()
    page.goto("/")
    assert page.evaluate(FOUND, asset("site.css")) != []


LAST_SEEN = """() => {
    scrollTo(0, document.documentElement.scrollHeight);
    const last = [...document.querySelectorAll("main .help > *")].at(-1).getBoundingClientRect();
    return document.querySelector(".bar").getBoundingClientRect().top - last.bottom;
}"""


@pytest.mark.parametrize("language", ["ja", "en"])
def test_on_a_phone_the_bar_leaves_the_end_of_the_page_free(visit: Visit, language: str) -> None:
    """With an answer that cannot be read, and in guided mode with three buttons."""
    page = visit.open(**PHONE)
    page.request.post("/settings/language", form={"language": language, "next": "/"})
    quiz, number = visit.start(page, "bptt.update", "number")
    page.locator("#cell-0").fill("1..2")
    page.locator(".bar .primary").click()
    expect(page.get_by_role("alert")).to_be_in_viewport(ratio=1)
    assert page.evaluate(LAST_SEEN) >= 0
    page.goto(f"/practice/{quiz}/items/{number}/guided")
    for field in page.locator("[name=cell]").all():
        field.fill("77")
    page.locator(".bar .primary").click()
    expect(page.locator(".bar button")).to_have_count(3)
    assert page.evaluate(LAST_SEEN) >= 0


BASELINES = """() => [...document.querySelectorAll(".givens > li > ul, .givens")].map((group) => {
    const first = [...group.querySelectorAll("math")].map((math) => [...math.querySelectorAll("mo")]
        .find((mark) => mark.textContent === "=")?.getBoundingClientRect()).filter(Boolean);
    const rows = Map.groupBy(first, (box) => Math.round(box.y / 14));
    const spread = (row) => Math.max(...row.map((box) => box.y)) - Math.min(...row.map((box) => box.y));
    return Math.max(0, ...[...rows.values()].map(spread));
})"""


def test_values_in_a_row_stand_on_one_line(visit: Visit) -> None:
    """Whatever stands above them: y with a superscript, d with one that is higher."""
    page = visit.open(viewport={"width": 1280, "height": 900})
    visit.start(page, "bptt.delta", "number")
    expect(page.locator(".givens math").first).to_be_visible()
    assert max(page.evaluate(BASELINES)) < 1


TOP = "box => box.getBoundingClientRect().top"


def test_choices_that_are_pictures_stand_two_by_two_where_the_screen_has_room(visit: Visit) -> None:
    page = visit.open(viewport={"width": 1280, "height": 900})
    visit.start(page, "rnn.unit-diagram", "choice")
    choices = page.locator("label.choice")
    tops = [choice.evaluate(TOP) for choice in choices.all()]
    assert tops[0] == tops[1] < tops[2] == tops[3]
    whole = "svg => svg.getBoundingClientRect().width >= svg.width.baseVal.value"
    assert page.locator("label.choice svg").first.evaluate(whole)
    for choice in choices.all():
        expect(choice).to_be_in_viewport(ratio=1)
    page.set_viewport_size({"width": 1280, "height": 720})
    tops = [choice.evaluate(TOP) for choice in choices.all()]
    assert len(set(tops)) == 1


def test_the_calculator_opens_right_below_the_question(visit: Visit) -> None:
    """However long the column of the answer is: the values that are typed into it stay on the screen."""
    page = visit.open(viewport={"width": 1280, "height": 900})
    quiz, number = visit.start(page, "rnn.hidden-state", "number")
    with visit.database.engine.connect() as connection:
        sql = "SELECT ordinal FROM instance WHERE quiz_id = ? AND level = 3 ORDER BY ordinal"
        number = connection.exec_driver_sql(sql, (quiz,)).scalars().first() or number
    for hint in range(1, 4):
        page.request.post(f"/practice/{quiz}/items/{number}/hint", form={"number": str(hint)})
    page.goto(f"/practice/{quiz}/items/{number}")
    page.get_by_role("button", name="電卓").click()
    pad, question = page.locator(".calculator"), page.locator(".question")
    expect(pad).to_be_in_viewport(ratio=1)
    assert 0 <= pad.evaluate(TOP) - question.evaluate("box => box.getBoundingClientRect().bottom") < 20
    expect(page.locator(".givens")).to_be_in_viewport(ratio=1)


# How far below the letter's top its superscript begins, in the size of the formula's letters.
SCRIPTS = """() => [...document.querySelectorAll("main msup")].filter((script) =>
    script.querySelector("mi").textContent === "h" && script.lastElementChild.textContent === "t").map((script) => [
    script.firstElementChild.localName, (script.lastElementChild.getBoundingClientRect().y
        - script.querySelector("mi").getBoundingClientRect().y) / parseFloat(getComputedStyle(script).fontSize)])"""


def test_a_superscript_stands_as_high_beside_an_accent(visit: Visit) -> None:
    page = visit.open(viewport={"width": 1280, "height": 900})
    page.goto("/topics/gru")
    heights: list[tuple[str, float]] = page.evaluate(SCRIPTS)
    accented = [height for name, height in heights if name == "mover"]
    plain = [height for name, height in heights if name == "mi"]
    assert min(accented) == pytest.approx(min(plain), abs=0.1)
