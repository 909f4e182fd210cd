"""Pages read well in both languages, keep their settings, and answer errors kindly."""

import re
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from html.parser import HTMLParser

import pytest

from app.web.titles import titled
from tests.app.site import Site, quiz_of, right, wrong
from tests.question_bank.budget import looked_at

JAPANESE = re.compile("[ぁ-んァ-ヶ一-龯]")
VOID = {"meta", "link", "input", "br", "hr", "img", "rect", "line", "circle", "polyline"}


class Reader(HTMLParser):
    """Checks nesting and collects text outside lang="ja" (and inside an attribute meant to be read)."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, bool]] = []
        self.texts: list[str] = []
        self.ids: list[str] = []
        self.labelled: set[str] = set()
        self.headings: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if found.get("id"):
            self.ids.append(str(found["id"]))
        inside = bool(self.open and self.open[-1][1]) or found.get("lang") == "ja"
        if not inside:
            self.texts += [str(found[name]) for name in ("aria-label", "title", "data-label") if found.get(name)]
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(tag)
        if tag not in VOID:
            self.open.append((tag, inside and tag != "html"))

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open[-1][0] == tag, f"</{tag}> closes <{self.open[-1][0]}>"
            self.open.pop()

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_data(self, data: str) -> None:
        if self.open and not self.open[-1][1]:
            self.texts.append(data)


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    assert reader.open == []
    return reader


def lived_in(site: Site) -> list[str]:
    """The addresses of a site on which families of every topic were answered; their quizzes are open."""
    addresses = ["/", "/topics", "/practice/new", "/history", "/statistics", "/settings", "/nowhere", "/history?page=2"]
    addresses += [f"/topics/{topic.id}" for topic in site.services.bank.topics.topics]
    addresses += ["/reference", "/reference/glossary", "/examples/bptt.delta?level=1&seed=3"]
    for family in (family for topic in site.services.bank.topics.topics for family in looked_at(topic.id)):
        quiz = site.quiz(family)
        addresses += [f"/practice/{quiz}/items/1", f"/practice/{quiz}/items/{len(site.forms(quiz))}"]
        site.answer(quiz, 1, {"unknown": "1"})
        addresses.append(f"/practice/{quiz}/result")
    while site.rows("SELECT count(*) FROM submission")[0][0] <= 20:  # a history of two pages
        site.finish(site.quiz("rnn.hidden-state"))
    return addresses


def test_english_pages_hold_no_japanese_and_all_pages_nest(site: Site) -> None:
    for address in lived_in(site):
        english = read(site.get(address, "en").text)
        left = [text.strip() for text in english.texts if JAPANESE.search(text)]
        assert not left, (address, left)
        japanese = read(site.get(address).text)
        assert any(JAPANESE.search(text) for text in japanese.texts), address
        for page in (english, japanese):
            assert len(set(page.ids)) == len(page.ids), address
            assert page.headings.count("h1") == 1
            levels = [int(heading[1]) for heading in page.headings if heading != "h1"]
            assert all(later - earlier <= 1 for earlier, later in zip([1, *levels], levels, strict=False)), address


def test_every_link_of_every_page_leads_somewhere(site: Site) -> None:
    seen: set[str] = set()
    for address in lived_in(site):
        html = site.get(address).text
        ids = set(read(html).ids)
        for link in re.findall(r'href="([^"]+)"', html):
            if link.startswith("#"):
                assert link[1:] in ids, (address, link)
            elif link not in seen:
                seen.add(link)
                assert site.get(link.replace("&amp;", "&")).status_code in {200, 303}, (address, link)


def test_the_language_asked_for_is_used_until_one_is_chosen(site: Site) -> None:
    assert '<html lang="ja"' in site.get("/", "ja,en;q=0.5").text
    assert '<html lang="en"' in site.get("/", "en-GB,ja").text
    assert '<html lang="ja"' in site.get("/", "fr,de").text
    assert '<html lang="en"' in site.get("/", "fr, en;q=0.3").text
    site.post("/settings/language", {"language": "ja", "next": "/"})
    assert '<html lang="ja"' in site.get("/", "en").text
    site.post("/settings", {"language": "auto", "theme": "auto"})
    assert '<html lang="en"' in site.get("/", "en").text


def test_settings_are_kept_and_shown(site: Site) -> None:
    page = site.get("/").text
    assert 'data-theme="auto" data-shortcuts="on"' in page
    sent = site.post("/settings", {"language": "en", "theme": "dark"})
    assert sent.headers["location"].startswith("/settings?saved=")
    page = site.get(sent.headers["location"]).text
    assert 'lang="en" data-theme="dark" data-shortcuts="off"' in page
    assert re.search(r'name="theme" value="dark"\s+checked', page) or re.search(r'value="dark"[^>]*checked', page)
    site.post("/settings", {"language": "en", "theme": "light", "shortcuts": "true"})
    assert 'data-theme="light" data-shortcuts="on"' in site.get("/").text


@pytest.mark.parametrize("form", [{}, {"language": "fr", "theme": "dark"}, {"language": "ja", "theme": "pink"}])
def test_settings_that_do_not_exist_are_refused(site: Site, form: dict[str, str]) -> None:
    assert site.post("/settings", form).status_code == 422
    assert site.rows("SELECT language, theme FROM learner") == [(None, "auto")]


@pytest.mark.parametrize(
    ("address", "status", "said"),
    [
        ("/nowhere", 404, ("見つかりません", "cannot be found")),
        ("/practice/1/items/99999999999999999999999", 404, ("見つかりません", "cannot be found")),
        ("/history?page=0", 200, ("「page=0」は選べない値です", "“page=0” is not possible here")),
    ],
)
def test_errors_are_pages_in_the_learners_language(
    site: Site, address: str, status: int, said: tuple[str, str]
) -> None:
    for language, text in zip(("ja", "en"), said, strict=True):
        page = site.get(address, language)
        assert page.status_code == status
        assert text in page.text
        assert 'href="/"' in page.text


def test_a_failure_says_nothing_of_its_inside_and_keeps_the_language(site: Site) -> None:
    site.post("/settings/language", {"language": "en", "next": "/"})
    site.change("ALTER TABLE family_total RENAME TO away")
    page = site.get("/statistics", "ja")
    assert page.status_code == 500
    assert "submission" not in page.text
    assert "Something went wrong" in page.text


def test_home_before_the_first_answer_says_what_this_is(site: Site) -> None:
    page = site.get("/").text
    assert "毎回ちがう数値で" in page
    assert "未出題" not in page
    site.answer(site.quiz("bptt.update"), 1)
    assert "毎回ちがう数値で" not in site.get("/").text
    assert "未出題" in site.get("/").text


def test_topics_show_their_scope_and_where_each_family_stands(site: Site) -> None:
    tree = site.services.bank.topics
    page = site.get("/topics").text
    assert tree.syllabus_version in page
    for topic in tree.topics:
        assert topic.title.ja in page
    site.answer(site.quiz("bptt.update"), 1)
    shown = site.get("/topics/bptt").text
    assert "ヒット" in shown
    for card in site.services.bank.families.values():
        assert (str(titled(card.title.ja, "ja")) in shown) == (card.topic == "bptt")
    assert site.get("/topics/nothing").status_code == 404


def test_history_lists_newest_first_in_pages_and_narrowed(site: Site) -> None:
    quiz = quiz_of(site.post("/practice", {"quick": "1"}))
    site.finish(quiz, wrong=(2, 4))
    other = quiz_of(site.post("/practice", {"topic": "bptt", "level": ["1", "2"], "count": "20"}))
    site.finish(other, wrong=(1,))
    first = re.findall(r'href="/history/(\d+)"', site.get("/history").text)
    assert first == [str(k) for k in range(30, 10, -1)]
    second = re.findall(r'href="/history/(\d+)"', site.get("/history?page=2").text)
    assert second == [str(k) for k in range(10, 0, -1)]
    wrong = re.findall(r'href="/history/(\d+)"', site.get("/history?show=wrong").text)
    assert wrong == ["11", "4", "2"]
    assert "当てはまる解答はありません" in site.get("/history?show=guessed").text
    assert "「show=nonsense」は選べない" in site.get("/history?show=nonsense").text


def test_every_attempt_can_be_opened_again(site: Site) -> None:
    quiz = quiz_of(site.post("/practice", {"quick": "1"}))
    site.finish(quiz, wrong=(3,))
    for number in range(1, 11):
        page = site.get(f"/history/{number}")
        assert page.status_code == 200
        assert site.content(quiz, number).title.ja in page.text


def way_back(page: str) -> str:
    """Where the language switch of a page leads."""
    found = re.search(r'name="next" value="([^"]*)"', page)
    assert found is not None
    return unescape(found[1])


@pytest.mark.parametrize(
    "address",
    [
        "/history?show=wrong&page=1",
        "/lab/bptt?seed=2",
        "/lab/perplexity?p=0.5+0.25&seen=E",
        "/practice/new?topic=bleu&level=2&count=20&ordering=topic",
        "/practice/1/items/1?cell=%EF%BC%91&cell=%22%3E&guessed=1",
        "/?unfinished=many",
        "/topics",
    ],
)
def test_the_language_switch_keeps_what_stands_in_the_address(site: Site, address: str) -> None:
    site.quiz("rnn.hidden-state")
    assert way_back(site.get(address).text) == address
    sent = site.post("/settings/language", {"language": "en", "next": address})
    assert sent.headers["location"] == address
    assert site.get(address).headers["content-language"] == "en"


def test_what_was_refused_is_still_there_in_the_other_language(site: Site) -> None:
    quiz = site.quiz("rnn.hidden-state")
    number = 1 + site.forms(quiz).index("vector")
    refused = site.answer(quiz, number, {"cell": ["1..2", "0.5"], "guessed": "1"})
    assert refused.status_code == 422
    sent = site.post("/settings/language", {"language": "en", "next": way_back(refused.text)})
    page = site.get(sent.headers["location"]).text
    assert re.findall(r'id="cell-\d" value="([^"]*)"', page) == ["1..2", "0.5"]
    assert re.search(r'name="guessed"[^>]*checked', page)
    refused = site.post("/practice", {"topic": ["bleu", "gru"], "count": "5"})
    assert refused.status_code == 422
    page = site.get(way_back(refused.text)).text
    assert re.findall(r'name="topic"[^>]*value="(\w+)" checked', page) == ["bleu", "gru"]
    assert re.search(r'name="count" value="5" checked', page)


@pytest.mark.parametrize("number", ["2", "99", "100001", "9" * 40])
@pytest.mark.parametrize("show", ["all", "wrong"])
def test_beyond_the_last_page_of_the_history_is_the_last_one(site: Site, number: str, show: str) -> None:
    quiz = site.quiz("rnn.hidden-state")
    site.answer(quiz, 1, {"unknown": "1"})
    beyond = site.get(f"/history?show={show}&page={number}")
    assert (beyond.status_code, beyond.headers["location"]) == (303, f"/history?show={show}&page=1")
    assert "わからない" in site.get(beyond.headers["location"]).text


@pytest.mark.parametrize(
    "address", ["/history?page=abc", "/history?show=zzz", "/settings?saved=abc", "/practice/{quiz}/items/1?note=zzz"]
)
def test_an_address_with_a_query_that_is_none_opens_without_it_and_says_so(site: Site, address: str) -> None:
    address = address.format(quiz=site.quiz("rnn.hidden-state"))
    bare, _, query = address.partition("?")
    for language, said in (("ja", f"「{query}」は選べない値です"), ("en", f"“{query}” is not possible here")):
        response = site.get(address, language)
        assert response.status_code == 200
        assert said in response.text
        assert said not in site.get(bare, language).text


def test_that_settings_were_saved_is_said_just_after_it(site: Site) -> None:
    saved = site.post("/settings", {"language": "ja", "theme": "auto"}).headers["location"]
    assert "設定を保存しました" in site.get(saved).text
    site.clock.go(60)
    assert "設定を保存しました" not in site.get(saved).text
    assert "設定を保存しました" not in site.get("/settings?saved=1").text


def test_pressed_twice_a_quiz_is_repeated_once(site: Site) -> None:
    quiz = site.quiz("rnn.hidden-state")
    for number in range(1, len(site.forms(quiz)) + 1):
        site.answer(quiz, number, {"unknown": "1"})
    for button in (f"/practice/{quiz}/wrong-again", f"/practice/{quiz}/items/1/again"):
        with ThreadPoolExecutor(4) as pool:
            found = {answer.headers["location"] for answer in pool.map(site.post, [button] * 4)}
        assert len(found) == 1
        site.clock.go(120)
        assert site.post(button).headers["location"] not in found
        site.clock.go(120)


# As many bytes as the page of an answer had when everything was sent at once.
SENT_ONCE = {"bptt.recurrent-weight-gradient": 62_786, "bptt.truncated": 84_003}


@pytest.mark.parametrize("family", SENT_ONCE)
@pytest.mark.parametrize("how", ["wrong", "unknown", "right"])
def test_of_what_was_sent_at_once_half_is_left(site: Site, family: str, how: str) -> None:
    quiz = site.quiz(family)
    page = f"/practice/{quiz}/items/1"
    site.get(page)
    given = {"right": right, "wrong": wrong}[how](site.content(quiz, 1)) if how != "unknown" else {"unknown": "1"}
    assert site.answer(quiz, 1, given).status_code == 303
    assert len(site.get(page).content) <= 0.5 * SENT_ONCE[family]
