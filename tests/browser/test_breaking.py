"""On a phone a long formula breaks; only what holds a matrix may be wider, and scrolls by itself."""

from playwright.sync_api import Page

from tests.browser.conftest import FITS, PHONE, Visit
from tests.browser.test_accessibility import AXE

FAMILIES = (
    ("bptt.recurrent-weight-gradient", "number"),
    ("lstm.hidden-state", "number"),
    ("autoencoder.divergence", "number"),
    ("seq2seq.thought-vector", "number"),
)
# A piece wider than the formula it stands in, or a region that scrolls, but for a matrix that cannot break.
WIDE = """() => [...document.querySelectorAll(".derivation .breaks")].flatMap(formula =>
    [...formula.children].filter(piece => {
        const over = piece.getBoundingClientRect().right > formula.getBoundingClientRect().right + 1;
        const scrolls = piece.scrollWidth > piece.clientWidth + 1 && piece.matches(".scroll");
        return over || (scrolls && !(piece.querySelectorAll("math").length === 1 && piece.querySelector("mtable")));
    }).map(piece => piece.textContent))"""
# Tables of the evidence are not what is asked about here.
FAULTS = """async () => (await axe.run({include: [".derivation"], exclude: ["table"]})).violations
    .flatMap(found => found.nodes.map(node => `${found.id}: ${node.html.slice(0, 200)}`))"""
LINES = """() => [...document.querySelectorAll(".derivation .lines, .derivation .elements li")]
    .filter(line => line.scrollWidth > line.clientWidth + 1).map(line => line.textContent)"""


def hardest(visit: Visit, page: Page, family: str, form: str) -> None:
    """The feedback on the last question of a form: the highest level, every detail open."""
    quiz, _ = visit.start(page, family, form)
    with visit.database.engine.connect() as connection:
        sql = "SELECT max(ordinal) FROM instance WHERE quiz_id = ? AND form = ?"
        number = connection.exec_driver_sql(sql, (quiz, form)).scalar_one()
    page.goto(f"/practice/{quiz}/items/{number}")
    page.get_by_role("button", name="わからない").click()
    page.wait_for_url("**#result")
    page.goto(f"/practice/{quiz}/items/{number}?steps=all")
    page.evaluate("document.querySelectorAll('details').forEach(details => details.open = true)")
    page.evaluate("document.fonts.ready")


def test_on_a_phone_derivations_break(visit: Visit) -> None:
    page = visit.open(**PHONE)
    for family, form in FAMILIES:
        hardest(visit, page, family, form)
        assert page.locator(".derivation .breaks").count() > 2
        assert page.evaluate(WIDE) == [], family
        assert page.evaluate(LINES) == [], family
        assert page.evaluate(FITS), family
        page.evaluate(AXE)
        assert page.evaluate(FAULTS) == [], family


def test_on_a_wide_page_a_formula_that_fits_is_one_line(visit: Visit) -> None:
    page = visit.open()
    hardest(visit, page, "bptt.recurrent-weight-gradient", "number")
    lines = page.evaluate(
        """() => [...document.querySelectorAll(".lines .right > div")].map(line => {
            const boxes = [...line.querySelectorAll("math")].map(math => math.getBoundingClientRect());
            const fits = boxes.reduce((sum, box) => sum + box.width, 0) < 0.9 * line.clientWidth;
            const one = Math.max(...boxes.map(box => box.top)) < Math.min(...boxes.map(box => box.bottom));
            return [fits, one];
        })"""
    )
    assert sum(fits for fits, _ in lines) > 10
    assert all(one for fits, one in lines if fits)


def test_a_piece_that_scrolls_is_reached_by_the_keyboard(visit: Visit) -> None:
    page = visit.open(viewport={"width": 240, "height": 740})
    hardest(visit, page, "seq2seq.thought-vector", "number")
    page.wait_for_function(
        """() => [...document.querySelectorAll(".breaks > .scroll")].some(piece => piece.tabIndex === 0)
            && [...document.querySelectorAll(".breaks > .scroll")].every(piece =>
                (piece.scrollWidth > piece.clientWidth + 1) === (piece.tabIndex === 0))"""
    )
