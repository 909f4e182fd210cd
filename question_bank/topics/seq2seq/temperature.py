"""Sampling with temperature."""

import numpy as np

from engine import seq2seq
from engine.derivation import Run, total
from engine.derivation.slips import Slip, formula
from question_bank.model.computed import Asked, Numeric
from question_bank.model.draw import Draw
from question_bank.model.family import Family, Parameters
from question_bank.model.inputs import array, sequence
from question_bank.model.instance import Rounding


def draw(d: Draw, level: int) -> Parameters:
    """Level 2: exponents of the printed table. Level 3: any."""
    if level == 2:
        tau = d.pick("tau", (0.5, 2.0))
        exponents = d.shuffled("exponents", (-1, 0, 1, 2))[:3]
        return {"s": [tau * e for e in exponents], "tau": tau, "token": d.integer("token", 1, 3)}
    return {
        "s": [k / 2 for k in d.shuffled("s", range(-4, 7))[:3]],
        "tau": d.pick("tau", (0.5, 0.8, 1.5, 2.0)),
        "token": d.integer("token", 1, 3),
    }


def problem(p: Parameters) -> Numeric:
    """The probability of one token."""
    tokens, k = range(1, len(p["s"]) + 1), p["token"]
    return Numeric(
        run=Run(seq2seq.tempered, seq2seq.NOTATION, {"s": sequence(p["s"]), "tau": array(p["tau"])}),
        asked=Asked("q", k),
        rounding=Rounding(digits=3),
        probability=True,
        essential=("multiplied-by-temperature", "temperature-left-out"),
        conventions=("temperature",),
        slips=(
            Slip(
                "multiplied-by-temperature",
                "q",
                formula(
                    lambda v, i: np.exp(v("s", i) * v("tau")) / total({j: np.exp(v("s", j) * v("tau")) for j in tokens})
                ),
            ),
            Slip(
                "temperature-left-out",
                "q",
                formula(lambda v, i: np.exp(v("s", i)) / total({j: np.exp(v("s", j)) for j in tokens})),
            ),
            Slip(
                "divided-after-softmax",
                "q",
                formula(lambda v, i: np.exp(v("s", i)) / total({j: np.exp(v("s", j)) for j in tokens}) / v("tau")),
            ),
            Slip(
                "probability-to-a-power",
                "q",
                formula(
                    lambda v, i: np.power(
                        np.exp(v("s", i)) / total({j: np.exp(v("s", j)) for j in tokens}), 1 / v("tau")
                    )
                ),
            ),
            Slip(
                "temperature-only-above",
                "q",
                formula(lambda v, i: np.exp(v("s", i) / v("tau")) / total({j: np.exp(v("s", j)) for j in tokens})),
            ),
        ),
        words={"token": k},
    )


FAMILY = Family(
    id="seq2seq.temperature",
    points=("S17",),
    asks=((2, "number"), (2, "choice"), (3, "number"), (3, "choice")),
    draw=draw,
    problem=problem,
    version=3,
)
