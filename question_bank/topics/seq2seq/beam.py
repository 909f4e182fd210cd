"""Greedy and beam search over two steps."""

from itertools import product

import numpy as np

from engine import seq2seq
from engine.derivation import Array, Run
from engine.derivation.slips import Slip
from engine.seq2seq import Model, Search
from question_bank.model.computed import Asked, Numeric
from question_bank.model.draw import Draw
from question_bank.model.family import Family, Parameters
from question_bank.model.instance import Rounding

TOKENS = ("A", "B", "C")
FIRST = ((0.5, 0.4, 0.1), (0.5, 0.3, 0.2), (0.4, 0.35, 0.25), (0.6, 0.3, 0.1), (0.45, 0.4, 0.15))
FLAT = ((0.4, 0.3, 0.3), (0.4, 0.35, 0.25), (0.5, 0.3, 0.2), (0.45, 0.35, 0.2))
SHARP = ((0.9, 0.05, 0.05), (0.8, 0.1, 0.1), (0.7, 0.2, 0.1), (0.6, 0.3, 0.1))
PRUNED = "a search does not go on from every token; from which it does is the point of the question"
GAIN = 0.02  # how much more probable the sequence is that the wider beam finds


def draw(d: Draw, level: int) -> Parameters:
    """Probabilities of two tokens; greedy search and a beam of two find different sequences."""
    first = d.pick("first", FIRST)
    best, second = d.pick(
        "after", [(f, s) for f, s in product(FLAT, SHARP) if first[1] * s[0] - first[0] * f[0] >= GAIN]
    )
    rows = [best, second, d.pick("after third", (*FLAT, *SHARP))]
    order = d.shuffled("tokens", range(3))
    return {
        "first": [first[k] for k in order],
        "after": [[rows[k][j] for j in d.shuffled("row", range(3))] for k in order],
        "width": d.integer("width", 1, 2),
    }


def _model(p: Parameters) -> Model:
    table = {(): dict(zip(TOKENS, p["first"], strict=True))}
    return Model(table | {(t,): dict(zip(TOKENS, row, strict=True)) for t, row in zip(TOKENS, p["after"], strict=True)})


def problem(p: Parameters) -> Numeric:
    """The probability of the sequence that is found."""
    model, width = _model(p), p["width"]
    other = 3 - width
    found = seq2seq.beam_search(model, 2, width=width)
    pruned = sorted(TOKENS, key=lambda token: model.after[()][token])[: len(TOKENS) - width]

    def with_other_width(_: Search) -> Array:
        return np.asarray(model.probability(seq2seq.beam_search(model, 2, width=other)))

    def last_only(_: Search) -> Array:
        return np.asarray(model.after[found[:1]][found[1]])

    def added(_: Search) -> Array:
        return np.asarray((model.after[()][found[0]] + model.after[found[:1]][found[1]]) / 2)

    return Numeric(
        run=Run(seq2seq.beam_search, seq2seq.NOTATION, {"model": model, "length": 2}, {"width": width}),
        asked=Asked("best", 2),
        rounding=Rounding(digits=3),
        probability=True,
        essential=("other-beam-width", "first-token-only", "last-token-only"),
        slips=(
            Slip("other-beam-width", "best", at=2, counted=with_other_width),
            Slip("last-token-only", "best", at=2, counted=last_only),
            Slip("probabilities-averaged", "best", at=2, counted=added),
            Slip("first-token-only", "best", at=2, counted=lambda _: np.asarray(model.after[()][found[0]])),
        ),
        context={f"model[after][{token}]": PRUNED for token in pruned},
        words={
            "width": width,
            "first": p["first"],
            "after": p["after"],
            "tokens": TOKENS,
        },
    )


FAMILY = Family(
    id="seq2seq.beam",
    points=("S11", "S12", "S13"),
    asks=((1, "number"), (1, "choice")),
    draw=draw,
    problem=problem,
    version=3,
)
