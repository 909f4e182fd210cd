"""How many n-grams a candidate has: L - n + 1 for each sentence."""

import numpy as np

from engine import bleu
from engine.derivation import Run
from engine.derivation.slips import Slip
from question_bank.draw import Draw
from question_bank.family import Asked, Family, Numeric, Parameters
from question_bank.instance import Rounding


def draw(d: Draw, level: int) -> Parameters:
    """Three sentence lengths; one may be shorter than n."""
    return {
        "n": d.integer("n", 2, 4),
        "lengths": [d.integer("length", 3, 14, k) for k in (1, 2)] + [d.integer("short", 1, 3)],
    }


def problem(p: Parameters) -> Numeric:
    """l_n of the corpus."""
    n, lengths = p["n"], p["lengths"]
    sentences = [[f"w{k}" for k in range(length)] for length in lengths]
    whole = sum(lengths)
    return Numeric(
        run=Run(
            bleu.modified_precision,
            bleu.NOTATION,
            {"candidates": sentences, "references": [[words] for words in sentences], "n": n},
        ),
        asked=Asked("l", n),
        rounding=Rounding(kind="integer", digits=0),
        conventions=("distinct-words",),
        slips=(
            Slip("possible-is-length", "l", counted=lambda _: np.asarray(float(whole))),
            Slip(
                "one-ngram-too-few",
                "l",
                counted=lambda _: np.asarray(float(sum(max(0, length - n) for length in lengths))),
            ),
            Slip("ngrams-across-sentences", "l", counted=lambda _: np.asarray(float(whole - n + 1))),
            Slip(
                "length-divided-by-order",
                "l",
                counted=lambda _: np.asarray(float(sum(length // n for length in lengths))),
            ),
            Slip("negative-count", "l", counted=lambda _: np.asarray(float(sum(length - n + 1 for length in lengths)))),
        ),
        words={"n": n, "lengths": lengths},
    )


FAMILY = Family(
    id="bleu.ngram-count", points=("E10", "W18"), asks=((1, "number"), (1, "choice")), draw=draw, problem=problem
)
