"""A run of every public engine function that names steps, with small numbers of one decimal from a seed."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np

from engine import bleu, clipping, language_model, lstm, recurrent
from engine.derivation import Run
from question_bank.bank import load_bank
from question_bank.kinds.registry import kind_of
from question_bank.model.draw import Draw as BankDraw
from question_bank.model.family import Family
from tests.engine.draws import D, Draws, H, O, T
from tests.engine.further_runs import CASES as FURTHER
from tests.engine.modules import stepping
from tests.question_bank.budget import runs_of

Cases = dict[str, tuple[Callable[..., Any], Callable[[Draws], tuple[dict[str, Any], dict[str, Any]]]]]


def _some(network: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: network[name] for name in names}


def _bptt(draws: Draws, **conventions: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    targets = draws.one_hot(O) if conventions.get("loss") == "cross_entropy" else draws.sequence(O)
    return {"x": draws.sequence(D), "d": targets, **draws.network()}, conventions


def _cell(draws: Draws, peephole: bool) -> dict[str, Any]:
    given = {"x": draws.sequence(D), "h0": draws.array(H), "C0": draws.array(H)}
    return {**given, "parameters": draws.cell(peephole)}


def _errors(draws: Draws) -> dict[str, Any]:
    return {"x": draws.sequence(D), "z": draws.sequence(H, 0), "delta": draws.sequence(H)}


CASES: Cases = {
    "recurrent.bptt identity": (recurrent.bptt, lambda s: _bptt(s, f="identity")),
    "recurrent.bptt tanh": (recurrent.bptt, lambda s: _bptt(s, f="tanh")),
    "recurrent.bptt sigmoid": (recurrent.bptt, lambda s: _bptt(s, f="sigmoid")),
    "recurrent.bptt relu": (recurrent.bptt, lambda s: _bptt(s, f="relu")),
    "recurrent.bptt softmax": (recurrent.bptt, lambda s: _bptt(s, loss="cross_entropy")),
    "recurrent.bptt mean": (recurrent.bptt, lambda s: _bptt(s, over_time="mean")),
    "recurrent.bptt cut": (recurrent.bptt, lambda s: _bptt(s, cut=(1,))),
    "recurrent.forward": (
        recurrent.forward,
        lambda s: ({"x": s.sequence(D), **_some(s.network(), "W_in", "W", "b", "z0")}, {"f": "relu"}),
    ),
    "recurrent.output": (
        recurrent.output,
        lambda s: ({"z": s.sequence(H, 0), **_some(s.network(), "W_out", "c")}, {"g": "softmax"}),
    ),
    "recurrent.predict": (
        recurrent.predict,
        lambda s: ({"x": s.sequence(D), **s.network()}, {"g": "softmax"}),
    ),
    "recurrent.error": (
        recurrent.error,
        lambda s: ({"y": s.sequence(O), "d": s.sequence(O)}, {"over_time": "mean"}),
    ),
    "recurrent.deltas": (
        recurrent.deltas,
        lambda s: (
            {"z": s.sequence(H, 0), "y": s.sequence(O), "d": s.sequence(O), **_some(s.network(), "W", "W_out")},
            {"f": "tanh"},
        ),
    ),
    "recurrent.hidden_gradients": (recurrent.hidden_gradients, lambda s: (_errors(s), {})),
    "recurrent.backward": (
        recurrent.backward,
        lambda s: (
            {
                "x": s.sequence(D),
                "z": s.sequence(H, 0),
                "y": s.sequence(O),
                "d": s.sequence(O, T, T),
                **_some(s.network(), "W", "W_out"),
            },
            {"f": "sigmoid"},
        ),
    ),
    "recurrent.update_some": (
        recurrent.update_some,
        lambda s: ({**_errors(s), "parameters": _some(s.network(), "W"), "epsilon": np.asarray(0.1)}, {}),
    ),
    "recurrent.update_hidden_layer": (
        recurrent.update_hidden_layer,
        lambda s: ({**_errors(s), **_some(s.network(), "W_in", "W", "b"), "epsilon": np.asarray(0.2)}, {}),
    ),
    "lstm.forward": (lstm.forward, lambda s: (_cell(s, False), {})),
    "lstm.forward peephole": (lstm.forward, lambda s: (_cell(s, True), {"peephole": True})),
    "lstm.gate": (
        lstm.gate,
        lambda s: (
            {
                "x": s.sequence(D, 1, 1),
                "h0": s.array(H),
                "C": s.sequence(H, 0, 1),
                "parameters": {k: v for k, v in s.cell(True).items() if k.endswith("_o")},
            },
            {"name": "o"},
        ),
    ),
    "lstm.cell_step": (
        lstm.cell_step,
        lambda s: (
            {**{g: {t: s.share(H) for t in (1, 2)} for g in "ifo"}, "a": s.sequence(H, 1, 2), "C0": s.array(H)},
            {},
        ),
    ),
    "lstm.bptt": (lstm.bptt, lambda s: ({**_cell(s, False), "d": s.sequence(H)}, {})),
    "lstm.bptt peephole": (lstm.bptt, lambda s: ({**_cell(s, True), "d": s.sequence(H)}, {"peephole": True})),
    "clipping.global_norm": (clipping.global_norm, lambda s: ({"g": {1: s.array(2, 2), 2: s.array(3)}}, {})),
    "clipping.clip_by_global_norm": (
        clipping.clip_by_global_norm,
        lambda s: ({"g": {1: s.array(2, 2), 2: s.array(3)}, "theta": np.asarray(0.5)}, {}),
    ),
    "language_model.perplexity_as_root": (
        language_model.perplexity_as_root,
        lambda s: ({"p": {t: s.share() for t in range(1, 5)}, "T": np.asarray(4.0)}, {}),
    ),
    "clipping.clip_by_global_norm 1e-6": (
        clipping.clip_by_global_norm,
        lambda s: ({"g": {1: s.array(2, 2), 2: s.array(3)}, "theta": s.share()}, {"denominator": "norm+1e-6"}),
    ),
    "language_model.perplexity": (
        language_model.perplexity,
        lambda s: ({"p": {t: s.share() for t in range(1, 5)}}, {}),
    ),
    "lstm.step_backward": (
        lstm.step_backward,
        lambda s: (
            {
                **{g: {1: s.share(H)} for g in "ifo"},
                "a": s.sequence(H, 1, 1),
                "C": s.sequence(H, 0, 1),
                "dh": s.sequence(H, 1, 1),
                "gamma": s.sequence(H, 1, 1),
            },
            {},
        ),
    ),
    "bleu.penalty": (bleu.penalty, lambda s: ({"c": s.whole(), "r": s.whole()}, {})),
    "bleu.score": (
        bleu.score,
        lambda s: ({"p": {n: s.share() for n in (1, 2, 3)}, "c": s.whole(), "r": s.whole()}, {}),
    ),
    "bleu.score_as_root": (
        bleu.score_as_root,
        lambda s: ({"p": {n: s.share() for n in (1, 2)}, "c": s.whole(), "r": s.whole()}, {}),
    ),
    "bleu.brevity_penalty": (bleu.brevity_penalty, lambda s: (s.corpus(), {})),
    "bleu.possible_ngrams": (
        bleu.possible_ngrams,
        lambda s: ({"L": {k: s.whole() for k in (1, 2, 3)}, "n": np.asarray(2.0)}, {}),
    ),
    "bleu.modified_precision": (bleu.modified_precision, lambda s: (s.corpus(), {"n": 2})),
    "bleu.corpus_bleu": (bleu.corpus_bleu, lambda s: (s.corpus(), {"N": 2})),
    "bleu.corpus_bleu floor": (
        bleu.corpus_bleu,
        lambda s: ({**s.corpus(), "amount": s.positive()}, {"N": 4, "smoothing": "floor"}),
    ),
    "bleu.corpus_bleu add-k": (
        bleu.corpus_bleu,
        lambda s: ({**s.corpus(), "amount": s.positive()}, {"N": 4, "smoothing": "add-k"}),
    ),
    "bleu.corpus_bleu exp": (
        bleu.corpus_bleu,
        lambda s: (s.corpus(), {"N": 4, "smoothing": "exp", "effective_order": True}),
    ),
    "bleu.corpus_bleu weights": (bleu.corpus_bleu, lambda s: (s.corpus(), {"N": 2, "weights": (0.75, 0.25)})),
    "bleu.sentence_bleu": (
        bleu.sentence_bleu,
        lambda s: ({"candidate": s.sentence(6), "references": [s.sentence(5), s.sentence(7)]}, {"N": 2}),
    ),
}
CASES |= FURTHER


def _drawn(family: Family) -> Callable[[Draws], tuple[dict[str, Any], dict[str, Any]]]:
    def inputs(draws: Draws) -> tuple[dict[str, Any], dict[str, Any]]:
        run = _run_of(family, draws.seed)
        assert run is not None
        return dict(run.inputs), dict(run.conventions)

    return inputs


def _run_of(family: Family, seed: int) -> Run | None:
    level = family.asks[0][0]
    problem = family.problem(family.draw(BankDraw(family.id, seed), level))
    return kind_of(problem).run(problem)


def of_families(known: Iterable[str]) -> Cases:
    """Cases for functions that have none here: as the first family that runs one draws it."""
    found: Cases = {}
    taken = {case.split()[0] for case in known}
    bank = load_bank()
    for family in map(bank.family, bank.families):
        run = _run_of(family, 0)
        name = "" if run is None else f"{run.module}.{run.function.__name__}"
        if run is not None and name not in taken:
            taken.add(name)
            found[f"{name} {family.id}"] = (run.function, _drawn(family))
    return found


CASES |= of_families(CASES)
TRIED = runs_of(CASES, 25)
NOTATIONS = {module.__name__: module.NOTATION for module in stepping()}


def run(case: str, seed: int) -> Run:
    """The run of that case with the numbers of that seed."""
    function, inputs = CASES[case]
    given, conventions = inputs(Draws(seed))
    return Run(function, NOTATIONS[function.__module__], given, conventions)


def runs(seeds: range) -> Iterator[tuple[str, Run]]:
    """Every case with every seed."""
    for case in CASES:
        for seed in seeds:
            yield case, run(case, seed)
