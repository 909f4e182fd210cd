"""The topics of the tests are there while they are wanted, and gone afterwards."""

import sys
from collections.abc import Callable, Iterator
from functools import _lru_cache_wrapper
from inspect import signature
from typing import Any

import question_bank.topics
from question_bank.bank import load_bank
from question_bank.model import data
from question_bank.model.catalogue import slip_texts
from question_bank.model.data import topics_beside
from tests.fields.conftest import TOPICS


def test_the_bank_is_as_it_was_when_the_topics_are_gone() -> None:
    """Their modules too: another folder may have a topic of the same name."""
    before = set(load_bank().families), set(slip_texts())
    with topics_beside(TOPICS):
        assert "tables.split" in load_bank().families
        assert "split-not-weighted" in slip_texts()
        assert "question_bank.topics.tables.split" in sys.modules
    assert (set(load_bank().families), set(slip_texts())) == before
    assert not any(name.startswith("question_bank.topics.tables") for name in sys.modules)
    assert "tables" not in vars(question_bank.topics)


def _read_once() -> Iterator[Callable[[], Any]]:
    """Every function of the bank that takes nothing and is read once, but is not said to depend on the topics."""
    modules = [module for name, module in sys.modules.items() if name.startswith("question_bank.")]
    found = {id(value): value for module in modules for value in vars(module).values()}
    for value in found.values():
        if isinstance(value, _lru_cache_wrapper) and not signature(value).parameters and value not in data._remembered:
            yield value.__wrapped__


def test_what_is_gathered_from_all_topics_is_read_anew_when_there_are_others() -> None:
    """All else that is read once is the same with other topics, as far as it can be compared."""
    load_bank()
    alone = [(read, before) for read in _read_once() if (before := read()) == read()]
    assert alone
    with topics_beside(TOPICS):
        assert [read.__qualname__ for read, before in alone if read() != before] == []
