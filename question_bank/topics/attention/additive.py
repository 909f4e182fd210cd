"""The additive score of Bahdanau."""

from itertools import product
from typing import Any

import numpy as np

from engine import attention
from engine.derivation import Run
from engine.derivation.slips import Slip, exchanged, formula, function_dropped, term_dropped
from question_bank.model.computed import Asked, Numeric
from question_bank.model.draw import Draw
from question_bank.model.family import Family, Parameters
from question_bank.model.inputs import array, sequence
from question_bank.model.instance import Rounding

PARTED = 0.03
# With two rows of ±0.5 before it, the sum for tanh is at most 2 and a multiple of 0.5.
ROWS = ((0.5, 0.5), (0.5, -0.5), (-0.5, 0.5), (-0.5, -0.5), (0.5, 0.0), (0.0, 0.5), (-0.5, 0.0), (0.0, -0.5))


def _invertible(matrix: Any) -> Any:
    """The matrix, one sign turned where its rows are multiples of one another; no entry is 0."""
    (a, b), (c, e) = matrix
    return [[a, b], [c, -e if a * e == b * c else e]]


def _parts(p: Parameters) -> bool:
    """Whether the score tells each mistake the question is about from the right one, by more than its rounding."""
    h, s, W_h, W_s, w = (array(p[name]) for name in ("h", "s", "W_h", "W_s", "w"))
    u = W_h @ h + W_s @ s
    wrong = (w @ u, w @ np.tanh(W_s @ h + W_h @ s), w @ np.tanh(W_h @ h), w @ np.tanh(W_s @ s))
    return all(abs(float(w @ np.tanh(u) - other)) > PARTED for other in wrong)


def draw(d: Draw, level: int) -> Parameters:
    """One position, two states that differ. Level 2: the sums inside tanh are of the printed table. Level 3: any."""
    values, entries = ((-1.0, 1.0), (-0.5, 0.5)) if level == 2 else ((-1.0, -0.5, 0.5, 1.0),) * 2
    h, s = d.shuffled("states", [list(state) for state in product(values, repeat=2)])[:2]
    p = {"h": h, "s": s, "W_h": _invertible(d.array("W_h", (2, 2), entries)), "w": d.array("w", (2,), (-2, -1, 1, 2))}
    rows = ROWS if level == 2 else tuple(product(entries, repeat=2))
    both = [pair for pair in product(rows, repeat=2) if np.all(np.any(pair, axis=0))]  # each entry of s counts
    matrices = d.shuffled("W_s", both)
    fit = (W_s for W_s in matrices if _parts({**p, "W_s": W_s}))
    return {**p, "W_s": [list(row) for row in next(fit, matrices[0])]}


def problem(p: Parameters) -> Numeric:
    """e_1."""
    inputs = {
        "h": sequence([p["h"]]),
        "s": array(p["s"]),
        "parameters": {name: array(p[name]) for name in ("W_h", "W_s", "w")},
    }
    return Numeric(
        run=Run(attention.attend, attention.NOTATION, inputs, {"score": "additive"}),
        asked=Asked("e", 1),
        essential=("score-without-tanh", "score-weights-exchanged", "decoder-state-left-out"),
        rounding=Rounding(digits=2),
        slips=(
            Slip("score-without-tanh", "e", function_dropped("tanh")),
            Slip("decoder-state-left-out", "u", term_dropped("s")),
            Slip("encoder-state-left-out", "u", term_dropped("h")),
            Slip("score-weights-exchanged", "u", exchanged("W_h", "W_s")),
            Slip("dot-for-additive", "e", formula(lambda v, j: v("s") @ v("h", j))),
        ),
    )


FAMILY = Family(
    id="attention.additive",
    points=("A04", "A05"),
    asks=((2, "number"), (2, "choice"), (3, "number"), (3, "choice")),
    draw=draw,
    problem=problem,
    version=3,
)
