"""When the first of a page is seen, and what moves after it: ``python -m benchmarks.paint [--rounds N]``.

A question, what is said to its answer, and the lab are opened in Chromium, on a phone and on a desktop: once with the
processor slowed four times, as somebody comes from the page before, with style sheets and font on the device; once over
a slow line with nothing on it. Printed are the median of the first contentful paint and the largest layout shift.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from app.db import Database
from question_bank.bank import load_bank
from tests.browser.chromium import found
from tests.browser.conftest import FLAGS, PHONE
from tests.browser.server import serving
from tests.browser.test_weight import DESKTOP, SLOW, WATCH

ROUNDS, SLOWED = 7, 4
FAMILY = "bptt.recurrent-weight-gradient"
GOALS = {"question": 0.4, "feedback": 0.5, "lab": None}  # seconds; none was set for the lab
STILL = 0.0005  # of layout shift: what is written as 0.00
SIZES: Mapping[str, dict[str, Any]] = {"phone": PHONE, "desktop": DESKTOP}
PAINTED = """new Promise((done) => new PerformanceObserver((list) => done(
    list.getEntriesByName("first-contentful-paint")[0].startTime)).observe({type: "paint", buffered: true}))"""
SETTLED = "document.fonts.ready.then(() => new Promise((done) => setTimeout(done, 300)))"
MOVED = "window.shifts.reduce((sum, [value]) => sum + value, 0)"


@contextmanager
def opened(browser: Browser, size: dict[str, Any]) -> Iterator[Page]:
    """A page of a browser that was never here."""
    context = browser.new_context(**size)
    try:
        yield context.new_page()
    finally:
        context.close()


def painted(page: Page, address: str, rounds: int) -> float:
    """Seconds to the first of the page, with a slowed processor and all files on the device."""
    page.goto(address, wait_until="networkidle")
    line = page.context.new_cdp_session(page)
    line.send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
    taken = []
    for _ in range(rounds):
        page.goto(address, wait_until="load")
        taken.append(float(page.evaluate(PAINTED)) / 1000)
    line.send("Emulation.setCPUThrottlingRate", {"rate": 1})
    return median(taken)


def moved(browser: Browser, size: dict[str, Any], address: str) -> float:
    """How much of a page moves while it comes over a slow line to somebody who was never here."""
    with opened(browser, size) as page:
        page.add_init_script(WATCH)
        line = page.context.new_cdp_session(page)
        line.send("Network.enable")
        line.send("Network.emulateNetworkConditions", SLOW)
        page.goto(address, wait_until="networkidle")
        page.evaluate(SETTLED)
        return float(page.evaluate(MOVED))


def main() -> int:
    """Print the table; 1 where a goal is missed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    rounds = parser.parse_args().rounds
    rows, missed = ["| page | first paint | goal | layout shift | goal |", "|---|---|---|---|---|"], False
    with tempfile.TemporaryDirectory(prefix="edrill-paint-") as name, sync_playwright() as playwright:
        database = Path(name) / "app.sqlite3"
        Database(f"sqlite:///{database}").migrate()
        browser = playwright.chromium.launch(executable_path=found(), args=FLAGS)
        with serving(database, load_bank()) as here:
            for size, shape in SIZES.items():
                with opened(browser, shape) as page:
                    begun = page.request.post(f"{here}/practice/family", form={"family": FAMILY}, max_redirects=0)
                    question = here + begun.headers["location"]
                    addresses = {"question": question, "lab": f"{here}/lab/bptt", "feedback": question}
                    for what, address in addresses.items():
                        if what == "feedback":
                            page.request.post(address, form={"cell": "0.1234"})
                        seconds = painted(page, address, rounds)
                        shift = max(moved(browser, shape, address) for _ in range(rounds))
                        goal = GOALS[what]
                        missed |= shift > STILL or (goal is not None and seconds > goal)
                        limit = "–" if goal is None else f"{goal:g} s"
                        rows.append(f"| {what}, {size} | {seconds:.2f} s | {limit} | {shift:.2f} | 0 |")
        browser.close()
    sys.stdout.write("\n".join([*rows, ""]))
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
