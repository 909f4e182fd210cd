"""Embedding, encoder and its backward pass in NumPy: which line fills the blank."""

from collections.abc import Mapping

import numpy as np

from question_bank.kinds.code import Code
from question_bank.kinds.code.running import Blank
from question_bank.model.draw import Draw
from question_bank.model.family import Family, Parameters
from question_bank.model.inputs import array


def encode(words, E, W, U):
    h = np.zeros(len(U))
    for w in words:
        e = E @ w
        h = np.tanh(W @ e + U @ h)
    return h


def encoder_backward(dh, h, W, U):
    de = []
    for h_t in reversed(h):
        du = dh * (1 - h_t**2)
        de.insert(0, W.T @ du)
        dh = U.T @ du
    return np.array(de)


BLANKS: Mapping[str, Blank] = {
    "embed": Blank(
        encode,
        "e = E @ w",
        {
            "embedding-transposed": "e = E.T @ w",
            "vector-before-matrix": "e = w @ E",
            "elementwise-for-matrix-product": "e = E * w",
            "embedding-skipped": "e = w",
            "embedding-summed": "e = E.sum(axis=1)",
        },
        ("embedding-transposed", "vector-before-matrix", "elementwise-for-matrix-product"),
    ),
    "state": Blank(
        encode,
        "h = np.tanh(W @ e + U @ h)",
        {
            "encoder-line-without-state": "h = np.tanh(W @ e)",
            "encoder-line-without-tanh": "h = W @ e + U @ h",
            "encoder-line-weights-exchanged": "h = np.tanh(U @ e + W @ h)",
            "encoder-line-transposed": "h = np.tanh(W @ e + U.T @ h)",
            "state-added-to-previous": "h = h + np.tanh(W @ e + U @ h)",
        },
        ("encoder-line-without-state", "encoder-line-without-tanh", "encoder-line-weights-exchanged"),
    ),
    "through-tanh": Blank(
        encoder_backward,
        "du = dh * (1 - h_t**2)",
        {
            "encoder-derivative-left-out": "du = dh",
            "encoder-derivative-of-sigmoid": "du = dh * h_t * (1 - h_t)",
            "encoder-derivative-not-squared": "du = dh * (1 - h_t)",
            "encoder-tanh-twice": "du = dh * (1 - np.tanh(h_t) ** 2)",
        },
        ("encoder-derivative-left-out", "encoder-derivative-of-sigmoid"),
    ),
    "to-previous": Blank(
        encoder_backward,
        "dh = U.T @ du",
        {
            "encoder-backward-not-transposed": "dh = U @ du",
            "encoder-backward-input-weight": "dh = W.T @ du",
            "encoder-backward-derivative-skipped": "dh = U.T @ dh",
            "encoder-backward-added": "dh = dh + U.T @ du",
        },
        ("encoder-backward-not-transposed", "encoder-backward-input-weight"),
    ),
}


def draw(d: Draw, level: int) -> Parameters:
    """Which line is blank, and the numbers every choice is run on; U is not symmetric and is not W."""
    values = (-1, -0.5, 0.5, 1)
    blank = d.pick("blank", tuple(BLANKS))
    weights = {"W": d.array("W", (2, 2), values), "U": [[0.5, -1.0], [d.pick("U", (0.25, 0.75)), 0.5]]}
    if BLANKS[blank].function is encoder_backward:
        states = (-0.8, -0.6, -0.4, 0.4, 0.6, 0.8)
        return {"blank": blank, **weights, "dh": d.array("dh", (2,), values), "h": d.array("h", (3, 2), states)}
    return {
        "blank": blank,
        "ids": [d.integer("id", 0, 2, k) for k in range(3)],
        "E": d.array("E", (2, 3), values),
        **weights,
    }


def problem(p: Parameters) -> Code:
    """One of the lines of either function."""
    blank = BLANKS[p["blank"]]
    backward = blank.function is encoder_backward
    given = {name: array(value) for name, value in p.items() if name not in {"blank", "ids"}}
    return Code(
        blank.function,
        blank.line,
        blank.wrong,
        given if backward else {"words": np.eye(3)[p["ids"]], **given},
        blank.essential,
        conventions=() if backward else ("columns-are-words", "encoder-code"),
        words={"backward": backward},
    )


FAMILY = Family(
    id="seq2seq.embedding-code",
    version=3,
    points=("S01", "S03", "S04", "S16"),
    asks=((1, "code"),),
    draw=draw,
    problem=problem,
    contents=28,  # sets of three wrong lines: 10 for either blank of the encoder, 4 for either of its backward pass
)
