"""Every printed line is true of its own digits; = stands only where the digits say the whole value."""

import re
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import engine
from engine.derivation import Run
from engine.derivation.elements import elements
from engine.derivation.writing import line
from tests.engine.draws import Draws
from tests.engine.latex_numbers import value
from tests.engine.modules import named_functions, stepping
from tests.engine.runs import CASES, NOTATIONS, TRIED, of_families, run

pytestmark = pytest.mark.unmeasured  # many draws, by the same lines

HALF_A_UNIT = 0.5e-4 + 1e-11
REACHED_BY = {"recurrent.update": "recurrent.update_some", "lstm.backward": "lstm.bptt", "gru.backward": "gru.bptt"}
SEEDS = range(12)
FIRST_RELATION = re.compile(r" (?:=|\\approx) ")
SIDE_BY_SIDE = re.compile(r"\d( \\,)? \d|\d\^\{\\top\}")
COUNTED = {  # nothing in them is worked out by a formula
    *("bleu.modified_precision", "word2vec.pairs", "seq2seq.beam_search"),
    *("seq2seq.tokenise", "seq2seq.look_up", "seq2seq.ids"),
}


def holds(left: Any, relation: str, right: Any) -> bool:
    """Whether ``left relation right`` is true of four decimals."""
    return bool(np.allclose(left, right, rtol=0, atol=1e-11 if relation == "=" else HALF_A_UNIT))


def sides(latex: str) -> tuple[str, str, str]:
    """What stands left of the last relation, the relation, and what stands right of it."""
    left, relation, right = re.split(r" (=|\\approx) (?!.* (?:=|\\approx) )", latex)
    return left, relation, right


def unchecked() -> set[str]:
    """The functions that name steps and are not run here."""
    public = {
        f"{module.__name__.rsplit('.', 1)[-1]}.{name}" for module in stepping() for name in named_functions(module)
    }
    known = {case.split()[0] for case in CASES} | set(REACHED_BY)
    assert known <= public
    return public - known


def test_every_function_that_names_steps_is_run_here() -> None:
    assert not unchecked()


def test_every_symbol_is_of_something_in_a_run() -> None:
    named: dict[str, set[str]] = {module: set() for module in NOTATIONS}
    for case in CASES:
        for seed in range(3):
            made = run(case, seed)
            trace = made.trace()
            named[made.function.__module__] |= {
                name[0] for name in (*trace.given, *(step.name for step in trace.steps))
            }
    left = {module: set(NOTATIONS[module].symbols) - names for module, names in named.items()}
    assert not any(left.values()), left


def test_a_new_module_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = "from engine.derivation import keep\n\ndef planted(a, *, step=keep):\n    return step('b', None, a + a)\n"
    (tmp_path / "planted.py").write_text(source, encoding="utf-8")
    monkeypatch.setattr(engine, "__path__", [*engine.__path__, str(tmp_path)])
    with pytest.raises(LookupError, match="planted names steps, but has no NOTATION"):
        stepping()
    monkeypatch.delitem(sys.modules, "engine.planted")
    (tmp_path / "planted.py").write_text(f"from engine.recurrent import NOTATION\n{source}", encoding="utf-8")
    assert unchecked() == {"planted.planted"}
    monkeypatch.delitem(sys.modules, "engine.planted")


def test_a_function_that_only_a_family_runs_is_run_as_it_draws_it() -> None:
    others = [case for case in CASES if not case.startswith("recurrent.forward")]
    (name,) = of_families(others)
    assert name == "recurrent.forward rnn.hidden-state"
    function, inputs = of_families(others)[name]
    given, conventions = inputs(Draws(3))
    assert Run(function, NOTATIONS[function.__module__], given, conventions).derivation().steps


@pytest.mark.parametrize("case", TRIED)
def test_numeric_lines(case: str) -> None:
    checked = 0
    for seed in SEEDS:
        derivation = run(case, seed).derivation()
        for step in derivation.steps:
            printed = line(derivation, step)
            assert not SIDE_BY_SIDE.search(printed.numeric), printed.latex
            if printed.numeric:
                with np.errstate(divide="ignore"):
                    assert holds(value(printed.numeric), printed.relation, value(printed.value)), printed.latex
                checked += 1
            elif step.tree is not None and printed.symbolic != printed.value:
                # Nothing is worked out: the formula in numbers is the value, or is the formula in symbols.
                assert printed.relation == (r"\approx" if derivation.is_rounded(step.name) else "=")
    assert checked > 0 or case in COUNTED


@pytest.mark.parametrize("case", TRIED)
def test_element_lines(case: str) -> None:
    for seed in SEEDS:
        derivation = run(case, seed).derivation()
        for step in derivation.steps:
            entries = elements(derivation, step)
            if step.tree is None or np.ndim(step.value) == 0:
                assert entries == ()
                continue
            assert len(entries) == np.size(step.value)
            for latex, entry in zip(entries, np.ravel(step.value), strict=True):
                left, relation, shown = sides(latex)
                assert holds(value(shown), r"\approx", entry)
                parts = FIRST_RELATION.split(left, maxsplit=1)
                right = parts[1] if len(parts) == 2 else shown
                assert holds(value(right), relation, value(shown)), latex


@pytest.mark.parametrize("case", TRIED)
def test_equals_is_printed_exactly_where_the_digits_are_the_value(case: str) -> None:
    for seed in SEEDS:
        derivation = run(case, seed).derivation()
        for step in derivation.steps:
            printed = line(derivation, step)
            equal = holds(np.reshape(value(printed.value), np.shape(step.value)), "=", step.value)
            if not printed.numeric:  # the value stands straight after the symbols, whose values may have been rounded
                equal = equal and not (step.tree is not None and derivation.is_rounded(*step.uses))
            assert (printed.relation == "=") == equal


@pytest.mark.parametrize("case", TRIED)
def test_no_formula_is_said_to_equal_numbers_that_were_rounded_before(case: str) -> None:
    """Held to the values at full precision: a value carried on as printed and off the true one is never after =."""
    for seed in SEEDS:
        made = run(case, seed)
        derivation, exact = made.derivation(), made.trace()
        true = {step.name: step.value for step in exact.steps}
        for step in derivation.steps:
            if step.name not in true or step.tree is None or np.shape(true[step.name]) != np.shape(step.value):
                continue  # a decision that fell otherwise on paper
            printed = line(derivation, step)
            if not np.allclose(true[step.name], step.value, rtol=0, atol=1e-11, equal_nan=True):
                assert r"\approx" in (printed.opening, printed.relation), printed.latex
                assert printed.opening == r"\approx" or not printed.numeric, printed.latex
                assert all(r"\approx" in entry for entry in elements(derivation, step))
