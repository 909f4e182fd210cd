"""Hints and guided mode in a browser: by keyboard alone, on a phone, without JavaScript."""

from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from question_bank.bank import load_bank
from question_bank.way.guided import Guide
from tests.app.site import right
from tests.browser.conftest import PHONE, Visit
from tests.browser.test_quiz import no_sideways_scrolling

FAMILY = "bptt.recurrent-weight-gradient"


def guide_of(visit: Visit, quiz: int, number: int) -> Guide:
    guide = load_bank().guide(visit.instance(quiz, number))
    assert guide is not None
    return guide


def values(guide: Guide, stage: int) -> list[str]:
    """What is right in a group, to four decimals."""
    steps = guide.groups[stage].asked
    return [f"{entry:.4f}" for step in steps for entry in np.ravel(np.asarray(step.value)).tolist()]


def fill(page: Page, texts: list[str]) -> None:
    for field, text in zip(page.locator("[name=cell]").all(), texts, strict=True):
        field.fill(text)


def press(page: Page, key: str) -> None:
    """Press a key once the script is there that listens for it: what is shown comes earlier."""
    page.wait_for_load_state()
    page.keyboard.press(key)


def test_hints_and_the_whole_way_by_keyboard(visit: Visit) -> None:
    page = visit.open()
    quiz, number = visit.start(page, FAMILY, "number")
    press(page, "h")
    expect(page.locator("#hint-1")).to_be_visible()
    press(page, "h")
    expect(page.locator("#hint-2")).to_be_visible()
    press(page, "s")
    page.wait_for_url("**/guided")
    guide = guide_of(visit, quiz, number)
    for stage in range(guide.last):
        for text in values(guide, stage):  # the first digit goes to the first field, Enter to the next empty one
            page.keyboard.type(text)
            press(page, "Enter")
        expect(page.locator("#now")).to_contain_text(f"手順 {stage + 2} / {guide.last + 1}")
        expect(page.locator("#now")).to_be_focused()
    page.keyboard.type(right(visit.instance(quiz, number))["cell"][0])
    press(page, "Enter")
    page.wait_for_url("**#result")
    expect(page.locator(".result.right")).to_be_visible()
    expect(page.locator(".way")).to_contain_text("100 %")
    expect(page.locator(".way")).to_contain_text("ヒント 2 つ")


def test_wrong_values_keep_their_place_and_what_is_shown_leads_on(visit: Visit) -> None:
    page = visit.open()
    quiz, number = visit.start(page, FAMILY, "matrix")
    page.goto(f"/practice/{quiz}/items/{number}/guided")
    texts = values(guide_of(visit, quiz, number), 0)
    fill(page, ["7.5", *texts[1:]])
    page.get_by_role("button", name="確かめる").click()
    expect(page.locator(".stage .slip")).to_be_visible()
    expect(page.locator("#cell-0")).to_have_value("7.5")
    expect(page.locator("#cell-0")).to_have_attribute("aria-invalid", "true")
    page.locator("#now").focus()
    press(page, "v")
    expect(page.locator("#now")).to_contain_text("手順 2")
    press(page, "v")
    expect(page.locator("#now")).to_contain_text("求める値")
    fill(page, right(visit.instance(quiz, number))["cell"])
    page.get_by_role("button", name="解答する").click()
    expect(page.locator("#result")).to_contain_text("値は合っています")
    press(page, "s")
    page.wait_for_url("**/guided")
    expect(page.locator(".lead")).to_contain_text("成績は変わりません")


def test_a_draft_of_a_group_survives_a_reload(visit: Visit) -> None:
    page = visit.open()
    quiz, number = visit.start(page, FAMILY, "number")
    page.goto(f"/practice/{quiz}/items/{number}/guided")
    page.locator("#cell-1").fill("０。２５")
    expect(page.locator("#reading")).to_contain_text("0.25")
    page.reload()
    expect(page.locator("#cell-1")).to_have_value("０。２５")
    page.get_by_role("button", name="確かめる").click()
    expect(page.get_by_role("alert")).to_be_in_viewport(ratio=1)
    expect(page.locator("[aria-invalid]").first).to_be_focused()
    expect(page.locator("#cell-1")).to_have_value("０。２５")


@pytest.mark.parametrize("options", [{"java_script_enabled": False}, PHONE], ids=["no script", "phone"])
def test_elsewhere_too(visit: Visit, options: dict[str, Any]) -> None:
    page = visit.open(**options)
    quiz, number = visit.start(page, "bleu.sentence", "choice")
    page.locator("label.choice").nth(2).click()
    page.get_by_role("button", name="ヒント").click()
    expect(page.locator("#hint-1")).to_be_visible()
    expect(page.locator("#choice-2")).to_be_checked()
    page.get_by_role("button", name="一歩ずつ解く").click()
    guide = guide_of(visit, quiz, number)
    for stage in range(guide.last):
        expect(page.locator("#now")).to_contain_text(f"手順 {stage + 1} / {guide.last + 1}")
        if options == PHONE:
            no_sideways_scrolling(page)
        fill(page, values(guide, stage))
        page.get_by_role("button", name="確かめる").click()
    page.locator("label.choice").nth(visit.instance(quiz, number).key.choice or 0).click()
    page.get_by_role("button", name="解答する").click()
    expect(page.locator(".result.right")).to_be_visible()
    expect(page.locator(".way")).to_contain_text("ヒント 1 つ")


def test_a_step_that_takes_no_sign_works_as_any_other(visit: Visit) -> None:
    page = visit.open()
    quiz, number = visit.start(page, "bleu.corpus", "number")
    page.goto(f"/practice/{quiz}/items/{number}/guided")
    assert page.locator("[data-sign]").count() == 0
    page.locator("[name=cell]").first.fill("３")
    expect(page.locator("#reading")).to_contain_text("3")
