"""Which reference length the brevity penalty compares with: the nearest, the shorter on a tie."""

import numpy as np

from engine import bleu
from engine.derivation import Run
from engine.derivation.slips import Slip
from question_bank.model.computed import Asked, Numeric
from question_bank.model.draw import Draw
from question_bank.model.family import Family, Parameters
from question_bank.model.instance import Rounding
from question_bank.topics.bleu import slips


def draw(d: Draw, level: int) -> Parameters:
    """A corpus of two sentences with three references each; the first has a tie.

    The third reference of the first lies where other lengths of the candidate would be nearest to another reference.
    """
    c = [d.integer("c", 6, 12, k) for k in (1, 2)]
    gap, far = d.integer("gap", 1, 3), d.integer("far", 2, 4)
    first = [c[0] - gap, c[0] + gap, c[0] - gap - far if c[0] >= 10 else c[0] + gap + far]
    near, further = d.integer("near", 1, 2), d.integer("further", 3, 4)
    second = [c[1] + near, c[1] - further, c[1] + further + d.integer("furthest", 1, 3)]
    return {
        "c": c,
        "lengths": [d.shuffled("first", first), d.shuffled("second", second)],
    }


def problem(p: Parameters) -> Numeric:
    """R of the corpus."""
    inputs = {
        "candidates": [["w"] * n for n in p["c"]],
        "references": [[["w"] * n for n in lengths] for lengths in p["lengths"]],
    }
    longer = sum(min(lengths, key=lambda n: (abs(n - c), -n)) for c, lengths in zip(p["c"], p["lengths"], strict=True))
    return Numeric(
        run=Run(bleu.brevity_penalty, bleu.NOTATION, inputs),
        asked=Asked("r"),
        rounding=Rounding(kind="integer", digits=0),
        conventions=("bleu-nearest-corpus",),
        essential=("longer-on-a-tie", "longest-reference", "shortest-reference"),
        slips=(
            Slip("longer-on-a-tie", "r", counted=lambda _: np.asarray(float(longer))),
            Slip("longest-reference", "r", counted=slips.longest),
            Slip("shortest-reference", "r", counted=slips.shortest),
            Slip("first-reference-length", "r", counted=lambda e: np.asarray(float(sum(n[0] for n in e.references)))),
        ),
        words={
            "rows": [(c, sorted(lengths)) for c, lengths in zip(p["c"], p["lengths"], strict=True)],
            "lengths": p["lengths"],
            "c": p["c"],
        },
    )


FAMILY = Family(
    id="bleu.reference-length",
    version=3,
    points=("E13",),
    asks=((1, "number"), (1, "choice")),
    draw=draw,
    problem=problem,
)
