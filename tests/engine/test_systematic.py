"""Every one-step rewrite: which there are, that each gives what its formula gives, and that nothing else moves."""

import numpy as np
import pytest

from engine import recurrent
from engine.derivation import Run, needed
from engine.derivation.replaying import Replay
from engine.derivation.slips import Slip, replaced, replay, transpose_dropped
from engine.derivation.systematic import KINDS, Rewriting, rewritings
from tests.engine.runs import CASES, run

W = np.array([[1.0, 2.0], [-1.0, 3.0]])
STATES = {0: np.array([0.5, -0.5]), 1: np.array([2.0, 1.0]), 2: np.array([-1.0, 1.0])}


def backward() -> Run:
    inputs = {
        "z": STATES,
        "y": {1: np.array([1.0]), 2: np.array([-2.0])},
        "d": {1: np.array([0.5]), 2: np.array([1.0])},
        "W": W,
        "W_out": np.array([[1.0, -2.0]]),
        "x": {1: np.array([1.0, 0.0]), 2: np.array([2.0, 1.0])},
    }
    return Run(recurrent.backward, recurrent.NOTATION, inputs, {"f": "identity", "over_time": "sum"})


def found(run: Run, asked: tuple[str, None]) -> list[Rewriting]:
    trace = run.trace()
    return list(rewritings(needed(trace.steps, asked), trace.given))


def test_the_commoner_kinds_come_first() -> None:
    kinds = [KINDS.index(rewriting.kind) for rewriting in found(backward(), ("dW", None))]
    assert kinds == sorted(kinds)
    assert len(set(kinds)) >= 7


def test_a_rewrite_is_made_at_every_index_and_at_each() -> None:
    places = [
        sorted(str(name) for name in rewriting.trees)
        for rewriting in found(backward(), ("dW", None))
        if rewriting.kind == "sign-flipped"
    ]
    assert ["('delta_out', 1)", "('delta_out', 2)"] in places
    assert ["('delta_out', 1)"] in places
    assert ["('delta_out', 2)"] in places


@pytest.mark.parametrize(
    ("slip", "kind"),
    [
        (Slip("a", "delta", transpose_dropped("W")), "transpose-dropped"),
        (Slip("b", "dW", replaced("z[t-1]", "z[t]")), "other-time"),
        (Slip("c", "dW", replaced("z[t-1]", "x[t-1]")), None),  # x has another index set: no such rewrite at t = 1
    ],
)
def test_named_slips_of_one_step_are_among_the_rewrites(slip: Slip, kind: str | None) -> None:
    trace = backward().trace()
    replayed = Replay(trace, ("dW", None))
    slipped = replay(trace, slip)
    if kind is None:
        assert slipped is None
        return
    assert slipped is not None
    values = [
        (rewriting.kind, result[("dW", None)])
        for rewriting in rewritings(replayed.steps, trace.given)
        if (result := replayed.of(rewriting.trees)) is not None
    ]
    assert any(k == kind and np.array_equal(v, slipped.values[("dW", None)]) for k, v in values)


@pytest.mark.parametrize("name", CASES)
def test_a_rewrite_changes_only_what_follows_from_it(name: str) -> None:
    trace = run(name, 0).trace()
    asked = trace.steps[-1].name
    replayed = Replay(trace, asked)
    assert replayed.of({}) is None
    for rewriting in list(rewritings(replayed.steps, trace.given))[:60]:
        values = replayed.of(rewriting.trees)
        if values is None:
            continue
        first = min(k for k, step in enumerate(replayed.steps) if step.name in rewriting.trees)
        for step in replayed.steps[:first]:
            assert np.array_equal(values[step.name], trace.values[step.name])
        assert not np.array_equal(values[asked], trace.values[asked])
