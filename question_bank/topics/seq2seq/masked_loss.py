"""The loss of a padded sequence: padding counts in neither sum."""

import math
from collections.abc import Sequence

import numpy as np

from engine import seq2seq
from engine.derivation import Run, total
from engine.derivation.slips import Slip, formula, function_dropped
from question_bank.model.computed import Asked, Numeric
from question_bank.model.draw import Draw
from question_bank.model.family import Family, Parameters
from question_bank.model.inputs import sequence
from question_bank.model.instance import Rounding

APART = 1.5  # how far the probabilities at the times of padding lie from the mean of the others
LEFT_OUT = "a probability at a time of padding is there to be left out"
OFF = 1.1  # how far each of the others lies from it


def _mean(p: Sequence[float]) -> float:
    return math.prod(p) ** (1 / len(p))


def _all_count(p: Sequence[float]) -> bool:
    return all(max(one / _mean(p), _mean(p) / one) >= OFF for one in p)


def draw(d: Draw, level: int) -> Parameters:
    """Two or three words, then padding. Level 2: probabilities of the printed table.

    No word has the mean of all, so that each counts. What stands at the times of padding lies all on one side of that
    mean, so that a mean over them too is another.
    """
    count, padding = d.integer("words", 2, 3), d.integer("padding", 1, 2)
    table = (0.1, 0.2, 0.4, 0.5, 0.8) if level == 2 else tuple(k / 20 for k in range(1, 19))
    words = [d.pick("p", table)]
    for k in range(1, count):
        words.append(d.pick("p", [p for p in table if p not in words and _all_count([*words, p])], k))
    mean = _mean(words)
    sides = [[p for p in table if p >= APART * mean], [p for p in table if p * APART <= mean]]
    side = d.pick("side", [side for side in sides if side])
    p = [*words, *(d.pick("padded", side, k) for k in range(padding))]
    return {"p": p, "m": [1.0] * count + [0.0] * padding}


def problem(p: Parameters) -> Numeric:
    """L over the words."""
    steps = len(p["p"])
    times = range(1, steps + 1)
    return Numeric(
        run=Run(seq2seq.masked_loss, seq2seq.NOTATION, {"p": sequence(p["p"]), "m": sequence(p["m"])}),
        asked=Asked("L"),
        rounding=Rounding(digits=2),
        essential=("divided-by-whole-length", "mask-ignored", "mask-ignored-everywhere"),
        context={f"p[{t}]": LEFT_OUT for t in times if not p["m"][t - 1]},
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
