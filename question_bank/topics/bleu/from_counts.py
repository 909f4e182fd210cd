"""BLEU from its precisions and lengths."""

import numpy as np

from engine import bleu
from engine.derivation import Run, total
from engine.derivation.slips import Slip, factor_dropped, formula, function_dropped
from question_bank.model.computed import Asked, Numeric
from question_bank.model.draw import Draw
from question_bank.model.family import Family, Parameters
from question_bank.model.inputs import array, sequence
from question_bank.model.instance import Rounding

# Pairs of precisions whose product is a square, so that the geometric mean is taken by hand.
SQUARES = (
    (0.8, 0.2),
    (0.9, 0.4),
    (0.9, 0.1),
    (0.4, 0.1),
    (0.8, 0.45),
    (0.5, 0.125),
    (0.75, 0.48),
    (0.5, 0.32),
    (0.72, 0.5),
    (0.6, 0.15),
    (0.8, 0.05),
    (0.64, 0.36),
    (0.98, 0.5),
    (0.45, 0.2),
)


PENALTY = (
    Slip("ratio-for-exponential", "BP", formula(lambda v, _: v("c") / v("r"))),
    Slip("ratio-inverted", "BP", formula(lambda v, _: np.exp(1 - v("c") / v("r")))),
)


def draw(d: Draw, level: int) -> Parameters:
    """Level 2: two orders, a mean by hand, an exponent of the printed table. Level 3: four orders."""
    if level == 2:
        c, over = d.pick("lengths", ((10, 1), (10, 2), (20, 2), (20, 4), (10, 5), (12, 6), (20, 10)))
        return {"p": list(d.pick("p", SQUARES)), "c": c, "r": c + over}
    c = d.integer("c", 10, 30)
    precisions = sorted((d.integer("p", 2, 18, n) / 20 for n in range(4)), reverse=True)
    return {"p": precisions, "c": c, "r": c + d.integer("over", 1, 6)}


def _by_hand(p: Parameters) -> Numeric:
    """Two orders: their geometric mean is a root."""
    inputs = {"p": sequence(p["p"]), "c": array(p["c"]), "r": array(p["r"])}
    return Numeric(
        run=Run(bleu.score_as_root, bleu.NOTATION, inputs),
        asked=Asked("BLEU"),
        rounding=Rounding(digits=3),
        probability=True,
        essential=("penalty-dropped", "arithmetic-mean", "root-left-out"),
        conventions=("bleu-uniform", "bleu-no-smoothing"),
        slips=(
            Slip("penalty-dropped", "BLEU", factor_dropped("BP")),
            Slip("arithmetic-mean", "geometric", formula(lambda v, _: (v("p", 1) + v("p", 2)) / 2)),
            Slip("root-left-out", "geometric", function_dropped("sqrt")),
            Slip("highest-order-only", "geometric", formula(lambda v, _: v("p", 2))),
            *PENALTY,
        ),
        words={"N": 2},
    )


def problem(p: Parameters) -> Numeric:
    """BLEU."""
    N = len(p["p"])
    if N == 2:
        return _by_hand(p)
    orders = range(1, N + 1)
    inputs = {"p": sequence(p["p"]), "c": array(p["c"]), "r": array(p["r"])}
    return Numeric(
        run=Run(bleu.score, bleu.NOTATION, inputs),
        asked=Asked("BLEU"),
        rounding=Rounding(digits=3),
        probability=True,
        essential=("penalty-dropped", "arithmetic-mean", "mean-not-divided"),
        conventions=("bleu-uniform", "bleu-no-smoothing"),
        slips=(
            Slip("penalty-dropped", "BLEU", factor_dropped("BP")),
            Slip(
                "arithmetic-mean", "BLEU", formula(lambda v, _: v("BP") * (total({n: v("p", n) for n in orders}) / N))
            ),
            Slip("mean-not-divided", "mean_log", formula(lambda v, _: total({n: np.log(v("p", n)) for n in orders}))),
            Slip("highest-order-only", "mean_log", formula(lambda v, _: np.log(v("p", N)))),
            *PENALTY,
        ),
        words={"N": N},
    )


FAMILY = Family(
    id="bleu.from-counts",
    version=3,
    points=("E01", "E04", "E09", "E11"),
    asks=((2, "number"), (2, "choice"), (3, "number"), (3, "choice")),
    draw=draw,
    problem=problem,
)
