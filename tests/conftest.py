"""One bank a process: it keeps no state, and loading it takes a while. Browser tests need a browser."""

from pathlib import Path

import pytest

from question_bank.bank import Bank, load_bank
from tests.browser.chromium import ADVICE, may_be_skipped
from tests.question_bank.budget import told

MEASURED = tuple(f"{Path(__file__).parent.as_posix()}/{part}/" for part in ("engine", "question_bank"))


@pytest.fixture(scope="session")
def bank() -> Bank:
    """The whole bank."""
    return load_bank()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the browser tests, which are skipped without a Chromium (in CI they fail), and those that measure no lines.

    The lines of the engine and the bank are covered by their own tests; the rest, and the gate, would only be slowed.
    """
    for item in items:
        if "/browser/" in item.path.as_posix():
            item.add_marker("browser")
            if may_be_skipped():
                item.add_marker(pytest.mark.skip(reason="no Chromium"))
        if not item.path.as_posix().startswith(MEASURED) or item.path.name == "test_gate.py":
            item.add_marker("no_cover")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what the gate drew, and loudly that the browser tests were skipped."""
    terminalreporter.write_line(told())
    if may_be_skipped():
        terminalreporter.write_line(ADVICE, yellow=True, bold=True)
