"""Answers on counts, chains, BLEU's parts and the LSTM's way back, in scalar Python."""

import math
from collections.abc import Callable
from typing import Any

from question_bank.instance import Instance
from tests.oracles import counting, scalar_rnn
from tests.oracles.given import Answer, entry_or_all


def rnn_count(instance: Instance) -> Answer:
    """Every matrix and vector, counted entry by entry."""
    p = instance.parameters
    shapes = [(p["H"], p["D"]), (p["H"], p["H"]), (p["H"], 1), (p["O"], p["H"]), (p["O"], 1)]
    return (float(sum(rows * columns for rows, columns in shapes)),)


def unrolled(instance: Instance) -> Answer:
    """z^T of one ReLU unit."""
    p = instance.parameters
    return (scalar_rnn.states(p["x"], p["W_in"], p["W"], p["b"], p["z0"], "relu")[-1][0],)


def power(instance: Instance) -> Answer:
    """The factor, multiplied on k times."""
    p = instance.parameters
    product = 1.0
    for _ in range(int(p["k"])):
        product *= p["slope"] * p["w"]
    return (product,)


def chain(instance: Instance) -> Answer:
    """Slopes times weights."""
    p = instance.parameters
    return (math.prod(slope * p["w"] for slope in p["f_prime"]),)


def norm(instance: Instance) -> Answer:
    """The length of all entries."""
    return (math.hypot(*(value for gradient in instance.parameters["g"] for value in gradient)),)


def corpus_precision(instance: Instance) -> Answer:
    """Pooled matches over pooled n-grams."""
    p = instance.parameters
    counts = [
        (counting.matches(candidate, [reference], p["n"]), len(counting.grams(candidate, p["n"])))
        for candidate, reference in zip(p["candidates"], p["references"], strict=True)
    ]
    return (sum(matched for matched, _ in counts) / sum(possible for _, possible in counts),)


def reference_length(instance: Instance) -> Answer:
    """The nearest length of each sentence, found by walking away from c."""
    p, total = instance.parameters, 0
    for c, lengths in zip(p["c"], p["lengths"], strict=True):
        for distance in range(100):
            if c - distance in lengths or c + distance in lengths:
                total += c - distance if c - distance in lengths else c + distance
                break
    return (float(total),)


def ngram_count(instance: Instance) -> Answer:
    """Places at which an n-gram may begin."""
    p = instance.parameters
    return (float(sum(1 for length in p["lengths"] for k in range(length) if k + p["n"] <= length)),)


def from_counts(instance: Instance) -> Answer:
    """The N-th root of the product, times the penalty."""
    p = instance.parameters
    root = math.prod(p["p"]) ** (1 / len(p["p"]))
    return ((1.0 if p["c"] >= p["r"] else math.exp(1 - p["r"] / p["c"])) * root,)


def carousel(instance: Instance) -> Answer:
    """The product of the gates of each unit."""
    return entry_or_all(instance, [math.prod(gates) for gates in zip(*instance.parameters["f"], strict=True)])


def lstm_count(instance: Instance) -> Answer:
    """Four sets of two matrices and a vector, and three vectors of peepholes."""
    p = instance.parameters
    H, D = p["H"], p["D"]
    return (float(4 * (H * D + H * H + H) + (3 * H if p["peephole"] else 0)),)


def _cell_errors(p: dict[str, list[float]], C: list[list[float]], gamma: list[float]) -> dict[str, list[float]]:
    found: dict[str, list[float]] = {name: [] for name in ("dC", "delta_i", "delta_f", "delta_a", "delta_o", "before")}
    for k in range(2):
        i, f, a, o, dh = (p[name][k] for name in ("i", "f", "a", "o", "dh"))
        dC = dh * o / math.cosh(C[1][k]) ** 2 + gamma[k]
        found["dC"].append(dC)
        found["delta_i"].append(dC * a * i * (1 - i))
        found["delta_f"].append(dC * C[0][k] * f * (1 - f))
        found["delta_a"].append(dC * i * (1 - a) * (1 + a))
        found["delta_o"].append(dh * math.tanh(C[1][k]) * o * (1 - o))
        found["before"].append(dC * f)
    return found


def cell_backward(instance: Instance) -> Answer:
    """The error asked for."""
    p = instance.parameters
    return entry_or_all(instance, _cell_errors(p, p["C"], p["gamma"])[p["asked"]])


def _beyond_the_gates(p: dict[str, Any]) -> Answer:
    """∂E/∂W, ∂E/∂U, ∂E/∂b, ∂E/∂x and ∂E/∂h of rows, from the gradients at the gates, side by side as i, f, o, a."""
    dA = [[value for gate in "ifoa" for value in p[f"d{gate}"][row]] for row in range(len(p["x"]))]
    places = range(len(dA[0]))
    found: list[float] = []
    for seen in ("x", "h_prev"):
        rows = list(zip(p[seen], dA, strict=True))
        found += [sum(x[k] * g[j] for x, g in rows) for k in range(len(p[seen][0])) for j in places]
    found += [sum(g[j] for g in dA) for j in places]
    for weights in ("W", "U"):
        found += [sum(w * g for w, g in zip(line, row, strict=True)) for row in dA for line in p[weights]]
    return tuple(found)


def lstm_backward_code(instance: Instance) -> Answer:
    """The five results of the step back to the gates, or from them on."""
    p = instance.parameters
    if "から先を" in instance.stem.ja:
        return _beyond_the_gates(p)
    found = _cell_errors(p, [p["c_prev"], p["c"]], p["dc_next"])
    return tuple(value for name in ("delta_o", "delta_f", "delta_i", "delta_a", "before") for value in found[name])


ORACLES: dict[str, Callable[[Instance], Answer | str]] = {
    "rnn.parameter-count": rnn_count,
    "rnn.unrolled": unrolled,
    "gradients.power": power,
    "gradients.chain": chain,
    "gradients.norm": norm,
    "bleu.corpus": corpus_precision,
    "bleu.reference-length": reference_length,
    "bleu.ngram-count": ngram_count,
    "bleu.from-counts": from_counts,
    "lstm.carousel": carousel,
    "lstm.parameter-count": lstm_count,
    "lstm.cell-backward": cell_backward,
    "lstm.backward-code": lstm_backward_code,
}
