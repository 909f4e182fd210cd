"""Embedding and encoder in NumPy: which line fills the blank."""

from collections.abc import Mapping

import numpy as np

from question_bank.draw import Draw
from question_bank.family import Code, Family, Parameters
from question_bank.inputs import array


def encode(words, E, W, U):
    h = np.zeros(len(U))
    for w in words:
        e = E @ w
        h = np.tanh(W @ e + U @ h)
    return h


BLANKS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "embed": (
        "e = E @ w",
        {
            "embedding-transposed": "e = E.T @ w",
            "vector-before-matrix": "e = w @ E",
            "elementwise-for-matrix-product": "e = E * w",
            "embedding-skipped": "e = w",
            "embedding-summed": "e = E.sum(axis=1)",
        },
    ),
    "state": (
        "h = np.tanh(W @ e + U @ h)",
        {
            "recurrent-term-dropped": "h = np.tanh(W @ e)",
            "activation-dropped": "h = W @ e + U @ h",
            "input-and-recurrent-weight-exchanged": "h = np.tanh(U @ e + W @ h)",
            "recurrent-weight-transposed": "h = np.tanh(W @ e + U.T @ h)",
            "state-added-to-previous": "h = h + np.tanh(W @ e + U @ h)",
        },
    ),
}


def draw(d: Draw, level: int) -> Parameters:
    """Which line is blank, and the numbers every choice is run on."""
    values = (-1, -0.5, 0.5, 1)
    return {
        "blank": d.pick("blank", tuple(BLANKS)),
        "ids": [d.integer("id", 0, 2, k) for k in range(3)],
        "E": d.array("E", (2, 3), values),
        "W": d.array("W", (2, 2), values),
        "U": [[0.5, -1.0], [d.pick("U", (0.25, 0.75)), 0.5]],
    }


def problem(p: Parameters) -> Code:
    """One of two lines."""
    line, wrong = BLANKS[p["blank"]]
    arguments = {"words": np.eye(3)[p["ids"]], "E": array(p["E"]), "W": array(p["W"]), "U": array(p["U"])}
    return Code(encode, line, wrong, arguments, conventions=("columns-are-words",))


FAMILY = Family(
    id="seq2seq.embedding-code",
    version=2,
    points=("S01", "S03", "S04"),
    asks=((1, "code"),),
    draw=draw,
    problem=problem,
    contents=20,  # 10 sets of three wrong lines for each blank
)
