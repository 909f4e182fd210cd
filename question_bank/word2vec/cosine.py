"""Cosine similarity of two word vectors."""

from engine import word2vec
from engine.derivation import Run
from engine.derivation.slips import Slip, formula, function_dropped
from question_bank.draw import Draw
from question_bank.family import Asked, Family, Numeric, Parameters
from question_bank.inputs import array
from question_bank.instance import Rounding

WHOLE_NORM = ((3, 4), (4, 3), (5, 12), (8, 6), (6, 8), (12, 5), (2, 0), (0, 2), (0, 3), (8, 15))


def draw(d: Draw, level: int) -> Parameters:
    """Level 1: vectors of whole length. Level 3: any, three entries."""
    if level == 3:
        values = (-2, -1, -0.5, 0.5, 1, 2)
        return {"a": d.array("a", (3,), values), "b": d.array("b", (3,), values)}
    vectors = {}
    for name in "ab":
        pair = d.pick(name, WHOLE_NORM)
        vectors[name] = [value * d.pick(f"sign {name}", (-1.0, 1.0), k) for k, value in enumerate(pair)]
    return vectors


def problem(p: Parameters) -> Numeric:
    """cos(a, b)."""
    return Numeric(
        run=Run(word2vec.cosine, word2vec.NOTATION, {name: array(p[name]) for name in "ab"}),
        asked=Asked("cos"),
        rounding=Rounding(digits=2),
        slips=(
            Slip("dot-product-only", "cos", formula(lambda v, _: v("a") @ v("b"))),
            Slip("one-norm-only", "cos", formula(lambda v, _: v("a") @ v("b") / v("a_norm"))),
            Slip("norms-added-below", "cos", formula(lambda v, _: v("a") @ v("b") / (v("a_norm") + v("b_norm")))),
            Slip("norms-not-rooted", "a_norm", function_dropped("sqrt")),
        ),
    )


FAMILY = Family(
    id="word2vec.cosine",
    points=("W12",),
    asks=((1, "number"), (1, "choice"), (3, "number"), (3, "choice")),
    draw=draw,
    problem=problem,
)
