"""Attention in NumPy: over a batch, its way back, and masked self-attention. Which line fills the blank?"""

from collections.abc import Callable, Mapping
from math import comb
from typing import Any

import numpy as np

from question_bank.kinds.code import Code
from question_bank.model.draw import Draw
from question_bank.model.family import Family, Parameters
from question_bank.model.inputs import array


def attend(hs, s):
    hr = s[:, None, :]
    e = np.sum(hs * hr, axis=2)
    a = np.exp(e) / np.sum(np.exp(e), axis=1, keepdims=True)
    c = np.sum(hs * a[:, :, None], axis=1)
    return c


def attend_backward(hs, a, dc):
    da = np.sum(hs * dc[:, None, :], axis=2)
    mean = np.sum(a * da, axis=1, keepdims=True)
    de = a * (da - mean)
    dhs = a[:, :, None] * dc[:, None, :]
    return de, dhs


def masked_self_attention(Q, K, V):
    T, d_k = Q.shape
    seen = np.tril(np.ones((T, T), dtype=bool))
    e = Q @ K.T / np.sqrt(d_k)
    e = np.where(seen, e, -np.inf)
    a = np.exp(e) / np.sum(np.exp(e), axis=1, keepdims=True)
    o = a @ V
    return o


FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    function.__name__: function for function in (attend, attend_backward, masked_self_attention)
}
# The line, and the wrong ones for it: the first three are those that the question is about.
BLANKS: Mapping[tuple[str, str], tuple[str, Mapping[str, str]]] = {
    ("attend", "score"): (
        "e = np.sum(hs * hr, axis=2)",
        {
            "summed-over-time": "e = np.sum(hs * hr, axis=1)",
            "summed-over-batch": "e = np.sum(hs * hr, axis=0)",
            "scores-without-query": "e = np.sum(hs, axis=2)",
            "scores-averaged": "e = np.mean(hs * hr, axis=2)",
        },
    ),
    ("attend", "weights"): (
        "a = np.exp(e) / np.sum(np.exp(e), axis=1, keepdims=True)",
        {
            "softmax-over-batch": "a = np.exp(e) / np.sum(np.exp(e), axis=0, keepdims=True)",
            "softmax-over-everything": "a = np.exp(e) / np.sum(np.exp(e))",
            "share-without-exponential": "a = e / np.sum(e, axis=1, keepdims=True)",
            "exponentials-not-normalised": "a = np.exp(e)",
        },
    ),
    ("attend", "context"): (
        "c = np.sum(hs * a[:, :, None], axis=1)",
        {
            "summed-over-features": "c = np.sum(hs * a[:, :, None], axis=2)",
            "summed-over-batch": "c = np.sum(hs * a[:, :, None], axis=0)",
            "query-weighted": "c = np.sum(hr * a[:, :, None], axis=1)",
            "weighted-mean-divided-again": "c = np.mean(hs * a[:, :, None], axis=1)",
        },
    ),
    ("attend_backward", "weights"): (
        "da = np.sum(hs * dc[:, None, :], axis=2)",
        {
            "summed-over-time": "da = np.sum(hs * dc[:, None, :], axis=1)",
            "summed-over-batch": "da = np.sum(hs * dc[:, None, :], axis=0)",
            "context-gradient-left-out": "da = np.sum(hs, axis=2)",
            "scores-averaged": "da = np.mean(hs * dc[:, None, :], axis=2)",
        },
    ),
    ("attend_backward", "scores"): (
        "de = a * (da - mean)",
        {
            "softmax-not-differentiated": "de = da",
            "other-positions-forgotten": "de = a * da",
            "sigmoid-slope-for-softmax": "de = a * (1 - a) * da",
            "weight-left-out-of-softmax": "de = da - mean",
        },
    ),
    ("attend_backward", "states"): (
        "dhs = a[:, :, None] * dc[:, None, :]",
        {
            "forward-repeated": "dhs = a[:, :, None] * hs",
            "weight-gradient-for-weight": "dhs = da[:, :, None] * dc[:, None, :]",
            "weights-not-multiplied": "dhs = np.ones_like(hs) * dc[:, None, :]",
            "context-gradient-left-out": "dhs = a[:, :, None] * np.ones_like(hs)",
        },
    ),
    ("masked_self_attention", "score"): (
        "e = Q @ K.T / np.sqrt(d_k)",
        {
            "not-scaled": "e = Q @ K.T",
            "scaled-by-dimension": "e = Q @ K.T / d_k",
            "query-and-key-exchanged": "e = K @ Q.T / np.sqrt(d_k)",
            "scaled-by-length": "e = Q @ K.T / np.sqrt(T)",
        },
    ),
    ("masked_self_attention", "mask"): (
        "e = np.where(seen, e, -np.inf)",
        {
            "masked-with-zero": "e = np.where(seen, e, 0)",
            "future-shown-past-masked": "e = np.where(seen.T, e, -np.inf)",
            "mask-inverted": "e = np.where(seen, -np.inf, e)",
            "mask-added-as-numbers": "e = e + seen",
        },
    ),
    ("masked_self_attention", "output"): (
        "o = a @ V",
        {
            "weights-transposed": "o = a.T @ V",
            "keys-for-values": "o = a @ K",
            "queries-for-values": "o = a @ Q",
            "scores-for-weights": "o = e @ V",
        },
    ),
}


def draw(d: Draw, level: int) -> Parameters:
    """Which line is blank, and the numbers every choice is run on: a batch of 2, or one sequence; 3 positions."""
    function, blank = d.pick("blank", tuple(BLANKS))
    values = (-1, -0.5, 0.5, 1)
    if function == "masked_self_attention":
        arguments = {name: d.array(name, (3, 4), values) for name in "QKV"}
    else:
        arguments = {"hs": d.sequence("hs", 2, (3, 4), values), "s": d.array("s", (2, 4), values)}
    if function == "attend_backward":
        arguments["dc"] = arguments.pop("s")
        arguments["a"] = [d.shuffled("a", (0.2, 0.3, 0.5)), d.shuffled("other a", (0.1, 0.3, 0.6))]
    return {"function": function, "blank": blank, "arguments": arguments}


def problem(p: Parameters) -> Code:
    """One of three lines of one of three functions."""
    line, wrong = BLANKS[p["function"], p["blank"]]
    arguments = {name: array(value) for name, value in p["arguments"].items()}
    words = {"function": p["function"]}
    return Code(FUNCTIONS[p["function"]], line, wrong, arguments, essential=tuple(wrong)[:3], words=words)


FAMILY = Family(
    id="attention.weighting-code",
    version=2,
    points=("A06", "A08", "A09", "A11", "A12", "A23"),
    asks=((1, "code"),),
    draw=draw,
    problem=problem,
    contents=sum(comb(len(wrong), 3) for _, wrong in BLANKS.values()),  # three wrong lines for each blank
)
