"""Every script runs by itself and gives the key; the comments are the learner's, the code is the same."""

import ast
import contextlib
import io
import re
import subprocess
import sys
from typing import Any

import numpy as np
import pytest

from engine.derivation import Step
from engine.derivation.formula import UnwritableError
from question_bank.bank import Bank, load_bank
from question_bank.feedback.evidence import counted
from question_bank.forms.chosen import Chosen
from question_bank.kinds.code import Code
from question_bank.kinds.code.running import outcome
from question_bank.model.answer import UNKNOWN
from question_bank.model.computed import Numeric
from question_bank.model.rounding import rounded
from tests.question_bank.budget import among

FAMILIES = tuple(load_bank().families)
SEEDS = range(3)


def run(text: str) -> tuple[dict[str, Any], ast.Call]:
    """A script run in a fresh namespace, and the call of its last line."""
    namespace: dict[str, Any] = {}
    with contextlib.redirect_stdout(io.StringIO()):
        exec(compile(text, "<snippet>", "exec"), namespace)
    last = ast.parse(text).body[-1]
    assert isinstance(last, ast.Expr)
    assert isinstance(last.value, ast.Call)
    return namespace, last.value


@pytest.mark.parametrize("family", among(FAMILIES))
def test_a_script_gives_the_key(bank: Bank, family: str) -> None:
    for level, form in bank.families[family].asks:
        for seed in SEEDS:
            instance = bank.issue(family, level, form, seed)
            problem = bank.family(family).ask(instance.parameters, instance.form)
            snippet = bank.review(instance, UNKNOWN).snippet
            if not isinstance(problem, Numeric | Code):
                assert snippet is None
                continue
            assert snippet is not None
            for language in ("ja", "en"):
                namespace, printed = run(snippet.in_language(language))
                (value,) = printed.args
                if isinstance(problem, Code):
                    found = eval(ast.unparse(value), namespace)
                    expected = outcome(problem.function, problem.arguments)
                    assert outcome(lambda found=found: found, {}).agrees(expected)
                    continue
                assert isinstance(value, ast.Call)
                full = np.ravel(eval(ast.unparse(value.args[0]), namespace))
                np.testing.assert_allclose(full, instance.key.cells, rtol=1e-9, atol=1e-9)
                short = np.ravel(eval(ast.unparse(value), namespace))
                asked = [rounded(cell, problem.rounding) for cell in instance.key.cells]
                np.testing.assert_allclose(short, asked, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize(
    ("family", "form"),
    [("bptt.truncated", "number"), ("bleu.sentence", "number"), ("seq2seq.beam", "number"), ("gru.step-code", "code")],
)
def test_a_script_is_a_program(bank: Bank, family: str, form: Any) -> None:
    level = max(level for level, asked in bank.families[family].asks if asked == form)
    instance = bank.issue(family, level, form, 2)
    snippet = bank.review(instance, UNKNOWN).snippet
    assert snippet is not None
    done = subprocess.run([sys.executable, "-I", "-c", snippet.ja], capture_output=True, text=True, check=True)
    printed = done.stdout.splitlines()
    assert printed
    if form == "number":
        assert float(printed[-2]) == pytest.approx(instance.key.cells[0], rel=1e-9)


def test_only_the_comments_differ_between_languages(bank: Bank) -> None:
    snippet = bank.review(bank.issue("bptt.delta", 2, "number", 1), UNKNOWN).snippet
    assert snippet is not None
    assert snippet.ja != snippet.en
    assert snippet.en.isascii()
    assert ast.dump(ast.parse(snippet.ja)) == ast.dump(ast.parse(snippet.en))


def test_what_numpy_lacks_is_defined_where_it_is_used(bank: Bank) -> None:
    gated = bank.review(bank.issue("gru.whole-step", 3, "number", 1), UNKNOWN).snippet
    plain = bank.review(bank.issue("rnn.hidden-state", 2, "number", 1), UNKNOWN).snippet
    assert gated is not None
    assert plain is not None
    assert "def sigmoid" in gated.ja
    assert "def " not in plain.ja


def test_the_script_does_not_depend_on_the_answer(bank: Bank) -> None:
    instance = bank.issue("bptt.backward-code", 2, "code", 2)
    wrong = (int(instance.key.choice or 0) + 1) % 4
    assert bank.review(instance, Chosen(wrong)).snippet == bank.review(instance, UNKNOWN).snippet
    right = instance.choices[instance.key.choice or 0].text.ja.strip("`")
    snippet = bank.review(instance, UNKNOWN).snippet
    assert snippet is not None
    assert right in snippet.ja


def test_evidence_of_an_unknown_kind_is_refused() -> None:
    with pytest.raises(UnwritableError, match="m"):
        counted(Step("m", 1, None, np.asarray(1.0), np.asarray(1.0), object()), {})


def test_counts_are_written_as_whole_numbers(bank: Bank) -> None:
    for family in [name for name in bank.families if name.endswith("parameter-count")]:
        for level, form in bank.families[family].asks:
            snippet = bank.review(bank.issue(family, level, form, 1), UNKNOWN).snippet
            assert snippet is not None
            assert re.search(r"^[A-Z]\w* = \d+$", snippet.ja, re.MULTILINE)
            assert not re.search(r"= -?\d+\.0$", snippet.ja, re.MULTILINE)


def indented(text: str) -> bool:
    """Whether each line within brackets stands four columns further in than the line that opens them."""
    stack: list[int] = []
    for line in text.splitlines():
        column = len(line) - len(line.lstrip())
        closes = len(line.lstrip()) - len(line.lstrip().lstrip("])}"))
        if stack and column != stack[-1] + (0 if closes else 4):
            return False
        for mark in re.findall(r"[\[({\])}]", re.sub(r"'[^']*'|\"[^\"]*\"", "", line)):
            if mark in "[({":
                stack.append(column)
            else:
                stack.pop()
    return True


@pytest.mark.parametrize("family", [family for family in FAMILIES if family.endswith("-code")] + ["bleu.corpus"])
def test_rows_of_an_array_stand_within_what_opens_it(bank: Bank, family: str) -> None:
    for level, form in bank.families[family].asks:
        for seed in (*SEEDS, 8184768):
            snippet = bank.review(bank.issue(family, level, form, seed), UNKNOWN).snippet
            assert snippet is not None
            assert indented(snippet.en.partition("\n# ")[2]), snippet.en
