"""Every step has its phrase: a few words in both languages, once with the engine function, true wherever it is run.

What is recorded is found: by the runs of the engine's tests, every family of the bank and of the fields to come, and
the table of operations.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from importlib import import_module

import numpy as np
import pytest

from engine.derivation import Notation, Run
from question_bank.bank import load_bank
from question_bank.kinds.registry import kind_of
from question_bank.model.bilingual import Bilingual
from question_bank.model.draw import Draw
from question_bank.model.phrases import phrase
from question_bank.operations.checking import check
from question_bank.operations.computing import Computation
from question_bank.operations.table import operations
from question_bank.proof.wording import phrase_problems
from question_bank.topics import topics_beside
from tests.contracts.test_project import PAGE_TERMS, TERMS
from tests.engine.modules import stepping
from tests.engine.runs import runs
from tests.fields import convolution
from tests.fields.conftest import TOPICS

SEEDS = range(2)


def _of_families() -> Iterator[Run]:
    """A few runs of every family, of the bank and of the fields."""
    with topics_beside(TOPICS):
        bank = load_bank()
        for family in map(bank.family, bank.families):
            for level in sorted({level for level, _ in family.asks}):
                for seed in SEEDS:
                    problem = family.problem(family.draw(Draw(family.id, seed), level))
                    run = kind_of(problem).run(problem)
                    if run is not None:
                        yield run
    yield Run(convolution.pool, convolution.NOTATION, {"x": np.eye(2)})  # which no family asks for


def _of_operations() -> Iterator[Run]:
    for operation in operations().values():
        yield from Computation(operation, check(operation, operation.example, {})).runs


@cache
def recorded() -> Mapping[str, Mapping[str, Run]]:
    """By module of the engine, or of a field: every name that is recorded as a step, with a run that has it."""
    found: dict[str, dict[str, Run]] = defaultdict(dict)
    for run in (*(run for _, run in runs(SEEDS)), *_of_families(), *_of_operations()):
        for symbol, _ in run.plain():
            found[run.function.__module__].setdefault(symbol, run)
    return found


def notations() -> dict[str, Notation]:
    """How the steps of each of these modules are written."""
    names = {module.__name__ for module in stepping()} | set(recorded())
    return {name: import_module(name).NOTATION for name in sorted(names)}


def missing(steps: Mapping[str, Run]) -> list[str]:
    """What is said of the steps that have no phrase."""
    said = []
    for symbol, run in steps.items():
        try:
            phrase(run, symbol)
        except LookupError as error:
            said.append(str(error))
    return said


def left(notation: Notation, steps: Iterable[str]) -> set[str]:
    """Phrases of no step."""
    return set(notation.phrases) - set(steps)


def alike(notation: Notation) -> set[str]:
    """Phrases that several steps have, in either language."""
    count = Counter(text for both in notation.phrases.values() for text in both)
    return {text for text, times in count.items() if times > 1}


MODULES = tuple(notations())


def test_the_modules_of_the_bank_and_of_the_fields_are_found() -> None:
    assert {"engine.recurrent", "engine.bleu", "tests.fields.momentum", "tests.fields.detection"} <= set(MODULES)


@pytest.mark.parametrize("module", MODULES)
def test_every_step_has_a_phrase_and_every_phrase_a_step(module: str) -> None:
    assert missing(recorded()[module]) == []
    assert left(notations()[module], recorded()[module]) == set()


@pytest.mark.parametrize("module", MODULES)
def test_phrases_are_words_that_say_what_is_done(module: str) -> None:
    for symbol, (ja, en) in notations()[module].phrases.items():
        assert list(phrase_problems(Bilingual(ja=ja, en=en))) == [], symbol
        assert [term for term in (*TERMS, *PAGE_TERMS) if term in ja] == [], symbol


@pytest.mark.parametrize("module", MODULES)
def test_no_two_steps_of_a_module_read_alike(module: str) -> None:
    assert alike(notations()[module]) == set()


def test_a_step_without_a_phrase_is_said_with_what_is_to_be_added() -> None:
    run = recorded()["engine.bleu"]["BP"]
    bare = replace(run, notation=replace(run.notation, phrases={}))
    (said,) = missing({"BP": bare})
    assert said.startswith("engine/bleu.py: the step 'BP' of ")
    assert 'add "BP": ("〜を求める", "Find …") to the phrases of its NOTATION' in said


def test_a_phrase_that_is_left_over_or_twice_is_found() -> None:
    said = ("状態を求める", "Find the state")
    notation = Notation({"a": "a", "b": "b"}, {"a": said, "b": ("状態を求める", "Find the other state")})
    assert left(notation, {"a"}) == {"b"}
    assert alike(notation) == {"状態を求める"}


@pytest.mark.parametrize(("ja", "en", "said"), [
    ("", "Find the state", "no phrase in ja"),
    ("状態を求める", "", "no phrase in en"),
    ("状態を求めるために入力と前の時刻の状態に重みを掛ける", "Find the state", "signs in ja, at most 24"),
    ("状態を求める", "Find the state from the input and from the state before it, too", "signs in en, at most 60"),
    ("状態を求める", "Find $z$ of it", "without '$'"),
    ("状態 z_t を求める", "Find the state", "without '_'"),
    ("2 乗の和を求める", "Find the sum of squares", "without '2'"),
    ("誤差 δ を求める", "Find the error", "without 'δ'"),
    ("状態", "Find the state", "ends in a verb"),
    ("状態を求める。", "Find the state", "ends in a verb"),
    ("状態を求めてください", "Find the state", "ends in a verb"),
    ("状態を求める", "State", "begins with a verb"),
    ("状態を求める", "find the state", "begins with a verb"),
    ("状態を求める", "Find the state.", "no full stop"),
    ("状態を求める", "Find the 状態 of it", "Japanese in the English"),
])  # fmt: skip
def test_a_phrase_that_is_none_is_seen(ja: str, en: str, said: str) -> None:
    (found,) = phrase_problems(Bilingual(ja=ja, en=en))
    assert said in found
