"""Cosine similarity of two word vectors."""

from engine import word2vec
from engine.derivation import Run
from engine.derivation.slips import Slip, formula, function_dropped, l1_for_l2
from question_bank.model.computed import Asked, Numeric
from question_bank.model.draw import Draw
from question_bank.model.family import Family, Parameters
from question_bank.model.inputs import array
from question_bank.model.instance import Rounding

WHOLE_NORM = ((3, 4), (4, 3), (5, 12), (8, 6), (6, 8), (12, 5), (2, 0), (0, 2), (3, 0), (0, 3))
SIGNED = tuple(
    (float(one * first), float(other * second))
    for first, second in WHOLE_NORM
    for one, other in ((1, 1), (1, -1), (-1, 1), (-1, -1))
    if (first or one > 0) and (second or other > 0)  # 0 has no sign
)


def draw(d: Draw, level: int) -> Parameters:
    """Level 1: two vectors of whole length, neither on one line nor orthogonal. Level 3: any, three entries."""
    if level == 3:
        values = (-2, -1, -0.5, 0.5, 1, 2)
        return {"a": d.array("a", (3,), values), "b": d.array("b", (3,), values)}
    a = d.pick("a", SIGNED)
    b = d.pick("b", [b for b in SIGNED if a[0] * b[0] + a[1] * b[1] != 0 and a[0] * b[1] != a[1] * b[0]])
    return {"a": list(a), "b": list(b)}


def problem(p: Parameters) -> Numeric:
    """cos(a, b)."""
    return Numeric(
        run=Run(word2vec.cosine, word2vec.NOTATION, {name: array(p[name]) for name in "ab"}),
        asked=Asked("cos"),
        rounding=Rounding(digits=2),
        essential=("dot-product-only", "one-norm-only", "norms-not-rooted", "l1-for-l2"),
        slips=(
            Slip("dot-product-only", "cos", formula(lambda v, _: v("a") @ v("b"))),
            Slip("one-norm-only", "cos", formula(lambda v, _: v("a") @ v("b") / v("a_norm"))),
            Slip("norms-added-below", "cos", formula(lambda v, _: v("a") @ v("b") / (v("a_norm") + v("b_norm")))),
            Slip("norms-not-rooted", "a_norm", function_dropped("sqrt")),
            Slip("both-norms-not-rooted", ("a_norm", "b_norm"), function_dropped("sqrt")),
            Slip("l1-for-l2", ("a_norm", "b_norm"), l1_for_l2()),
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
    version=5,
)
