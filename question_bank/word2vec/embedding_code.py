"""The gradient of an embedding with repeated ids: which line fills the blank."""

from collections.abc import Mapping

import numpy as np

from question_bank.draw import Draw
from question_bank.family import Code, Family, Parameters
from question_bank.inputs import array


def embed(W, idx, dout):
    h = W[idx]
    dW = np.zeros_like(W)
    np.add.at(dW, idx, dout)
    return h, dW


BLANKS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "forward": (
        "h = W[idx]",
        {
            "column-for-row": "h = W[:, idx].T",
            "first-rows-taken": "h = W[: len(idx)]",
            "row-weighted-by-id": "h = W[idx] * idx[:, None]",
            "rows-averaged": "h = np.mean(W[idx], axis=0)",
        },
    ),
    "backward": (
        "np.add.at(dW, idx, dout)",
        {
            "repeated-id-overwritten": "dW[idx] = dout",
            "repeated-id-added-once": "dW[idx] += dout",
            "gradient-times-weight": "np.add.at(dW, idx, dout * W[idx])",
            "gradient-subtracted": "np.subtract.at(dW, idx, dout)",
            "gradient-in-first-rows": "dW[: len(idx)] += dout",
        },
    ),
}


def draw(d: Draw, level: int) -> Parameters:
    """Which line is blank, and the numbers every choice is run on; one id comes twice."""
    values = (-1.5, -1, -0.5, 0.5, 1, 2)
    twice, other = d.shuffled("ids", (0, 1, 2))[:2]
    return {
        "blank": d.pick("blank", tuple(BLANKS)),
        "W": d.array("W", (3, 3), values),
        "idx": d.shuffled("order", (twice, other, twice)),
        "dout": d.array("dout", (3, 3), values),
    }


def problem(p: Parameters) -> Code:
    """One of two lines."""
    line, wrong = BLANKS[p["blank"]]
    arguments = {"W": array(p["W"]), "idx": np.array(p["idx"]), "dout": array(p["dout"])}
    return Code(embed, line, wrong, arguments, conventions=("rows-are-words",))


FAMILY = Family(
    id="word2vec.embedding-code",
    points=("W09", "W10"),
    asks=((1, "code"),),
    draw=draw,
    problem=problem,
    contents=14,  # sets of three wrong lines: 4 for the lookup, 10 for the gradient
    version=3,
)
