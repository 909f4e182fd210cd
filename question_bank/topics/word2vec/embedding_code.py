"""Embedding rows and their gradient, and the loss of CBOW with negative sampling: which line fills the blank."""

from collections.abc import Mapping

import numpy as np

from question_bank.kinds.code import Code
from question_bank.kinds.code.running import Blank
from question_bank.model.draw import Draw
from question_bank.model.family import Family, Parameters


def embed(W, idx, dout):
    h = W[idx]
    dW = np.zeros_like(W)
    np.add.at(dW, idx, dout)
    return h, dW


def sigmoid(s):
    return 1 / (1 + np.exp(-s))


def cbow_loss(W_in, W_out, context, target, negatives, sigmoid):
    h = W_in[context].mean(axis=0)
    s_pos = W_out[target] @ h
    s_neg = W_out[negatives] @ h
    loss = -np.log(sigmoid(s_pos)) - np.log(sigmoid(-s_neg)).sum()
    return loss


BLANKS: Mapping[str, Blank] = {
    "forward": Blank(
        embed,
        "h = W[idx]",
        {
            "column-for-row": "h = W[:, idx].T",
            "first-rows-taken": "h = W[: len(idx)]",
            "row-weighted-by-id": "h = W[idx] * idx[:, None]",
            "rows-averaged": "h = np.mean(W[idx], axis=0)",
        },
        ("column-for-row", "first-rows-taken"),
    ),
    "backward": Blank(
        embed,
        "np.add.at(dW, idx, dout)",
        {
            "repeated-id-overwritten": "dW[idx] = dout",
            "repeated-id-added-once": "dW[idx] += dout",
            "gradient-times-weight": "np.add.at(dW, idx, dout * W[idx])",
            "gradient-subtracted": "np.subtract.at(dW, idx, dout)",
            "gradient-in-first-rows": "dW[: len(idx)] += dout",
        },
        ("repeated-id-overwritten", "repeated-id-added-once", "gradient-times-weight"),
    ),
    "hidden": Blank(
        cbow_loss,
        "h = W_in[context].mean(axis=0)",
        {
            "context-rows-summed": "h = W_in[context].sum(axis=0)",
            "rows-averaged-over-units": "h = W_in[context].mean(axis=1)",
            "output-rows-averaged": "h = W_out[context].mean(axis=0)",
            "target-row-for-context": "h = W_in[target]",
        },
        ("context-rows-summed", "rows-averaged-over-units"),
    ),
    "loss": Blank(
        cbow_loss,
        "loss = -np.log(sigmoid(s_pos)) - np.log(sigmoid(-s_neg)).sum()",
        {
            "negative-scores-not-turned": "loss = -np.log(sigmoid(s_pos)) - np.log(sigmoid(s_neg)).sum()",
            "positive-score-turned": "loss = -np.log(sigmoid(-s_pos)) - np.log(sigmoid(s_neg)).sum()",
            "negative-losses-averaged": "loss = -np.log(sigmoid(s_pos)) - np.log(sigmoid(-s_neg)).mean()",
            "negative-losses-left-out": "loss = -np.log(sigmoid(s_pos))",
        },
        ("negative-scores-not-turned", "positive-score-turned"),
    ),
}


def draw(d: Draw, level: int) -> Parameters:
    """Which line is blank, and the numbers every choice is run on; of the ids looked up one comes twice."""
    values = (-1.5, -1, -0.5, 0.5, 1, 2)
    blank = d.pick("blank", tuple(BLANKS))
    if BLANKS[blank].function is cbow_loss:
        before, after, target, *negatives = d.shuffled("words", range(5))
        return {
            "blank": blank,
            "W_in": d.array("W_in", (5, 3), values),
            "W_out": d.array("W_out", (5, 3), values),
            "context": [before, after],
            "target": target,
            "negatives": negatives,
        }
    twice, other = d.shuffled("ids", (0, 1, 2))[:2]
    return {
        "blank": blank,
        "W": d.array("W", (3, 3), values),
        "idx": d.shuffled("order", (twice, other, twice)),
        "dout": d.array("dout", (3, 3), values),
    }


def problem(p: Parameters) -> Code:
    """One of the lines of either function."""
    blank = BLANKS[p["blank"]]
    cbow = blank.function is cbow_loss
    given = {name: p[name] if name == "target" else np.array(p[name]) for name in p if name != "blank"}
    return Code(
        blank.function,
        blank.line,
        blank.wrong,
        {**given, "sigmoid": sigmoid} if cbow else given,
        blank.essential,
        conventions=("rows-of-both-are-words",) if cbow else ("rows-are-words",),
        words={"cbow": cbow},
    )


FAMILY = Family(
    id="word2vec.embedding-code",
    points=("W04", "W07", "W09", "W10"),
    asks=((1, "code"),),
    draw=draw,
    problem=problem,
    contents=22,  # sets of three wrong lines: 10 for the gradient of an embedding, 4 for each of the other blanks
    version=3,
)
