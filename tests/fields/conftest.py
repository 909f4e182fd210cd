"""The bank with the topics that lie here, and the app with that bank."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from question_bank.bank import Bank, load_bank
from question_bank.topics import topics_beside
from tests.app.conftest import kept_in, open_site, site, template

TOPICS = Path(__file__).parent / "topics"
__all__ = ["bank", "kept_in", "open_site", "site", "template"]


@pytest.fixture(scope="module")
def bank() -> Iterator[Bank]:
    """The bank, with the topics of the tests beside its own."""
    with topics_beside(TOPICS):
        yield load_bank()
