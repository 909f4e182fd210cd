"""The loss of a padded sequence: padding counts in neither sum."""

import numpy as np

from engine import seq2seq
from engine.derivation import Run, total
from engine.derivation.slips import Slip, formula, function_dropped
from question_bank.draw import Draw
from question_bank.family import Asked, Family, Numeric, Parameters
from question_bank.inputs import sequence
from question_bank.instance import Rounding


def draw(d: Draw, level: int) -> Parameters:
    """Two or three words, then padding. Level 2: probabilities of the printed table."""
    words, padding = d.integer("words", 2, 3), d.integer("padding", 1, 2)
    if level == 2:
        p = d.shuffled("p", (0.1, 0.2, 0.4, 0.5, 0.8))[: words + padding]
    else:
        p = [k / 20 for k in d.shuffled("p", range(1, 19))[: words + padding]]
    return {"p": p, "m": [1.0] * words + [0.0] * padding}


def problem(p: Parameters) -> Numeric:
    """L over the words."""
    steps = len(p["p"])
    times = range(1, steps + 1)
    return Numeric(
        run=Run(seq2seq.masked_loss, seq2seq.NOTATION, {"p": sequence(p["p"]), "m": sequence(p["m"])}),
        asked=Asked("L"),
        rounding=Rounding(digits=2),
        conventions=("natural-log", "mask"),
        slips=(
            Slip("divided-by-whole-length", "L", formula(lambda v, _: -v("log_sum") / steps)),
            Slip("mask-ignored", "log_sum", formula(lambda v, _: total({t: np.log(v("p", t)) for t in times}))),
            Slip("loss-not-averaged", "L", function_dropped("divide")),
            Slip(
                "mask-ignored-everywhere",
                "L",
                formula(lambda v, _: -total({t: np.log(v("p", t)) for t in times}) / steps),
            ),
        ),
        words={"steps": steps},
    )


FAMILY = Family(
    id="seq2seq.masked-loss",
    points=("S15",),
    asks=((2, "number"), (2, "choice"), (3, "number"), (3, "choice")),
    draw=draw,
    problem=problem,
    version=3,
)
