"""The hidden layer of CBOW: the mean of the context words' rows."""

from functools import reduce
from operator import mul

from engine import word2vec
from engine.derivation import Run, total
from engine.derivation.slips import Slip, formula, function_dropped
from question_bank.model.computed import Asked, Numeric
from question_bank.model.draw import Draw
from question_bank.model.family import Family, Parameters
from question_bank.model.inputs import sequence
from question_bank.model.instance import Rounding

VALUES = (-1.2, -0.8, -0.4, 0.2, 0.6, 1.4)


def draw(d: Draw, level: int) -> Parameters:
    """Rows of two context words; level 2 has four, two on each side. No two words agree in an entry."""
    columns = [d.shuffled(f"w {entry}", VALUES)[: 2 * level] for entry in range(2)]
    return {"w": [list(row) for row in zip(*columns, strict=True)], "entry": d.integer("entry", 0, 1)}


def problem(p: Parameters) -> Numeric:
    """H."""
    count = len(p["w"])
    words = range(1, count + 1)
    return Numeric(
        run=Run(word2vec.cbow_hidden, word2vec.NOTATION, {"w": sequence(p["w"])}),
        asked=Asked("h", None, (p["entry"],)),
        rounding=Rounding(digits=2),
        conventions=("cbow-mean",),
        essential=("context-summed", "nearest-word-only", "last-context-word-only"),
        slips=(
            Slip("context-summed", "h", function_dropped("divide")),
            Slip("nearest-word-only", "h", formula(lambda v, _: v("w", 1))),
            Slip("last-context-word-only", "h", formula(lambda v, _: v("w", count))),
            Slip("context-multiplied", "h", formula(lambda v, _: reduce(mul, [v("w", k) for k in words]))),
            Slip(
                "target-counted-in-mean",
                "h",
                formula(lambda v, _: total({k: v("w", k) for k in words}) / (count + 1)),
            ),
        ),
        words={"count": count},
    )


FAMILY = Family(
    id="word2vec.cbow-hidden",
    points=("W04", "W09"),
    asks=((1, "number"), (1, "vector"), (1, "choice"), (2, "number"), (2, "choice")),
    draw=draw,
    problem=problem,
    version=3,
)
