"""Positive pointwise mutual information from counts."""

from itertools import product

import numpy as np

from engine import word2vec
from engine.derivation import Run
from engine.derivation.slips import Slip, formula
from question_bank.model.computed import Asked, Numeric
from question_bank.model.draw import Draw
from question_bank.model.family import Family, Parameters
from question_bank.model.inputs import array
from question_bank.model.instance import Rounding

LEAST_X = 24
SIZES = range(500, 3001, 100)  # of a corpus

# Counts (both, x, y, all) whose ratio of probabilities is a power of two, with words that leave room for each other.
OFTEN = tuple(
    (both, both * times, y, times * y * ratio)
    for both, times, y, ratio in product((2, 3, 5, 10), (4, 5, 8, 10), (20, 30, 40, 50), (2, 4, 8))
    if times * y * ratio >= both * times + y
)
# Rarer than by chance, and so little that any one of the other counts would turn it.
SELDOM = tuple(
    (both, both * times, y, times * y // 2)
    for both, times, y in product((2, 3, 4), (8, 10, 12, 15), (50, 60, 80, 100))
    if both * times >= LEAST_X and times * y // 2 >= both * times + y
)


def draw(d: Draw, level: int) -> Parameters:
    """Level 1: a ratio that is a power of two. Level 3: any counts. One time in three they meet less than by chance."""
    seldom = d.integer("seldom", 0, 2) == 0
    if level == 1:
        xy, x, y, N = d.pick("counts", SELDOM if seldom else OFTEN)
        return {"xy": xy, "x": x, "y": y, "N": N}
    if seldom:
        xy, x, y = d.integer("few", 6, 7), d.integer("many x", 100, 150), d.integer("many y", 80, 110)
        least, most = 0.55, 0.9
    else:
        x, y = d.integer("x", 20, 150), d.integer("y", 20, 150)
        least, most = 1.2, np.inf
        xy = d.pick("xy", [count for count in range(2, 16) if count * SIZES[-1] >= least * x * y])
    N = d.pick("N", [size for size in SIZES if least <= xy * size / (x * y) <= most])
    return {"xy": xy, "x": x, "y": y, "N": N}


def problem(p: Parameters) -> Numeric:
    """PPMI(x, y); 0 for words that meet less often than by chance."""
    return Numeric(
        run=Run(word2vec.ppmi, word2vec.NOTATION, {name: array(p[name]) for name in ("xy", "x", "y", "N")}),
        asked=Asked("ppmi"),
        rounding=Rounding(digits=2),
        zero_is_the_point=True,
        essential=(
            ("negative-pmi-kept", "sign-of-pmi-dropped")
            if p["xy"] * p["N"] < p["x"] * p["y"]
            else ("natural-log-for-base-two", "number-of-words-left-out", "one-count-only-below")
        ),
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
