"""The loss of negative sampling: one right word, a few wrong ones."""

from itertools import product

import numpy as np

from engine import word2vec
from engine.derivation import Run, total
from engine.derivation.slips import Slip, formula
from engine.functions import sigmoid
from question_bank.model.computed import Asked, Numeric
from question_bank.model.draw import Draw
from question_bank.model.family import Family, Parameters
from question_bank.model.inputs import array, sequence
from question_bank.model.instance import Rounding

SCORES = (-2, -1, 1, 2)
LEAST_SUM = 0.25


def draw(d: Draw, level: int) -> Parameters:
    """Level 2: scores of the printed table, one negative. Level 3: two negatives, any scores but 0."""
    if level == 3:
        h = [d.pick("h", (-2, -1, 1, 2)), d.pick("h", (-1.5, 1.5), 1)]
        right, first = (d.array(f"v{k}", (2,), (-1, -0.5, 0.5, 1)) for k in range(2))
        # Scores of the negatives that cancel would cost the same with either sign; so would, all turned, a right
        # word's score that is their sum.
        others = [
            pair
            for pair in product((-1.0, -0.5, 0.5, 1.0), repeat=2)
            if list(pair) not in (right, first)
            and abs(sum((a + b) * c for a, b, c in zip(first, pair, h, strict=True))) >= LEAST_SUM
            and abs(sum((a + b - o) * c for a, b, o, c in zip(first, pair, right, h, strict=True))) >= LEAST_SUM
        ]
        return {"h": h, "v": [right, first, list(d.pick("v2", others))]}
    h = d.array("h", (2,), (1, 2))
    rows = []
    right = d.pick("score", SCORES)
    wrong = d.pick("score", [score for score in SCORES if abs(score) != abs(right)], 1)  # else both words cost the same
    for k, score in enumerate((right, wrong)):
        first = d.pick("first", (-1, 1), k)
        rows.append([float(first), (score - first * h[0]) / h[1]])
    return {"h": h, "v": rows}


def problem(p: Parameters) -> Numeric:
    """E of one centre word."""
    last = len(p["v"]) - 1
    return Numeric(
        run=Run(word2vec.negative_sampling, word2vec.NOTATION, {"h": array(p["h"]), "v": sequence(p["v"], 0)}),
        asked=Asked("E"),
        rounding=Rounding(digits=2),
        conventions=("negative-sampling",),
        essential=("negative-sign-not-turned", "negatives-left-out", "sign-of-right-word-turned", "signs-exchanged"),
        slips=(
            Slip("negative-sign-not-turned", "E_k", formula(lambda v, k: -np.log(sigmoid(v("s", k))))),
            Slip("negatives-left-out", "E", formula(lambda v, _: v("E_k", 0))),
            Slip("right-word-left-out", "E", formula(lambda v, _: total({k: v("E_k", k) for k in range(1, last + 1)}))),
            Slip("sign-of-right-word-turned", "E_k", formula(lambda v, k: -np.log(sigmoid(-v("s", k)))), at=0),
            Slip("signs-exchanged", "E_k", formula(lambda v, k: -np.log(sigmoid(-v("s", k) if k == 0 else v("s", k))))),
            Slip(
                "averaged-over-words",
                "E",
                formula(lambda v, _: total({k: v("E_k", k) for k in range(last + 1)}) / (last + 1)),
            ),
        ),
        words={"last": last},
    )


FAMILY = Family(
    id="word2vec.negative-sampling",
    points=("W06", "W07"),
    asks=((2, "number"), (2, "choice"), (3, "number"), (3, "choice")),
    draw=draw,
    problem=problem,
    version=4,
)
