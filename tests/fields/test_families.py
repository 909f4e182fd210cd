"""Every family of the fields to come is proven as those of the bank are, and every reading of its run is whole."""

from collections.abc import Mapping
from importlib import import_module
from pathlib import Path

import pytest

from question_bank.bank import Bank, load_bank
from question_bank.model.computed import Numeric
from question_bank.topics import topics_beside
from tests.fields.conftest import TOPICS
from tests.fields.proof import is_whole, proven
from tests.oracles.found import Oracle
from tests.question_bank.budget import portion


def _oracles() -> Mapping[str, Oracle]:
    """The independent answers that stand beside the tests of each field."""
    modules = (import_module(f"tests.fields.{path.stem}") for path in sorted(Path(__file__).parent.glob("test_*.py")))
    return {family: oracle for module in modules for family, oracle in getattr(module, "ORACLES", {}).items()}


def _families() -> list[str]:
    own = set(load_bank().families)
    with topics_beside(TOPICS):
        return sorted(set(load_bank().families) - own)


FAMILIES = _families()


def test_there_are_families_and_each_has_its_oracle() -> None:
    assert FAMILIES
    assert sorted(_oracles()) == FAMILIES


@pytest.mark.parametrize("family", portion(FAMILIES, 9))
def test_the_bank_s_proof_holds(bank: Bank, family: str) -> None:
    proven(family, _oracles()[family])


@pytest.mark.parametrize("family", FAMILIES)
def test_every_reading_of_the_run_is_whole(bank: Bank, family: str) -> None:
    found = bank.family(family)
    level, form = found.asks[0]
    if isinstance(found.ask(bank.issue(family, level, form, 0).parameters, form), Numeric):
        is_whole(bank, family)
