"""Flags, notes and reports in a browser: by a key, with nothing lost, and without script."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import FITS, PHONE, Visit

FAMILY = "bptt.recurrent-weight-gradient"


def flagged(visit: Visit) -> int:
    return visit.count("flag")


def give_up(visit: Visit, page: Page, family: str = FAMILY, form: str = "matrix") -> str:
    """Answer a question with 'I do not know'; returns the address of its page."""
    quiz, number = visit.start(page, family, form)
    page.request.post(f"/practice/{quiz}/items/{number}", form={"unknown": "1"})
    page.goto(f"/practice/{quiz}/items/{number}")
    return f"/practice/{quiz}/items/{number}"


def test_a_key_flags_a_question_without_leaving_it(visit: Visit) -> None:
    page = visit.open(viewport={"width": 1280, "height": 500})
    visit.start(page, FAMILY, "matrix")
    button = page.get_by_role("button", name="フラグ")
    page.locator("#cell-0").fill("1.5")
    page.keyboard.type("f")  # is typed there
    expect(button).to_have_attribute("aria-pressed", "false")
    page.locator("#cell-0").fill("1.5")
    page.locator("#cell-0").blur()
    page.evaluate("window.same = true")
    for pressed, count in (("true", 1), ("false", 0), ("true", 1)):
        page.keyboard.press("f")
        expect(button).to_have_attribute("aria-pressed", pressed)
        assert flagged(visit) == count
    assert page.evaluate("window.same")
    expect(page.locator("#cell-0")).to_have_value("1.5")
    page.reload()
    expect(button).to_have_attribute("aria-pressed", "true")


def test_after_the_answer_a_key_flags_it_too(visit: Visit) -> None:
    page = visit.open()
    give_up(visit, page)
    page.keyboard.press("f")
    expect(page.get_by_role("button", name="フラグ")).to_have_attribute("aria-pressed", "true")
    assert flagged(visit) == 1
    page.goto("/flags")
    page.get_by_role("button", name="外す").click()
    expect(page.get_by_text("まだフラグがありません")).to_be_visible()
    assert flagged(visit) == 0


def test_with_shortcuts_off_the_key_does_nothing(visit: Visit) -> None:
    page = visit.open()
    page.request.post(f"{visit.address}/settings", form={"language": "ja", "theme": "auto"})
    visit.start(page, FAMILY, "matrix")
    page.keyboard.press("f")
    page.wait_for_timeout(200)
    assert flagged(visit) == 0


def test_where_the_flag_cannot_be_set_the_form_is_sent_and_says_so(visit: Visit) -> None:
    page = visit.open()
    visit.start(page, FAMILY, "matrix")
    page.locator("#cell-0").fill("1.5")
    with visit.database.engine.connect() as other:
        other.exec_driver_sql("COMMIT")
        other.exec_driver_sql("BEGIN IMMEDIATE")
        page.get_by_role("button", name="フラグ").click()
        expect(page.get_by_role("heading", name="まだ保存できていません")).to_be_visible()
        other.exec_driver_sql("ROLLBACK")
    page.get_by_role("button", name="もう一度送る").click()
    page.wait_for_url("**/items/*")
    expect(page.locator("#cell-0")).to_have_value("1.5")
    expect(page.get_by_role("button", name="フラグ")).to_have_attribute("aria-pressed", "true")


def test_without_script_a_flag_keeps_what_is_typed_and_enter_answers(visit: Visit) -> None:
    page = visit.open(java_script_enabled=False, **PHONE)
    quiz, number = visit.start(page, FAMILY, "matrix")
    page.locator("#cell-0").fill("1.5")
    page.locator("[name=guessed]").check()
    page.get_by_role("button", name="フラグ").click()
    expect(page.get_by_role("button", name="フラグ")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#cell-0")).to_have_value("1.5")
    expect(page.locator("[name=guessed]")).to_be_checked()
    assert flagged(visit) == 1
    for k in range(4):
        page.locator(f"#cell-{k}").fill("7")
    page.locator("#cell-3").press("Enter")
    page.wait_for_url(f"**/practice/{quiz}/items/{number}#result")
    assert flagged(visit) == 1


@pytest.mark.parametrize("script", [True, False])
def test_a_note_is_written_below_the_answer_and_comes_back_with_its_kind(visit: Visit, script: bool) -> None:
    page = visit.open(java_script_enabled=script, **PHONE)
    address = give_up(visit, page)
    page.get_by_role("link", name="この種類にメモ").click()
    page.get_by_label("この種類の問題へのメモ").fill("転置を忘れない。\n  <W> の行数 = 出力の数")
    assert (address in page.url.partition("?")[0]) == script  # where there is script, the field comes to the answer
    page.get_by_role("button", name="メモを保存").click()
    page.wait_for_url(f"**{address}#note-kind")
    note = page.locator("#note-kind .noted")
    expect(note).to_be_in_viewport()
    assert note.inner_text() == "転置を忘れない。\n  <W> の行数 = 出力の数"
    visit.start(page, FAMILY, "number")
    folded = page.locator("details.keeping")
    expect(folded.locator(".noted")).to_be_hidden()
    folded.locator("summary").click()
    expect(folded.locator(".noted")).to_be_visible()
    if script:
        assert page.evaluate(FITS)


@pytest.mark.parametrize("allowed", [True, False])
def test_a_report_is_copied(visit: Visit, allowed: bool) -> None:
    page = visit.open(permissions=["clipboard-read", "clipboard-write"] if allowed else [])
    if not allowed:
        page.add_init_script("delete Navigator.prototype.clipboard")
    give_up(visit, page)
    page.get_by_text("誤りを報告").click()
    button = page.locator("[data-copy=report]")
    button.click()
    written = page.locator("#report").input_value()
    if allowed:
        expect(button).to_have_text("コピーしました")
        assert page.evaluate("navigator.clipboard.readText()") == written
    else:
        expect(button).to_have_text("選択しました。コピーしてください")
        assert page.evaluate("getSelection().toString()") == written
    address = re.findall(r"アドレス: (/q/\S+)", written)[0]
    page.goto(address)
    page.keyboard.press("Enter")
    page.wait_for_url("**/practice/2/items/1")
    assert visit.instance(2, 1) == visit.instance(1, 2)


def test_what_can_be_pressed_is_large_enough_to_touch(visit: Visit) -> None:
    page = visit.open(**PHONE)
    give_up(visit, page)
    for link in page.locator(".kept-with > a, .kept-with > div > a").all():
        box = link.bounding_box()
        assert box is not None
        assert box["height"] >= 44
    for name, there in (
        ("この種類にメモ", "#note-kind-text"),
        ("この問題にメモ", "#note-question-text"),
        ("誤りを報告", "#report"),
    ):
        page.get_by_role("link", name=name).click()
        expect(page.locator(there)).to_be_visible()
    page.locator(".rating > summary").click()
    page.locator(".withdraw summary").click()
    for element in page.locator(".kept-with :is(button, summary)").all():
        box = element.bounding_box()
        assert box is not None
        assert box["height"] >= 44
    assert page.evaluate(FITS)


def test_a_flag_pressed_twice_at_once_says_what_is_stored(visit: Visit) -> None:
    page = visit.open()
    visit.start(page, FAMILY, "matrix")
    button = page.get_by_role("button", name="フラグ")
    button.dblclick()
    expect(button).to_have_attribute("aria-pressed", "true")
    assert flagged(visit) == 1


def test_a_note_that_is_being_written_survives_the_other_one_and_another_page(visit: Visit) -> None:
    page = visit.open()
    give_up(visit, page)
    page.locator("#note-kind a").click()
    expect(page.locator("#note-kind-text")).to_be_focused()
    page.locator("#note-question a").click()
    expect(page.locator("#note-question-text")).to_be_focused()
    page.locator("#note-kind-text").fill("転置に注意")
    page.locator("#note-question-text").fill("u を先に")
    page.locator("#note-question").get_by_role("button", name="メモを保存").click()
    page.wait_for_url("**#note-question")
    expect(page.locator("#note-question .noted")).to_have_text("u を先に")
    expect(page.locator("#note-kind-text")).to_be_visible()
    expect(page.locator("#note-kind-text")).to_have_value("転置に注意")
    page.get_by_role("link", name="図", exact=True).click()
    page.wait_for_url("**show=picture**")
    expect(page.locator("#note-kind-text")).to_have_value("転置に注意")
    page.locator("#note-kind").get_by_role("button", name="メモを保存").click()
    page.wait_for_url("**#note-kind")
    expect(page.locator("#note-kind .noted")).to_have_text("転置に注意")
    assert page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('edrill-note')).length") == 0


def test_a_note_that_is_written_on_before_the_script_is_there_is_not_the_one_of_before(visit: Visit) -> None:
    page = visit.open()
    give_up(visit, page)
    page.goto(page.locator("#note-kind a").get_attribute("href") or "")
    page.locator("#note-kind-text").fill("転置に")
    held: list[Route] = []
    page.route("**/edrill.*.js", lambda route: held.append(route))
    with page.expect_request("**/edrill.*.js"):
        page.reload(wait_until="commit")
    page.locator("#note-kind-text").fill("転置に注意")
    held[0].continue_()
    page.wait_for_load_state()
    expect(page.locator("#note-kind-text")).to_have_value("転置に注意")


@pytest.mark.parametrize("script", [True, False])
def test_a_note_that_is_being_written_is_there_in_the_other_language(visit: Visit, script: bool) -> None:
    page = visit.open(java_script_enabled=script)
    give_up(visit, page)
    page.get_by_role("link", name="この種類にメモ").click()
    page.locator("#note-kind-text").fill("転置に注意\n二行目")
    if script:
        page.locator(".away > summary").click()
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("#note-kind-text")).to_have_value("転置に注意\n二行目")
    page.get_by_role("button", name="Save note").click()
    page.wait_for_url("**#note-kind")
    expect(page.locator("#note-kind .noted")).to_have_text("転置に注意\n二行目")
