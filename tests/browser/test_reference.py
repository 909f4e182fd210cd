"""The reference and worked examples in a browser: printed without chrome, with the way on always on screen."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import FITS, PHONE, Visit

SHEET = {"width": 794, "height": 1123}  # A4 at 96 dots an inch


def columns(page: Page) -> str:
    found: str = page.locator("main").evaluate("main => getComputedStyle(main).columnCount")
    return found


def test_the_formulas_are_printed_as_a_sheet_without_chrome(visit: Visit) -> None:
    page = visit.open(viewport=SHEET)
    page.goto("/reference")
    expect(page.locator("header.site")).to_be_visible()
    assert columns(page) == "auto"
    page.emulate_media(media="print")
    expect(page.locator("header.site")).to_be_hidden()
    expect(page.locator(".filters")).to_be_hidden()
    assert columns(page) == "2"
    assert page.evaluate(FITS)
    assert page.locator(".formulas").count() == 13


def test_the_way_on_from_an_example_is_always_on_screen(visit: Visit) -> None:
    for device in (PHONE, {"viewport": {"width": 1280, "height": 900}}):
        page = visit.open(**device)
        page.goto("/examples/bptt.delta?level=2&seed=3")
        own = page.get_by_role("button", name="自分で解く")
        for place in (0, 0.5, 1):
            page.evaluate(f"scrollTo(0, {place} * document.documentElement.scrollHeight)")
            expect(own).to_be_in_viewport(ratio=1)
        page.keyboard.press("Enter")
        page.wait_for_url("**/practice/*/items/1")


def test_nothing_in_focus_is_hidden_behind_the_way_on(visit: Visit) -> None:
    page = visit.open(viewport={"width": 1280, "height": 500})
    page.goto("/examples/bptt.delta?level=2&seed=3")
    seen = 0
    for _ in range(60):
        page.keyboard.press("Tab")
        inside, covered = page.evaluate(
            """() => { const one = document.activeElement, box = one.getBoundingClientRect();
                const top = document.elementFromPoint(box.left + box.width / 2, box.top + Math.min(box.height / 2, 10));
                return [one.closest("article") !== null, !(one.contains(top) || top?.contains(one))]; }"""
        )
        if inside:
            seen += 1
            assert not covered
    assert seen > 10


def test_a_term_is_found_without_script(visit: Visit) -> None:
    page = visit.open(java_script_enabled=False)
    page.goto("/reference/glossary")
    page.get_by_role("searchbox").fill("peephole")
    page.get_by_role("button", name="探す").click()
    expect(page.locator(".glossary > div")).to_have_count(1)
    expect(page.locator(".glossary dt")).to_contain_text("覗き穴結合")
    page.get_by_role("link", name="アルファベット順").click()
    expect(page.get_by_role("searchbox")).to_have_value("peephole")
