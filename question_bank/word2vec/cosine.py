"""Cosine similarity of two word vectors."""

from engine import word2vec
from engine.derivation import Run
from engine.derivation.slips import Slip, formula, function_dropped
from question_bank.draw import Draw
from question_bank.family import Asked, Family, Numeric, Parameters
from question_bank.inputs import array
from question_bank.instance import Rounding

WHOLE_NORM = ((3, 4), (4, 3), (5, 12), (8, 6), (6, 8), (12, 5), (2, 0), (0, 2), (3, 0), (0, 3))


def draw(d: Draw, level: int) -> Parameters:
    """Level 1: two vectors of whole length on different lines. Level 3: any, three entries."""
    if level == 3:
        values = (-2, -1, -0.5, 0.5, 1, 2)
        return {"a": d.array("a", (3,), values), "b": d.array("b", (3,), values)}
    a = d.pick("a", WHOLE_NORM)
    b = d.pick("b", [pair for pair in WHOLE_NORM if pair[0] * a[1] != pair[1] * a[0]])
    return {
        name: [value * d.pick(f"sign {name}", (-1.0, 1.0), k) for k, value in enumerate(pair)]
        for name, pair in (("a", a), ("b", b))
    }


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
            Slip("one-norm-twice", "cos", formula(lambda v, _: v("a") @ v("b") / (v("a_norm") * v("a_norm")))),
            Slip("other-norm-twice", "cos", formula(lambda v, _: v("a") @ v("b") / (v("b_norm") * v("b_norm")))),
        ),
    )


FAMILY = Family(
    id="word2vec.cosine",
    points=("W12",),
    asks=((1, "number"), (1, "choice"), (3, "number"), (3, "choice")),
    draw=draw,
    problem=problem,
    version=3,
)
