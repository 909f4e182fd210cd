"""Every engine function against fifty digits, also where floats are too large or too small for its formula.

The inputs are those of ``tests.engine.runs``, replaced by what the lab accepts at its ends: 0, 10⁻³⁰⁰, 10⁶, equal
values, sure probabilities. What each formula is worth is read by ``tests.oracles.precise``, which knows nothing of the
ways on which the engine computes it.
"""

import inspect
import math
import sys
from collections.abc import Iterator, Mapping
from fractions import Fraction
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import engine
from engine import attention, autoencoder, clipping, functions, language_model, recurrent, seq2seq, word2vec
from engine.bleu import Lengths, Match
from engine.derivation import Array, Derivation, Name, Run, Step
from engine.derivation.carried import follow
from engine.derivation.numpy_code import Counted, script
from engine.derivation.operations import OPERATIONS
from engine.derivation.writing import line
from engine.seq2seq import Lookup, Search, Tokens
from engine.word2vec import Pairs
from tests.engine.draws import Draws
from tests.engine.runs import CASES, NOTATIONS, TRIED
from tests.engine.runs import run as run_of
from tests.oracles import precise
from tests.oracles.precise import exact, holds, is_sharp

pytestmark = pytest.mark.unmeasured  # many values, by the same lines

TINY, HUGE = 1e-300, 1e6
ALMOST = float(np.nextafter(1.0, 0.0))
# What stands in the place of an array, by what its values are.
PALETTES: Mapping[str, tuple[tuple[float, ...], ...]] = {
    "any": (
        (0.0,),
        (TINY, -TINY),
        (1.0,),
        (0.5, -1.0, 2.0),
        (30.0, -30.0, 0.0),
        (800.0, -800.0, 0.0),
        (HUGE, -HUGE),
        (HUGE, TINY, 0.0, -1e-8),
    ),
    "positive": ((TINY,), (1e-3, 1.0), (1.0,), (HUGE,), (HUGE, TINY, 1e-8)),
    "share": ((TINY,), (1.0,), (ALMOST,), (0.5,), (TINY, 1.0, ALMOST, 1e-8)),
    "whole": ((1.0,), (HUGE,), (1.0, HUGE, 3.0)),
    "power": ((0.0, 0.75, 1.0, 10.0, TINY),),
    "logarithm": ((500.0, -500.0), (0.0,), (TINY, 1e-9), (-30.0, 30.0)),
}
# Inputs that are more than what their numbers look like: the place of a word, a size that others have, a variance's
# logarithm or what it is made of, a mask, an exponent.
KINDS = dict.fromkeys(("log_var", "W_sigma", "b_sigma"), "logarithm") | {"power": "power"}
FIXED = {"d", "k", "m", "G", "d_k", "n"}


def kind_of(name: str, case: str, drawn: list[Array]) -> str:
    """What values an input may have, from those that are drawn for it."""
    if name in KINDS:
        return KINDS[name]
    if name in FIXED and (name, case.partition(" ")[0]) not in {("k", "attention.scaled_dot"), ("d", "gru.bptt")}:
        return "fixed"
    entries = np.concatenate([array.ravel() for array in drawn])
    if np.any(entries < 0):
        return "any"
    if np.array_equal(entries, np.round(entries)):
        return "whole" if np.all(entries >= 1) else "fixed"
    return "positive" if np.any(entries > 1) else "share"


def arrays(inputs: Mapping[str, Any]) -> Iterator[tuple[str, Array]]:
    """The arrays of a run's inputs under the names of what they are."""
    for name, value in inputs.items():
        if isinstance(value, np.ndarray):
            yield name, value
        elif isinstance(value, Mapping):
            for key, entry in value.items():
                yield (key if isinstance(key, str) else name), entry


def replaced(value: Any, name: str, kinds: Mapping[str, str], rng: np.random.Generator, whole: int | None) -> Any:
    """An input with values from the palette of its kind: all from one entry of it, or each array from any."""
    if isinstance(value, Mapping):
        return {k: replaced(v, k if isinstance(k, str) else name, kinds, rng, whole) for k, v in value.items()}
    if not isinstance(value, np.ndarray) or kinds[name] == "fixed":
        return value
    palette = PALETTES[kinds[name]]
    chosen = palette[(rng.integers(len(palette)) if whole is None else whole) % len(palette)]
    return np.asarray(rng.choice(chosen, value.shape), dtype=float)


def extremes(case: str) -> Iterator[Run]:
    """The run of a case with its ordinary inputs, with each kind of extreme ones, and with mixtures."""
    function, inputs = CASES[case]
    kinds: dict[str, str] = {}
    drawn: dict[str, list[Array]] = {}
    for seed in range(8):
        for name, value in arrays(inputs(Draws(seed))[0]):
            drawn.setdefault(name, []).append(value)
    for name, found in drawn.items():
        kinds[name] = kind_of(name, case, found)
    for seed in range(20):
        given, conventions = inputs(Draws(seed))
        rng = np.random.default_rng(seed)
        if seed:
            whole = seed - 1 if seed <= 8 else None
            given = {name: replaced(value, name, kinds, rng, whole) for name, value in given.items()}
        yield Run(function, NOTATIONS[function.__module__], given, conventions)


def counted(step: Step) -> Any:
    """What a step without a formula was counted to be; fails for evidence that nothing is known of."""
    match step.evidence:
        case Fraction():
            return Fraction(step.evidence)
        case Match():
            whole = sum(sum(one.values()) for one in step.evidence.candidates)
            pairs = zip(step.evidence.candidates, step.evidence.references, strict=True)
            matched = sum(min(n, max(ref.get(g, 0) for ref in refs)) for one, refs in pairs for g, n in one.items())
            return matched if step.symbol == "m" else whole
        case Lengths():
            of = zip(step.evidence.candidates, step.evidence.references, strict=True)
            nearest = [min(sorted(lengths), key=lambda one, c=c: abs(one - c)) for c, lengths in of]  # type: ignore[misc]
            return sum(step.evidence.candidates if step.symbol == "c" else nearest)
        case Tokens():
            return len(step.evidence.tokens)
        case Lookup():
            vocabulary, token = list(step.evidence.vocabulary), step.evidence.tokens[step.evidence.time - 1]
            return vocabulary.index(token if token in vocabulary else "<unk>")
        case Search():
            return max(probability for _, probability in step.evidence.candidates)
        case Pairs():
            return sum(step.evidence.counts)
    raise AssertionError(f"no reference for {step.symbol}, counted from {type(step.evidence).__name__}")


def references(trace: Derivation) -> dict[Name, Any]:
    """What every input and step of a run should be."""
    values: dict[Name, Any] = {name: exact(value) for name, value in trace.given.items()}
    for step in trace.steps:
        if step.tree is None:
            values[step.name] = exact(float(counted(step)))
        else:
            values[step.name] = precise.value(step.tree, values)
    return values


def compared(found: Mapping[Name, Any], sought: Mapping[Name, Any]) -> Iterator[tuple[Name, float, precise.Near]]:
    """Every entry of every step: what was found, and what should be."""
    for name, value in found.items():
        array = np.asarray(value, dtype=float)
        assert array.shape == sought[name].shape
        for place in np.ndindex(array.shape):
            yield name, float(array[place]), sought[name][place]


def recorded(run: Run) -> tuple[Derivation, dict[Name, Any]]:
    """A run's trace and its plain values, whatever overflows."""
    with np.errstate(all="ignore"):
        return run.trace(), run.plain()


@pytest.mark.parametrize("case", TRIED)
def test_every_value_is_right_to_a_billionth(case: str) -> None:
    sharp = many = 0
    for run in extremes(case):
        trace, plain = recorded(run)
        for name, found, sought in compared(plain, references(trace)):
            assert holds(found, sought), (name, found, sought, run.inputs)
            sharp += is_sharp(sought)
            many += 1
    assert sharp > many / 2, (sharp, many)


def called() -> set[Any]:
    """The code of every function that a run goes through."""
    found: set[Any] = set()

    def listen(frame: Any, event: str, _: Any) -> None:
        found.add(frame.f_code)

    sys.setprofile(listen)
    try:
        for case in CASES:
            next(extremes(case)).plain()
    finally:
        sys.setprofile(None)
    return found


def test_every_engine_function_has_a_run() -> None:
    found = called()
    missing = set()
    for path in sorted(Path(engine.__path__[0]).glob("*.py")):
        if path.stem == "around":  # networks made up around a question's given values, of the functions themselves
            continue
        module = import_module(f"engine.{path.stem}")
        for name, function in inspect.getmembers(module, inspect.isfunction):
            public = function.__module__ == module.__name__ and not name.startswith("_")
            if public and "step" in inspect.signature(function).parameters and function.__code__ not in found:
                missing.add(f"{path.stem}.{name}")
    assert missing == set()


def test_every_operation_has_a_reference() -> None:
    assert set(precise.OPERATIONS) == set(OPERATIONS)


def rows(*values: Any, first: int = 1) -> dict[int, Array]:
    return {first + k: np.array(value, dtype=float) for k, value in enumerate(values)}


def number(value: float) -> Array:
    return np.asarray(float(value))


def sure(v: float) -> tuple[Any, ...]:
    """A network whose only output is v beside 0, and whose target is the second place."""
    zero, one = np.zeros((1, 1)), np.zeros(1)
    return rows([0.0]), rows([0.0, 1.0]), zero, zero, np.zeros((2, 1)), one, np.array([v, 0.0]), one


def cross_entropy(v: float) -> float:
    run = Run(
        recurrent.bptt,
        recurrent.NOTATION,
        dict(zip(("x", "d", "W_in", "W", "W_out", "b", "c", "z0"), sure(v), strict=True)),
        {"loss": "cross_entropy"},
    )
    return float(run.plain()["E", None])


# One wrong value of an earlier engine a line, with the right one.
KNOWN: list[tuple[Any, float]] = [
    *zip(attention.weights(rows(709, 709, 709)).values(), (1 / 3,) * 3, strict=True),
    *zip(attention.weights(rows(-744, -744.5)).values(), (0.6224593312018546, 0.37754066879814546), strict=True),
    *zip(seq2seq.tempered(rows(2, 1, 0), number(0.001)).values(), (1, 0, 0), strict=True),
    (cross_entropy(800), 800),
    (cross_entropy(-800), 0),
    (cross_entropy(-40), math.exp(-40)),
    (word2vec.negative_sampling(np.array([1.0]), rows([-800], [800], first=0)), 1600),
    (word2vec.negative_sampling(np.array([1.0]), rows([800], first=0)), 0),
    (word2vec.cosine(np.array([1e-200, 1e-200]), np.array([1e-200, 0.0])), math.sqrt(0.5)),
    (functions.sigmoid(np.array(-700.0)), math.exp(-700)),
    (clipping.global_norm(rows([3e-200, -4e-200])), 5e-200),
    (seq2seq.masked_loss(rows(0.5, 0), rows(1, 0)), math.log(2)),
    (language_model.perplexity(rows(1e-300)), 1e300),
    (autoencoder.divergence_of_two(*(np.array([value]) for value in (0, 1e-300, 1e-300, 1e-300))), 0.5),
]


@pytest.mark.parametrize(("found", "right"), KNOWN)
def test_values_that_were_wrong(found: Any, right: float) -> None:
    assert float(found) == pytest.approx(right, rel=1e-12, abs=1e-305)


@pytest.mark.parametrize("case", TRIED)
def test_the_script_gives_the_same_values(case: str) -> None:
    for run in extremes(case):
        trace, _ = recorded(run)
        namespace: dict[str, Any] = {}
        with np.errstate(all="ignore"):
            names = [step.name for step in trace.steps]
            written = script(trace, names, lambda step: Counted((), {}, repr(float(step.value))))
            exec("\n".join([*written.imports, *written.definitions, *written.given, *written.steps]), namespace)
        found = {name: namespace[text] for name, text in zip(names, written.asked, strict=True)}
        for name, value, sought in compared(found, references(trace)):
            assert holds(value, sought), (name, value, sought, run.inputs)


def test_a_formula_whose_rounded_values_leave_it_none_is_put_in_numbers_on_its_way() -> None:
    run = Run(
        recurrent.bptt,
        recurrent.NOTATION,
        dict(zip(("x", "d", "W_in", "W", "W_out", "b", "c", "z0"), sure(800), strict=True)),
        {"loss": "cross_entropy"},
    )
    derivation = run.derivation()
    loss = line(derivation, derivation.step("E_t", 1))
    assert r"\ln y^{(1)}" in loss.symbolic
    assert "softmax" not in loss.symbolic
    assert r"\operatorname{softmax}" in loss.numeric
    assert loss.value == "800"


def test_a_value_of_ones_own_goes_into_the_formula_and_not_past_it() -> None:
    trace = run_of("word2vec.cbow_softmax", 0).trace()
    own = follow(trace, {("p", 2): np.asarray(0.25)})
    assert float(own["E", None]) == pytest.approx(math.log(4))
