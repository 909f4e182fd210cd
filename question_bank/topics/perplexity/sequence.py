"""Perplexity of a short text from the probabilities of its words."""

from functools import reduce
from operator import mul

import numpy as np

from engine import language_model
from engine.derivation import Run, total
from engine.derivation.slips import Slip, formula, function_dropped
from question_bank.model.computed import Asked, Numeric
from question_bank.model.draw import Draw
from question_bank.model.family import Family, Parameters
from question_bank.model.inputs import array, sequence
from question_bank.model.instance import Rounding

# Exponents e with p = 2^-e whose mean is a whole number, so that the perplexity is one by hand. None is above 4, whose
# probability 0.0625 is printed whole; the arithmetic mean of the 2^e never rounds to the geometric one.
BY_HAND = (
    (1, 3), (2, 4), (0, 2), (0, 4),
    (1, 1, 4), (1, 2, 3), (2, 3, 4), (0, 2, 4), (0, 0, 3), (0, 3, 3), (1, 4, 4),
    (1, 2, 2, 3), (1, 1, 3, 3), (1, 1, 2, 4), (0, 1, 3, 4), (0, 2, 2, 4), (0, 2, 3, 3), (2, 3, 3, 4),
)  # fmt: skip


def draw(d: Draw, level: int) -> Parameters:
    """Level 1: powers of one half, the perplexity a whole number. Level 3: any probabilities, four words."""
    if level == 1:
        exponents = d.shuffled("order", d.pick("exponents", BY_HAND))
        return {"p": [0.5**e for e in exponents], "whole": True}
    return {"p": [d.integer("p", 1, 19, k) / 20 for k in range(4)], "whole": False}


def _by_hand(p: Parameters) -> Numeric:
    """The root of a product."""
    count = len(p["p"])
    times = range(1, count + 1)
    inputs = {"p": sequence(p["p"]), "T": array(count)}
    return Numeric(
        run=Run(language_model.perplexity_as_root, language_model.NOTATION, inputs),
        asked=Asked("perplexity"),
        rounding=Rounding(kind="integer", digits=0),
        conventions=("perplexity-root",),
        slips=(
            Slip(
                "arithmetic-mean-of-inverse",
                "perplexity",
                formula(lambda v, _: total({t: 1 / v("p", t) for t in times}) / v("T")),
            ),
            Slip("root-not-taken", "perplexity", formula(lambda v, _: v("inverses"))),
            Slip("divided-for-rooted", "perplexity", formula(lambda v, _: v("inverses") / v("T"))),
            Slip(
                "inverse-of-mean-probability",
                "perplexity",
                formula(lambda v, _: v("T") / total({t: v("p", t) for t in times})),
            ),
            Slip(
                "probabilities-not-inverted",
                "inverses",
                formula(lambda v, _: reduce(mul, (v("p", t) for t in times))),
            ),
            Slip("last-word-only", "perplexity", formula(lambda v, _: 1 / v("p", count))),
            Slip("logarithm-for-perplexity", "perplexity", formula(lambda v, _: np.log2(v("inverses")) / v("T"))),
        ),
        essential=("arithmetic-mean-of-inverse", "root-not-taken"),
    )


def problem(p: Parameters) -> Numeric:
    """Perplexity of the text."""
    if p["whole"]:
        return _by_hand(p)
    times = range(1, len(p["p"]) + 1)
    count = len(p["p"])
    return Numeric(
        run=Run(language_model.perplexity, language_model.NOTATION, {"p": sequence(p["p"])}),
        asked=Asked("perplexity"),
        rounding=Rounding(digits=2),
        conventions=("perplexity",),
        slips=(
            Slip(
                "arithmetic-mean-of-inverse",
                "perplexity",
                formula(lambda v, _: total({t: 1 / v("p", t) for t in times}) / count),
            ),
            Slip("nll-not-averaged", "nll", function_dropped("divide")),
            Slip("exponential-dropped", "perplexity", function_dropped("exp")),
            Slip("power-of-two", "perplexity", formula(lambda v, _: np.power(2, v("nll")))),
            Slip(
                "inverse-of-mean-probability",
                "perplexity",
                formula(lambda v, _: count / total({t: v("p", t) for t in times})),
            ),
            Slip("last-word-only", "nll", formula(lambda v, _: -np.log(v("p", count)))),
        ),
        essential=("arithmetic-mean-of-inverse", "nll-not-averaged"),
    )


FAMILY = Family(
    id="perplexity.sequence",
    points=("E17", "R20"),
    asks=((1, "number"), (1, "choice"), (3, "number"), (3, "choice")),
    draw=draw,
    problem=problem,
    version=4,
)
