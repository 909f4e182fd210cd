"""A migrated database to copy, and a site for each test."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from question_bank.bank import Bank
from tests.app.place import NAMES, migrated
from tests.app.site import Site, lent

Open = Callable[[], Site]


@pytest.fixture(scope="session", params=NAMES)
def kept_in(request: pytest.FixtureRequest) -> str:
    """The kind of database: whatever begins with one is tried on both (``tests/conftest.py`` says how often)."""
    found: str = request.param
    return found


@pytest.fixture(scope="session")
def template(kept_in: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database of the newest schema."""
    return migrated(kept_in, tmp_path_factory.mktemp("template"))


@pytest.fixture(scope="session")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same in a file, for what is about files."""
    return migrated("sqlite", tmp_path_factory.mktemp("file"))


@pytest.fixture
def open_site(template: Path, tmp_path: Path, bank: Bank) -> Iterator[Open]:
    """Start the app on this test's database; again and again, as often as it is called."""
    with ExitStack() as stack:

        def open_one() -> Site:
            app, clock = stack.enter_context(lent(template, tmp_path, bank))
            client = stack.enter_context(TestClient(app, follow_redirects=False, raise_server_exceptions=False))
            return Site(client, app.state.services, clock)

        yield open_one


@pytest.fixture
def site(open_site: Open) -> Site:
    """A running app with nothing in its database but the learner."""
    return open_site()
