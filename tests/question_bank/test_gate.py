"""The gate: every family in every level and form over 50 draws, shown, answered, reviewed, and held to its oracle."""

import pytest

from app.web.mathml import to_mathml
from question_bank.bank import load_bank
from question_bank.proof.verify import verify_family
from tests.oracles import gru
from tests.oracles.found import oracles

DRAWS = range(50)
BANK = load_bank()
FAMILIES = tuple(BANK.families)
ORACLES = oracles(BANK)


def test_every_family_has_an_oracle() -> None:
    assert set(ORACLES) == set(FAMILIES)


def test_a_family_without_an_oracle_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(gru.ORACLES, "candidate")
    with pytest.raises(LookupError, match=r"gru\.candidate has no oracle.*tests/oracles/gru\.py"):
        oracles(BANK)


def test_an_oracle_without_a_family_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(gru.ORACLES, "candidat", gru.candidate)
    with pytest.raises(LookupError, match="candidat"):
        oracles(BANK)


@pytest.mark.parametrize("family", FAMILIES)
def test_family_holds_over_fifty_draws(family: str) -> None:
    row = verify_family(family, DRAWS, ORACLES[family], to_mathml)
    assert row.failures == []
    assert row.draws == len(DRAWS) * len(row.pairs.split())
