"""The length-normalised score of a hypothesis."""

import numpy as np

from engine import seq2seq
from engine.derivation import Run, total
from engine.derivation.slips import Slip, formula, function_dropped
from question_bank.model.computed import Asked, Numeric
from question_bank.model.draw import Draw
from question_bank.model.family import Family, Parameters
from question_bank.model.inputs import sequence
from question_bank.model.instance import Rounding

WIDE = 2  # the ratio of two of the probabilities


def draw(d: Draw, level: int) -> Parameters:
    """Level 2: probabilities of the printed table of logarithms. Level 3: any. Two of them at least lie well apart.

    Of nearly equal probabilities the logarithm of the mean is the mean of the logarithms.
    """
    table = (0.2, 0.4, 0.5, 0.8) if level == 2 else tuple(k / 20 for k in range(2, 20))
    first = d.pick("first", table)
    other = d.pick("other", [p for p in table if max(p / first, first / p) >= WIDE])
    more = (d.pick("more", table, k) for k in range(d.integer("count", 3, 4) - 2))
    return {"p": d.shuffled("order", [first, other, *more])}


def problem(p: Parameters) -> Numeric:
    """The mean log-probability."""
    times = range(1, len(p["p"]) + 1)
    count = len(p["p"])
    return Numeric(
        run=Run(seq2seq.normalised_score, seq2seq.NOTATION, {"p": sequence(p["p"])}),
        asked=Asked("score"),
        rounding=Rounding(digits=2),
        essential=("length-not-divided", "log-of-mean-probability"),
        conventions=("natural-log", "per-word"),
        slips=(
            Slip("length-not-divided", "score", function_dropped("divide")),
            Slip("sign-of-score-turned", "score", formula(lambda v, _: -v("log_sum") / count)),
            Slip(
                "log-of-mean-probability",
                "score",
                formula(lambda v, _: np.log(total({t: v("p", t) for t in times}) / count)),
            ),
            Slip("divided-by-steps-after-first", "score", formula(lambda v, _: v("log_sum") / (count - 1))),
            Slip("probability-for-score", "score", formula(lambda v, _: np.exp(v("log_sum")))),
        ),
        words={"count": count},
    )


FAMILY = Family(
    id="seq2seq.normalised-score",
    points=("S05", "S14"),
    asks=((2, "number"), (2, "choice"), (3, "number"), (3, "choice")),
    draw=draw,
    problem=problem,
    version=3,
)
