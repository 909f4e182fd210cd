"""The gate: every family in every level and form over many draws, shown, answered, reviewed, and held to its oracle."""

from dataclasses import replace
from functools import cache
from pathlib import Path
from types import SimpleNamespace

import pytest

from app.web.mathml import to_mathml
from question_bank.bank import Bank, load_bank
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


@pytest.fixture
def after_a_change_of_gru(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """The first of many commits, after a change of one topic."""
    monkeypatch.delenv(budget.ALL, raising=False)
    monkeypatch.setattr(budget, "changed", lambda: frozenset({"question_bank/topics/gru/candidate.py"}))
    monkeypatch.setattr(budget, "draws", cache(budget.draws.__wrapped__))
    monkeypatch.setattr(budget, "tried", budget.tried.__wrapped__)
    monkeypatch.setattr(budget, "sampled", budget.sampled.__wrapped__)
    monkeypatch.setattr(budget, "first_seed", lambda: 1)
    return monkeypatch


def of(topic: str) -> set[str]:
    return {card.id for card in BANK.families.values() if card.topic == topic}


def test_all_of_what_changed_and_some_of_the_rest_is_tried_one_by_one(
    after_a_change_of_gru: pytest.MonkeyPatch,
) -> None:
    tried = budget.tried()
    assert of("gru") | of(budget.WALKED) <= tried
    assert len(tried - of("gru") - of(budget.WALKED)) == budget.TRIED
    assert all(tried & of(topic.id) for topic in BANK.topics.topics)
    sampled = budget.sampled()  # where no lines are measured
    assert of("gru") <= sampled
    assert len(sampled - of("gru")) == budget.TRIED
    assert all(sampled & of(topic.id) for topic in BANK.topics.topics)
    seen: set[str] = set()
    for commit in range(60):
        after_a_change_of_gru.setattr(budget, "first_seed", lambda commit=commit: commit)
        seen |= budget.tried()
    assert seen == set(FAMILIES)
    after_a_change_of_gru.setenv(budget.ALL, "1")
    assert budget.tried() == set(FAMILIES)


def test_a_bank_three_times_as_large_is_tried_for_as_long(after_a_change_of_gru: pytest.MonkeyPatch) -> None:
    once = budget.tried()
    larger = replace_families(BANK, 3)
    after_a_change_of_gru.setattr(budget, "_bank", lambda: larger)
    assert len(larger.families) == 3 * len(FAMILIES)
    kept = {family for family in budget.tried() if larger.families[family].topic not in {"gru", budget.WALKED}}
    assert len(kept) == len(once - of("gru") - of(budget.WALKED)) == budget.TRIED


def replace_families(bank: Bank, times: int) -> SimpleNamespace:
    """A bank in which every family is registered several times."""
    cards = [replace(card, id=f"{card.id}{'-again' * k}") for k in range(times) for card in bank.families.values()]
    return SimpleNamespace(families={card.id: card for card in cards}, topics=bank.topics)


def test_of_what_is_tried_among_a_few_there_is_always_one(after_a_change_of_gru: pytest.MonkeyPatch) -> None:
    for family in FAMILIES[::20]:
        assert budget.among([family]) == [family]
    assert set(budget.among(FAMILIES)) == budget.tried()


def test_what_is_alike_is_tried_in_part_with_each_commit(after_a_change_of_gru: pytest.MonkeyPatch) -> None:
    assert budget.portion("abc", 3) == list("abc")
    seen: set[str] = set()
    for commit in range(60):
        after_a_change_of_gru.setattr(budget, "first_seed", lambda commit=commit: commit)
        assert len(budget.portion("abcdefgh", 3)) == 3
        seen |= set(budget.portion("abcdefgh", 3))
    assert seen == set("abcdefgh")
    after_a_change_of_gru.setenv(budget.ALL, "1")
    assert budget.portion("abcdefgh", 3) == list("abcdefgh")
    assert budget.examples(200, 8) == 200


def test_runs_of_what_changed_and_of_what_is_measured_are_tried_and_some_of_the_rest(
    after_a_change_of_gru: pytest.MonkeyPatch,
) -> None:
    cases = ["gru.forward", "gru.bptt", "recurrent.bptt tanh", *(f"lstm.{name}" for name in "abcdefgh")]
    seen: set[str] = set()
    for commit in range(60):
        after_a_change_of_gru.setattr(budget, "first_seed", lambda commit=commit: commit)
        tried = budget.runs_of(cases, 2)
        assert tried[:3] == cases[:3]
        assert len(tried) == 5
        seen |= set(tried)
    assert seen == set(cases)
    after_a_change_of_gru.setenv(budget.ALL, "1")
    assert budget.runs_of(cases, 2) == cases


def test_a_browser_looks_at_all_of_what_changed_and_at_some_of_the_rest(
    after_a_change_of_gru: pytest.MonkeyPatch,
) -> None:
    assert 1 <= len(budget.looked_at("lstm")) <= budget.LOOKED_AT
    assert set(budget.looked_at("lstm")) < of("lstm")
    assert budget.some(FAMILIES) == [family for family in FAMILIES if family in budget.sampled()]
    assert set(budget.looked_at("gru")) == of("gru")
    after_a_change_of_gru.setenv(budget.ALL, "1")
    assert set(budget.looked_at("lstm")) == of("lstm")


NONE = SimpleNamespace(params={})


def walked_whole(session: pytest.Session) -> set[str]:
    """The tests outside the proof that are run for more families than are tried."""
    families: dict[str, set[str]] = {}
    for item in session.items:
        values = getattr(item, "callspec", NONE).params.values()
        families.setdefault(item.nodeid.split("[")[0], set()).update(
            v for v in values if isinstance(v, str) and v in BANK.families
        )
    return {name for name, walked in families.items() if len(walked) > len(budget.tried())} - PROOF


PROOF = {"tests/question_bank/test_gate.py::test_family_holds_over_many_draws"}


def test_nothing_but_the_proof_walks_the_whole_bank(request: pytest.FixtureRequest) -> None:
    assert walked_whole(request.session) == set()
