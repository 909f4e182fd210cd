"""Where this machine has a Chromium."""

import os
import shutil

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ADVICE = "BROWSER TESTS SKIPPED: no Chromium found. On Debian: apt install chromium; elsewhere set EDRILL_CHROMIUM."


def found() -> str | None:
    """Its path; None where there is none."""
    named = os.environ.get("EDRILL_CHROMIUM")
    return named or next((path for path in map(shutil.which, NAMES) if path), None)


def may_be_skipped() -> bool:
    """Whether the browser tests may be left out: no Chromium, and this is not CI."""
    return found() is None and not os.environ.get("CI")
