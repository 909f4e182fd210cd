"""The gate: every family in every level and form over 50 draws, shown, answered, reviewed, and held to its oracle."""

import pytest

from app.web.mathml import to_mathml
from question_bank.bank import load_bank
from question_bank.verify import verify_family
from tests.oracles.families import ORACLES

DRAWS = range(50)
FAMILIES = tuple(load_bank().families)


def test_every_family_has_an_oracle() -> None:
    assert set(ORACLES) == set(FAMILIES)


@pytest.mark.parametrize("family", FAMILIES)
def test_family_holds_over_fifty_draws(family: str) -> None:
    row = verify_family(family, DRAWS, ORACLES[family], to_mathml)
    assert row.failures == []
    assert row.draws == len(DRAWS) * len(row.pairs.split())
