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


def _penalty(p: Parameters) -> tuple[Slip, ...]:
    """The slips of BP; only of a longer candidate it can come out above 1."""
    return (
        Slip("ratio-for-exponential", "BP", formula(lambda v, _: v("c") / v("r"))),
        Slip("ratio-inverted", "BP", formula(lambda v, _: np.exp(1 - v("c") / v("r")))),
        *((Slip("penalty-above-one", "BP", formula(lambda v, _: np.exp(1 - v("r") / v("c")))),) if _longer(p) else ()),
    )


def _longer(p: Parameters) -> bool:
    """Whether the candidate is the longer one, so that BP is 1."""
    return bool(p["c"] > p["r"])


def draw(d: Draw, level: int) -> Parameters:
    """Level 2: two orders, a mean by hand, an exponent of the printed table. Level 3: four orders.

    In one of three the candidate is the longer, and BP is 1; but not by so much that it would be 1 of any candidate.
    """
    is_longer = d.integer("longer?", 1, 3) == 1
    if level == 2:
        lengths = ((12, -1), (14, -2), (15, -3), (16, -4), (20, -2), (20, -4), (25, -5))
        if not is_longer:
            lengths = ((10, 1), (10, 2), (20, 2), (20, 4), (10, 5), (12, 6), (20, 10))
        c, over = d.pick("lengths", lengths)
        return {"p": list(d.pick("p", SQUARES)), "c": c, "r": c + over}
    c = d.integer("c", 18 if is_longer else 10, 30)
    precisions = sorted((d.integer("p", 2, 18, n) / 20 for n in range(4)), reverse=True)
    over = d.integer("over", 1, 6)
    return {"p": precisions, "c": c, "r": c - over if is_longer else c + over}


def _by_hand(p: Parameters) -> Numeric:
    """Two orders: their geometric mean is a root."""
    inputs = {"p": sequence(p["p"]), "c": array(p["c"]), "r": array(p["r"])}
    return Numeric(
        run=Run(bleu.score_as_root, bleu.NOTATION, inputs),
        asked=Asked("BLEU"),
        rounding=Rounding(digits=3),
        probability=True,
        essential=("penalty-above-one" if _longer(p) else "penalty-dropped", "arithmetic-mean", "root-left-out"),
        cases=("penalty-dropped",) if _longer(p) else (),
        conventions=("bleu-uniform", "bleu-no-smoothing"),
        slips=(
            Slip("penalty-dropped", "BLEU", factor_dropped("BP")),
            Slip("arithmetic-mean", "geometric", formula(lambda v, _: (v("p", 1) + v("p", 2)) / 2)),
            Slip("root-left-out", "geometric", function_dropped("sqrt")),
            Slip("highest-order-only", "geometric", formula(lambda v, _: v("p", 2))),
            *_penalty(p),
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
        essential=("penalty-above-one" if _longer(p) else "penalty-dropped", "arithmetic-mean", "mean-not-divided"),
        cases=("penalty-dropped",) if _longer(p) else (),
        conventions=("bleu-uniform", "bleu-no-smoothing"),
        slips=(
            Slip("penalty-dropped", "BLEU", factor_dropped("BP")),
            Slip(
                "arithmetic-mean", "BLEU", formula(lambda v, _: v("BP") * (total({n: v("p", n) for n in orders}) / N))
            ),
            Slip("mean-not-divided", "mean_log", formula(lambda v, _: total({n: np.log(v("p", n)) for n in orders}))),
            Slip("highest-order-only", "mean_log", formula(lambda v, _: np.log(v("p", N)))),
            *_penalty(p),
        ),
        words={"N": N},
    )


FAMILY = Family(
    id="bleu.from-counts",
    version=4,
    points=("E01", "E04", "E09", "E11"),
    asks=((2, "number"), (2, "choice"), (3, "number"), (3, "choice")),
    draw=draw,
    problem=problem,
)
