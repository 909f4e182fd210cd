"""The bank with the topics that lie here, and the app with that bank."""

from collections.abc import Iterator

import pytest

from question_bank.bank import Bank
from tests.app.conftest import open_site, site, template
from tests.fields.catalogue import with_topics

__all__ = ["bank", "open_site", "site", "template"]


@pytest.fixture(scope="module")
def bank() -> Iterator[Bank]:
    """The bank, with the topics of the tests beside its own."""
    with with_topics() as opened:
        yield opened
