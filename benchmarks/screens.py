"""What a learner sees without scrolling: ``python -m benchmarks.screens [--families N] [--folder PATH]``.

Questions of families from all over the bank, each in one of its forms, are opened in Chromium on a phone and on a
desktop, then answered with "I do not know" and looked at again. Printed is a table of what was measured beside the
goals; with ``--folder`` there is also a picture of each page.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from app.db import Database
from question_bank.bank import Bank, load_bank
from tests.browser.chromium import found
from tests.browser.conftest import FITS, FLAGS, PHONE
from tests.browser.server import serving

KINDS = ("question", "feedback")
DESKTOP: dict[str, Any] = {"viewport": {"width": 1280, "height": 900}}
NARROW: Any = {"width": 320, "height": 740}
TWICE = "document.documentElement.style.fontSize = '212.5%'"  # of 106.25 %
READY = "document.fonts.ready.then(() => scrollTo(0, 0))"
# Where the answer begins: at its first field or choice. Where that stands in the bar, which does not move, it is where
# the question ends and nothing is left to be read before one answers.
QUESTION = """() => {
    const box = (element) => element.getBoundingClientRect();
    const form = document.querySelector("form.answer");
    const given = form.querySelector("[name=cell], [name=choice]");
    const field = given.closest("label") ?? given;
    const bar = document.querySelector(".bar");
    const still = bar && getComputedStyle(bar).position === "fixed";
    const end = still && !bar.contains(field) ? box(bar).top : innerHeight;
    const button = box(form.querySelector(".primary"));
    return {
        title: box(document.querySelector("h1")).top,
        button: button.top >= 0 && button.bottom <= innerHeight,
        distance: (still && bar.contains(field) ? box(form) : box(field)).top - box(document.querySelector("h1")).top,
        field: box(field).top >= 0 && box(field).bottom <= end,
    };
}"""
# A picture is cut where it is wider than what shows it, unless that scrolls, can be reached and has an edge that tells.
FEEDBACK = """() => {
    const box = (element) => element.getBoundingClientRect();
    const next = box(document.querySelector("[data-key~=Enter]"));
    const shown = next.top >= 0 && next.bottom <= innerHeight;
    const cut = [...document.querySelectorAll("main svg")].filter((svg) => svg.checkVisibility()).filter((svg) => {
        let region = svg.parentElement;
        const open = () => region !== document.body && getComputedStyle(region).overflowX === "visible";
        while (open()) region = region.parentElement;
        if (box(svg).right <= box(region).right + 1) return false;
        const style = getComputedStyle(region);
        const cue = style.maskImage !== "none" || style.backgroundImage !== "none";
        return !(/auto|scroll/.test(style.overflowX) && region.tabIndex === 0 && cue);
    });
    return {
        onward: shown ? 0 : next.top - box(document.querySelector("#result")).top,
        height: document.documentElement.scrollHeight,
        pictures: document.querySelectorAll("main svg").length,
        cut: cut.length,
    };
}"""


@dataclass(frozen=True)
class Ask:
    """A question to be looked at."""

    family: str
    form: str
    path: str


@dataclass
class Screens:
    """What was measured, of each question and of what was said to its answer, on a phone and on a desktop."""

    rows: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)  # kind of page, screen, figures

    def each(self, kind: str, screen: str, name: str) -> list[Any]:
        """One figure of every page of a kind on a screen."""
        return [found[name] for of, on, found in self.rows if (of, on) == (kind, screen)]


def chosen(bank: Bank, count: int) -> list[tuple[str, str]]:
    """Families from all over the bank, each with one of its forms, so that every form comes up."""
    every = list(bank.families.values())
    picked = [every[k * len(every) // count] for k in range(min(count, len(every)))]
    found: list[tuple[str, str]] = []
    for k, family in enumerate(picked):
        forms = sorted({form for _, form in family.asks})
        found.append((family.id, forms[k % len(forms)]))
    return found


def start(page: Page, database: Database, family: str, form: str) -> Ask:
    """Start a quiz of a family and find its first question of that form."""
    page.request.post("/practice/family", form={"family": family})
    with database.engine.connect() as connection:
        sql = "SELECT quiz_id, ordinal FROM instance WHERE family = ? AND form = ? ORDER BY quiz_id DESC, level DESC"
        quiz, number = connection.exec_driver_sql(sql, (family, form)).all()[0]
    return Ask(family, form, f"/practice/{quiz}/items/{number}")


def measured(page: Page, ask: Ask, script: str) -> dict[str, Any]:
    """What a page shows at first, and whether it fits a small phone and large letters."""
    answered = page.goto(ask.path)
    size = len(answered.body()) if answered else 0
    page.evaluate(READY)
    seen: dict[str, Any] = page.evaluate(script)
    screen: Any = page.viewport_size
    page.evaluate(TWICE)
    large = page.evaluate(FITS)
    page.reload()
    page.set_viewport_size(NARROW)
    small = page.evaluate(FITS)
    page.set_viewport_size(screen)
    return {"ask": ask, "bytes": size, "large": large, "small": small, **seen}


def look(
    open_page: Callable[..., Page],
    database: Database,
    asks: Sequence[tuple[str, str]],
    kinds: Sequence[str] = KINDS,
    folder: Path | None = None,
) -> Screens:
    """Measure every page on both screens; the questions first, since they are answered then."""
    pages = {"phone": open_page(**PHONE), "desktop": open_page(**DESKTOP)}
    started = [start(pages["phone"], database, family, form) for family, form in asks]
    screens = Screens()
    for kind in kinds:
        for ask in started:
            if kind == "feedback":
                pages["phone"].request.post(ask.path, form={"unknown": "1"})
            for screen, page in pages.items():
                figures = measured(page, ask, QUESTION if kind == "question" else FEEDBACK)
                screens.rows.append((kind, screen, figures))
                if folder is not None:
                    page.reload()
                    page.evaluate(READY)
                    page.screenshot(path=folder / f"{ask.family}.{ask.form}.{kind}.{screen}.png")
    return screens


def three(values: Sequence[float]) -> tuple[float, float, float]:
    """Median, nine in ten, and the most."""
    ordered = sorted(values)
    return median(ordered), ordered[int(0.9 * (len(ordered) - 1))], ordered[-1]


def said(values: Sequence[float]) -> str:
    """The same in words."""
    return " / ".join(f"{value:.0f}" for value in three(values))


Goal = tuple[str, str, str, bool]  # what, the figure, the goal, whether it is reached


def question_goals(screens: Screens) -> Iterator[Goal]:
    """What is asked of a question's page."""
    titles = screens.each("question", "phone", "title")
    yield "phone: top of the title, most", f"{max(titles):.0f}", "≤ 64", max(titles) <= 64
    for screen in ("phone", "desktop"):
        buttons = screens.each("question", screen, "button")
        yield f"{screen}: answer button on screen", f"{sum(buttons)} of {len(buttons)}", "all", all(buttons)
    far = screens.each("question", "phone", "distance")
    near = all(value <= most for value, most in zip(three(far), (330, 600, 850), strict=True))
    yield "phone: from the title to the answer, median / p90 / max", said(far), "≤ 330 / ≤ 600 / ≤ 850", near
    fields = screens.each("question", "desktop", "field")
    yield "desktop: answer field on the first screen", f"{sum(fields)} of {len(fields)}", "all", all(fields)
    yield from _fitting(screens, "question")


def feedback_goals(screens: Screens) -> Iterator[Goal]:
    """What is asked of the page that tells how it went."""
    onward = [far for screen in ("phone", "desktop") for far in screens.each("feedback", screen, "onward")]
    yield "from the verdict to the next question, median / p90 / max", said(onward), "0", not any(onward)
    tall = screens.each("feedback", "phone", "height")
    low = all(value <= most for value, most in zip(three(tall), (1500, 2200), strict=False))
    yield "phone: feedback, folded, median / p90 / max", said(tall), "≤ 1500 / ≤ 2200", low
    weight = [size / 1024 for size in screens.each("feedback", "phone", "bytes")]
    yield "feedback, KB of HTML, median / p90 / max", said(weight), "≤ 7.5 (median)", median(weight) <= 7.5
    for screen in ("phone", "desktop"):
        cut, every = (sum(screens.each("feedback", screen, name)) for name in ("cut", "pictures"))
        yield f"{screen}: pictures cut", f"{cut} of {every}", "0", not cut
    yield from _fitting(screens, "feedback")


def _fitting(screens: Screens, kind: str) -> Iterator[Goal]:
    for name, narrow in (("small", "a screen of 320 px"), ("large", "360 px at 200 % text")):
        fits = screens.each(kind, "phone", name)
        yield f"{kind}: pages wider than {narrow}", f"{fits.count(False)} of {len(fits)}", "0", all(fits)


def farthest(screens: Screens) -> Iterator[str]:
    """The questions that make the figures: the longest ways to the answer, and no field on the first screen."""
    asked = [figures for kind, screen, figures in screens.rows if (kind, screen) == ("question", "phone")]
    found = [(figures["distance"], figures["ask"]) for figures in asked]
    for far, ask in sorted(found, key=lambda row: -row[0])[:8]:
        yield f"{far:.0f} px to the answer: {ask.family}, {ask.form}"
    for kind, screen, figures in screens.rows:
        if (kind, screen) == ("question", "desktop") and not figures["field"]:
            yield f"no field on the first screen: {figures['ask'].family}, {figures['ask'].form}"


def opener(browser: Browser, address: str) -> Callable[..., Page]:
    """Windows of a browser, each as of another device."""
    return lambda **options: browser.new_context(base_url=address, locale="ja-JP", **options).new_page()


def main(arguments: list[str]) -> int:
    """Print the table; 1 where a goal is missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.screens", description=__doc__)
    parser.add_argument("--families", type=int, default=60)
    parser.add_argument("--folder", type=Path, help="put a picture of each page here")
    asked = parser.parse_args(arguments)
    if asked.folder:
        asked.folder.mkdir(parents=True, exist_ok=True)
    bank = load_bank()
    with tempfile.TemporaryDirectory(prefix="edrill-screens-") as folder, sync_playwright() as playwright:
        path = Path(folder) / "edrill.sqlite3"
        database = Database(f"sqlite:///{path}")
        database.migrate()
        browser = playwright.chromium.launch(executable_path=found(), args=list(FLAGS))
        with serving(path, bank) as address:
            screens = look(opener(browser, address), database, chosen(bank, asked.families), folder=asked.folder)
        browser.close()
        database.dispose()
    lines = ["| what | measured | goal | |", "|---|---|---|---|"]
    told = [*question_goals(screens), *feedback_goals(screens)]
    lines += [f"| {name} | {figure} | {goal} | {'' if reached else 'missed'} |" for name, figure, goal, reached in told]
    sys.stdout.write("\n".join([*lines, "", *farthest(screens)]) + "\n")
    return int(not all(reached for *_, reached in told))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
