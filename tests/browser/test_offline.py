"""Without a network: what was opened can be read, an answer waits on the device and arrives once, and nothing leaks."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import FITS, PHONE, Visit
from tests.browser.test_accessibility import AXE, RUN, TWICE

FAMILY = "rnn.hidden-state"
PAGES = """async () => (await (await caches.open("edrill-pages")).keys()).map((one) => new URL(one.url).pathname)"""
ALL = """async () => {
  const found = [];
  for (const name of await caches.keys())
    for (const one of await (await caches.open(name)).keys()) found.push(new URL(one.url).pathname);
  return found;
}"""
WAITING = """async () => (await (await caches.open("edrill-outbox")).keys()).length"""
DRAFTS = "Object.keys(localStorage).map((key) => key.split(':').slice(0, 2).join(':'))"
READY = "navigator.serviceWorker.ready.then(() => navigator.serviceWorker.controller !== null)"


def until(page: Page, told: str, fits: Callable[[Any], bool]) -> Any:
    """What a script says, once it is as it should be."""
    for _ in range(100):
        if fits(found := page.evaluate(told)):
            return found
        page.wait_for_timeout(50)
    raise AssertionError((told, found))


def installed(visit: Visit, **options: Any) -> Page:
    """A page of an installed app: the service worker answers for it."""
    page = visit.open(service_workers="allow", **options)
    page.goto("/")
    until(page, READY, bool)
    return page


def quiz(visit: Visit, page: Page) -> int:
    """Start a quiz, open its first question, and wait until all of it is on the device; returns its number."""
    page.request.post("/practice/family", form={"family": FAMILY})
    number = visit.count("quiz")
    page.goto(f"/practice/{number}/items/1")
    until(page, PAGES, lambda found: len(found) == visit.count("instance"))
    return number


def stored(visit: Visit, sql: str) -> list[Any]:
    with visit.database.engine.connect() as connection:
        return list(connection.exec_driver_sql(sql))


def give(page: Page) -> None:
    """Say that it is not known, by its key."""
    page.keyboard.press("p")


def test_the_open_quiz_and_what_was_seen_of_it_are_read_without_a_network(visit: Visit) -> None:
    page = installed(visit, **PHONE)
    number = quiz(visit, page)
    stem = visit.instance(number, 2).title.ja
    give(page)
    page.wait_for_url("**#result")
    verdict = page.locator("#result").inner_text()
    page.context.set_offline(True)
    page.reload()
    assert page.locator("#result").inner_text() == verdict
    page.get_by_role("link", name="次の問題").click()
    expect(page.locator("h1")).to_have_text(stem)
    assert page.evaluate("getComputedStyle(document.querySelector('.bar')).position") == "fixed"  # it has its styles
    assert page.evaluate("[...document.fonts].some((font) => font.status === 'loaded')")
    page.goto("/statistics")
    expect(page.get_by_text("このページは開けません")).to_be_visible()
    links = page.locator("[data-readable] a")
    expect(links).to_have_count(visit.count("instance"))
    page.locator(f"[data-readable] a[href='/practice/{number}/items/3']").click()
    expect(page.locator("form.answer")).to_be_visible()


def test_fetching_ahead_starts_no_clock_and_brings_no_key(visit: Visit) -> None:
    page = installed(visit)
    number = quiz(visit, page)
    shown = stored(visit, f"SELECT count(shown_at) FROM instance WHERE quiz_id = {number}")[0][0]
    assert shown == 1
    texts = page.evaluate("""async () => {
      const pages = await caches.open("edrill-pages");
      return Promise.all((await pages.keys()).map(async (one) => (await pages.match(one)).text()));
    }""")
    assert all('id="result"' not in text and "正解</dt>" not in text for text in texts)
    page.context.set_offline(True)
    page.goto(f"/practice/{number}/items/2")
    expect(page.locator("form.answer [name=seen]")).to_have_count(1)
    since = page.locator("[name=seen]").input_value()
    page.reload()
    expect(page.locator("[name=seen]")).to_have_value(since)
    page.context.set_offline(False)
    page.reload()
    expect(page.locator("form.answer")).to_be_visible()
    expect(page.locator("[name=seen]")).to_have_count(0)
    assert stored(visit, f"SELECT shown_at FROM instance WHERE quiz_id = {number} AND ordinal = 2")[0][0] is not None


def test_an_answer_given_without_a_network_arrives_once_with_its_time(visit: Visit) -> None:
    page = installed(visit)
    quiz(visit, page)
    page.context.set_offline(True)
    before = datetime.now(UTC)
    give(page)
    kept = page.locator("[data-sync=kept]")
    expect(kept).to_be_focused()
    assert page.url.endswith("/items/1")
    give(page)  # once more
    page.wait_for_timeout(300)
    page.keyboard.press("n")
    page.wait_for_url("**/items/2")
    expect(page.locator("[data-sync=waiting]")).to_have_text(re.compile("送信待ち 1 件"))
    give(page)
    expect(kept).to_be_focused()
    after = datetime.now(UTC)
    assert page.evaluate(WAITING) == 2
    page.reload()
    expect(kept).to_be_visible()
    assert visit.count("submission") == 0
    page.wait_for_timeout(1200)
    page.context.set_offline(False)
    # Of this question it is told at once; where the line was not quite up yet, with the try half a minute later.
    expect(page.locator("#result")).to_be_visible(timeout=45_000)
    assert page.evaluate(WAITING) == 0
    rows = stored(
        visit,
        "SELECT i.ordinal, i.shown_at, s.created_at FROM submission s JOIN instance i ON i.id = s.instance_id "
        "ORDER BY s.id",
    )
    assert [row[0] for row in rows] == [1, 2]
    times = [datetime.fromisoformat(row[2]) for row in rows]
    assert before <= times[0] < times[1] <= after
    assert all(row[1] <= row[2] for row in rows)
    page.goto("/")
    expect(page.locator("[data-sync]:visible")).to_have_count(0)


def test_what_was_sent_twice_or_elsewhere_does_no_harm(visit: Visit) -> None:
    page = installed(visit)
    number = quiz(visit, page)
    other = visit.watched(page.context.new_page())
    page.context.set_offline(True)
    for item in (1, 2):
        page.goto(f"/practice/{number}/items/{item}")
        give(page)
        expect(page.locator("[data-sync=kept]")).to_be_visible()
    # Meanwhile the first arrived, but its answer was lost; and the second was answered otherwise on another machine.
    assert page.request.post(f"/practice/{number}/items/1", form={"unknown": "1"}).ok
    sent = visit.right(page)
    assert page.request.post(f"/practice/{number}/items/2", form=sent).ok
    page.close()
    other.context.set_offline(False)
    other.goto("/")
    expect(other.locator("[data-sync=refused] a")).to_have_attribute("href", f"/practice/{number}/items/2")
    assert other.evaluate(WAITING) == 0
    assert visit.count("submission") == 2
    assert stored(visit, "SELECT kind FROM submission ORDER BY id") == [("unknown",), ("answered",)]


def test_nothing_of_an_exam_is_kept(visit: Visit) -> None:
    page = installed(visit)
    page.request.post("/exams", form={"length": "quarter"})
    page.goto("/exams/1")
    page.goto("/exams/1/items/2")
    page.locator("[name=choice]").first.check()
    page.goto("/exams/1/review")
    page.goto("/exams/1/finish")
    page.get_by_role("button", name="終了して採点する").click()
    page.wait_for_url("**/result")
    page.goto("/practice/1/items/2")
    expect(page.locator("#result")).to_be_visible()
    page.wait_for_timeout(500)
    kept = page.evaluate(ALL)
    assert not [path for path in kept if "exam" in path or path.startswith("/practice")]
    page.context.set_offline(True)
    page.goto("/exams/1/result")
    expect(page.get_by_text("このページは開けません")).to_be_visible()


@pytest.mark.parametrize("worker", ["allow", "none"])
def test_a_form_without_a_network_says_so_on_its_page(visit: Visit, worker: str) -> None:
    """With a service worker, and where there can be none: without HTTPS browsers have none."""
    if worker == "allow":
        page = installed(visit)
    else:
        page = visit.open()
        page.add_init_script("delete Navigator.prototype.serviceWorker")
    visit.start(page, "bptt.delta", "number")
    page.locator("#cell-0").fill("0.25")
    page.context.set_offline(True)
    page.get_by_role("button", name="ヒント").click()
    expect(page.locator("[data-sync=unsent]")).to_be_focused()
    expect(page.locator("#cell-0")).to_have_value("0.25")
    page.context.set_offline(False)
    page.get_by_role("button", name="ヒント").click()
    expect(page.locator("#hint-1")).to_be_visible()
    expect(page.locator("#cell-0")).to_have_value("0.25")


@pytest.mark.parametrize(("language", "scheme"), [("ja", "light"), ("en", "dark")])
def test_what_is_told_is_told_to_all(visit: Visit, language: str, scheme: str) -> None:
    """For axe, on a narrow screen, with letters of twice the size."""
    page = installed(visit, viewport={"width": 320, "height": 640}, color_scheme=scheme)
    page.request.post("/settings/language", form={"language": language, "next": "/"})
    number = quiz(visit, page)
    found: dict[str, list[str]] = {}

    def look(name: str) -> None:
        expect(page.locator("html")).to_have_attribute("lang", language)
        page.evaluate(AXE)
        found[name] = page.evaluate(RUN)
        page.evaluate(TWICE)
        assert page.evaluate(FITS), name

    page.context.set_offline(True)
    page.get_by_role("button", name=re.compile("ヒント|Hint")).click()
    expect(page.locator("[data-sync=unsent]")).to_be_visible()
    look("unsent")
    page.locator("[name=unknown]").click()
    expect(page.locator("[data-sync=kept]")).to_be_visible()
    look("kept")
    page.goto(f"/practice/{number}/items/2")
    expect(page.locator("[data-sync=waiting]")).to_be_visible()
    look("waiting")
    assert {name: wrong for name, wrong in found.items() if wrong} == {}


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_page_that_lists_what_is_there_comes_in_the_language_of_the_site(visit: Visit, language: str) -> None:
    page = installed(visit, viewport={"width": 320, "height": 640})
    other = {"ja": "English", "en": "日本語"}[language]
    page.request.post("/settings/language", form={"language": "en" if language == "ja" else "ja", "next": "/"})
    page.goto("/")
    page.get_by_role("button", name={"English": "日本語", "日本語": "English"}[other]).click()
    expect(page.get_by_role("button", name=other)).to_be_visible()
    quiz(visit, page)
    page.context.set_offline(True)
    page.goto("/topics")
    expect(page.locator("html")).to_have_attribute("lang", language)
    links = page.locator("[data-readable] a")
    expect(links).to_have_count(visit.count("instance"))
    assert all((box := link.bounding_box()) is not None and box["height"] >= 44 for link in links.all())
    page.evaluate(AXE)
    assert page.evaluate(RUN) == []
    page.evaluate(TWICE)
    assert page.evaluate(FITS)


def test_deleting_everything_empties_the_device(visit: Visit) -> None:
    page = installed(visit)
    number = quiz(visit, page)
    page.locator("[name=guessed]").check()
    page.goto("/data/clear?what=everything")
    put = (
        f"caches.open('edrill-outbox').then((box) => box.put('/practice/{number}/items/2', new Response('unknown=1')))"
    )
    page.evaluate(put)
    assert page.evaluate(WAITING) == 1
    assert page.evaluate(DRAFTS) == [f"edrill-draft:/practice/{number}/items/1"]
    page.get_by_role("button", name="削除する").click()
    page.wait_for_url("**/data?cleared=*")
    left = until(page, ALL, lambda found: not any(path.startswith("/practice") for path in found))
    assert "/offline" in left
    assert page.evaluate(DRAFTS) == []


def test_what_another_site_sends_does_not_pass_for_ours(visit: Visit) -> None:
    page = installed(visit)
    elsewhere = visit.address.replace("127.0.0.1", "localhost")
    page.route(
        f"{elsewhere}/evil",
        lambda route: route.fulfill(
            content_type="text/html",
            body=f"""<form method=post
        action="{visit.address}/practice/first"><button>x</button></form>""",
        ),
    )
    page.goto(f"{elsewhere}/evil")
    with page.expect_response("**/practice/first") as answered:
        page.get_by_role("button").click()
    assert answered.value.status == 403
    assert visit.count("quiz") == 0
    visit.complaints.clear()  # the page of the other site is of another origin


def test_the_app_can_be_installed(visit: Visit) -> None:
    page = installed(visit)
    manifest = page.evaluate("""async () => {
      const address = document.querySelector("link[rel=manifest]").href;
      const manifest = await (await fetch(address)).json();
      const icons = await Promise.all(manifest.icons.map(async ({src, sizes}) => {
        const image = await createImageBitmap(await (await fetch(new URL(src, address))).blob()).catch(() => null);
        return [sizes, image && `${image.width}x${image.height}`];
      }));
      return { ...manifest, icons };
    }""")
    assert (manifest["start_url"], manifest["scope"], manifest["display"]) == ("/", "/", "standalone")
    drawn = [icon for icon in manifest["icons"] if icon[0] != "any"]
    assert len(drawn) == 3
    assert all(sizes == found for sizes, found in drawn)
    line = page.context.new_cdp_session(page)
    errors = [error["errorId"] for error in line.send("Page.getInstallabilityErrors")["installabilityErrors"]]
    assert errors == ["in-incognito"]  # as every window of these tests is


def test_a_page_is_as_light_with_the_worker(visit: Visit) -> None:
    page = installed(visit)
    sizes = "performance.getEntriesByType('resource').reduce((sum, entry) => sum + entry.transferSize, 0)"
    visit.start(page, FAMILY, "number")
    page.reload()
    assert page.evaluate(sizes) < 15_000
