"""Scaled dot-product attention with a causal mask."""

from collections.abc import Callable
from typing import Any

import numpy as np

from engine import attention
from engine.derivation import Run, total
from engine.derivation.slips import Rewrite, Slip, formula
from question_bank.draw import Draw
from question_bank.family import Asked, Family, Numeric, Parameters
from question_bank.inputs import array, sequence
from question_bank.instance import Rounding


def draw(d: Draw, level: int) -> Parameters:
    """Three positions with four-dimensional keys, the second asks; values of two entries."""
    values = (-1, 0, 1, 2)
    return {
        "q": d.array("q", (4,), (-1, 1, 2)),
        "k": d.sequence("k", 3, (4,), values),
        "v": d.sequence("v", 3, (2,), (-2, -1, 1, 2, 3)),
        "entry": d.integer("entry", 0, 1),
    }


def _attended(seen: tuple[int, ...]) -> Rewrite:
    """The output where other positions are seen; d_k is 4."""

    def build(v: Callable[..., Any], i: Any) -> Any:
        e = {j: np.exp(v("q", i) @ v("k", j) / np.sqrt(v("d_k"))) for j in seen}
        return total({j: e[j] / total(e) * v("v", j) for j in seen})

    return formula(build)


def problem(p: Parameters) -> Numeric:
    """The output of position 2."""
    inputs = {
        "q": {2: array(p["q"])},
        "k": sequence(p["k"]),
        "v": sequence(p["v"]),
        "d_k": array(4.0),
        "position": 2,
    }
    return Numeric(
        run=Run(attention.scaled_dot, attention.NOTATION, inputs, {"causal": True}),
        asked=Asked("o", 2, (p["entry"],)),
        rounding=Rounding(digits=2),
        conventions=("scaled-dot",),
        slips=(
            Slip("future-not-masked", "o", _attended((1, 2, 3))),
            Slip("own-position-masked", "o", _attended((1,))),
            Slip("not-scaled", "e", formula(lambda v, j: v("q", 2) @ v("k", j))),
            Slip("scaled-by-dimension", "e", formula(lambda v, j: v("q", 2) @ v("k", j) / v("d_k"))),
            Slip("values-averaged", "o", formula(lambda v, _: (v("v", 1) + v("v", 2)) / 2)),
            Slip("keys-weighted", "o", formula(lambda v, i: v("a", 1) * v("v", 2) + v("a", 2) * v("v", 1))),
        ),
    )


FAMILY = Family(
    id="attention.causal",
    version=2,
    points=("A11", "A12"),
    asks=((3, "number"), (3, "vector"), (3, "choice")),
    draw=draw,
    problem=problem,
)
