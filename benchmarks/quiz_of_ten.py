"""What a quiz of ten takes: ``python -m benchmarks.quiz_of_ten``.

Ten questions of all forms, always the same ones, are answered rightly in Chromium: by thumb alone on a phone of
360 × 740, and by keyboard alone on a desktop of 1,280 × 900. Counted are taps and keys, and a scroll for every screen –
less what stands still on it – that lies between what is seen and what is read or pressed next: the end of the question,
the last choice, each field, the button, the verdict, the way to the next question. What is typed into a field by thumb
is not counted.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, sync_playwright

from app.db import Database
from app.db.models import Learner
from app.quiz.repository import QuizHead, add_quiz
from question_bank.bank import Bank, load_bank
from question_bank.forms import form_of
from question_bank.model.instance import Form, Instance
from tests.browser.chromium import found
from tests.browser.conftest import FLAGS
from tests.browser.server import serving

ASKS: tuple[tuple[str, int, Form], ...] = (
    ("rnn.hidden-state", 2, "number"),
    ("bptt.update", 2, "matrix"),
    ("lstm.cell-state", 1, "vector"),
    ("bptt.formula", 1, "choice"),
    ("rnn.forward-code", 1, "code"),
    ("lstm.statements", 1, "select"),
    ("rnn.unit-diagram", 1, "choice"),
    ("rnn.addition-order", 1, "order"),
    ("bptt.gradients-match", 1, "match"),
    ("bleu.sentence", 3, "number"),
)
SEED = 11
PHONE: dict[str, Any] = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
DESKTOP: dict[str, Any] = {"viewport": {"width": 1280, "height": 900}}
UNREAD = 700  # milliseconds in which a page lets no key lead on
LAST_READ = ".stem, .conventions, .sketch, .stem ~ .figure"
# How many screens an element lies off, which are then scrolled: what stands in a bar that does not move lies off none.
REACH = """(element) => {
    const box = (one) => one.getBoundingClientRect();
    const stays = (one) => ["fixed", "sticky"].includes(getComputedStyle(one).position);
    const still = (one) => stays(one) && one.offsetWidth > innerWidth / 2;
    const bars = [...document.querySelectorAll("body > header, .bar")].filter(still);
    if (bars.some((bar) => bar.contains(element))) return 0;
    const top = Math.max(0, ...bars.filter((bar) => box(bar).top <= 0).map((bar) => box(bar).bottom));
    const bottom = Math.min(innerHeight, ...bars.filter((bar) => box(bar).top > 0).map((bar) => box(bar).top));
    const low = box(element).bottom - bottom, high = box(element).top - top;
    const far = low > 1 ? low : high < -1 && low < 0 ? Math.max(high, low) : 0;
    const before = scrollY;
    scrollBy({ top: far, behavior: "instant" });
    return Math.ceil(Math.abs(scrollY - before) / (bottom - top));
}"""


@dataclass
class Taken:
    """What one question took, with the page that tells how it went."""

    family: str
    form: str
    presses: int = 0  # taps, or keys
    scrolls: int = 0


class Hand:
    """What a hand does on a page, and how often."""

    def __init__(self, page: Page, taken: Taken) -> None:
        self.page, self.taken = page, taken

    def reach(self, element: Locator) -> None:
        """Scroll until an element is seen."""
        self.taken.scrolls += element.evaluate(REACH)

    def read(self) -> None:
        """Read the question to its end, and every choice."""
        for part in (self.page.locator(LAST_READ).last, self.page.locator("[name=choice]").last):
            if part.count():
                self.reach(part.locator("xpath=ancestor-or-self::*[self::label or not(self::input)][1]"))

    def tap(self, element: Locator) -> None:
        """Touch an element."""
        self.reach(element)
        element.tap()
        self.taken.presses += 1

    def press(self, key: str) -> None:
        """Press a key."""
        self.page.keyboard.press(key)
        self.taken.presses += 1


def by_thumb(hand: Hand, instance: Instance) -> None:
    """Answer a question and go on, by taps."""
    page, answer = hand.page, form_of(instance.form).right(instance).flat
    hand.read()
    if instance.choices:
        for place in [answer.choice] if answer.choice is not None else answer.texts:
            hand.tap(page.locator(f"label:has(#choice-{place})"))
    for place, text in enumerate(() if instance.choices else answer.texts):
        field = page.locator(f"#cell-{place}")
        if instance.items:
            hand.reach(field)
            field.select_option(text)
            hand.taken.presses += 2  # one opens the list
        else:
            hand.tap(field)
            field.fill(text)
    hand.tap(page.locator("form.answer .primary"))
    page.wait_for_selector("#result")
    onward = page.locator("[data-key~=Enter]").last
    hand.reach(page.locator("#result"))
    hand.tap(onward)


def by_keyboard(hand: Hand, instance: Instance) -> None:
    """Answer a question and go on, by keys: a digit begins the first field or chooses, Enter goes on."""
    page, answer = hand.page, form_of(instance.form).right(instance).flat
    hand.read()
    if instance.choices:
        for place in [answer.choice] if answer.choice is not None else answer.texts:
            hand.press(str(int(place) + 1))
    for place, text in enumerate(() if instance.choices else answer.texts):
        if place and not instance.items:
            hand.press("Enter")  # to the next field; in a list what is typed leads there
        for key in text.replace("−", "-"):
            hand.press(key)
    hand.reach(page.locator("form.answer .primary"))
    hand.press("Enter")
    page.wait_for_selector("#result")
    hand.reach(page.locator("#result"))
    page.wait_for_timeout(UNREAD)
    page.evaluate("document.activeElement.blur()")
    hand.press("Enter")


def stored(database: Database, bank: Bank) -> tuple[int, list[Instance]]:
    """The quiz, in the database of the one who practises there."""
    drawn = [bank.issue(family, level, form, SEED) for family, level, form in ASKS]
    topics = [bank.families[instance.family].topic for instance in drawn]
    with database.write() as session:
        learner = session.query(Learner).first()
        if learner is None:
            learner = Learner(language="ja", theme="light", created_at=datetime.now(UTC))
            session.add(learner)
            session.flush()
        head = QuizHead(learner.id, tuple(dict.fromkeys(topics)), (1, 2, 3), "mixed")
        return add_quiz(session, head, list(zip(topics, drawn, strict=True)), datetime.now(UTC)), drawn


def taken(page: Page, quiz: int, drawn: Sequence[Instance], solve: Callable[[Hand, Instance], None]) -> list[Taken]:
    """Answer the quiz from its first question to its result."""
    page.goto(f"/practice/{quiz}/items/1")
    rows = []
    for number, instance in enumerate(drawn, start=1):
        page.wait_for_url(f"**/items/{number}")
        page.evaluate("document.fonts.ready")
        rows.append(Taken(instance.family, instance.form))
        solve(Hand(page, rows[-1]), instance)
    page.wait_for_url("**/result")
    return rows


def table(thumb: Sequence[Taken], keys: Sequence[Taken]) -> Iterator[str]:
    """A line a question, and the sum."""
    yield "| question | form | thumb: taps | scrolls | keyboard: keys | scrolls |"
    yield "|---|---|---|---|---|---|"
    pairs = list(zip(thumb, keys, strict=True))
    for one, other in pairs:
        yield f"| {one.family} | {one.form} | {one.presses} | {one.scrolls} | {other.presses} | {other.scrolls} |"
    sums = [sum(getattr(row, name) for row in rows) for rows in (thumb, keys) for name in ("presses", "scrolls")]
    yield f"| all ten | | {' | '.join(map(str, sums))} |"


def main(arguments: list[str]) -> int:
    """Print what it took."""
    argparse.ArgumentParser(prog="python -m benchmarks.quiz_of_ten", description=__doc__).parse_args(arguments)
    bank = load_bank()
    with tempfile.TemporaryDirectory(prefix="edrill-ten-") as folder, sync_playwright() as playwright:
        path = Path(folder) / "edrill.sqlite3"
        database = Database(f"sqlite:///{path}")
        database.migrate()
        browser = playwright.chromium.launch(executable_path=found(), args=list(FLAGS))
        with serving(path, bank) as address:
            rows = []
            for screen, solve in ((PHONE, by_thumb), (DESKTOP, by_keyboard)):
                page = browser.new_context(base_url=address, locale="ja-JP", **screen).new_page()
                page.goto("/")
                rows.append(taken(page, *stored(database, bank), solve))
        browser.close()
        database.dispose()
    sys.stdout.write("\n".join(table(*rows)) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
