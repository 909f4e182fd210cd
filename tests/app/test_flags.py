"""Flags: on a question before and after the answer, once however often they are sent, and listed page by page."""

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest

from app.db.paging import PAGE
from tests.app.site import Site

ITEM = "/practice/1/items/1"
PRESSED = re.compile(r'<button class="quiet flag"[^>]*value="(\d)" aria-pressed="(true|false)"')


@pytest.fixture
def begun(site: Site) -> Site:
    """A site with a quiz that asks for a number, and for several."""
    site.quiz("bptt.recurrent-weight-gradient")
    return site


def shown(site: Site, address: str) -> tuple[str, str]:
    """What the button of a page would send, and whether it is pressed."""
    (found,) = PRESSED.findall(site.get(address).text)
    return found[0], found[1]


def mark(site: Site, address: str) -> str:
    return str(re.findall(r'name="instance" value="([^"]+)"', site.get(address).text)[0])


def flag(site: Site, value: str = "1", back: str = ITEM, **form: object) -> str:
    """Press the button of a page of the first question; returns where it leads."""
    response = site.post(f"/flags/1?next={back}", {"flagged": value, "instance": mark(site, ITEM), **form})
    assert response.status_code == 303
    return response.headers["location"]


def test_a_question_is_flagged_and_no_longer(begun: Site) -> None:
    assert shown(begun, ITEM) == ("1", "false")
    assert flag(begun) == ITEM
    assert shown(begun, ITEM) == ("0", "true")
    assert flag(begun, "0") == ITEM
    assert shown(begun, ITEM) == ("1", "false")
    assert begun.rows("SELECT * FROM flag") == []


def test_it_stays_through_the_answer_and_stands_on_every_page_of_the_question(begun: Site) -> None:
    flag(begun)
    assert shown(begun, f"{ITEM}/guided") == ("0", "true")
    begun.answer(1, 1)
    for address in (ITEM, "/history/1", f"{ITEM}/guided"):
        assert shown(begun, address) == ("0", "true")
    assert flag(begun, "0", back="/history/1") == "/history/1"
    assert shown(begun, ITEM) == ("1", "false")


def test_what_is_typed_comes_back(begun: Site) -> None:
    number = begun.forms(1).index("matrix") + 1
    item = f"/practice/1/items/{number}"
    sent = {"flagged": "1", "instance": mark(begun, item), "cell": ["1.5", "", "－2", ""], "guessed": "1"}
    led = urlsplit(begun.post(f"/flags/{number}?next={item}", sent).headers["location"])
    assert led.path == item
    assert parse_qs(led.query)["cell"] == ["1.5", "－2"]
    page = begun.get(led.geturl()).text
    assert re.findall(r'id="cell-\d" value="([^"]*)"', page) == ["1.5", "", "－2", ""]
    assert re.search(r'name="guessed" value="1"[^>]* checked', page)
    assert "aria-invalid" not in page


def test_what_is_typed_in_guided_mode_comes_back_to_its_step(begun: Site) -> None:
    guided = f"{ITEM}/guided"
    page = begun.get(guided).text
    hidden = dict(re.findall(r'name="(stage|ordinal)" value="(\d+)"', page))
    fields = page.count('name="cell"')
    led = flag(begun, back=guided, cell=["0.25"] * fields, **hidden)
    assert urlsplit(led).path == guided
    assert begun.get(led).text.count('value="0.25"') == fields


def test_sent_twice_it_is_one_flag_of_the_first_time(begun: Site) -> None:
    flag(begun)
    stored = begun.rows("SELECT * FROM flag")
    begun.clock.go(60)
    flag(begun)
    assert begun.rows("SELECT * FROM flag") == stored
    flag(begun, "0")
    flag(begun, "0")
    assert begun.rows("SELECT * FROM flag") == []


@pytest.mark.parametrize("sent", ["1-00000000", "2", "9-ffffffff"])
def test_from_the_page_of_another_question_nothing_is_flagged(begun: Site, sent: str) -> None:
    assert begun.post("/flags/1", {"flagged": "1", "instance": sent}).status_code == 404
    assert begun.rows("SELECT * FROM flag") == []


def test_the_question_of_another_learner_is_not_there(begun: Site) -> None:
    begun.change(
        "INSERT INTO learner (id, language, theme, shortcuts, created_at) "
        "VALUES (2, 'ja', 'auto', 1, '2026-01-01T00:00:00.000000+00:00')"
    )
    flag(begun)
    begun.change("UPDATE instance SET learner_id = 2 WHERE id = 1")
    begun.change("UPDATE flag SET learner_id = 2")
    for value in ("0", "1"):
        assert begun.post("/flags/1", {"flagged": value}).status_code == 404
    assert begun.get("/flags/1").status_code == 404
    assert "/flags/1?" not in begun.get("/flags").text
    assert len(begun.rows("SELECT * FROM flag")) == 1


@pytest.mark.parametrize("back", ["https://example.org/", "//example.org", "\\\\example.org", "javascript:1"])
def test_it_leads_nowhere_else(begun: Site, back: str) -> None:
    assert flag(begun, back=back) == "/"


def test_without_a_page_to_go_back_to_it_leads_to_the_question(begun: Site) -> None:
    assert begun.post("/flags/1", {"flagged": "1"}).headers["location"] == ITEM
    begun.answer(1, 1)
    assert begun.post("/flags/1", {"flagged": "1"}).headers["location"] == "/history/1"
    assert begun.get("/flags/1").headers["location"] == "/history/1"


def test_the_list_says_what_was_flagged_and_where_it_is(begun: Site) -> None:
    flag(begun)
    begun.clock.go(3600)
    begun.answer(1, 2, {"unknown": "1"})
    begun.post("/flags/2", {"flagged": "1"})
    title = begun.services.bank.title("bptt.recurrent-weight-gradient")
    topic = next(topic for topic in begun.services.bank.topics.topics if topic.id == "bptt")
    page = begun.get("/flags").text
    assert page.count(topic.title.ja) == 2
    links = re.findall(r'<a id="flag-\d" href="([^"]+)">', page)
    assert links == ["/history/1", ITEM]
    assert [state for state in ("わからない", "未解答") if f'">{state}</span>' in page] == ["わからない", "未解答"]
    assert title.en.split()[0] in begun.get("/flags", "en").text
    action, sent = re.findall(
        r'action="(/flags/1[^"]*)">\s*<input type="hidden" name="instance" value="([^"]+)"', page
    )[0]
    response = begun.post(unescape(action), {"flagged": "0", "instance": sent})
    assert response.headers["location"] == "/flags"
    assert re.findall(r'<a id="flag-\d" href="([^"]+)">', begun.get("/flags").text) == ["/history/1"]


def test_a_withdrawn_answer_stays_in_the_list(begun: Site) -> None:
    flag(begun)
    begun.answer(1, 1, {"unknown": "1"})
    begun.post(f"{ITEM}/withdraw", {"submission": "1"})
    assert shown(begun, ITEM) == ("1", "false")  # other numbers
    page = begun.get("/flags").text
    assert 'href="/history/1"' in page
    assert "取り消し済み" in page


def test_there_and_back_every_flag_is_met_once(begun: Site) -> None:
    count = 2 * PAGE + 7
    for _ in range(count):
        begun.post("/practice/family", {"family": "rnn.output"})
    begun.change("INSERT INTO flag SELECT id, 1, id, '2026-01-01T00:00:00.000000+00:00' FROM instance")
    ids = [row[0] for row in begun.rows("SELECT id FROM flag ORDER BY id DESC")]
    pages = [ids[k : k + PAGE] for k in range(0, len(ids), PAGE)]
    assert len(pages) > 2

    def listed(address: str) -> tuple[list[int], dict[str, str]]:
        text = begun.get(address).text
        links = {rel: unescape(href) for rel, href in re.findall(r'rel="(\w+)" href="([^"]+)"', text) if rel != "icon"}
        return [int(found) for found in re.findall(r'id="flag-(\d+)"', text)], links

    found, links = listed("/flags")
    seen = [found]
    while "next" in links:
        found, links = listed(links["next"])
        seen.append(found)
    assert seen == pages
    back = [found]
    while "prev" in links:
        found, links = listed(links["prev"])
        back.append(found)
    assert back[-1] == pages[0]
    assert set().union(*back) == set(ids)
    assert listed(f"/flags?before={2**62}")[0] == listed("/flags?before=1")[0] == pages[0]
    last = begun.get(f"/flags?before={pages[1][0]}").text
    assert f"?next=/flags%3Fbefore%3D{pages[1][0]}" in last  # taking one away leads back to the same page


@pytest.mark.parametrize("place", ["before=-1", f"after={2**63}", "before=x"])
def test_what_names_no_place_is_told(site: Site, place: str) -> None:
    for path in ("/flags", "/notes"):
        page = site.get(f"{path}?{place}")
        assert page.status_code == 200
        assert f"指定された「{place}」は選べない値です" in page.text
