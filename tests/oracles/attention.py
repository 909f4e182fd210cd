"""The right answers on attention, from the stored parameters alone, in scalar Python."""

import math
from collections.abc import Callable

from question_bank.model.instance import Instance
from tests.oracles.arranged import Paired
from tests.oracles.given import Answer, entry_or_all
from tests.oracles.scalar_rnn import Vector, affine, softmax


def dot(a: Vector, b: Vector) -> float:
    """Σ a b."""
    return sum(x * y for x, y in zip(a, b, strict=True))


def weights(instance: Instance) -> Answer:
    """One entry of the softmax."""
    p = instance.parameters
    return (softmax(p["e"])[p["position"] - 1],)


def _context(a: Vector, h: list[Vector]) -> Vector:
    return [sum(weight * state[k] for weight, state in zip(a, h, strict=True)) for k in range(len(h[0]))]


def dot_context(instance: Instance) -> Answer:
    """The weighted sum."""
    p = instance.parameters
    return entry_or_all(instance, _context(softmax([dot(p["s"], h) for h in p["h"]]), p["h"]))


def additive(instance: Instance) -> Answer:
    """w·tanh(W_h h + W_s s)."""
    p = instance.parameters
    inside = affine([(p["W_h"], p["h"]), (p["W_s"], p["s"])], [0.0, 0.0])
    return (dot(p["w"], [math.tanh(u) for u in inside]),)


def causal(instance: Instance) -> Answer:
    """The first two positions, keys of four entries."""
    p = instance.parameters
    a = softmax([dot(p["q"], k) / 2 for k in p["k"][:2]])
    return entry_or_all(instance, _context(a, p["v"][:2]))


def _score_gradients(a: Vector, h: list[Vector], dc: Vector) -> Vector:
    """By the Jacobian of the softmax, entry by entry."""
    da = [dot(state, dc) for state in h]
    jacobian = [[a[j] * ((1.0 if k == j else 0.0) - a[k]) for k in range(len(a))] for j in range(len(a))]
    return [dot(row, da) for row in jacobian]


def score_gradient(instance: Instance) -> Answer:
    """Of one position."""
    p = instance.parameters
    return (_score_gradients(p["a"], p["h"], p["dc"])[p["position"] - 1],)


def weighting_code(instance: Instance) -> Answer:
    """A context for each example; the gradients of scores and states; or the output of each position."""
    p = instance.parameters["arguments"]
    if instance.parameters["function"] == "attend":
        rows = [_context(softmax([dot(h, s) for h in hs]), hs) for hs, s in zip(p["hs"], p["s"], strict=True)]
    elif instance.parameters["function"] == "attend_backward":
        rows = [_score_gradients(a, hs, dc) for a, hs, dc in zip(p["a"], p["hs"], p["dc"], strict=True)]
        rows += [[w * g for w in a for g in dc] for a, dc in zip(p["a"], p["dc"], strict=True)]
    else:
        root = math.sqrt(len(p["K"][0]))
        seen = [range(i + 1) for i in range(len(p["Q"]))]
        scores = [[dot(q, p["K"][j]) / root for j in js] for q, js in zip(p["Q"], seen, strict=True)]
        rows = [_context(softmax(e), [p["V"][j] for j in js]) for e, js in zip(scores, seen, strict=True)]
    return tuple(value for row in rows for value in row)


# Which formula belongs to what, by hand.
SCORES = {
    "内積（dot）": r"s^{\top} h_{2}",
    "general（Luong）": r"s^{\top} \left( W \, h_{2} \right)",
    "加法型（additive、Bahdanau）": r"w^{\top} \tanh\left( W_h \, h_{2} + W_s \, s \right)",
    "スケール化内積（scaled dot-product）": r"\frac{q_{1}^{\top} k_{2}}{\sqrt{d_k}}",
}

ORACLES: dict[str, Callable[[Instance], Answer | str]] = {
    "weights": weights,
    "dot-context": dot_context,
    "additive": additive,
    "causal": causal,
    "score-gradient": score_gradient,
    "weighting-code": weighting_code,
    "scores-match": Paired(SCORES),
}
