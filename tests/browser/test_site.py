"""The site outside a quiz: the bar of a phone, the search, the start form; with script and without."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import FITS, PHONE, Visit

SCRIPT = pytest.mark.parametrize("script", [True, False])
# Whether what has the focus is seen: nothing that stands fast on the page lies over its middle.
SEEN = """() => { const box = document.activeElement.getBoundingClientRect();
    const found = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    return found === document.activeElement || document.activeElement.contains(found)
        || (found?.closest("label")?.contains(document.activeElement) ?? false); }"""


def fitting(page: Page, count: int) -> None:
    """The form says so many kinds."""
    expect(page.locator("#fitting")).to_have_text(f"条件に合う問題は {count} 種類")


@pytest.mark.parametrize("width", [360, 1280])
def test_the_values_of_a_function_stand_below_their_arguments(visit: Visit, width: int) -> None:
    """No other style sheet takes the cells of the table for something else."""
    page = visit.open(viewport={"width": width, "height": 740})
    page.goto("/")
    rows = page.locator("table.function tr").evaluate_all(
        "(rows) => rows.map((row) => [...row.cells].map((cell) => { const box = cell.getBoundingClientRect();"
        " return [Math.round(box.left), Math.round(box.top)]; }))"
    )
    arguments, values = rows
    assert len(arguments) == len(values) > 1
    assert len({top for _, top in arguments}) == len({top for _, top in values}) == 1
    assert [left for left, _ in arguments] == [left for left, _ in values]


@SCRIPT
def test_a_topic_is_found_by_a_letter(visit: Visit, script: bool) -> None:
    page = visit.open(java_script_enabled=script)
    page.goto("/topics")
    everything = page.locator("section.topic").count()
    page.get_by_role("searchbox").fill("epsilon")
    if not script:
        page.get_by_role("button", name="探す").click()
    expect(page.locator("#found [role=status]")).to_contain_text("分野で見つかりました")
    assert 0 < page.locator("section.topic").count() < everything
    assert page.url.endswith("/topics?q=epsilon")
    page.reload()
    expect(page.get_by_role("searchbox")).to_have_value("epsilon")
    page.get_by_role("link", name="BPTT", exact=True).click()
    page.wait_for_url("**/topics/bptt")


def test_a_stroke_leads_to_the_search_field_and_is_typed_there(visit: Visit) -> None:
    page = visit.open()
    page.goto("/topics")
    page.keyboard.press("/")
    field = page.get_by_role("searchbox")
    expect(field).to_be_focused()
    expect(field).to_have_value("")
    page.keyboard.type("h/g")  # letters are letters there, as is the stroke
    expect(field).to_have_value("h/g")
    page.request.post("/settings", form={"language": "ja", "theme": "auto"})
    page.goto("/topics")
    page.keyboard.press("/")
    expect(field).not_to_be_focused()


@SCRIPT
def test_all_topics_are_chosen_or_left_at_one_press(visit: Visit, script: bool) -> None:
    page = visit.open(java_script_enabled=script)
    page.goto("/practice/new")
    topics = page.locator("[name=topic]").count()
    page.locator("#level-3").uncheck()
    page.get_by_label("20 問").check()
    page.get_by_role("button", name="すべて外す").click()
    fitting(page, 0)
    assert page.locator("[name=topic]:checked").count() == 0
    page.locator("#topic-bleu").check()
    page.get_by_role("button", name="すべて選ぶ").click()
    expect(page.locator("[name=topic]:checked")).to_have_count(topics)
    expect(page.locator("#level-3")).not_to_be_checked()
    expect(page.locator("[name=count]:checked")).to_have_value("20")
    assert visit.count("quiz") == 0


def test_the_count_goes_by_what_is_ticked(visit: Visit) -> None:
    page = visit.open()
    page.goto("/practice/new?topic=bleu&topic=gru")
    said = page.locator("#fitting")
    before = said.inner_text()
    page.locator("#topic-bleu").uncheck()
    expect(said).not_to_have_text(before)
    page.get_by_label("ミスだけ").check()
    fitting(page, 0)
    page.get_by_role("button", name="始める", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("選んだ条件に合う問題がありません")
    expect(page.locator("#state-miss")).to_be_checked()


def test_without_script_the_count_is_asked_for(visit: Visit) -> None:
    page = visit.open(java_script_enabled=False)
    page.goto("/practice/new")
    page.get_by_label("ミスだけ").check()
    page.get_by_role("button", name="数え直す").click()
    fitting(page, 0)
    expect(page.locator("#state-miss")).to_be_checked()


def test_the_first_question_by_thumb(visit: Visit) -> None:
    page = visit.open(**PHONE)
    page.goto("/")
    button = page.get_by_role("button", name="最初の問題を解く")
    expect(button).to_be_in_viewport(ratio=1)
    button.tap()
    page.wait_for_url("**/items/1")
    assert page.locator("[name=choice]").count() > 1


@pytest.mark.parametrize("address", ["/practice/new", "/examples/bptt.delta", "/lab/bptt", "/history/1"])
def test_one_bar_stands_at_the_thumb(visit: Visit, address: str) -> None:
    """Where a page has a bar of its own, the pages of the site are not stacked on it but stay in the header."""
    page = visit.open(**PHONE)
    visit.start(page, "bptt.update", "choice")
    page.request.post(page.url, form={"unknown": "1"})
    page.goto(address)
    below = page.evaluate(
        "() => [...document.querySelectorAll('body *')].filter((found) => {"
        " const box = found.getBoundingClientRect();"
        " return ['fixed', 'sticky'].includes(getComputedStyle(found).position) && box.height && box.bottom > 700;"
        " }).map((found) => [found.tagName, Math.round(found.getBoundingClientRect().bottom)])"
    )
    assert len(below) == 1, below
    assert below[0][0] != "NAV"
    assert below[0][1] == 740
    nav = page.get_by_role("navigation", name="主なページ").bounding_box()
    assert nav is not None
    assert nav["y"] + nav["height"] < 120


@pytest.mark.parametrize("width", [768, 1280, 1680])
def test_every_page_begins_where_its_header_does(visit: Visit, width: int) -> None:
    page = visit.open(viewport={"width": width, "height": 900})
    visit.start(page, "bptt.update", "choice")
    page.request.post(page.url, form={"unknown": "1"})
    for address in ("/", "/topics", "/topics/rnn", "/history", "/history/1", "/lab/bptt", "/settings", "/exams"):
        page.goto(address)
        brand, main = page.evaluate(
            "() => [document.querySelector('.brand'), document.querySelector('main')].map((found) =>"
            " found.getBoundingClientRect().left + parseFloat(getComputedStyle(found).paddingLeft))"
        )
        assert abs(brand - main) < 1, (address, brand, main)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_tables_of_results_need_no_scrolling_on_a_phone(visit: Visit, language: str) -> None:
    page = visit.open(**PHONE)
    page.request.post("/settings", form={"language": language, "theme": "auto"})
    page.request.post("/practice", form={"topic": "attention", "level": "1", "count": "20"})
    for number in range(1, 21):
        page.request.post(f"/practice/1/items/{number}", form={"unknown": "1"})
    exam = page.request.post("/exams", form={"length": "quarter"}).url.split("/")[4]
    page.request.post(f"/exams/{exam}/finish")
    for address in ("/practice/1/result", f"/exams/{exam}/result", "/exams", "/statistics"):
        page.goto(address)
        tables = page.locator(".scroll:has(> table.list):visible")
        assert tables.count() > 0, address
        wide = tables.evaluate_all(
            "(all) => all.filter((one) => one.scrollWidth > one.clientWidth).map((one) => one.textContent.slice(0, 80))"
        )
        assert wide == [], address


def test_the_time_zone_is_told_with_the_second_page_and_no_more(visit: Visit) -> None:
    page = visit.open()
    told: list[str] = []
    page.on("request", lambda request: told.append(request.url) if request.url.endswith("/settings/zone") else None)
    page.goto("/", wait_until="networkidle")
    assert told == []
    with page.expect_response("**/settings/zone") as answered:
        page.get_by_role("link", name="分野", exact=True).first.click()
    assert answered.value.status == 204
    page.get_by_role("link", name="記録", exact=True).first.click()
    page.wait_for_load_state("networkidle")
    assert len(told) == 1
    with visit.database.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT zone FROM learner").scalar_one() == "Asia/Tokyo"


def test_the_bar_of_a_phone_leads_everywhere_and_hides_nothing(visit: Visit) -> None:
    page = visit.open(**PHONE)
    page.goto("/")
    pages = page.get_by_role("navigation", name="主なページ")
    for name, address in (("分野", "/topics"), ("記録", "/history"), ("実験室", "/lab"), ("今日", "/")):
        link = pages.get_by_role("link", name=name)
        box = link.bounding_box()
        assert box is not None
        assert box["height"] >= 44
        assert box["y"] + box["height"] <= 740
        link.tap()
        page.wait_for_url(f"**{address}")
        expect(pages.locator("[aria-current]")).to_have_text(name)
        assert page.evaluate(FITS)
    expect(page.get_by_role("link", name="設定")).to_be_in_viewport()


@pytest.mark.parametrize("address", ["/", "/topics", "/practice/new", "/settings", "/history"])
def test_what_has_the_focus_is_not_behind_a_bar(visit: Visit, address: str) -> None:
    page = visit.open(**PHONE)
    visit.start(page, "bptt.update", "choice")
    page.request.post(f"{page.url}", form={"unknown": "1"})
    page.goto(address)
    hidden = []
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            break
        if not page.evaluate(SEEN):
            hidden.append(page.evaluate("document.activeElement.outerHTML.slice(0, 120)"))
    assert hidden == []


def test_cells_are_told_apart_without_colour_and_are_large_enough_to_touch(visit: Visit) -> None:
    page = visit.open(**PHONE, forced_colors="active")
    for family in ("bptt.update", "bptt.delta"):
        visit.start(page, family, "number")
        page.request.post(page.url, form={"unknown": "1"} if family == "bptt.delta" else visit.right(page))
    page.goto("/")
    forms = set()
    for state in ("hit", "miss", "new"):
        cell = page.locator(f"a.cell.{state}").first
        box = cell.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 24
        forms.add(cell.evaluate("cell => getComputedStyle(cell, '::before').backgroundImage"))
    assert len(forms) == 3
    assert page.evaluate("getComputedStyle(document.querySelector('a.cell.new'), '::before').borderStyle") == "solid"
