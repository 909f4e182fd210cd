"""On paper a question and its derivation are one sheet, black on white, with nothing on it that can be pressed."""

import re
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page, expect

from tests.app.site import wrong
from tests.browser.conftest import Visit
from tests.question_bank.budget import portion

SHEET = {"width": 688, "height": 1047}  # A4 within its margins
FAMILIES = (
    ("bptt.recurrent-weight-gradient", "matrix"),
    ("bleu.sentence", "number"),
    ("lstm.statements", "select"),
    ("seq2seq.thought-vector", "vector"),
    ("seq2seq.thought-vector", "choice"),
)
CUT = """() => [...document.querySelectorAll("main *")].filter((part) => {
  if (!part.checkVisibility()) return false;
  const { left, right } = part.getBoundingClientRect();
  const clips = getComputedStyle(part).overflowX !== "visible" && part.clientWidth;
  const hides = clips && part.scrollWidth > part.clientWidth + 1;
  return left < -1 || right > document.documentElement.clientWidth + 1 || hides;
}).map((part) => part.outerHTML.slice(0, 200))"""


def printed(visit: Visit, family: str, form: str, theme: str = "dark") -> Page:
    """The page of a wrong answer as it is printed."""
    page = visit.open(viewport=SHEET)
    page.add_init_script("window.print = () => undefined")  # what it prints is looked at below
    page.request.post(f"{visit.address}/settings", form={"language": "ja", "theme": theme, "shortcuts": "true"})
    quiz, number = visit.start(page, family, form)
    sent = urlencode(wrong(visit.instance(quiz, number)), doseq=True)  # several fields of one name
    headers = {"content-type": "application/x-www-form-urlencoded"}
    page.request.post(f"/practice/{quiz}/items/{number}", data=sent, headers=headers)
    page.goto(f"/practice/{quiz}/items/{number}")
    page.get_by_role("link", name="印刷").click()
    page.emulate_media(media="print")
    return page


@pytest.mark.parametrize(("family", "form"), FAMILIES)
def test_an_answer_is_one_sheet(visit: Visit, family: str, form: str) -> None:
    page = printed(visit, family, form)
    sheets = re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True))
    assert len(sheets) == 1
    assert page.evaluate(CUT) == []
    for part in (".stem", ".result", ".sheet-foot"):
        expect(page.locator(part)).to_be_visible()
    for step in page.locator(".derivation .step").all():
        expect(step.locator(".lines")).to_be_visible()
    pressed = page.locator("button, nav, summary:not(.others summary), input, textarea, select, header")
    assert [one.inner_text() for one in pressed.all() if one.is_visible()] == []
    instance = visit.instance(1, int(page.url.partition("?")[0].rpartition("/")[2]))
    foot = page.locator(".sheet-foot").inner_text()
    assert f"/q/{family}/{instance.version}/{instance.level}/{form}/{instance.seed}" in foot
    assert re.search(r"\d{4}-\d\d-\d\d \d\d:\d\d", foot)


@pytest.mark.parametrize("reading", portion(["", "?show=picture", "?show=check", "?show=numpy"], 2))
@pytest.mark.parametrize("pressed", ["link", "key"])
def test_the_whole_derivation_is_printed_from_every_reading(visit: Visit, reading: str, pressed: str) -> None:
    page = visit.open()
    page.context.add_init_script("window.sheets = 0; window.print = () => (window.sheets += 1)")
    visit.start(page, "bptt.recurrent-weight-gradient", "number")
    page.get_by_role("button", name="わからない").click()
    page.wait_for_url("**#result")
    page.goto(page.url.replace("#result", reading))
    if pressed == "link":
        page.get_by_role("link", name="印刷").click()
    else:
        page.keyboard.press("Control+p")
    page.wait_for_url("**/items/*?show=all")
    page.wait_for_function("window.sheets === 1")
    assert page.locator(".folds").count() == 0
    for step in page.locator(".derivation .step").all():
        expect(step.locator(".lines")).to_be_visible()
    page.reload()
    page.evaluate("document.fonts.ready.then(() => new Promise(requestAnimationFrame))")
    assert page.evaluate("window.sheets") == 0  # asked once, printed once


def test_it_is_black_on_white_whatever_the_theme(visit: Visit) -> None:
    page = printed(visit, "bptt.delta", "number")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
    page.emulate_media(media="screen")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != "rgb(255, 255, 255)"
    expect(page.locator(".sheet-foot")).to_be_hidden()


def test_what_is_folded_is_open_on_paper(visit: Visit) -> None:
    page = visit.open(viewport=SHEET)
    page.goto("/lab/bptt?seed=2")
    folded = page.locator(".snippet pre")
    expect(folded).to_be_hidden()
    page.emulate_media(media="print")
    expect(folded).to_be_visible()


def test_a_question_before_its_answer_names_no_address_on_paper(visit: Visit) -> None:
    page = visit.open(viewport=SHEET)
    quiz, number = visit.start(page, "bptt.delta", "number")
    page.emulate_media(media="print")
    text = page.locator("body").inner_text()
    assert "/q/" not in text
    assert str(visit.instance(quiz, number).seed) not in text
