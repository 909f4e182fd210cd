"""The additive score of Bahdanau."""

from typing import Any

from engine import attention
from engine.derivation import Run
from engine.derivation.slips import Slip, exchanged, formula, function_dropped, term_dropped
from question_bank.draw import Draw
from question_bank.family import Asked, Family, Numeric, Parameters
from question_bank.inputs import array, sequence
from question_bank.instance import Rounding

# With two rows of ±0.5 before it, the sum for tanh is at most 2 and a multiple of 0.5.
ROWS = ((0.5, 0.5), (0.5, -0.5), (-0.5, 0.5), (-0.5, -0.5), (0.5, 0.0), (0.0, 0.5), (-0.5, 0.0), (0.0, -0.5))


def _invertible(matrix: Any) -> Any:
    """The matrix, one sign turned where its rows are multiples of one another; no entry is 0."""
    (a, b), (c, e) = matrix
    return [[a, b], [c, -e if a * e == b * c else e]]


def draw(d: Draw, level: int) -> Parameters:
    """One position. Level 2: the sums inside tanh are of the printed table. Level 3: any."""
    signs = (-1, 1)
    halves = (-1, -0.5, 0.5, 1)
    h, s = d.array("h", (2,), signs), d.array("s", (2,), signs)
    if level == 2:
        return {
            "h": h,
            "s": s,
            "W_h": _invertible(d.array("W_h", (2, 2), (-0.5, 0.5))),
            "W_s": [list(d.pick("W_s", ROWS, k)) for k in range(2)],
            "w": d.array("w", (2,), (-2, -1, 1, 2)),
        }
    return {
        "h": d.array("h", (2,), halves),
        "s": d.array("s", (2,), halves),
        "W_h": _invertible(d.array("W_h", (2, 2), halves)),
        "W_s": _invertible(d.array("W_s", (2, 2), halves)),
        "w": d.array("w", (2,), (-2, -1, 1, 2)),
    }


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
