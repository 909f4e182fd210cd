"""LSTM with forget gate, with and without peephole: forward, loss, full gradients.

    i^t = σ(W_i x^t + U_i h^{t-1} [+ p_i ⊙ C^{t-1}] + b_i)        input gate
    f^t = σ(W_f x^t + U_f h^{t-1} [+ p_f ⊙ C^{t-1}] + b_f)        forget gate
    a^t = tanh(W_a x^t + U_a h^{t-1} + b_a)                       candidate
    C^t = f^t ⊙ C^{t-1} + i^t ⊙ a^t                               cell
    o^t = σ(W_o x^t + U_o h^{t-1} [+ p_o ⊙ C^t] + b_o)            output gate
    h^t = o^t ⊙ tanh(C^t)

Shapes: x^t (D,), h^t and C^t (H,), W_• (H, D), U_• (H, H), b_• and p_• (H,). The peephole weights are vectors, that is
diagonal matrices; i and f see C^{t-1}, o sees C^t. Sources: Hochreiter and Schmidhuber 1997, Gers and Schmidhuber 2000,
Graves 2013. The gradients are those of the whole expression, not the truncated ones of 1997.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from engine import recurrent
from engine.derivation import Array, Notation, StepFunction, keep, total
from engine.functions import sigmoid

Sequence = Mapping[int, Array]
GATES = ("i", "f", "a", "o")

_GRADIENT = r"\frac{{\partial E}}{{\partial {0}}}"


def _symbols() -> dict[str, str]:
    symbols = {
        "x": "x^{#}",
        "h": "h^{#}",
        "C": "C^{#}",
        "d": "d^{#}",
        "E_t": "E^{#}",
        "E": "E",
        "dh": _GRADIENT.format("h^{#}"),
        "dC": _GRADIENT.format("C^{#}"),
        "gamma": r"\gamma^{#}",
    }
    for gate in GATES:
        symbols |= {gate: f"{gate}^{{#}}", f"u_{gate}": f"u_{gate}^{{#}}", f"delta_{gate}": rf"\delta_{gate}^{{#}}"}
        for letter in "WUb":
            symbols |= {f"{letter}_{gate}": f"{letter}_{gate}"}
            symbols |= {f"d{letter}_{gate}": _GRADIENT.format(f"{letter}_{gate}")}
        if gate != "a":
            symbols |= {f"p_{gate}": f"p_{gate}", f"dp_{gate}": _GRADIENT.format(f"p_{gate}")}
    return symbols


_CALLED = {
    "i": ("入力ゲート", "input gate"),
    "f": ("忘却ゲート", "forget gate"),
    "a": ("候補", "candidate"),
    "o": ("出力ゲート", "output gate"),
}


def _phrases() -> dict[str, tuple[str, str]]:
    phrases = {
        "a": ("セルに書き込む候補を作る", "Make the candidate to be written into the cell"),
        "C": ("前のセルを残す分と候補を書き込む分を足す", "Add what is kept of the cell to what the candidate writes"),
        "h": ("出力ゲートを通してセルの値を出力する", "Let the cell's value out through the output gate"),
        "E_t": ("出力と目標のずれを損失として測る", "Measure the gap between output and target as the loss"),
        "E": ("各時刻の損失を全体の損失にまとめる", "Combine the losses of the times into the whole loss"),
        "dh": ("出力に届く勾配を求める", "Find the gradient that arrives at the output"),
        "dC": ("セルに届く勾配を求める", "Find the gradient that arrives at the cell"),
    }
    for gate, (ja, en) in _CALLED.items():
        phrases |= {
            f"u_{gate}": (f"{ja}に届く値に重みを掛けて足す", f"Weigh what reaches the {en}, and add it up"),
            f"delta_{gate}": (f"{ja}の活性化前まで勾配を戻す", f"Send the gradient back through the {en}'s activation"),
            f"dW_{gate}": (
                f"全時刻で{ja}の入力の重みの勾配を足す",
                f"Add up the {en}'s input weight gradient over time",
            ),
            f"dU_{gate}": (
                f"全時刻で{ja}の再帰の重みの勾配を足す",
                f"Add up the {en}'s recurrent weight gradient over time",
            ),
            f"db_{gate}": (f"全時刻で{ja}のバイアスの勾配を足す", f"Add up the {en}'s bias gradient over time"),
        }
        if gate != "a":
            phrases[gate] = (f"{ja}を開く量を決める", f"Decide how far the {en} opens")
            phrases[f"dp_{gate}"] = (
                f"全時刻で{ja}の覗き穴結合の勾配を足す",
                f"Add up the {en}'s peephole gradient over time",
            )
    return phrases


NOTATION = Notation(symbols=_symbols(), phrases=_phrases(), initial={"h0": ("h", 0), "C0": ("C", 0)})


@dataclass(frozen=True)
class States:
    """What the forward pass leaves for the backward pass, by time: h and C from 0, the rest from 1."""

    h: dict[int, Array]
    C: dict[int, Array]
    gates: dict[str, dict[int, Array]]  # i, f, a, o


def forward(
    x: Sequence,
    h0: Array,
    C0: Array,
    parameters: Mapping[str, Array],
    *,
    peephole: bool = False,
    step: StepFunction = keep,
) -> States:
    """Run the cell over x^1 … x^T. ``parameters`` holds W_i, U_i, b_i and so on, with a peephole p_i, p_f, p_o too."""
    p = parameters
    h, C = {0: h0}, {0: C0}
    gates: dict[str, dict[int, Array]] = {gate: {} for gate in GATES}
    for t in x:
        for name in ("i", "f"):
            gates[name][t] = _gate(name, t, x[t], h[t - 1], C[t - 1] if peephole else None, p, step)
        u_a = step("u_a", t, p["W_a"] @ x[t] + p["U_a"] @ h[t - 1] + p["b_a"])
        gates["a"][t] = step("a", t, np.tanh(u_a))
        C[t] = step("C", t, gates["f"][t] * C[t - 1] + gates["i"][t] * gates["a"][t])
        gates["o"][t] = _gate("o", t, x[t], h[t - 1], C[t] if peephole else None, p, step)
        h[t] = step("h", t, gates["o"][t] * np.tanh(C[t]))
    return States(h, C, gates)


def _gate(
    name: str, t: int, x: Array, h: Array, seen: Array | None, p: Mapping[str, Array], step: StepFunction
) -> Array:
    """One gate: σ(W x^t + U h^{t-1} [+ p ⊙ the cell it sees] + b)."""
    weighted = p[f"W_{name}"] @ x + p[f"U_{name}"] @ h
    if seen is not None:
        weighted = weighted + p[f"p_{name}"] * seen
    return step(name, t, sigmoid(step(f"u_{name}", t, weighted + p[f"b_{name}"])))


def gate(
    x: Sequence,
    h0: Array,
    C: Sequence,
    parameters: Mapping[str, Array],
    *,
    name: Literal["i", "f", "o"],
    peephole: bool = True,
    step: StepFunction = keep,
) -> Array:
    """One gate at time 1, the cells C^0 and C^1 given: i and f see C^0, o sees C^1. Returns (H,)."""
    seen = C[1] if name == "o" else C[0]
    return _gate(name, 1, x[1], h0, seen if peephole else None, parameters, step)


def cell_step(
    i: Sequence, f: Sequence, a: Sequence, o: Sequence, C0: Array, *, step: StepFunction = keep
) -> tuple[dict[int, Array], dict[int, Array]]:
    """Cell and output from given gate values: C^t = f^t ⊙ C^{t-1} + i^t ⊙ a^t, h^t = o^t ⊙ tanh(C^t)."""
    C = {0: C0}
    h = {}
    for t in i:
        C[t] = step("C", t, f[t] * C[t - 1] + i[t] * a[t])
        h[t] = step("h", t, o[t] * np.tanh(C[t]))
    return C, h


def backward(
    x: Sequence,
    states: States,
    d: Sequence,
    parameters: Mapping[str, Array],
    *,
    peephole: bool = False,
    step: StepFunction = keep,
) -> dict[str, Array]:
    """Gradients of E with respect to every parameter, by name; δ_• is the gradient at a gate's pre-activation.

    dh^t = (h^t - d^t) + Σ_• U_•ᵀ δ_•^{t+1}
    δ_o  = dh ⊙ tanh(C) ⊙ o (1 - o)
    dC^t = dh ⊙ o ⊙ (1 - tanh²C) [+ p_o ⊙ δ_o] + dC^{t+1} ⊙ f^{t+1} [+ p_i ⊙ δ_i^{t+1} + p_f ⊙ δ_f^{t+1}]
    δ_i  = dC ⊙ a ⊙ i (1 - i),   δ_f = dC ⊙ C^{t-1} ⊙ f (1 - f),   δ_a = dC ⊙ i ⊙ (1 - a²)
    """
    p, h, C = parameters, states.h, states.C
    i, f, a, o = (states.gates[gate] for gate in ("i", "f", "a", "o"))
    delta: dict[str, dict[int, Array]] = {gate: {} for gate in GATES}
    dC: dict[int, Array] = {}
    for t in reversed(list(x)):
        later = t + 1 in dC
        dh = h[t] - d[t]
        if later:
            for gate in GATES:
                dh = dh + p[f"U_{gate}"].T @ delta[gate][t + 1]
        dh = step("dh", t, dh)
        delta["o"][t] = step("delta_o", t, dh * np.tanh(C[t]) * (o[t] * (1 - o[t])))
        cell = _through_output(dh, o[t], C[t])
        if peephole:
            cell = cell + p["p_o"] * delta["o"][t]
        if later:
            cell = cell + dC[t + 1] * f[t + 1]
            if peephole:
                cell = cell + p["p_i"] * delta["i"][t + 1] + p["p_f"] * delta["f"][t + 1]
        dC[t] = step("dC", t, cell)
        for gate, error_at in _gate_errors(dC[t], C[t - 1], i[t], f[t], a[t], t, step).items():
            delta[gate][t] = error_at
    gradients = {}
    for gate in GATES:
        g = delta[gate]
        gradients[f"W_{gate}"] = step(f"dW_{gate}", None, total({t: np.outer(g[t], x[t]) for t in x}))
        gradients[f"U_{gate}"] = step(f"dU_{gate}", None, total({t: np.outer(g[t], h[t - 1]) for t in x}))
        gradients[f"b_{gate}"] = step(f"db_{gate}", None, total({t: g[t] for t in x}))
        if peephole and gate != "a":
            seen = 0 if gate == "o" else 1  # the output gate sees the cell of its own time
            gradients[f"p_{gate}"] = step(f"dp_{gate}", None, total({t: g[t] * C[t - seen] for t in x}))
    return gradients


def _through_output(dh: Array, o: Array, C: Array) -> Array:
    squashed: Array = np.tanh(C)
    return dh * o * (1 - squashed * squashed)


def _gate_errors(
    dC: Array, before: Array, i: Array, f: Array, a: Array, t: int, step: StepFunction
) -> dict[str, Array]:
    return {
        "i": step("delta_i", t, dC * a * (i * (1 - i))),
        "f": step("delta_f", t, dC * before * (f * (1 - f))),
        "a": step("delta_a", t, dC * i * (1 - a * a)),
    }


def step_backward(
    i: Sequence,
    f: Sequence,
    a: Sequence,
    o: Sequence,
    C: Sequence,
    dh: Sequence,
    gamma: Sequence,
    *,
    step: StepFunction = keep,
) -> dict[str, Array]:
    """One step back through the cell at time 1, no peephole: the errors at the cell, at i, f, a, and at C^0.

    ``C`` holds C^0 and C^1, ``dh`` is ∂E/∂h^1, ``gamma`` what reaches C^1 from the later cell:
    dC^1 = dh^1 ⊙ o ⊙ (1 - tanh²C^1) + γ^1,  dC^0 = dC^1 ⊙ f. Each (H,).
    """
    dC = step("dC", 1, _through_output(dh[1], o[1], C[1]) + gamma[1])
    errors = _gate_errors(dC, C[0], i[1], f[1], a[1], 1, step)
    return {**errors, "C": step("dC", 0, dC * f[1])}


def bptt(
    x: Sequence,
    h0: Array,
    C0: Array,
    d: Sequence,
    parameters: Mapping[str, Array],
    *,
    peephole: bool = False,
    step: StepFunction = keep,
) -> dict[str, Array]:
    """Forward pass, loss E = Σ_t ½‖h^t - d^t‖² and the gradients of all parameters. ``d`` has every time of ``x``."""
    states = forward(x, h0, C0, parameters, peephole=peephole, step=step)
    recurrent.error(states.h, d, step=step)
    return backward(x, states, d, parameters, peephole=peephole, step=step)
