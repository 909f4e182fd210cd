"""How many n-grams a candidate has: L - n + 1 for each sentence."""

import numpy as np

from engine import bleu
from engine.derivation import Run, total
from engine.derivation.slips import Slip, formula
from question_bank.model.computed import Asked, Numeric
from question_bank.model.draw import Draw
from question_bank.model.family import Family, Parameters
from question_bank.model.inputs import array, sequence
from question_bank.model.instance import Rounding


def draw(d: Draw, level: int) -> Parameters:
    """Three sentence lengths in any order; one of them may be shorter than n."""
    lengths = [*(d.integer("length", 3, 14, k) for k in (1, 2)), d.integer("short", 1, 3)]
    return {"n": d.integer("n", 2, 4), "lengths": d.shuffled("order", lengths)}


def problem(p: Parameters) -> Numeric:
    """l_n of the corpus."""
    n, lengths = p["n"], p["lengths"]
    sentences = range(1, len(lengths) + 1)
    return Numeric(
        run=Run(bleu.possible_ngrams, bleu.NOTATION, {"L": sequence(lengths), "n": array(n)}),
        asked=Asked("possible"),
        rounding=Rounding(kind="integer", digits=0),
        conventions=("distinct-words",),
        essential=("possible-is-length", "one-ngram-too-few", "ngrams-across-sentences"),
        slips=(
            Slip("possible-is-length", "possible", formula(lambda v, _: total({k: v("L", k) for k in sentences}))),
            Slip(
                "one-ngram-too-few",
                "possible",
                formula(lambda v, _: total({k: np.maximum(0, v("L", k) - v("n")) for k in sentences})),
            ),
            Slip(
                "ngrams-across-sentences",
                "possible",
                formula(lambda v, _: total({k: v("L", k) for k in sentences}) - v("n") + 1),
            ),
            Slip(
                "length-divided-by-order",
                "possible",
                counted=lambda _: np.asarray(float(sum(length // n for length in lengths))),
            ),
            Slip(
                "negative-count",
                "possible",
                formula(lambda v, _: total({k: v("L", k) - v("n") + 1 for k in sentences})),
            ),
        ),
        words={"n": n, "lengths": lengths},
    )


FAMILY = Family(
    id="bleu.ngram-count",
    version=3,
    points=("E10", "W18"),
    asks=((1, "number"), (1, "choice")),
    draw=draw,
    problem=problem,
)
