"""The loss of a decoder: teacher forcing with its shift by one word, and a padded sentence with its mask."""

from collections.abc import Mapping

import numpy as np

from question_bank.kinds.code import Code
from question_bank.kinds.code.running import Blank
from question_bank.model.draw import Draw
from question_bank.model.family import Family, Parameters
from question_bank.model.inputs import array


def teacher_forcing_loss(ids, BOS, EOS, logits_of):
    dec_in = np.concatenate([[BOS], ids])
    target = np.concatenate([ids, [EOS]])
    logits = logits_of(dec_in)
    p = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    loss = -np.log(p[np.arange(len(target)), target]).mean()
    return loss


def masked_loss(logits, target, PAD):
    mask = target != PAD
    p = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    log_p = np.log(p[np.arange(len(target)), target])
    loss = -(mask * log_p).sum() / mask.sum()
    return loss


BLANKS: Mapping[str, Blank] = {
    "inputs": Blank(
        teacher_forcing_loss,
        "dec_in = np.concatenate([[BOS], ids])",
        {
            "target-fed-in": "dec_in = np.concatenate([ids, [EOS]])",
            "end-fed-in-first": "dec_in = np.concatenate([[EOS], ids])",
            "inputs-turned": "dec_in = np.concatenate([[BOS], ids[::-1]])",
            "start-at-every-step": "dec_in = np.full(len(ids) + 1, BOS)",
        },
        ("target-fed-in", "end-fed-in-first"),
    ),
    "target": Blank(
        teacher_forcing_loss,
        "target = np.concatenate([ids, [EOS]])",
        {
            "input-for-target": "target = np.concatenate([[BOS], ids])",
            "start-for-end": "target = np.concatenate([ids, [BOS]])",
            "inputs-turned": "target = np.concatenate([ids[::-1], [EOS]])",
            "end-at-every-step": "target = np.full(len(ids) + 1, EOS)",
        },
        ("input-for-target", "start-for-end"),
    ),
    "softmax": Blank(
        masked_loss,
        "p = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)",
        {
            "softmax-over-times": "p = np.exp(logits) / np.exp(logits).sum(axis=0, keepdims=True)",
            "softmax-over-all": "p = np.exp(logits) / np.exp(logits).sum()",
            "softmax-not-normalised": "p = np.exp(logits)",
            "sigmoid-for-softmax": "p = 1 / (1 + np.exp(-logits))",
        },
        ("softmax-over-times", "softmax-over-all"),
    ),
    "masked": Blank(
        masked_loss,
        "loss = -(mask * log_p).sum() / mask.sum()",
        {
            "padding-in-the-number": "loss = -(mask * log_p).sum() / len(target)",
            "padding-in-the-sum": "loss = -log_p.sum() / mask.sum()",
            "padding-in-both": "loss = -log_p.mean()",
            "masked-sum-not-divided": "loss = -(mask * log_p).sum()",
        },
        ("padding-in-the-number", "padding-in-the-sum"),
    ),
}


def _decoder(W):
    def logits_of(dec_in):
        return np.array([W[token] + 0.1 * step for step, token in enumerate(dec_in)])

    return logits_of


def draw(d: Draw, level: int) -> Parameters:
    """Which line is blank, and the numbers every choice is run on: a decoder's scores after each word, or at each time.

    The padded sentence has two words, the end sign, and one or two times of padding.
    """
    values = (-2, -1, -0.5, 0.5, 1, 2)
    blank = d.pick("blank", tuple(BLANKS))
    if BLANKS[blank].function is masked_loss:
        padding = d.integer("padding", 1, 2)
        return {
            "blank": blank,
            "logits": d.array("logits", (3 + padding, 4), values),
            "target": [*d.shuffled("words", (2, 3)), 1, *([0] * padding)],
        }
    return {"blank": blank, "ids": d.shuffled("ids", (2, 3, 4)), "W": d.array("W", (5, 5), values)}


def problem(p: Parameters) -> Code:
    """One of the lines of either function."""
    blank = BLANKS[p["blank"]]
    padded = blank.function is masked_loss
    arguments = (
        {"logits": array(p["logits"]), "target": np.array(p["target"]), "PAD": 0}
        if padded
        else {"ids": np.array(p["ids"]), "BOS": 0, "EOS": 1, "logits_of": _decoder(np.array(p["W"]))}
    )
    return Code(blank.function, blank.line, blank.wrong, arguments, blank.essential, words={"masked": padded})


FAMILY = Family(
    id="seq2seq.shift-code",
    version=2,
    points=("S06", "S09", "S15"),
    asks=((1, "code"),),
    draw=draw,
    problem=problem,
    contents=16,  # 4 sets of three wrong lines for each blank
)
