"""What a page weighs, and that nothing on it moves: over a slow line, on a phone and on a desktop."""

from dataclasses import dataclass
from typing import Any, Literal

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import PHONE, Visit
from tests.question_bank.budget import portion

FIRST_VISIT, AGAIN = 100_000, 15_000  # bytes, as sent
REQUESTS = 7
FAMILIES = (
    "bptt.one-loss",
    "bptt.update",
    "rnn.hidden-state",
    "lstm.statements",
    "lstm.step-order",
    "lstm.passage",
    "bleu.sentence",
    "gru.unit-diagram",
    "bptt.code-match",
    "scaled-dot-attention.output",
)
DESKTOP: dict[str, Any] = {"viewport": {"width": 1280, "height": 900}}
SLOW = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}  # 400 kbit/s
MOVED = 0.02
# Shifts that came before the observer are handed to it too.
WATCH = """window.shifts = [];
new PerformanceObserver((list) => window.shifts.push(...list.getEntries().map((entry) => [
    entry.value, entry.sources.map((source) => source.node?.parentElement?.outerHTML.slice(0, 80))])))
    .observe({type: "layout-shift", buffered: true});"""
SENT = """[...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
    .filter((entry) => entry.transferSize).map((entry) => [entry.name, entry.transferSize])"""


@dataclass(frozen=True)
class Loaded:
    """What a page asked for, with the bytes that came."""

    sent: dict[str, int]

    @property
    def weight(self) -> int:
        """All of it."""
        return sum(self.sent.values())


def load(page: Page, address: str, until: Literal["networkidle", "load"] = "load") -> Loaded:
    """Open a page; what comes first waits for all that belongs to it, the icon too."""
    page.goto(address, wait_until=until)
    return Loaded({name: int(size) for name, size in page.evaluate(SENT)})


def hardest(visit: Visit, page: Page, family: str) -> tuple[int, int, int]:
    """A quiz of a family, with the number and level of its hardest question."""
    page.request.post(f"{visit.address}/practice/family", form={"family": family})
    quiz = visit.count("quiz")
    with visit.database.engine.connect() as connection:
        sql = "SELECT ordinal, level FROM instance WHERE quiz_id = ? ORDER BY level DESC, ordinal"
        number, level = connection.exec_driver_sql(sql, (quiz,)).first() or (0, 0)
    return quiz, number, level


def test_a_page_is_light_at_first_and_almost_nothing_afterwards(visit: Visit) -> None:
    starting = visit.open()
    heavy = {}
    levels = {}
    addresses = {"home": "/"}
    for family in {FAMILIES[0], *portion(FAMILIES, 3)}:
        quiz, number, levels[family] = hardest(visit, starting, family)
        addresses[family] = f"/practice/{quiz}/items/{number}"
    for name, address in addresses.items():
        page = visit.open()
        first, again = load(page, address, "networkidle"), load(page, address)
        if first.weight > FIRST_VISIT or len(first.sent) > REQUESTS or again.weight > AGAIN or len(again.sent) != 1:
            heavy[name] = first, again
        if name != "home":
            page.request.post(f"{visit.address}{address}", form={"unknown": "1"})
            told = load(page, address)  # after a question of the same site: a first visit brings the same files with it
            if told.weight + first.weight - again.weight > FIRST_VISIT or told.weight > AGAIN or len(told.sent) != 1:
                heavy[f"feedback {name}"] = told, first
        page.context.close()
    assert levels["bptt.one-loss"] == 3
    assert heavy == {}


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_nothing_moves_while_a_page_comes_over_a_slow_line(visit: Visit, size: dict[str, Any]) -> None:
    moved = {}
    starting = visit.open()
    addresses = {"lab": "/lab/bptt"}
    for family in portion(FAMILIES[:3], 1):
        quiz, number, _ = hardest(visit, starting, family)
        addresses[family] = f"/practice/{quiz}/items/{number}"
    quiz, number, _ = hardest(visit, starting, FAMILIES[1])
    addresses["feedback"] = f"/practice/{quiz}/items/{number}"
    starting.request.post(f"{visit.address}{addresses['feedback']}", form={"unknown": "1"})
    for name, address in addresses.items():
        page = visit.open(**size)
        page.add_init_script(WATCH)
        line = page.context.new_cdp_session(page)
        line.send("Network.enable")
        line.send("Network.emulateNetworkConditions", SLOW)
        page.goto(address, wait_until="networkidle")
        page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        assert page.evaluate("[...document.fonts].some((font) => font.status === 'loaded')")
        shifts = page.evaluate("window.shifts")
        if sum(value for value, _ in shifts) > MOVED:
            moved[name] = shifts
        page.context.close()
    assert moved == {}
