"""Brevity penalty with several references."""

from itertools import product

import numpy as np

from engine import bleu
from engine.derivation import Run
from engine.derivation.slips import Slip, formula
from question_bank.model.computed import Asked, Numeric
from question_bank.model.draw import Draw
from question_bank.model.family import Family, Parameters
from question_bank.model.instance import Rounding
from question_bank.model.sentences import candidate, reference, variant
from question_bank.topics.bleu import slips

# Words at the end of the nearest reference, and a fourth word of the shortest.
TAILS = (("today",), ("again",), ("with", "him"), ("with", "her"), ("with", "them"))
SHORT = ((), ("there",))


def draw(d: Draw, level: int) -> Parameters:
    """Level 2: lengths only, the exponent is one of a printed table; in some the candidate is the longer.

    Level 3: three sentences, whose lengths are counted.
    """
    if level == 2:
        c, over = d.pick(
            "lengths",
            (
                *((4, 1), (4, 2), (5, 1), (8, 2), (10, 2), (8, 4), (10, 1), (10, 5), (12, 3), (12, 6)),
                *((8, -2), (10, -2), (12, -3)),
            ),
        )
        near = c + over
        others = [c + abs(over) + d.integer("longer", 1, 6), c - abs(over) - d.integer("shorter", 1, 2)]
        lengths = d.shuffled("order", [near, *[n for n in others if n > 0]])
        return {"candidate": ["w"] * c, "references": [["w"] * n for n in lengths], "counted": True}
    return _sentences(d)


def _sentences(d: Draw) -> Parameters:
    """Three references: one nearest and a little longer than the candidate, one much longer, one much shorter.

    Two or three words are missing, so that other references could be as near.
    """
    first = reference(d, "first")
    made = candidate(d, first, 1)
    sizes = range(len(made) - 2, len(made) + 1)
    fit = [(t, c, s) for t, c, s in product(TAILS, sizes, SHORT) if _lies_nearest(len(first) + len(t), c, 3 + len(s))]
    tail, c, short = d.pick("sizes", fit or [(TAILS[-1], len(first), SHORT[0])])
    references = [
        [*first, *tail],
        variant(d, [*first, "and", "left", "again", "soon"], "second"),
        [*first[:3], *short],
    ]
    shorter = made[:c] if fit else first
    return {"candidate": shorter, "references": d.shuffled("order", references), "counted": False}


def _lies_nearest(near: int, c: int, short: int) -> bool:
    return near - c in (2, 3) and c - short > near - c


def problem(p: Parameters) -> Numeric:
    """BP of one sentence; it is 1 where the nearest reference is shorter."""
    c = len(p["candidate"])
    shorter = c < min((len(r) for r in p["references"]), key=lambda r: (abs(r - c), r))
    inputs = {"candidates": [p["candidate"]], "references": [p["references"]]}
    return Numeric(
        run=Run(bleu.brevity_penalty, bleu.NOTATION, inputs),
        asked=Asked("BP"),
        rounding=Rounding(digits=3),
        probability=True,
        essential=(
            *("longest-reference", "ratio-inverted", "ratio-for-exponential" if shorter else "penalty-above-one"),
            *(() if p["counted"] else ("shortest-reference",)),
        ),
        cases=() if shorter else ("shortest-reference", "mean-reference-length"),  # with either BP is 1
        conventions=("bleu-nearest",) if p["counted"] else ("bleu-tokens", "bleu-nearest"),
        slips=(
            Slip("longest-reference", "r", counted=slips.longest),
            Slip("shortest-reference", "r", counted=slips.shortest),
            Slip("mean-reference-length", "r", counted=slips.mean),
            Slip("ratio-inverted", "BP", formula(lambda v, _: np.exp(1 - v("c") / v("r")))),
            Slip("ratio-for-exponential", "BP", formula(lambda v, _: v("c") / v("r"))),
            *(() if shorter else (Slip("penalty-above-one", "BP", formula(lambda v, _: np.exp(1 - v("r") / v("c")))),)),
            Slip("one-left-out", "BP", formula(lambda v, _: np.exp(-v("r") / v("c")))),
        ),
        words={
            "counted": p["counted"],
            "c": len(p["candidate"]),
            "lengths": [len(r) for r in p["references"]],
            "candidate": " ".join(p["candidate"]),
            "references": [" ".join(r) for r in p["references"]],
        },
    )


FAMILY = Family(
    id="bleu.brevity-penalty",
    version=4,
    points=("E04", "E05", "E13"),
    asks=((2, "number"), (2, "choice"), (3, "number"), (3, "choice")),
    draw=draw,
    problem=problem,
)
