"""What axe cannot see of WCAG 2.2 AA: reflow, spacing of text, zoom, order and sight of the focus, keys that are off.

Each test looks at a few pages of every kind, as they are: it knows of them only that they are pages of the site.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.app.site import wrong
from tests.browser.conftest import FITS, PHONE, Visit
from tests.browser.test_accessibility import AXE, RUN
from tests.browser.test_calculator import hardest
from tests.question_bank.budget import portion

NARROW: dict[str, Any] = {"viewport": {"width": 320, "height": 640}, "has_touch": True, "is_mobile": True}
DESKTOP: dict[str, Any] = {"viewport": {"width": 1280, "height": 900}}
ZOOMED: dict[str, Any] = {"viewport": {"width": 640, "height": 450}, "device_scale_factor": 2}  # the same at 200 %
MOST = 400  # stops of Tab on a page
SHOWN = "(element) => element.checkVisibility({visibilityProperty: true}) && element.getClientRects().length > 0"
# Of buttons that exclude each other one has a stop: the chosen one, or the first.
STOPS = f"""(() => {{
    const shown = {SHOWN};
    const chosen = (radio) => {{
        const group = [...document.getElementsByName(radio.name)].filter((other) => other.form === radio.form);
        return radio === (group.find((other) => other.checked) ?? group[0]);
    }};
    return [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]")].filter(
        (element) => element.tabIndex >= 0 && !element.disabled && shown(element)
            && (element.type !== "radio" || chosen(element)));
}})()"""
# Tab begins at the top of the page, wherever the focus was.
BEGIN = f"""() => {{
    document.body.tabIndex = -1;
    document.body.focus();
    document.body.removeAttribute("tabindex");
    scrollTo(0, 0);
    window.stops = {STOPS};
    window.reached = [];
}}"""
# Where the focus is now: "" at the end, else what is wrong with how it is seen, or "seen".
STEP = """() => {
    const element = document.activeElement;
    if (element?.type === "date" && window.reached.at(-1) === element) return "seen"; // year, month, day, calendar
    if (!element || element === document.body || window.reached.includes(element)) return "";
    window.reached.push(element);
    const told = element.outerHTML.slice(0, 120);
    const style = getComputedStyle(element);
    if (!element.matches(":focus-visible")) return `no ring: ${told}`;
    if (style.outlineStyle === "none" || parseFloat(style.outlineWidth) < 2) return `no ring: ${told}`;
    const box = element.getClientRects()[0];
    const hit = (x, y) => {
        const found = document.elementFromPoint(x, y);
        return found !== null && (found === element || element.contains(found) || found.contains(element)
            && found.matches("a, button, label, summary, math, svg, svg *, .scroll, pre"));
    };
    const across = [0.5, 0.25, 0.75].map((part) => box.left + box.width * part);
    const down = [0.5, 0.1, 0.25, 0.75, 0.9].map((part) => box.top + box.height * part);
    const large = box.height > innerHeight / 2; // of what is taller than the screen some part is to be seen
    const seen = large ? across.some((x) => down.some((y) => hit(x, y))) : hit(across[0], down[0]);
    return seen ? "seen" : `hidden: ${told} ${JSON.stringify(box)}`;
}"""
# What has a stop and was not reached, what was reached and has none but does not scroll either, and the order.
END = """() => {
    const told = (element) => element.outerHTML.slice(0, 120);
    const scrolls = (one) => one.scrollWidth > one.clientWidth || one.scrollHeight > one.clientHeight;
    const places = window.reached.map((element) => window.stops.indexOf(element)).filter((place) => place >= 0);
    return [
        ...window.stops.filter((stop) => !window.reached.includes(stop)).map((stop) => `never: ${told(stop)}`),
        ...window.reached.filter((one) => !window.stops.includes(one) && !scrolls(one))
            .map((one) => `extra: ${told(one)}`),
        ...places.flatMap((place, k) => k && place < places[k - 1] ? [`too early: ${told(window.stops[place])}`] : []),
    ];
}"""
SPACED = """() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`:not(math, math *) { line-height: 1.5 !important; letter-spacing: 0.12em !important;
        word-spacing: 0.16em !important; } p { margin-bottom: 2em !important; }`);
    document.adoptedStyleSheets = [sheet];
}"""
# Texts that do not fit into a box which hides what does not.
CLIPPED = f"""() => {{
    const shown = {SHOWN};
    const hides = (style) => [style.overflowX, style.overflowY].some((value) => ["hidden", "clip"].includes(value));
    return [...document.querySelectorAll("body *:not(math *, svg, svg *)")].filter((element) => {{
        const style = getComputedStyle(element);
        if (!shown(element) || !element.textContent.trim() || !hides(style) || style.clipPath !== "none") return false;
        const wide = style.overflowX !== "auto" && element.scrollWidth > element.clientWidth + 1;
        const tall = style.overflowX === "hidden" && element.scrollHeight > element.clientHeight + 1;
        return wide || tall;
    }}).map((element) => element.outerHTML.slice(0, 120));
}}"""
# What scrolls sideways can be scrolled with keys: it has a stop, or something in it has.
UNREACHABLE = f"""() => {{
    const stops = {STOPS};
    return [...document.querySelectorAll("body *")].filter((element) =>
        ["auto", "scroll"].includes(getComputedStyle(element).overflowX)
        && element.scrollWidth > element.clientWidth + 1
        && element.checkVisibility() && !stops.some((stop) => element.contains(stop)))
        .map((element) => element.outerHTML.slice(0, 120));
}}"""
# Actions that are cut off at the side, or that have no size.
OUT_OF_SIGHT = f"""() => {STOPS}.filter((element) => {{
    if (!element.matches("a[href], button, input, select, textarea, summary") || element.matches(".skip")) return false;
    element.scrollIntoView({{block: "center", inline: "nearest"}});
    const box = element.getBoundingClientRect();
    return box.width < 1 || box.height < 1 || box.left < -1 || box.right > document.documentElement.clientWidth + 1;
}}).map((element) => element.outerHTML.slice(0, 120))"""


def pages(visit: Visit, page: Page) -> Iterator[str]:
    """A page of each kind, loaded, before and after an answer."""
    outside = ("/", "/practice/new", "/topics/bptt", "/settings", "/help/keyboard", "/lab/bptt", "/nowhere")
    for address in portion(outside, 4):
        page.goto(address)
        yield address
    address = hardest(visit, page, form="matrix")
    yield "question with a matrix"
    page.locator("[aria-controls=calculator]").click()
    expect(page.locator(".calculator .work")).to_be_enabled()
    yield "question with the calculator"
    page.goto(f"{address}/guided")
    yield "guided"
    _, quiz, _, number = address.strip("/").split("/")
    page.request.post(f"{visit.address}{address}", form=wrong(visit.instance(int(quiz), int(number))))
    page.goto(address)
    yield "feedback"
    for family, form in portion((("lstm.step-order", "order"), ("bptt.formula", "choice")), 1):
        visit.start(page, family, form)
        yield f"question with {form}"
    for later in portion(("/history", "/statistics", f"/practice/{quiz}/result"), 2):
        page.goto(later)
        yield later.replace(quiz, "…")


def looked_at(visit: Visit, options: dict[str, Any], *looks: str) -> dict[str, Any]:
    """What the looks find on each page, which all find nothing where all is well."""
    page = visit.open(**options)
    found = {}
    for name in pages(visit, page):
        page.evaluate("document.fonts.ready")
        for look in looks:
            if seen := page.evaluate(look):
                found[name] = seen
    return found


def test_reflow_every_page_fits_into_320_pixels(visit: Visit) -> None:
    """1.4.10: no page scrolls sideways; what does is a region of its own that keys reach."""
    assert looked_at(visit, NARROW, f"!({FITS})", UNREACHABLE) == {}


def test_text_spacing_clips_nothing(visit: Visit) -> None:
    """1.4.12."""
    assert looked_at(visit, PHONE, SPACED, f"!({FITS})", CLIPPED) == {}


def test_at_200_percent_every_action_is_in_sight(visit: Visit) -> None:
    """1.4.4."""
    assert looked_at(visit, ZOOMED, f"!({FITS})", CLIPPED, OUT_OF_SIGHT) == {}


@pytest.mark.parametrize("options", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_tab_reaches_each_control_once_in_order_and_nothing_hides_it(visit: Visit, options: dict[str, Any]) -> None:
    """2.1.1, 2.1.2, 2.4.3, 2.4.7, 2.4.11: no trap, a ring on each, and no bar over it."""
    page = visit.open(**options)
    found = {}
    for name in pages(visit, page):
        page.evaluate(BEGIN)
        faults = []
        for _ in range(MOST):
            page.keyboard.press("Tab")
            said = page.evaluate(STEP)
            if not said:
                break
            if said != "seen":
                faults.append(said)
        else:
            faults.append("no end")
        if faults := faults + page.evaluate(END):
            found[name] = faults
    assert found == {}


def test_keys_that_are_off_do_nothing_anywhere(visit: Visit) -> None:
    """2.1.4."""
    page = visit.open()
    page.request.post(f"{visit.address}/settings", form={"language": "auto", "theme": "auto"})
    named = 0
    for _ in pages(visit, page):
        before = page.url, page.evaluate("document.querySelectorAll('[aria-expanded=true], :checked').length")
        answers = visit.count("submission")
        page.evaluate("document.activeElement.blur()")
        keys = page.locator("[data-key]").evaluate_all("all => all.flatMap((one) => one.dataset.key.split(' '))")
        for key in [key for key in (*keys, "1", "?") if key != "Enter"]:
            named += 1
            page.keyboard.press(key)
        assert page.locator("html").get_attribute("data-shortcuts") == "off"
        assert (page.url, page.evaluate("document.querySelectorAll('[aria-expanded=true], :checked').length")) == before
        assert visit.count("submission") == answers
    assert named > 20


def test_help_is_one_key_away_on_every_page_and_leads_back(visit: Visit) -> None:
    """3.2.6."""
    page = visit.open()
    for address in ("/", "/topics/bptt", "/lab/bptt", "/history"):
        page.goto(address)
        page.keyboard.press("?")
        page.wait_for_url("**/help/keyboard")
        expect(page.get_by_role("heading", level=1)).to_have_text("キーボード")
        page.go_back()
        page.wait_for_url(f"**{address}")


def test_nothing_is_to_be_dragged_and_no_page_leaves_by_itself(visit: Visit) -> None:
    """2.5.7, 2.2.1."""
    look = "document.querySelectorAll('[draggable=true], meta[http-equiv=refresh]').length"
    assert looked_at(visit, DESKTOP, look) == {}


def test_axe_with_the_colours_of_the_system(visit: Visit) -> None:
    page = visit.open(forced_colors="active")
    found = {}
    for name in pages(visit, page):
        page.evaluate(AXE)
        if violations := page.evaluate(RUN):
            found[name] = violations
    assert found == {}
