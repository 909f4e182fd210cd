"""Positive pointwise mutual information from counts."""

from itertools import product

import numpy as np

from engine import word2vec
from engine.derivation import Run
from engine.derivation.slips import Slip, formula
from question_bank.draw import Draw
from question_bank.family import Asked, Family, Numeric, Parameters
from question_bank.inputs import array
from question_bank.instance import Rounding

# Counts (both, x, y, all) whose ratio of probabilities is a power of two, with words that leave room for each other.
BY_HAND = tuple(
    (both, both * times, y, times * y * quarters // 4)
    for both, times, y, quarters in product((2, 3, 5, 10), (4, 5, 8, 10), (20, 30, 40, 50), (1, 2, 8, 16, 32))
    if times * y * quarters % 4 == 0 and times * y * quarters >= 4 * (both * times + y)
)


def draw(d: Draw, level: int) -> Parameters:
    """Level 1: a ratio that is a power of two. Level 3: any counts."""
    if level == 1:
        xy, x, y, N = d.pick("counts", BY_HAND)
    else:
        xy, x, y = d.integer("xy", 2, 15), d.integer("x", 20, 150), d.integer("y", 20, 150)
        N = 100 * d.integer("N", 5, 30)
    return {"xy": xy, "x": x, "y": y, "N": N}


def problem(p: Parameters) -> Numeric:
    """PPMI(x, y); 0 for words that meet less often than by chance."""
    return Numeric(
        run=Run(word2vec.ppmi, word2vec.NOTATION, {name: array(p[name]) for name in ("xy", "x", "y", "N")}),
        asked=Asked("ppmi"),
        rounding=Rounding(digits=2),
        zero_is_the_point=True,
        conventions=("probabilities-from-counts",),
        slips=(
            Slip("negative-pmi-kept", "ppmi", formula(lambda v, _: v("pmi"))),
            Slip("sign-of-pmi-dropped", "ppmi", formula(lambda v, _: np.maximum(-v("pmi"), v("pmi")))),
            Slip("natural-log-for-base-two", "pmi", formula(lambda v, _: np.log(v("ratio")))),
            Slip("one-count-only-below", "ratio", formula(lambda v, _: v("xy") * v("N") / v("x"))),
            Slip("number-of-words-left-out", "ratio", formula(lambda v, _: v("xy") / (v("x") * v("y")))),
            Slip("logarithm-left-out", "ppmi", formula(lambda v, _: v("ratio"))),
        ),
        words={name: p[name] for name in ("xy", "x", "y", "N")},
    )


FAMILY = Family(
    id="word2vec.ppmi",
    version=2,
    points=("W13", "W14"),
    asks=((1, "number"), (1, "choice"), (3, "number"), (3, "choice")),
    draw=draw,
    problem=problem,
)
