"""No picture is cut: it fits, or scrolls in a region that says so, and is never too small to be read."""

from contextlib import suppress
from random import Random
from typing import Any

import pytest
from playwright.sync_api import Error, Page

from app.pictures.drawings import drawings
from question_bank.bank import load_bank
from tests.browser.conftest import FITS, PHONE, Visit
from tests.question_bank.budget import everything, first_seed

DESKTOP: dict[str, Any] = {"viewport": {"width": 1280, "height": 900}}
DRAWN = sorted(
    card.id
    for card in load_bank().families.values()
    if drawings(load_bank().pictures(load_bank().issue(card.id, *card.asks[-1], 1))).any
)
LOOKED_AT = 10
OPEN = "document.querySelectorAll('details:has(svg)').forEach(details => details.open = true)"
SETTLED = """() => [...document.querySelectorAll(".canvas")].every(region =>
    (region.scrollWidth > region.clientWidth + 1) === (region.tabIndex === 0))"""
# Of each picture what is wrong with it.
FAULTS = """() => [...document.querySelectorAll("main svg[role=img]")].flatMap(svg => {
    const found = [], drawn = svg.getBoundingClientRect(), region = svg.closest(".scroll");
    const scale = drawn.width / svg.viewBox.baseVal.width;
    const letters = [...svg.querySelectorAll("text, tspan")].filter(text => text.textContent.trim());
    const least = Math.min(...letters.map(text => parseFloat(getComputedStyle(text).fontSize) * scale));
    if (least < 10.99) found.push(`letters of ${least.toFixed(1)} px`);
    if (!region) return drawn.right > document.documentElement.clientWidth ? [...found, "cut"] : found;
    const place = region.getBoundingClientRect(), room = region.scrollWidth - region.clientWidth;
    if (place.left < 0 || place.right > document.documentElement.clientWidth) found.push("its region is cut");
    if (room <= 1) return drawn.right > place.right + 1 ? [...found, "cut"] : found;
    if (!region.matches("[role=group][tabindex='0']")) found.push("unreachable");
    if (!document.getElementById(region.getAttribute("aria-labelledby"))?.textContent) found.push("without a name");
    if (region.scrollLeft > 1 !== region.matches(".cut-start")) found.push("no edge before");
    if (region.scrollLeft < room - 1 !== region.matches(".cut-end")) found.push("no edge behind");
    const wide = drawn.width > 335 && !svg.closest(".columns");
    if (wide && place.width < Math.min(drawn.width, innerWidth - 120)) found.push("narrow");
    const node = svg.querySelector(".node.parting, .node.asked")?.getBoundingClientRect();
    if (node && (node.left < place.left - 1 || node.right > place.right + 1) && node.width < place.width)
        found.push("not opened at its node");
    return found;
})"""


def looked_at() -> list[str]:
    """Families whose pictures are looked at: with each commit others, or all."""
    if everything():
        return DRAWN
    return sorted({"bptt.update", *Random(first_seed()).sample(DRAWN, LOOKED_AT - 1)})


def answered(visit: Visit, page: Page, family: str) -> None:
    """The feedback on the hardest question of a family."""
    page.request.post("/practice/family", form={"family": family})
    quiz = visit.count("quiz")
    with visit.database.engine.connect() as connection:
        number = connection.exec_driver_sql("SELECT max(ordinal) FROM instance WHERE quiz_id = ?", (quiz,)).scalar_one()
    page.request.post(f"/practice/{quiz}/items/{number}", form={"unknown": "1"})
    page.goto(f"/practice/{quiz}/items/{number}?show=picture")


@pytest.mark.parametrize("screen", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_no_picture_is_cut_or_too_small(visit: Visit, screen: dict[str, Any]) -> None:
    page = visit.open(**screen)
    found, seen = {}, 0
    for family in looked_at():
        answered(visit, page, family)
        page.evaluate(OPEN)
        page.wait_for_function(SETTLED)
        seen += page.locator("main svg[role=img]").count()
        if (wrong := page.evaluate(FAULTS)) or not page.evaluate(FITS):
            found[family] = wrong
    assert seen >= LOOKED_AT // 2
    assert found == {}


def test_a_wide_picture_leaves_the_column_of_the_text(visit: Visit) -> None:
    page = visit.open(**DESKTOP)
    page.goto("/lab/lstm")
    page.evaluate(OPEN)
    column = page.locator("h1").evaluate("title => title.clientWidth")
    widths = page.locator(".canvas").evaluate_all("every => every.map(region => region.clientWidth)")
    assert column < max(widths) <= 70 * 17 + 1
    assert page.evaluate(FAULTS) == []
    assert page.evaluate(FITS)


def test_without_script_the_edge_shows_and_a_link_leads_to_what_is_asked(visit: Visit) -> None:
    page = visit.open(**PHONE)
    answered(visit, page, "bptt.update")
    still = visit.open(**PHONE, java_script_enabled=False, storage_state=page.context.storage_state())
    still.goto(page.url)
    region = still.locator(".canvas:has(#graph-there)")
    edge = """region => ['--start', '--end']
        .map(name => getComputedStyle(region).getPropertyValue(name) !== 'rgba(0, 0, 0, 0)')"""
    assert region.evaluate(edge) == [False, True]
    still.locator("noscript a[href$='#graph-there']").click()
    still.wait_for_function("() => document.querySelector('.canvas:has(#graph-there)').scrollLeft > 1")
    assert region.evaluate(edge)[0]
    node = still.locator("#graph-there")
    assert node.evaluate("node => node.getBoundingClientRect().right <= innerWidth")


@pytest.mark.parametrize("colours", ["none", "active"])
def test_a_formula_that_scrolls_has_an_edge_where_it_is_cut(visit: Visit, colours: str) -> None:
    page = visit.open(viewport={"width": 240, "height": 740}, forced_colors=colours)
    piece = page.locator(".breaks > .scroll.cut-end").first
    for _ in range(8):  # the numbers of a question may be so short that all of its formulas fit
        answered(visit, page, "seq2seq.thought-vector")
        page.evaluate("document.querySelectorAll('details').forEach(details => details.open = true)")
        with suppress(Error):  # it is not there
            piece.wait_for(timeout=3_000)
            break
    piece.wait_for()
    assert "linear-gradient" in piece.evaluate("piece => getComputedStyle(piece).backgroundImage")
    page.wait_for_function(
        """() => [...document.querySelectorAll(".scroll")].every(piece =>
            (piece.scrollWidth > piece.clientWidth + 1) === piece.matches(".cut-start, .cut-end"))"""
    )
    piece.evaluate("piece => { piece.classList.add('tried'); piece.scrollLeft = piece.scrollWidth; }")
    page.wait_for_function("() => document.querySelector('.tried').matches('.cut-start:not(.cut-end)')")
