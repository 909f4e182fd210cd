"""One bank a process: it keeps no state, and loading it takes a while. Browser tests need a browser."""

from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from os import cpu_count
from pathlib import Path

import pytest
from coverage import Coverage

from question_bank.bank import Bank, load_bank
from tests import postgres
from tests.app.place import cleared
from tests.browser.chromium import ADVICE, may_be_skipped
from tests.question_bank.budget import WALKED, portion, told

MEASURED = tuple(f"{Path(__file__).parent.as_posix()}/{part}/" for part in ("engine", "question_bank", "fields"))
ON_BOTH = 150  # tests that are not about what is stored, and are done with PostgreSQL as well
TOPICS = frozenset(topic.id for topic in load_bank().topics.topics)


def pytest_xdist_auto_num_workers() -> int:
    """Two processes more than there are processors: the browser tests wait for their browsers."""
    return (cpu_count() or 1) + 2


@pytest.fixture(scope="session")
def bank() -> Bank:
    """The whole bank."""
    return load_bank()


def measured(item: pytest.Item) -> bool:
    """Whether a test measures the lines that it reaches, which makes it twice as slow.

    The tests of the engine, of the bank and of the fields to come do; but of those that do the same to every topic or
    family only one topic's, and what tries the same lines with very many values is marked ``unmeasured``.
    """
    values = item.callspec.params.values() if isinstance(item, pytest.Function) and hasattr(item, "callspec") else ()
    names = [value.split(".")[0] for value in values if isinstance(value, str)]
    elsewhere = any(name in TOPICS and name != WALKED for name in names)
    return item.path.as_posix().startswith(MEASURED) and not elsewhere


def kind_of(item: pytest.Item) -> str:
    """The kind of database that a test begins with; none where it needs none."""
    return (
        str(item.callspec.params.get("kept_in", ""))
        if isinstance(item, pytest.Function) and hasattr(item, "callspec")
        else ""
    )


def kept(items: Iterable[pytest.Item]) -> set[pytest.Item]:
    """Those tests that are done: each that begins with a database is there for a file and for PostgreSQL.

    What is about a file is done with it alone, what is about a server (``server``) with that alone, what is about
    what is stored (``stored``) with both. Of all others with PostgreSQL as many as are tried, with each commit others.
    """
    found = [
        item
        for item in items
        if not item.get_closest_marker({"sqlite": "server", "postgresql": "file"}.get(kind_of(item), "none"))
    ]
    sampled = [
        item
        for item in found
        if kind_of(item) == "postgresql"
        and not (item.get_closest_marker("stored") or item.get_closest_marker("server"))
    ]
    tried = portion(sorted(item.nodeid for item in sampled), ON_BOTH)
    for item in found:
        if kind_of(item) == "postgresql" and postgres.may_be_skipped():
            item.add_marker(pytest.mark.skip(reason="no PostgreSQL"))
    return set(found) - {item for item in sampled if item.nodeid not in set(tried)}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark the browser tests, which are skipped without a Chromium (in CI they fail), and what measures no lines."""
    for item in items:
        if "/browser/" in item.path.as_posix():
            item.add_marker("browser")
            if may_be_skipped():
                item.add_marker(pytest.mark.skip(reason="no Chromium"))
        if not measured(item):
            item.add_marker("unmeasured")
    taken = kept(items)
    left = [item for item in items if item not in taken]
    if left:
        config.hook.pytest_deselected(items=left)
        items[:] = [item for item in items if item in taken]


@contextmanager
def unmeasured() -> Iterator[None]:
    """Measure no lines: every measurement that is going on rests.

    In a process of several there are two, one within the other, and where the inner one stops the outer one goes on.
    """
    resting: list[Coverage] = []
    while (measuring := Coverage.current()) is not None:
        measuring.stop()
        resting.append(measuring)
    try:
        yield
    finally:
        for measuring in reversed(resting):
            measuring.start()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Measure no lines where none are to be measured, nor while a page is prepared or put away for it."""
    if item.get_closest_marker("unmeasured"):
        with unmeasured():
            return (yield)
    return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None, object, object]:
    """Take away what PostgreSQL had for the test."""
    try:
        return (yield)
    finally:
        if isinstance(item, pytest.Function) and isinstance(folder := item.funcargs.get("tmp_path"), Path):
            cleared(folder)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what the gate drew, and loudly what was skipped for want of a browser or a server."""
    terminalreporter.write_line(told())
    for skipped, advice in ((may_be_skipped(), ADVICE), (postgres.may_be_skipped(), postgres.ADVICE)):
        if skipped:
            terminalreporter.write_line(advice, yellow=True, bold=True)
