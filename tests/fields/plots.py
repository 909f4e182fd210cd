"""Formulas whose runs are drawn: the distance of a point from a boundary, and the points of a ROC curve.

d = (w₁ x₁ + w₂ x₂ + b) / ‖w‖;  TPR_k = Σ_{i≤k} t_i / P,  FPR_k = Σ_{i≤k} (1 - t_i) / N,  A = Σ_k (1 - t_k) TPR_k / N
"""

from collections.abc import Mapping

from engine.derivation import Array, Notation, StepFunction, keep, total
from engine.functions import norm

NOTATION = Notation(
    symbols={
        "w": "w",
        "x": "x",
        "b": "b",
        "u": "u",
        "d": "d",
        "t": "t_{#}",
        "P": "P",
        "N": "N",
        "TPR": r"\mathrm{TPR}_{#}",
        "FPR": r"\mathrm{FPR}_{#}",
        "A": "A",
    },
    phrases={
        "u": ("点の座標を境界の式に入れる", "Put the point into the boundary's equation"),
        "d": ("重みの長さで割り、距離に直す", "Divide by the weights' length to get the distance"),
        "P": ("正例を数える", "Count the positives"),
        "N": ("負例を数える", "Count the negatives"),
        "TPR": ("ここまでに見つけた正例の割合を求める", "Find the share of the positives found so far"),
        "FPR": ("ここまでに誤って拾った負例の割合を求める", "Find the share of the negatives taken by mistake so far"),
        "A": ("曲線の下の面積を足し合わせる", "Add up the area below the curve"),
    },
    running="k",
)


def distance(w: Array, x: Array, b: Array, *, step: StepFunction = keep) -> Array:
    """The signed distance of x (2,) from wᵀx + b = 0; a scalar."""
    u = step("u", None, w @ x + b)
    return step("d", None, u / norm(w))


def roc(t: Mapping[int, Array], *, step: StepFunction = keep) -> Array:
    """The area below the ROC curve of labels t_k of 0 and 1 in falling order of their scores; a scalar."""
    P = step("P", None, total(t))
    N = step("N", None, total({k: 1 - t[k] for k in t}))
    up: dict[int, Array] = {}
    across: dict[int, Array] = {}
    for k in t:
        up[k] = step("TPR", k, t[k] / P if k == 1 else up[k - 1] + t[k] / P)
        across[k] = step("FPR", k, (1 - t[k]) / N if k == 1 else across[k - 1] + (1 - t[k]) / N)
    return step("A", None, total({k: (1 - t[k]) * up[k] for k in t}) / N)
