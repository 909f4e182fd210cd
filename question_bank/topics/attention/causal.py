"""Scaled dot-product attention with a causal mask."""

from collections.abc import Callable
from itertools import product
from typing import Any

import numpy as np

from engine import attention
from engine.derivation import Run, total
from engine.derivation.slips import Rewrite, Slip, formula
from question_bank.model.computed import Asked, Numeric
from question_bank.model.draw import Draw
from question_bank.model.family import Family, Parameters
from question_bank.model.inputs import array, sequence
from question_bank.model.instance import Rounding

KEYS = tuple(product((-1.0, 0.0, 1.0, 2.0), repeat=4))
PRODUCTS = (-4, -2, 2, 4)  # twice the scores: none is 0, so that a mask of 0 shows, and none drowns the others


def draw(d: Draw, level: int) -> Parameters:
    """Three positions with four-dimensional keys, the second asks; values of two entries, none twice at one place.

    Each key is one of those with a product drawn before, so that no weight is all of 1.
    """
    q = d.array("q", (4,), (-1, 1, 2))
    products = d.shuffled("products", PRODUCTS)[:3]
    keys = [[key for key in KEYS if np.dot(q, key) == wanted] for wanted in products]
    columns = [d.shuffled(f"v{column}", (-2.0, -1.0, 1.0, 2.0, 3.0))[:3] for column in range(2)]
    return {
        "q": q,
        "k": [list(d.pick("k", fitting, j)) for j, fitting in enumerate(keys)],
        "v": [list(entries) for entries in zip(*columns, strict=True)],
        "entry": d.integer("entry", 0, 1),
    }


def _attended(seen: tuple[int, ...], among: tuple[int, ...] = (), at_zero: tuple[int, ...] = ()) -> Rewrite:
    """The output of wrong masks: positions seen, others that only share in the softmax, others seen with score 0."""

    def build(v: Callable[..., Any], i: Any) -> Any:
        scores = {1: v("e", 1), 2: v("e", 2), 3: v("q", i) @ v("k", 3) / np.sqrt(v("d_k"))}
        e = {j: np.exp(scores[j]) for j in (*seen, *among)}
        whole = total(e | {j: np.exp(0.0) for j in at_zero})
        outputs = {j: e[j] / whole * v("v", j) for j in seen}
        return total(outputs | {j: np.exp(0.0) / whole * v("v", j) for j in at_zero})

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
        essential=("future-not-masked", "masked-with-zero", "not-scaled"),
        context={
            "k[3]": "the mask hides the last position: that its key does not count is the point",
            "position": "it says whose output is asked for; there is no query but that one",
            "v[3]": "the mask hides the last position: that its value does not count is the point",
        },
        rounding=Rounding(digits=2),
        conventions=("scaled-dot",),
        slips=(
            Slip("future-not-masked", "o", _attended((1, 2, 3))),
            Slip("own-position-masked", "o", formula(lambda v, _: v("v", 1))),
            Slip("masked-with-zero", "o", _attended((1, 2), at_zero=(3,))),
            Slip("masked-after-softmax", "o", _attended((1, 2), among=(3,))),
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
