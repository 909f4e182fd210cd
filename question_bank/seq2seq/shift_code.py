"""Teacher forcing: inputs and targets of a decoder, one step apart."""

from collections.abc import Mapping

import numpy as np

from question_bank.draw import Draw
from question_bank.family import Code, Family, Parameters


def teacher_forcing_loss(ids, BOS, EOS, logits_of):
    dec_in = np.concatenate([[BOS], ids])
    target = np.concatenate([ids, [EOS]])
    logits = logits_of(dec_in)
    p = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    loss = -np.log(p[np.arange(len(target)), target]).mean()
    return loss


BLANKS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "inputs": (
        "dec_in = np.concatenate([[BOS], ids])",
        {
            "target-fed-in": "dec_in = np.concatenate([ids, [EOS]])",
            "end-fed-in-first": "dec_in = np.concatenate([[EOS], ids])",
            "inputs-turned": "dec_in = np.concatenate([[BOS], ids[::-1]])",
            "start-at-every-step": "dec_in = np.full(len(ids) + 1, BOS)",
        },
    ),
    "target": (
        "target = np.concatenate([ids, [EOS]])",
        {
            "input-for-target": "target = np.concatenate([[BOS], ids])",
            "start-for-end": "target = np.concatenate([ids, [BOS]])",
            "inputs-turned": "target = np.concatenate([ids[::-1], [EOS]])",
            "end-at-every-step": "target = np.full(len(ids) + 1, EOS)",
        },
    ),
}


def _decoder(W):
    def logits_of(dec_in):
        return np.array([W[token] + 0.1 * step for step, token in enumerate(dec_in)])

    return logits_of


def draw(d: Draw, level: int) -> Parameters:
    """Which line is blank, the words, and a decoder's scores after each word."""
    return {
        "blank": d.pick("blank", tuple(BLANKS)),
        "ids": d.shuffled("ids", (2, 3, 4)),
        "W": d.array("W", (5, 5), (-2, -1, -0.5, 0.5, 1, 2)),
    }


def problem(p: Parameters) -> Code:
    """One of two lines."""
    line, wrong = BLANKS[p["blank"]]
    arguments = {"ids": np.array(p["ids"]), "BOS": 0, "EOS": 1, "logits_of": _decoder(np.array(p["W"]))}
    return Code(teacher_forcing_loss, line, wrong, arguments)


FAMILY = Family(
    id="seq2seq.shift-code",
    version=2,
    points=("S06", "S09"),
    asks=((1, "code"),),
    draw=draw,
    problem=problem,
    contents=8,  # 4 sets of three wrong lines for each blank
)
