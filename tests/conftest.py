"""One bank a process: it keeps no state, and loading it takes a while. Browser tests need a browser."""

import pytest

from question_bank.bank import Bank, load_bank
from tests.browser.chromium import ADVICE, may_be_skipped
from tests.question_bank.budget import told


@pytest.fixture(scope="session")
def bank() -> Bank:
    """The whole bank."""
    return load_bank()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the browser tests; without a Chromium they are skipped, and in CI they fail."""
    for item in items:
        if "/browser/" in item.path.as_posix():
            item.add_marker("browser")
            if may_be_skipped():
                item.add_marker(pytest.mark.skip(reason="no Chromium"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what the gate drew, and loudly that the browser tests were skipped."""
    terminalreporter.write_line(told())
    if may_be_skipped():
        terminalreporter.write_line(ADVICE, yellow=True, bold=True)
