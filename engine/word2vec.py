"""word2vec: CBOW and skip-gram, softmax and negative sampling, the noise distribution, pairs, cosine and analogy.

Beside it the count-based PPMI, which it is set against.

    h   = (1/C) Σ_k w_k                                      CBOW: the mean of the context words' rows of W_in
    E   = -ln p(o),   p(o) = e^{v_o·h} / Σ_k e^{v_k·h}       softmax over the vocabulary
    E   = -ln σ(v_o·h) - Σ_k ln σ(-v_k·h)                    negative sampling, k over the negatives
    P_k = c_k^{3/4} / Σ_j c_j^{3/4}                          noise distribution from the words' counts
    cos(a, b) = a·b / (‖a‖ ‖b‖)
    PPMI(x, y) = max(0, log₂ P(x, y) / (P(x) P(y)))          from the counts of x, of y and of both together

Rows are words in both matrices, w of W_in and v of W_out, all (H,). Sources: Mikolov et al. 2013 (both papers);
Church and Hanks 1990 (PMI).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from engine.derivation import Array, Notation, StepFunction, fused, keep, total
from engine.functions import log_sum_exp, norm, share, sigmoid, surprise

Rows = Mapping[int, Array]
Hidden = Literal["mean", "sum"]
POWER = 0.75

NOTATION = Notation(
    symbols={
        "w": "w_{#}",
        "v": "v_{#}",
        "h": "h",
        "s": "s_{#}",
        "p": "p_{#}",
        "E_k": "E_{#}",
        "E": "E",
        "count": "c_{#}",
        "power": r"\alpha",
        "raised": r"\tilde{c}_{#}",
        "Z": "Z",
        "P": "P_{#}",
        "dh": r"\frac{\partial E}{\partial h}",
        "dw": r"\frac{\partial E}{\partial w_{#}}",
        "dv": r"\frac{\partial E}{\partial v_{#}}",
        "ds": r"\frac{\partial E}{\partial s_{#}}",
        "a": "a",
        "b": "b",
        "a_norm": r"\lVert a \rVert",
        "b_norm": r"\lVert b \rVert",
        "cos": r"\cos(a, b)",
        "king": "a",
        "man": "b",
        "woman": "c",
        "q": "q",
        "candidate": "w_{#}",
        "similarity": r"\cos(q, w_{#})",
        "pairs": "M",
        "xy": "C(x, y)",
        "x": "C(x)",
        "y": "C(y)",
        "N": "N",
        "ratio": r"\frac{P(x, y)}{P(x) \, P(y)}",
        "pmi": r"\mathrm{PMI}(x, y)",
        "ppmi": r"\mathrm{PPMI}(x, y)",
    },
    phrases={
        "h": ("コンテキストの単語のベクトルをまとめる", "Combine the vectors of the context words"),
        "s": ("中間層との内積で単語のスコアを求める", "Score the word by its inner product with the hidden layer"),
        "p": ("スコアを単語の確率に直す", "Turn the scores into the word's probability"),
        "E_k": ("単語ごとの損失を求める", "Find the part of the loss that belongs to the word"),
        "E": ("予測の悪さを損失にまとめる", "Sum up in the loss how bad the prediction is"),
        "ds": ("予測と正解の差からスコアの誤差を求める", "Find the score's error from prediction and truth"),
        "dv": ("スコアの誤差を単語の出力側のベクトルへ戻す", "Send the score's error back to the word's output vector"),
        "dh": ("スコアの誤差を中間層へ戻す", "Send the scores' errors back to the hidden layer"),
        "dw": ("中間層の誤差をコンテキストの単語へ戻す", "Send the hidden layer's error back to the context word"),
        "raised": ("出現回数をべき乗し、選ばれやすさにする", "Raise the count to a power, as the word's weight"),
        "Z": ("選ばれやすさの総和を求める", "Add up the weights of all words"),
        "P": ("総和で割り、選ばれる確率にする", "Divide by the sum to get the probability of being drawn"),
        "a_norm": ("最初のベクトルの長さを求める", "Find the length of the first vector"),
        "b_norm": ("もう一方のベクトルの長さを求める", "Find the length of the other vector"),
        "cos": ("内積を長さで割り、向きの近さを測る", "Compare directions: the inner product over the lengths"),
        "q": (
            "単語の差を足し、答えがあるはずの位置を求める",
            "Add a difference of words to find where the answer should be",
        ),
        "similarity": ("候補の単語との向きの近さを測る", "Measure how near the candidate's direction is"),
        "pairs": ("ウィンドウの中にある単語の組を数える", "Count the pairs of words within the window"),
        "ratio": ("共起が偶然の何倍かを求める", "Find how many times chance the co-occurrence is"),
        "pmi": ("比の対数をとり、相互情報量にする", "Take the logarithm to get the pointwise mutual information"),
        "ppmi": ("負の値ならゼロに置き換える", "Replace the value by zero if it is negative"),
    },
    running="k",
    last="K",
)


@dataclass(frozen=True)
class Pairs:
    """How many context words each word of a text has."""

    counts: tuple[int, ...]


def cbow_hidden(w: Rows, *, hidden: Hidden = "mean", step: StepFunction = keep) -> Array:
    """The hidden layer h = (1/C) Σ_k w_k over the C context words, or their sum; (H,)."""
    return step("h", None, total(w) / len(w) if hidden == "mean" else total(w))


def cbow_softmax(w: Rows, v: Rows, target: int, *, hidden: Hidden = "mean", step: StepFunction = keep) -> Array:
    """E = -ln p(target) of CBOW with softmax over the words of ``v``; a scalar."""
    h = cbow_hidden(w, hidden=hidden, step=step)
    s = {k: step("s", k, v[k] @ h) for k in v}
    p = step("p", target, share(s, target))
    return step("E", None, surprise(p, s, target))


def cbow_gradients(
    w: Rows, v: Rows, target: int, *, hidden: Hidden = "mean", step: StepFunction = keep
) -> dict[str, dict[int, Array]]:
    """Gradients of the softmax loss: ∂E/∂s_k = p_k - [k is the target], ∂E/∂v_k = ∂E/∂s_k h, ∂E/∂w_j = (1/C) ∂E/∂h.

    Where h is the sum of the w_j, ∂E/∂w_j = ∂E/∂h.
    """
    h = cbow_hidden(w, hidden=hidden, step=step)
    s = {k: step("s", k, v[k] @ h) for k in v}
    p = {k: step("p", k, share(s, k)) for k in s}
    step("E", None, surprise(p[target], s, target))
    ds = {k: step("ds", k, p[k] - 1 if k == target else p[k]) for k in p}
    dv = {k: step("dv", k, ds[k] * h) for k in ds}
    dh = step("dh", None, total({k: ds[k] * v[k] for k in ds}))
    return {"v": dv, "w": _context_gradients(w, dh, hidden, step)}


def _context_gradients(w: Rows, dh: Array, hidden: Hidden, step: StepFunction) -> dict[int, Array]:
    return {k: step("dw", k, dh / len(w) if hidden == "mean" else dh) for k in w}


def skip_gram(w: Array, v: Rows, context: Sequence[int], *, step: StepFunction = keep) -> Array:
    """E = Σ over the context words of -ln p(o), h the centre word's row ``w``; a scalar."""
    s = {k: step("s", k, v[k] @ w) for k in v}
    parts = {}
    for o in context:
        p = step("p", o, share(s, o))
        parts[o] = step("E_k", o, surprise(p, s, o))
    return step("E", None, total(parts))


def skip_gram_gradients(
    w: Array, v: Rows, context: Sequence[int], *, step: StepFunction = keep
) -> tuple[Array, dict[int, Array]]:
    """Gradients of the summed softmax losses: ∂E/∂s_k = C p_k - (how often k is in the context), C context words.

    ∂E/∂v_k = ∂E/∂s_k w; ∂E/∂w = Σ_k ∂E/∂s_k v_k comes first.
    """
    s = {k: step("s", k, v[k] @ w) for k in v}
    p = {k: step("p", k, share(s, k)) for k in s}
    step("E", None, total({k: surprise(p[k], s, k) for k in context}))
    ds = {}
    for k, own in p.items():
        times = list(context).count(k)
        ds[k] = step("ds", k, len(context) * own - times if times else len(context) * own)
    dv = {k: step("dv", k, ds[k] * w) for k in ds}
    return step("dh", None, total({k: ds[k] * v[k] for k in ds})), dv


def negative_sampling(h: Array, v: Rows, *, step: StepFunction = keep) -> Array:
    """E = -ln σ(v_0·h) - Σ_{k≥1} ln σ(-v_k·h): word 0 is the right one, the others are negatives; a scalar."""
    s = {k: step("s", k, v[k] @ h) for k in v}
    parts = {k: step("E_k", k, _told_apart(s[k] if k == 0 else -s[k])) for k in s}
    return step("E", None, total(parts))


def _told_apart(s: Array) -> Array:
    return fused(lambda: -np.log(sigmoid(s)), lambda: log_sum_exp(0.0, -s))  # type: ignore[arg-type]  # 0 is a number


def negative_sampling_gradients(h: Array, v: Rows, *, step: StepFunction = keep) -> dict[int, Array]:
    """∂E/∂v_k = (σ(s_k) - [k = 0]) h of negative sampling, and ∂E/∂h = Σ_k (σ(s_k) - [k = 0]) v_k under ``dh``."""
    return _sampling_gradients(h, v, step)[1]


def _sampling_gradients(h: Array, v: Rows, step: StepFunction) -> tuple[Array, dict[int, Array]]:
    s = {k: step("s", k, v[k] @ h) for k in v}
    ds = {k: step("ds", k, sigmoid(s[k]) - 1 if k == 0 else sigmoid(s[k])) for k in v}
    dh = step("dh", None, total({k: ds[k] * v[k] for k in v}))
    return dh, {k: step("dv", k, ds[k] * h) for k in v}


def cbow_negative_sampling(w: Rows, v: Rows, *, hidden: Hidden = "mean", step: StepFunction = keep) -> Array:
    """E of CBOW with negative sampling, h of the context words' rows ``w``; v_0 is the right word's row; a scalar."""
    return negative_sampling(cbow_hidden(w, hidden=hidden, step=step), v, step=step)


def cbow_negative_sampling_gradients(
    w: Rows, v: Rows, *, hidden: Hidden = "mean", step: StepFunction = keep
) -> dict[str, dict[int, Array]]:
    """Gradients of CBOW with negative sampling: ∂E/∂v_k as without CBOW, ∂E/∂w_j = (1/C) ∂E/∂h, or ∂E/∂h of a sum."""
    dh, dv = _sampling_gradients(cbow_hidden(w, hidden=hidden, step=step), v, step)
    return {"v": dv, "w": _context_gradients(w, dh, hidden, step)}


def noise(count: Rows, power: Array | None = None, *, step: StepFunction = keep) -> dict[int, Array]:
    """P_k = c_k^α / Σ_j c_j^α from the counts of the words, α = 3/4 where no ``power`` is given; they sum to 1."""
    raised = {k: step("raised", k, np.power(count[k], POWER if power is None else power)) for k in count}
    Z = step("Z", None, total(raised))
    return {k: step("P", k, raised[k] / Z) for k in raised}


def cosine(a: Array, b: Array, *, step: StepFunction = keep) -> Array:
    """cos(a, b) = a·b / (‖a‖ ‖b‖) of two vectors that are not zero; a scalar in [-1, 1]."""
    a_norm = step("a_norm", None, _length(a))
    b_norm = step("b_norm", None, _length(b))
    cosine = fused(lambda: a @ b / (a_norm * b_norm), lambda: (a / a_norm) @ (b / b_norm))
    return step("cos", None, cosine)


def _length(a: Array) -> Array:
    return fused(lambda: np.sqrt(a @ a), lambda: norm(a))


def _alike(a: Array, b: Array) -> Array:
    return fused(
        lambda: a @ b / (np.sqrt(a @ a) * np.sqrt(b @ b)),
        lambda: (a / norm(a)) @ (b / norm(b)),
    )


def analogy(king: Array, man: Array, woman: Array, candidate: Rows, *, step: StepFunction = keep) -> dict[int, Array]:
    """Similarity of each candidate with q = king - man + woman; the answer is the candidate with the largest."""
    q = step("q", None, king - man + woman)
    return {k: step("similarity", k, _alike(q, candidate[k])) for k in candidate}


def pairs(length: int, window: int, *, step: StepFunction = keep) -> Array:
    """How many (centre, context) pairs a text of ``length`` words gives: Σ_i min(i-1, c) + min(L-i, c)."""
    found = Pairs(tuple(min(i - 1, window) + min(length - i, window) for i in range(1, length + 1)))
    return step("pairs", None, np.asarray(float(sum(found.counts))), found)


def ppmi(xy: Array, x: Array, y: Array, N: Array, *, step: StepFunction = keep) -> Array:
    """PPMI = max(0, log₂ P(x, y) / (P(x) P(y))), each probability a count divided by ``N``; a scalar, not below 0."""
    ratio = step("ratio", None, xy * N / (x * y))
    pmi = step("pmi", None, np.log2(ratio))
    return step("ppmi", None, np.maximum(0.0, pmi))
