"""The distribution that negatives are drawn from: counts to the power 3/4."""

import numpy as np

from engine import word2vec
from engine.derivation import Run, total
from engine.derivation.slips import Slip, formula
from question_bank.model.computed import Asked, Numeric
from question_bank.model.draw import Draw
from question_bank.model.family import Family, Parameters
from question_bank.model.inputs import sequence
from question_bank.model.instance import Rounding


def draw(d: Draw, level: int) -> Parameters:
    """Level 1: fourth powers, whose power 3/4 is whole. Level 3: one word is rare, one frequent, and one of them asked.

    The share of a word that occurs once among fourth powers is too small to be told from a wrong one.
    """
    if level == 1:
        bases = d.shuffled("bases", (1, 2, 3, 4, 5))[:3]
        counts = [float(base**4) for base in bases]
        return {"count": counts, "word": d.pick("word", [k for k, base in enumerate(bases, start=1) if base > 1])}
    rare, frequent = d.integer("rare", 1, 8), d.integer("frequent", 40, 80)
    others = [d.integer("count", 10, 30, k) for k in range(2)]
    counts = [float(count) for count in d.shuffled("order", (rare, frequent, *others))]
    asked = d.pick("asked", (rare, frequent))
    return {"count": counts, "word": counts.index(asked) + 1}


def problem(p: Parameters) -> Numeric:
    """P of one word."""
    words = range(1, len(p["count"]) + 1)
    k = p["word"]
    return Numeric(
        run=Run(word2vec.noise, word2vec.NOTATION, {"count": sequence(p["count"])}),
        asked=Asked("P", k),
        rounding=Rounding(digits=3),
        probability=True,
        conventions=("noise-power",),
        essential=("proportional-to-count", "uniform-noise", "power-only-above"),
        slips=(
            Slip("proportional-to-count", "raised", formula(lambda v, j: v("count", j))),
            Slip("uniform-noise", "P", formula(lambda v, j: 1 / len(words))),
            Slip("power-only-above", "Z", formula(lambda v, _: total({j: v("count", j) for j in words}))),
            Slip("power-inverted", "raised", formula(lambda v, j: np.power(v("count", j), 4 / 3))),
            Slip(
                "share-then-power",
                "P",
                formula(lambda v, j: np.power(v("count", j) / total({i: v("count", i) for i in words}), 0.75)),
            ),
        ),
        words={"word": k},
    )


FAMILY = Family(
    id="word2vec.noise",
    version=2,
    points=("W08",),
    asks=((1, "number"), (1, "choice"), (3, "number"), (3, "choice")),
    draw=draw,
    problem=problem,
)
