"""Scores, weights and context over a batch in NumPy: which line fills the blank."""

from collections.abc import Mapping

import numpy as np

from question_bank.draw import Draw
from question_bank.family import Code, Family, Parameters
from question_bank.inputs import array


def attend(hs, s):
    hr = s[:, None, :]
    e = np.sum(hs * hr, axis=2)
    a = np.exp(e) / np.sum(np.exp(e), axis=1, keepdims=True)
    c = np.sum(hs * a[:, :, None], axis=1)
    return c


BLANKS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "score": (
        "e = np.sum(hs * hr, axis=2)",
        {
            "summed-over-time": "e = np.sum(hs * hr, axis=1)",
            "summed-over-batch": "e = np.sum(hs * hr, axis=0)",
            "scores-without-query": "e = np.sum(hs, axis=2)",
            "scores-averaged": "e = np.mean(hs * hr, axis=2)",
        },
    ),
    "weights": (
        "a = np.exp(e) / np.sum(np.exp(e), axis=1, keepdims=True)",
        {
            "softmax-over-batch": "a = np.exp(e) / np.sum(np.exp(e), axis=0, keepdims=True)",
            "softmax-over-everything": "a = np.exp(e) / np.sum(np.exp(e))",
            "share-without-exponential": "a = e / np.sum(e, axis=1, keepdims=True)",
            "exponentials-not-normalised": "a = np.exp(e)",
        },
    ),
    "context": (
        "c = np.sum(hs * a[:, :, None], axis=1)",
        {
            "summed-over-features": "c = np.sum(hs * a[:, :, None], axis=2)",
            "summed-over-batch": "c = np.sum(hs * a[:, :, None], axis=0)",
            "query-weighted": "c = np.sum(hr * a[:, :, None], axis=1)",
            "weighted-mean-divided-again": "c = np.mean(hs * a[:, :, None], axis=1)",
        },
    ),
}


def draw(d: Draw, level: int) -> Parameters:
    """Which line is blank, and the numbers every choice is run on: a batch of 2, 3 positions, 4 features."""
    values = (-1, -0.5, 0.5, 1)
    return {
        "blank": d.pick("blank", tuple(BLANKS)),
        "hs": d.sequence("hs", 2, (3, 4), values),
        "s": d.array("s", (2, 4), values),
    }


def problem(p: Parameters) -> Code:
    """One of three lines."""
    line, wrong = BLANKS[p["blank"]]
    return Code(attend, line, wrong, {"hs": array(p["hs"]), "s": array(p["s"])})


FAMILY = Family(
    id="attention.weighting-code",
    version=2,
    points=("A06", "A08"),
    asks=((1, "code"),),
    draw=draw,
    problem=problem,
    contents=12,  # 4 sets of three wrong lines for each blank
)
