"""The gate: every family in every level and form over many draws, shown, answered, reviewed, and held to its oracle."""

from pathlib import Path

import pytest

from app.web.mathml import to_mathml
from question_bank.bank import load_bank
from question_bank.proof.verify import verify_family
from tests.oracles import gru
from tests.oracles.found import oracles
from tests.question_bank import budget

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
def test_family_holds_over_many_draws(family: str) -> None:
    first, draws = budget.first_seed(), budget.draws(BANK.families[family].topic)
    row = verify_family(family, range(first, first + draws), ORACLES[family], to_mathml)
    assert row.failures == []
    assert row.draws == draws * len(row.pairs.split())


@pytest.mark.parametrize(("file", "topics"), [
    ("question_bank/topics/gru/candidate.py", {"gru"}),
    ("question_bank/topics/gru/slips.toml", {"gru"}),
    ("tests/oracles/lstm.py", {"lstm"}),
    ("engine/language_model.py", {"perplexity"}),
    ("engine/derivation/writing.py", None),
    ("question_bank/model/slips.toml", None),
    ("question_bank/kinds/order/__init__.py", None),
    ("tests/oracles/counting.py", None),
    ("README.md", set()),
    ("app/practice/routes.py", set()),
])  # fmt: skip
def test_a_change_is_proven_where_it_acts(file: str, topics: set[str] | None) -> None:
    assert (budget.ROOT / file).is_file()
    every = {topic.id for topic in BANK.topics.topics}
    assert {topic for topic in every if budget.touched(topic, {file})} == (every if topics is None else topics)


def test_without_history_every_family_is_drawn_a_few_times(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for named in (None, "0" * 40):
        green = tmp_path / "green"
        if named is not None:
            green.write_text(named, encoding="utf-8")
        monkeypatch.setattr(budget, "GREEN", green)
        assert budget.changed.__wrapped__() is None
    monkeypatch.setattr(budget, "changed", lambda: None)
    assert {budget.draws.__wrapped__(topic.id) for topic in BANK.topics.topics} == {budget.FEW}


def test_a_browser_looks_at_all_of_what_changed_and_at_some_of_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    families = [card.id for card in BANK.families.values() if card.topic == "lstm"]
    monkeypatch.delenv(budget.ALL, raising=False)
    monkeypatch.setattr(budget, "changed", lambda: frozenset({"question_bank/topics/gru/candidate.py"}))
    monkeypatch.setattr(budget, "draws", budget.draws.__wrapped__)
    monkeypatch.setattr(budget, "first_seed", lambda: 1)
    some = budget.looked_at("lstm")
    assert len(some) == budget.LOOKED_AT
    assert set(some) < set(families)
    assert len(budget.looked_at("gru")) > budget.LOOKED_AT
    seen = set()
    for commit in range(60):
        monkeypatch.setattr(budget, "first_seed", lambda commit=commit: commit)
        seen |= set(budget.looked_at("lstm"))
    assert seen == set(families)
    monkeypatch.setenv(budget.ALL, "1")
    assert budget.looked_at("lstm") == families
    assert budget.examples(200, 8) == 200
