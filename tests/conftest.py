"""One bank a process: it keeps no state, and loading it takes a while."""

import pytest

from question_bank.bank import Bank, load_bank


@pytest.fixture(scope="session")
def bank() -> Bank:
    """The whole bank."""
    return load_bank()
