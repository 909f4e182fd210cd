"""GRU: reset and update gates, the candidate, and the mixing of old and new.

    r^t = σ(W_r x^t + U_r h^{t-1} + b_r)                              reset gate
    z^t = σ(W_z x^t + U_z h^{t-1} + b_z)                              update gate
    n^t = tanh(W_h x^t + U_h (r^t ⊙ h^{t-1}) + b_h)                   candidate, reset before the product
    n^t = tanh(W_h x^t + r^t ⊙ (U_h h^{t-1} [+ c_h]) + b_h)           candidate, reset after the product
    h^t = (1 - z^t) ⊙ h^{t-1} + z^t ⊙ n^t                             z is the share of the new
    h^t = z^t ⊙ h^{t-1} + (1 - z^t) ⊙ n^t                             z is the share that is kept

The candidate is written h̃. Shapes: x^t (D,), all states and gates (H,), W_• (H, D), U_• (H, H), b_• and c_h (H,).
Sources: Cho et al. 2014 (v3: before, z keeps; v1: after), Chung et al. 2014 (before, z is new); libraries that reset
after the product have a second bias c_h, which is there where the parameters hold it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from engine import recurrent
from engine.derivation import Array, Notation, StepFunction, keep, total
from engine.functions import sigmoid

Sequence = Mapping[int, Array]
Reset = Literal["before", "after"]
Update = Literal["new", "keep"]
PARTS = ("r", "z", "h")

_GRADIENT = r"\frac{{\partial E}}{{\partial {0}}}"


def _symbols() -> dict[str, str]:
    symbols = {
        "x": "x^{#}",
        "h": "h^{#}",
        "d": "d^{#}",
        "r": "r^{#}",
        "z": "z^{#}",
        "h_tilde": r"\tilde{h}^{#}",
        "c_h": "c_h",
        "dc_h": _GRADIENT.format("c_h"),
        "E_t": "E^{#}",
        "E": "E",
        "dh": _GRADIENT.format("h^{#}"),
    }
    for part in PARTS:
        symbols |= {f"u_{part}": f"u_{part}^{{#}}", f"delta_{part}": rf"\delta_{part}^{{#}}"}
        for letter in "WUb":
            symbols |= {f"{letter}_{part}": f"{letter}_{part}"}
            symbols |= {f"d{letter}_{part}": _GRADIENT.format(f"{letter}_{part}")}
    return symbols


_CALLED = {
    "r": ("リセットゲート", "reset gate"),
    "z": ("更新ゲート", "update gate"),
    "h": ("候補", "candidate"),
}


def _phrases() -> dict[str, tuple[str, str]]:
    phrases = {
        "r": ("候補が前の状態を見る割合を決める", "Decide how much of the previous state the candidate sees"),
        "z": ("状態の古い分と新しい分の割合を決める", "Decide the shares of old and new in the state"),
        "h_tilde": ("新しい状態の候補を作る", "Make the candidate for the new state"),
        "h": ("更新ゲートで前の状態と候補を混ぜる", "Mix the previous state and the candidate by the update gate"),
        "E_t": ("状態と目標のずれを損失として測る", "Measure the gap between state and target as the loss"),
        "E": ("各時刻の損失を全体の損失にまとめる", "Combine the losses of the times into the whole loss"),
        "dh": ("状態に届く勾配を求める", "Find the gradient that arrives at the state"),
        "dc_h": ("全時刻で候補の追加のバイアスの勾配を足す", "Add up the additional bias's gradient over time"),
    }
    for part, (ja, en) in _CALLED.items():
        phrases |= {
            f"u_{part}": (f"{ja}に届く値に重みを掛けて足す", f"Weigh what reaches the {en}, and add it up"),
            f"delta_{part}": (f"{ja}の活性化前まで勾配を戻す", f"Send the gradient back through the {en}'s activation"),
            f"dW_{part}": (
                f"全時刻で{ja}の入力の重みの勾配を足す",
                f"Add up the {en}'s input weight gradient over time",
            ),
            f"dU_{part}": (
                f"全時刻で{ja}の再帰の重みの勾配を足す",
                f"Add up the {en}'s recurrent weight gradient over time",
            ),
            f"db_{part}": (f"全時刻で{ja}のバイアスの勾配を足す", f"Add up the {en}'s bias gradient over time"),
        }
    return phrases


NOTATION = Notation(symbols=_symbols(), phrases=_phrases(), initial={"h0": ("h", 0)})


@dataclass(frozen=True)
class States:
    """What the forward pass leaves for the backward pass, by time: h from 0, the rest from 1."""

    h: dict[int, Array]
    r: dict[int, Array]
    z: dict[int, Array]
    h_tilde: dict[int, Array]


def mix(z: Array, old: Array, new: Array, update: Update) -> Array:
    """(1 - z) ⊙ old + z ⊙ new, or z ⊙ old + (1 - z) ⊙ new where z is the share that is kept."""
    return (1 - z) * old + z * new if update == "new" else z * old + (1 - z) * new


def forward(
    x: Sequence,
    h0: Array,
    parameters: Mapping[str, Array],
    *,
    reset: Reset = "before",
    update: Update = "new",
    step: StepFunction = keep,
) -> States:
    """Run the unit over x^1 … x^T. ``parameters`` holds W_r, U_r, b_r and so on, perhaps c_h."""
    p = parameters
    states = States({0: h0}, {}, {}, {})
    for t in x:
        old = states.h[t - 1]
        gates = {}
        for gate in ("r", "z"):
            u = step(f"u_{gate}", t, p[f"W_{gate}"] @ x[t] + p[f"U_{gate}"] @ old + p[f"b_{gate}"])
            gates[gate] = step(gate, t, sigmoid(u))
        states.r[t], states.z[t] = gates["r"], gates["z"]
        u_h = step("u_h", t, _candidate(p, x[t], old, gates["r"], reset))
        states.h_tilde[t] = step("h_tilde", t, np.tanh(u_h))
        states.h[t] = step("h", t, mix(gates["z"], old, states.h_tilde[t], update))
    return states


def _candidate(p: Mapping[str, Array], x: Array, old: Array, r: Array, reset: Reset) -> Array:
    if reset == "before":
        return p["W_h"] @ x + p["U_h"] @ (r * old) + p["b_h"]
    recurrent = p["U_h"] @ old
    return p["W_h"] @ x + r * (recurrent + p["c_h"] if "c_h" in p else recurrent) + p["b_h"]


def candidate(
    x: Sequence,
    h0: Array,
    r: Sequence,
    parameters: Mapping[str, Array],
    *,
    reset: Reset = "before",
    step: StepFunction = keep,
) -> Array:
    """The candidate at time 1 from a given reset gate; (H,)."""
    return step("h_tilde", 1, np.tanh(step("u_h", 1, _candidate(parameters, x[1], h0, r[1], reset))))


def new_state(
    z: Sequence, h_tilde: Sequence, h0: Array, *, update: Update = "new", step: StepFunction = keep
) -> dict[int, Array]:
    """States from given update gates and candidates: h^t mixes h^{t-1} and h̃^t; {0..T}, each (H,)."""
    h = {0: h0}
    for t in z:
        h[t] = step("h", t, mix(z[t], h[t - 1], h_tilde[t], update))
    return h


def backward(
    x: Sequence,
    states: States,
    d: Sequence,
    parameters: Mapping[str, Array],
    *,
    reset: Reset = "before",
    update: Update = "new",
    step: StepFunction = keep,
) -> dict[str, Array]:
    """Gradients of E with respect to every parameter, by name; δ_• is the gradient at a pre-activation u_•.

    The state before reaches h^t on four paths: directly, through the candidate's product, and through both gates.
    """
    p, h, r, z, n = parameters, states.h, states.r, states.z, states.h_tilde
    delta: dict[str, dict[int, Array]] = {part: {} for part in PARTS}
    dh: dict[int, Array] = {}
    for t in reversed(list(x)):
        g = h[t] - d[t]
        if t + 1 in dh:
            s = t + 1
            kept = 1 - z[s] if update == "new" else z[s]
            through = p["U_h"].T @ delta["h"][s] if reset == "before" else p["U_h"].T @ (r[s] * delta["h"][s])
            g = g + kept * dh[s] + (r[s] * through if reset == "before" else through)
            g = g + p["U_z"].T @ delta["z"][s] + p["U_r"].T @ delta["r"][s]
        dh[t] = step("dh", t, g)
        share = z[t] if update == "new" else 1 - z[t]
        delta["h"][t] = step("delta_h", t, dh[t] * share * (1 - n[t] * n[t]))
        difference = n[t] - h[t - 1] if update == "new" else h[t - 1] - n[t]
        delta["z"][t] = step("delta_z", t, dh[t] * difference * (z[t] * (1 - z[t])))
        if reset == "before":
            seen = p["U_h"].T @ delta["h"][t] * h[t - 1]
        else:
            recurrent = p["U_h"] @ h[t - 1]
            seen = delta["h"][t] * (recurrent + p["c_h"] if "c_h" in p else recurrent)
        delta["r"][t] = step("delta_r", t, seen * (r[t] * (1 - r[t])))
    gradients = {}
    for part in PARTS:
        error_at = delta[part]
        inside = {t: r[t] * h[t - 1] if part == "h" and reset == "before" else h[t - 1] for t in x}
        product = {t: r[t] * error_at[t] if part == "h" and reset == "after" else error_at[t] for t in x}
        gradients[f"W_{part}"] = step(f"dW_{part}", None, total({t: np.outer(error_at[t], x[t]) for t in x}))
        gradients[f"U_{part}"] = step(f"dU_{part}", None, total({t: np.outer(product[t], inside[t]) for t in x}))
        gradients[f"b_{part}"] = step(f"db_{part}", None, total({t: error_at[t] for t in x}))
    if reset == "after" and "c_h" in p:
        gradients["c_h"] = step("dc_h", None, total({t: r[t] * delta["h"][t] for t in x}))
    return gradients


def bptt(
    x: Sequence,
    h0: Array,
    d: Sequence,
    parameters: Mapping[str, Array],
    *,
    reset: Reset = "before",
    update: Update = "new",
    step: StepFunction = keep,
) -> dict[str, Array]:
    """Forward pass, loss E = Σ_t ½‖h^t - d^t‖² and the gradients of all parameters. ``d`` has every time of ``x``."""
    states = forward(x, h0, parameters, reset=reset, update=update, step=step)
    recurrent.error(states.h, d, step=step)
    return backward(x, states, d, parameters, reset=reset, update=update, step=step)
