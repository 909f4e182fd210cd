"""BLEU of one sentence, N = 2."""

import numpy as np

from engine import bleu
from engine.derivation import Run, total
from engine.derivation.slips import Slip, factor_dropped, formula
from question_bank.model.computed import Asked, Numeric
from question_bank.model.draw import Draw
from question_bank.model.family import Family, Parameters
from question_bank.model.fitting import fitting
from question_bank.model.instance import Rounding
from question_bank.model.sentences import candidate, reference, shared_phrase
from question_bank.topics.bleu import slips

N = 2
LEAST = 0.012  # between two answers, so that none is taken for the other


def draw(d: Draw, level: int) -> Parameters:
    """A candidate with one or two slips against one reference, mostly shorter than it, in half with words repeated."""
    words = reference(d, "first")
    repeated = bool(d.integer("repeated?", 0, 1))

    def drawn(k: int) -> Parameters:
        made = candidate(d, words, d.integer("edits", 1, 2, k), k)
        if repeated:
            shared_phrase(d, made, 1, 0, k)
        return {"candidate": made[: len(words) - d.pick("cut", (0, 1, 1, 2), k)], "references": [words]}

    return fitting(drawn, lambda p: _shows(p, repeated))


def _clipped(p: Parameters, n: int) -> int:
    known = bleu.ngrams(p["references"][0], n)
    found = bleu.ngrams(p["candidate"], n)
    return sum(max(0, count - known[gram]) for gram, count in found.items() if known[gram])


def _shows(p: Parameters, repeated: bool) -> bool:
    """Whether both precisions are neither 0 nor alike, and something is clipped just where words are repeated."""
    one, two = (float(bleu.modified_precision([p["candidate"]], [p["references"]], n)) for n in (1, N))
    return two > 0 and abs((one + two) / 2 - np.sqrt(one * two)) > LEAST and (_clipped(p, 1) > 0) is repeated


def problem(p: Parameters) -> Numeric:
    """BLEU with N = 2."""
    clips = any(_clipped(p, n) for n in (1, N))
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
        cases=() if shorter else ("penalty-dropped", "ratio-for-exponential", "ratio-inverted"),  # where BP is 1
        slips=(
            Slip("penalty-dropped", "BLEU", factor_dropped("BP")),
            Slip("arithmetic-mean", "BLEU", formula(lambda v, _: v("BP") * ((v("p", 1) + v("p", 2)) / N))),
            Slip("mean-not-divided", "mean_log", formula(lambda v, _: total({n: np.log(v("p", n)) for n in (1, 2)}))),
            Slip("highest-order-only", "mean_log", formula(lambda v, _: np.log(v("p", N)))),
            *((Slip("count-not-clipped", "m", counted=slips.unclipped),) if clips else ()),
            Slip("possible-is-length", "l", counted=slips.number_of_words),
            Slip("ratio-for-exponential", "BP", formula(lambda v, _: v("c") / v("r"))),
            Slip("ratio-inverted", "BP", formula(lambda v, _: np.exp(1 - v("c") / v("r")))),
        ),
        words={"N": N, "candidate": " ".join(p["candidate"]), "reference": " ".join(p["references"][0])},
    )


FAMILY = Family(
    id="bleu.sentence",
    version=4,
    points=("E01", "E11"),
    asks=((3, "number"), (3, "choice")),
    draw=draw,
    problem=problem,
)
