"""Words of neighbouring elements in a line do not run together where a page is read out or copied."""

import re
from html.parser import HTMLParser

from tests.app.owner import live
from tests.app.site import Site

INLINE = {"a", "b", "small", "span", "em", "strong", "button", "label", "time"}
SKIPPED = {"script", "style", "svg", "math", "select", "textarea", "annotation", "kbd", "table"}
AROUND = re.compile(r"[A-Za-zぁ-ん\u4e00-\u9fff]")


class _Lines(HTMLParser):
    """The pairs of texts of a paragraph that touch where an element in a line begins or ends."""

    def __init__(self) -> None:
        super().__init__()
        self.last, self.passed, self.skipping, self.within = "", False, 0, False
        self.pairs: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in SKIPPED:
            self.skipping += 1
        if tag in INLINE:
            self.passed = True
        if tag not in INLINE:
            self.last = ""
        if tag == "p":
            self.within = True

    def handle_endtag(self, tag: str) -> None:
        if tag in SKIPPED:
            self.skipping -= 1
        if tag in INLINE:
            self.passed = True
        else:
            self.last = ""
        if tag == "p":
            self.within = False

    def handle_data(self, data: str) -> None:
        if self.skipping or not self.within:
            return
        if self.passed and self.last and AROUND.match(self.last[-1]) and AROUND.match(data[0]):
            self.pairs.append((self.last, data))
        self.last, self.passed = data, False


def glued(html: str) -> list[tuple[str, str]]:
    """What runs together on a page."""
    lines = _Lines()
    lines.feed(html)
    return lines.pairs


def opened(site: Site, address: str, language: str) -> str:
    """A page, or the one that it leads to."""
    answer = site.get(address, language)
    return (site.get(answer.headers["location"], language) if answer.is_redirect else answer).text


def test_what_runs_together_is_seen() -> None:
    assert glued("<p>uses<a>given</a></p>") == [("uses", "given")]
    assert glued("<p><a>uses</a><span>given</span></p>") == [("uses", "given")]
    assert glued("<p>uses <a>given</a>, <b>two</b></p><p>of</p>") == []


def test_what_a_step_uses_stands_apart_from_its_name(site: Site) -> None:
    """A step that uses nothing but what was given: in Japanese no word would part the two."""
    page = opened(site, "/examples/rnn.hidden-state", "ja")
    lines = re.findall(r'<p class="uses">(.*?)</p>', page, re.DOTALL)
    assert any("問題文の値" in line for line in lines)
    for line in lines:
        assert re.match(r"\s*使う値\s+<", line)


def test_no_words_run_together(site: Site) -> None:
    """In English, where every word is apart; the Japanese pages come from the same templates."""
    language = "en"
    live(site)
    site.post("/settings", {"language": language, "theme": "auto", "exam_on": "2000-01-01"})
    quizzes = site.rows("SELECT quiz_id, ordinal FROM instance WHERE replaced_at IS NULL")
    pages = [
        "/",
        "/topics",
        "/topics/lstm",
        "/topics?q=gate",
        "/practice/new",
        "/history",
        "/statistics",
        "/flags",
        "/notes",
        "/review",
        "/settings",
        "/lab",
        "/reference",
        "/reference/glossary?q=gate",
        "/exams",
        "/examples/lstm.cell-state",
        "/examples/rnn.hidden-state",
        "/q/rnn.output",
        *(f"/practice/{quiz}/items/{number}?show=derivation" for quiz, number in quizzes),
        *(f"/practice/{quiz}/result" for quiz in {quiz for quiz, _ in quizzes}),
    ]
    found = {}
    for address in pages:
        if pairs := glued(opened(site, address, language)):
            found[address] = pairs
    assert not {pair for pairs in found.values() for pair in pairs}
