"""BLEU of one sentence, N = 2."""

import numpy as np

from engine import bleu
from engine.derivation import Run, total
from engine.derivation.slips import Slip, factor_dropped, formula
from question_bank.model.computed import Asked, Numeric
from question_bank.model.draw import Draw
from question_bank.model.family import Family, Parameters
from question_bank.model.instance import Rounding
from question_bank.topics.bleu import slips
from question_bank.topics.bleu.sentences import candidate, reference, shared_phrase

N = 2


def draw(d: Draw, level: int) -> Parameters:
    """A candidate with one or two slips against one reference, mostly shorter than it, in half with words repeated."""
    words = reference(d, "first")
    made = candidate(d, words, d.integer("edits", 1, 2))
    if d.integer("repeated?", 0, 1):
        shared_phrase(d, made, 1, 0)
    return {"candidate": made[: len(words) - d.pick("cut", (0, 1, 1, 2))], "references": [words]}


def problem(p: Parameters) -> Numeric:
    """BLEU with N = 2."""
    shorter = len(p["candidate"]) < len(p["references"][0])
    return Numeric(
        run=Run(
            bleu.sentence_bleu, bleu.NOTATION, {"candidate": p["candidate"], "references": p["references"]}, {"N": N}
        ),
        asked=Asked("BLEU"),
        rounding=Rounding(digits=3),
        probability=True,
        conventions=("bleu-tokens", "bleu-no-smoothing"),
        essential=("arithmetic-mean", "mean-not-divided", *(("penalty-dropped",) if shorter else ())),
        cases=() if shorter else ("penalty-dropped", "ratio-for-exponential"),  # where BP is 1
        slips=(
            Slip("penalty-dropped", "BLEU", factor_dropped("BP")),
            Slip("arithmetic-mean", "BLEU", formula(lambda v, _: v("BP") * ((v("p", 1) + v("p", 2)) / N))),
            Slip("mean-not-divided", "mean_log", formula(lambda v, _: total({n: np.log(v("p", n)) for n in (1, 2)}))),
            Slip("highest-order-only", "mean_log", formula(lambda v, _: np.log(v("p", N)))),
            Slip("count-not-clipped", "m", counted=slips.unclipped),
            Slip("possible-is-length", "l", counted=slips.number_of_words),
            Slip("ratio-for-exponential", "BP", formula(lambda v, _: v("c") / v("r"))),
        ),
        words={"N": N, "candidate": " ".join(p["candidate"]), "reference": " ".join(p["references"][0])},
    )


FAMILY = Family(
    id="bleu.sentence",
    version=2,
    points=("E01", "E11"),
    asks=((3, "number"), (3, "choice")),
    draw=draw,
    problem=problem,
)
