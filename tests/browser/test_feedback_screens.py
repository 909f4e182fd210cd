"""What an answer comes back with fits a phone: folded what was not asked for, and the next question always in reach."""

from collections.abc import Iterable, Iterator
from statistics import median, quantiles
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from question_bank.bank import load_bank
from tests.app.site import right, wrong
from tests.browser.conftest import FITS, PHONE, Visit
from tests.question_bank.budget import portion

FAMILIES = tuple(sorted(load_bank().families)[::15])
TALL, TALLEST = 1_500, 2_200
DESKTOP: dict[str, Any] = {"viewport": {"width": 1280, "height": 900}}
# The part of the next question's link that can be pressed: on the screen, and nothing lies over it.
ONWARD = """() => {
    const box = document.querySelector(".bar .primary").getBoundingClientRect();
    const seen = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
    return box.top >= 0 && box.bottom <= innerHeight && box.height >= 44 && seen.closest(".bar .primary") !== null;
}"""
HEIGHT = "document.documentElement.scrollHeight"


def answered(visit: Visit, page: Page, how: str, families: Iterable[str] | None = None) -> Iterator[str]:
    """The page of an answer to the first question of each family, or of some that others are each time, left open."""
    for family in portion(FAMILIES, 4) if families is None else families:
        page.request.post("/practice/family", form={"family": family})
        quiz = visit.count("quiz")
        page.goto(f"/practice/{quiz}/items/1")
        instance = visit.instance(quiz, 1)
        sent = {"right": right, "wrong": wrong}[how](instance) if how != "unknown" else {"unknown": "1"}
        fields = [
            (name, text) for name, texts in sent.items() for text in ([texts] if isinstance(texts, str) else texts)
        ]
        page.evaluate(
            """fields => {
                const form = Object.assign(document.createElement("form"), {method: "post", action: location.pathname});
                for (const [name, value] of fields)
                    form.append(Object.assign(document.createElement("input"), {type: "hidden", name, value}));
                document.body.append(form);
                form.submit();
            }""",
            fields,
        )
        page.wait_for_url(f"**/practice/{quiz}/items/1#result")
        page.evaluate("document.fonts.ready")
        yield family


def test_on_a_phone_the_page_is_short_and_the_next_question_in_reach(visit: Visit) -> None:
    page = visit.open(**PHONE)
    assert len(FAMILIES) == 10
    heights = {}
    for how in ("wrong", "unknown", "right"):
        for family in answered(visit, page, how, FAMILIES if how == "wrong" else portion(FAMILIES, 3)):
            heights[family, how] = page.evaluate(HEIGHT)
            assert page.evaluate(FITS), family
            for place in (0, 0.5, 1):
                page.evaluate(f"scrollTo(0, {place} * {HEIGHT})")
                assert page.evaluate(ONWARD), (family, how, place)
    assert median(heights.values()) <= TALL, heights
    assert quantiles(heights.values(), n=10, method="inclusive")[-1] <= TALLEST, heights


def test_on_a_desktop_the_question_stands_beside_what_became_of_it(visit: Visit) -> None:
    page = visit.open(**DESKTOP)
    for family in answered(visit, page, "wrong"):
        assert page.evaluate(ONWARD), family
        stem, result = page.locator(".stem").bounding_box(), page.locator("#result").bounding_box()
        assert stem is not None, family
        assert result is not None, family
        assert stem["x"] + stem["width"] <= result["x"], family
        page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
        expect(page.locator(".posed h1")).to_be_in_viewport()


def test_on_a_phone_the_question_is_folded_to_what_was_asked(visit: Visit) -> None:
    for options in (PHONE, {**PHONE, "java_script_enabled": False}):
        page = visit.open(**options)
        visit.start(page, "bptt.recurrent-weight-gradient", "number")
        page.get_by_role("button", name="わからない").click()
        page.wait_for_url("**#result")
        expect(page.locator(".stem")).to_be_hidden()
        page.locator(".question summary").click()
        expect(page.locator(".stem")).to_be_visible()


def test_a_folded_step_is_brought_when_it_is_opened_and_folds_again(visit: Visit) -> None:
    page = visit.open(**PHONE)
    visit.start(page, "bptt.recurrent-weight-gradient", "number")
    page.get_by_role("button", name="わからない").click()
    page.wait_for_url("**#result")
    address = page.url
    step = page.locator("#step-1")
    assert step.locator(".lines").count() == 0
    line = step.locator("math").first.get_attribute("aria-label")
    step.get_by_role("link").tap()
    expect(step.locator(".lines")).to_be_visible()
    expect(step.locator(".value")).to_be_hidden()
    expect(step.locator("summary").first).to_be_focused()
    assert step.locator("summary math").first.get_attribute("aria-label") == line
    assert page.url == address
    step.locator("summary").first.click()
    expect(step.locator(".lines")).to_be_hidden()
    page.locator(".step:not(.folds) .by-entry").first.click()
    expect(page.locator(".step:not(.folds) .elements li").first).to_be_visible()
    assert page.evaluate(FITS)


def test_the_lines_of_folded_steps_keep_clear_of_their_rules(visit: Visit) -> None:
    page = visit.open(**PHONE)
    for family in answered(
        visit, page, "unknown", ("bptt.recurrent-weight-gradient", "lstm.cell-backward", "seq2seq.ids")
    ):
        near = page.evaluate(
            """[...document.querySelectorAll('.folds')].filter((step) => {
                const [own, formula] = [step, step.querySelector('math > *')].map((one) => one.getBoundingClientRect());
                return formula.top - own.top < 4 || own.bottom - formula.bottom < 4;
            }).map((step) => step.id)"""
        )
        assert near == [], family


def test_other_choices_and_a_report_are_brought_when_they_are_asked_for(visit: Visit) -> None:
    for script in (True, False):
        page = visit.open(java_script_enabled=script, **PHONE)
        many = len(visit.instance(*visit.start(page, "lstm.statements", "choice")).choices)
        page.get_by_role("button", name="わからない").click()
        page.wait_for_url("**#result")
        assert page.locator(".reviewed > li").count() == 1
        page.get_by_role("link", name="ほかの選択肢").click()
        expect(page.locator(".reviewed > li")).to_have_count(many)
        page.get_by_role("link", name="誤りを報告").click()
        expect(page.locator("#report")).to_be_visible()


def test_a_reading_is_opened_at_its_address_and_stands_on_the_screen(visit: Visit) -> None:
    for options in (PHONE, {**PHONE, "java_script_enabled": False}, DESKTOP):
        page = visit.open(**options)
        visit.start(page, "bptt.recurrent-weight-gradient", "number")
        page.get_by_role("button", name="わからない").click()
        page.wait_for_url("**#result")
        for name, shown in (("図", ".pictured"), ("検算", ".against"), ("NumPy", ".snippet"), ("導出", ".derivation")):
            page.locator(".readings").get_by_role("link", name=name).click()
            expect(page.locator(shown)).to_be_visible()
            expect(page.locator(".readings [aria-current]")).to_have_text(name)
            expect(page.locator(".readings [aria-current]")).to_be_in_viewport()
        page.get_by_role("link", name="全手順を開く").click()
        expect(page.locator(".step").first.locator(".lines")).to_be_visible()
        page.go_back()
        expect(page.locator(".step").first.locator(".lines")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_not_knowing_is_amber_and_not_red(visit: Visit, scheme: Any) -> None:
    page = visit.open(color_scheme=scheme)
    visit.start(page, "rnn.hidden-state", "number")
    page.get_by_role("button", name="わからない").click()
    page.wait_for_url("**#result")
    colour = """name => {
        const made = document.createElement("i");
        made.style.color = `var(${name})`;
        document.body.append(made);
        return getComputedStyle(made).color;
    }"""
    shown = page.locator("#result").evaluate("element => getComputedStyle(element).color")
    assert shown == page.evaluate(colour, "--amber")
    assert shown != page.evaluate(colour, "--shu")


def test_what_has_the_focus_is_not_behind_the_bar(visit: Visit) -> None:
    page = visit.open(**PHONE)
    visit.start(page, "bptt.recurrent-weight-gradient", "number")
    page.get_by_role("button", name="わからない").click()
    page.wait_for_url("**#result")
    hidden = """() => {
        const focused = document.activeElement, box = focused.getBoundingClientRect();
        const seen = document.elementFromPoint(box.left + Math.min(box.width / 2, 20), box.top + box.height / 2);
        return !(seen && (focused.contains(seen) || seen.contains(focused))) && focused.outerHTML.slice(0, 200);
    }"""
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            break
        assert page.evaluate(hidden) is False
