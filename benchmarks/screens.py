"""What a learner sees without scrolling: ``python -m benchmarks.screens [--families N] [--folder PATH]``.

Questions of families from all over the bank, each in one of its forms, are opened in Chromium on a phone and on a desktop,
then answered with "I do not know" and looked at again. Printed is a table of what was measured beside the goals; with
``--folder`` there is also a picture of each page.
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
from tests.browser.server import serving

FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage")
PHONE: dict[str, Any] = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
DESKTOP: dict[str, Any] = {"viewport": {"width": 1280, "height": 900}}
NARROW = {"width": 320, "height": 740}
TWICE = "document.documentElement.style.fontSize = '212.5%'"  # of 106.25 %
FITS = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
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
        while (region !== document.body && getComputedStyle(region).overflowX === "visible") region = region.parentElement;
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

    phone: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: {"question": [], "feedback": []})
    desktop: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: {"question": [], "feedback": []})

    def each(self, screen: str, kind: str, name: str) -> list[Any]:
        """One figure of every page of a kind."""
        return [row[name] for row in getattr(self, screen)[kind]]


def chosen(bank: Bank, count: int) -> list[tuple[str, str]]:
    """Families from all over the bank, each with one of its forms, so that every form comes up."""
    every = list(bank.families.values())
    picked = [every[k * len(every) // count] for k in range(min(count, len(every)))]
    found = []
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
    screen = page.viewport_size
    page.evaluate(TWICE)
    large = page.evaluate(FITS)
    page.reload()
    page.set_viewport_size(NARROW)  # type: ignore[arg-type]  # the stubs want a type that they do not export
    small = page.evaluate(FITS)
    page.set_viewport_size(screen)  # type: ignore[arg-type]
    return {"ask": ask, "bytes": size, "large": large, "small": small, **seen}


def look(open_page: Callable[..., Page], database: Database, asks: Sequence[tuple[str, str]], folder: Path | None) -> Screens:
    """Measure every page on both screens; the questions first, since they are answered then."""
    pages = {"phone": open_page(**PHONE), "desktop": open_page(**DESKTOP)}
    started = [start(pages["phone"], database, family, form) for family, form in asks]
    screens = Screens()
    for kind, script in (("question", QUESTION), ("feedback", FEEDBACK)):
        for ask in started:
            if kind == "feedback":
                pages["phone"].request.post(ask.path, form={"unknown": "1"})
            for screen, page in pages.items():
                getattr(screens, screen)[kind].append(measured(page, ask, script))
                if folder is not None:
                    page.reload()
                    page.evaluate(READY)
                    page.screenshot(path=folder / f"{ask.family}.{ask.form}.{kind}.{screen}.png")
    return screens


def spread(values: Sequence[float]) -> str:
    """Median, nine in ten, and the most."""
    ordered = sorted(values)
    return f"{median(ordered):.0f} / {ordered[int(0.9 * (len(ordered) - 1))]:.0f} / {ordered[-1]:.0f}"


def rows(screens: Screens) -> Iterator[tuple[str, str, str, bool]]:
    """What was measured: its name, the figure, the goal, and whether it is reached."""
    titles = screens.each("phone", "question", "title")
    yield "phone: top of the title, most", f"{max(titles):.0f}", "≤ 64", max(titles) <= 64
    for screen in ("phone", "desktop"):
        buttons = screens.each(screen, "question", "button")
        yield f"{screen}: answer button on screen", f"{sum(buttons)} of {len(buttons)}", "all", all(buttons)
    far = sorted(screens.each("phone", "question", "distance"))
    near = median(far) <= 330 and far[int(0.9 * (len(far) - 1))] <= 600 and far[-1] <= 850
    yield "phone: from the title to the answer, median / p90 / max", spread(far), "≤ 330 / ≤ 600 / ≤ 850", near
    fields = screens.each("desktop", "question", "field")
    yield "desktop: answer field on the first screen", f"{sum(fields)} of {len(fields)}", "all", all(fields)
    onward = [*screens.each("phone", "feedback", "onward"), *screens.each("desktop", "feedback", "onward")]
    yield "verdict to the next question, median / p90 / max", spread(onward), "0", not any(onward)
    tall = sorted(screens.each("phone", "feedback", "height"))
    low = median(tall) <= 1500 and tall[int(0.9 * (len(tall) - 1))] <= 2200
    yield "phone: feedback, folded, median / p90 / max", spread(tall), "≤ 1500 / ≤ 2200", low
    weight = screens.each("phone", "feedback", "bytes")
    yield "feedback, KB of HTML, median / p90 / max", spread([size / 1024 for size in weight]), "≤ 5.5 (median)", (
        median(weight) <= 5.5 * 1024
    )
    for screen in ("phone", "desktop"):
        cut, every = (sum(screens.each(screen, "feedback", name)) for name in ("cut", "pictures"))
        yield f"{screen}: pictures cut", f"{cut} of {every}", "0", not cut
    for name, said in (("small", "pages wider than a screen of 320 px"), ("large", "pages wider than 360 px at 200 % text")):
        wide = [fits for kind in ("question", "feedback") for fits in screens.each("phone", kind, name)]
        yield said, f"{wide.count(False)} of {len(wide)}", "0", all(wide)


def farthest(screens: Screens) -> Iterator[str]:
    """The questions that make the figures: of the longest way to the answer, and without a field on the first screen."""
    for row in sorted(screens.phone["question"], key=lambda row: -row["distance"])[:8]:
        yield f"{row['distance']:.0f} px to the answer: {row['ask'].family}, {row['ask'].form}"
    for row in screens.desktop["question"]:
        if not row["field"]:
            yield f"no field on the first screen: {row['ask'].family}, {row['ask'].form}"


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
            screens = look(opener(browser, address), database, chosen(bank, asked.families), asked.folder)
        browser.close()
        database.dispose()
    lines = ["| what | measured | goal | |", "|---|---|---|---|"]
    told = list(rows(screens))
    lines += [f"| {name} | {figure} | {goal} | {'' if reached else 'missed'} |" for name, figure, goal, reached in told]
    sys.stdout.write("\n".join([*lines, "", *farthest(screens)]) + "\n")
    return int(not all(reached for *_, reached in told))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
