"""Formulas that read a table: a confusion matrix, and the records that a decision tree splits.

Precision = TP / (TP + FP);  G = (n_1 G_1 + n_0 G_0) / (n_1 + n_0),  G_v = 2 p_v (1 - p_v),  p_v = m_v / n_v
"""

from collections.abc import Mapping

import numpy as np

from engine.derivation import Array, Notation, StepFunction, keep

NOTATION = Notation(
    symbols={
        **{name: rf"\mathrm{{{name}}}" for name in ("TP", "FN", "FP", "TN")},
        "precision": r"\mathrm{Precision}",
        "x": "x_{#}",
        "y": "y",
        "n_1": "n_1",
        "n_0": "n_0",
        "m_1": "m_1",
        "m_0": "m_0",
        "p_1": "p_1",
        "p_0": "p_0",
        "G_1": "G_1",
        "G_0": "G_0",
        "G": "G",
    },
    phrases={
        "precision": ("陽性と予測したうち正しい割合を求める", "Find the share of predicted positives that are right"),
        "n_1": ("特徴をもつデータを数える", "Count the records that have the feature"),
        "n_0": ("特徴をもたないデータを数える", "Count the records that lack the feature"),
        "m_1": ("特徴をもつデータのうち正例を数える", "Count the positives among those that have it"),
        "m_0": ("特徴をもたないデータのうち正例を数える", "Count the positives among those that lack it"),
        "p_1": ("特徴をもつ側の正例の割合を求める", "Find the share of positives where the feature is"),
        "p_0": ("特徴をもたない側の正例の割合を求める", "Find the share of positives where the feature is not"),
        "G_1": ("特徴をもつ側のジニ不純度を求める", "Find the Gini impurity where the feature is"),
        "G_0": ("特徴をもたない側のジニ不純度を求める", "Find the Gini impurity where the feature is not"),
        "G": ("両側の不純度を件数で重み付けて平均する", "Average both impurities by how many records they have"),
    },
    running="j",
)


def precision(TP: Array, FN: Array, FP: Array, TN: Array, *, step: StepFunction = keep) -> Array:
    """TP / (TP + FP) of the four counts of a confusion matrix; a scalar."""
    return step("precision", None, TP / (TP + FP))


def split(x: Mapping[int, Array], y: Array, j: int, *, step: StepFunction = keep) -> Array:
    """The weighted Gini impurity G after a split of N records by the feature ``j``; x_j and y (N,) of 0 and 1."""
    sides = {}
    for value, side in ((1, x[j]), (0, 1 - x[j])):
        n = step(f"n_{value}", None, np.sum(side))
        m = step(f"m_{value}", None, side @ y)
        p = step(f"p_{value}", None, m / n)
        sides[value] = n, step(f"G_{value}", None, 2 * p * (1 - p))
    (n_1, G_1), (n_0, G_0) = sides[1], sides[0]
    return step("G", None, (n_1 * G_1 + n_0 * G_0) / (n_1 + n_0))
