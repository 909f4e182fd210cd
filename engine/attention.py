"""Attention: scores, weights over the source, the context vector; scaled dot-product with a causal mask.

    e_j = s·h_j                       dot (Luong)
    e_j = sᵀ W h_j                    general
    e_j = v·tanh(W_h h_j + W_s s)     additive (Bahdanau)
    e_j = q·k_j / √d_k                scaled dot
    a_j = e^{e_j} / Σ_k e^{e_k}       over the source positions
    c   = Σ_j a_j h_j                 (of scaled dot: Σ_j a_j v_j)

h_j (H,) are the encoder's states, s (H,) the decoder's. With a causal mask position i attends to j ≤ i only.
Sources: Bahdanau et al. 2015, Luong et al. 2015, Vaswani et al. 2017.
"""

from collections.abc import Mapping
from typing import Literal

import numpy as np

from engine.derivation import Array, Notation, StepFunction, keep, total
from engine.functions import share

States = Mapping[int, Array]
Score = Literal["dot", "general", "additive"]

NOTATION = Notation(
    symbols={
        "h": "h_{#}",
        "s": "s",
        "W": "W",
        "W_h": "W_h",
        "W_s": "W_s",
        "w": "w",
        "u": "u_{#}",
        "e": "e_{#}",
        "a": "a_{#}",
        "context": "c",
        "q": "q_{#}",
        "k": "k_{#}",
        "v": "v_{#}",
        "d_k": "d_k",
        "o": "o_{#}",
        "dc": r"\frac{\partial E}{\partial c}",
        "da": r"\frac{\partial E}{\partial a_{#}}",
        "de": r"\frac{\partial E}{\partial e_{#}}",
        "mean": r"\sum_k a_k \frac{\partial E}{\partial a_k}",
    },
    phrases={
        "u": ("エンコーダとデコーダの状態を重み付きで足す", "Add up the weighted states of encoder and decoder"),
        "e": ("その位置との関連の強さをスコアにする", "Score how closely the position is related"),
        "a": ("スコアを Attention の重みに直す", "Turn the scores into the attention weight"),
        "context": (
            "重みで状態を足し、コンテキストベクトルにする",
            "Add up the states by their weights into the context vector",
        ),
        "o": ("重みでバリューを足し、出力にする", "Add up the values by their weights into the output"),
        "da": ("コンテキストベクトルの勾配を重みへ戻す", "Send the context vector's gradient back to the weight"),
        "mean": ("重みの勾配の重み付き平均を求める", "Average the weights' gradients by the weights themselves"),
        "de": ("重みの勾配をスコアへ戻す", "Send the weights' gradients back to the score"),
    },
    running="j",
    letters={"q": "i", "o": "i"},
    last="n",
)


def weights(e: Mapping[int, Array], *, step: StepFunction = keep) -> dict[int, Array]:
    """a_j = e^{e_j} / Σ_k e^{e_k}: not negative, their sum is 1."""
    return {j: step("a", j, share(e, j)) for j in e}


def attend(
    h: States, s: Array, parameters: Mapping[str, Array], *, score: Score = "dot", step: StepFunction = keep
) -> Array:
    """The context vector of one decoder state ``s``: scores, weights, weighted sum; (H,).

    ``parameters`` holds W (H_s, H) for general; W_h, W_s and w for additive; nothing for dot.
    """
    p = parameters
    e = {}
    for j in h:
        if score == "dot":
            e[j] = step("e", j, s @ h[j])
        elif score == "general":
            e[j] = step("e", j, s @ (p["W"] @ h[j]))
        else:
            u = step("u", j, p["W_h"] @ h[j] + p["W_s"] @ s)
            e[j] = step("e", j, p["w"] @ np.tanh(u))
    return weighted_sum(weights(e, step=step), h, step=step)


def weighted_sum(a: Mapping[int, Array], h: States, *, step: StepFunction = keep) -> Array:
    """The context vector Σ_j a_j h_j; (H,)."""
    return step("context", None, total({j: a[j] * h[j] for j in h}))


def scaled_dot(
    q: States, k: States, v: States, d_k: Array, position: int, *, causal: bool = False, step: StepFunction = keep
) -> Array:
    """The output of one position: Σ_j a_j v_j with a_j the softmax of q·k_j / √d_k over the positions it may see."""
    seen = [j for j in k if j <= position or not causal]
    e = {j: step("e", j, q[position] @ k[j] / np.sqrt(d_k)) for j in seen}
    a = weights(e, step=step)
    return step("o", position, total({j: a[j] * v[j] for j in seen}))


def weight_gradients(a: Mapping[int, Array], h: States, dc: Array, *, step: StepFunction = keep) -> dict[int, Array]:
    """From ∂E/∂c back to the scores: ∂E/∂a_j = h_j·∂E/∂c, ∂E/∂e_j = a_j (∂E/∂a_j - Σ_k a_k ∂E/∂a_k)."""
    da = {j: step("da", j, h[j] @ dc) for j in h}
    mean = step("mean", None, total({j: a[j] * da[j] for j in a}))
    return {j: step("de", j, a[j] * (da[j] - mean)) for j in a}
