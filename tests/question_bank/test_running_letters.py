"""The letter an index runs by is that of the topic's own formulas: t of a time, i of a word, k of a sentence."""

import re
import tomllib
from pathlib import Path

import numpy as np
import pytest

import question_bank
from engine.derivation import Notation
from question_bank.operations import operations
from question_bank.operations.checking import check
from question_bank.operations.computing import Computation
from tests.engine.modules import stepping

TOPICS = {  # of an engine's module, where it is not the topic's own
    "recurrent": ("rnn", "bptt", "gradients"),
    "clipping": ("gradients",),
    "through_time": ("gradients",),
    "language_model": ("perplexity",),
    "seq2seq": ("seq2seq", "perplexity"),
}
OF_A_POWER = ("through_time", "passed")  # the page speaks of the power k, the chain of its times


def _notations() -> dict[str, Notation]:
    return {module.__name__.removeprefix("engine."): module.NOTATION for module in stepping()}


def _formulas(topic: str) -> list[str]:
    page = Path(question_bank.__path__[0]) / "topics" / topic / "page.toml"
    return re.findall(r"^latex = (\S.*)$", page.read_text(encoding="utf-8"), re.MULTILINE) if page.exists() else []


def _letters(form: str, formulas: list[str]) -> set[str]:
    """The letters that stand in formulas where a symbol has its index."""
    written = re.escape(form).replace(r"\{\#\}", r"\{?([a-z])\}?(?![a-z\\^])").replace(r"\#", "([a-z])")
    return {letter for latex in formulas for letter in re.findall(written, tomllib.loads(f"x = {latex}")["x"])}


@pytest.mark.parametrize("module", [name for name in _notations() if name not in {"autoencoder", "parameter_count"}])
def test_a_symbol_runs_by_the_letter_of_its_topic(module: str) -> None:
    notation = _notations()[module]
    formulas = [latex for topic in TOPICS.get(module, (module,)) for latex in _formulas(topic)]
    found = {symbol: _letters(form, formulas) for symbol, form in notation.symbols.items() if "#" in form}
    assert any(found.values())
    for symbol, letters in found.items():
        assert not letters or (module, symbol) == OF_A_POWER or notation.running_of(symbol) in letters, symbol


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("temperature", {1: "i", 2: "i", 3: "i"}),
        ("ngram-count", {1: "k", 2: "k", 3: "k"}),
        ("scaled-dot-attention", {1: "j", 2: "i, j"}),
        ("rnn-states", {0: "t", 1: "t", 2: "t"}),
    ],
)
def test_the_columns_of_a_graph_bear_the_letters_of_what_stands_in_them(name: str, letters: dict[int, str]) -> None:
    operation = operations()[name]
    computation = Computation(operation, check(operation, operation.example_under(operation.filled({})), {}))
    with np.errstate(all="ignore"):
        graph = computation.pictures().graph
    assert graph is not None
    assert {column: graph.running[column] for column in sorted(graph.running)} == letters
