"""A bidirectional RNN: one RNN reads from the first time on, another from the last time back; the output joins both.

    f^t = tanh(W_f x^t + U_f f^{t-1} + b_f)        has seen x^1 … x^t
    g^t = tanh(W_g x^t + U_g g^{t+1} + b_g)        has seen x^T … x^t
    y^t = [f^t; g^t]                               (2H,)

Both have their own parameters. The summary of the sequence is [f^T; g^1]. Shapes: x^t (D,), f^t and g^t (H,),
W_• (H, D), U_• (H, H), b_• (H,). Source: Schuster and Paliwal 1997.
"""

from collections.abc import Mapping

import numpy as np

from engine.derivation import Array, Notation, StepFunction, keep
from engine.functions import joined

Sequence = Mapping[int, Array]
FORWARD, BACKWARD = r"\overrightarrow{h}", r"\overleftarrow{h}"
NOTATION = Notation(
    symbols={
        "x": "x^{#}",
        "f": FORWARD + "^{#}",
        "g": BACKWARD + "^{#}",
        "y": "y^{#}",
        "summary": "s",
        **{
            f"{letter}_{side}": rf"{letter}_{{\{arrow}}}"
            for letter in "WUb"
            for side, arrow in (("f", "rightarrow"), ("g", "leftarrow"))
        },
    },
    phrases={
        "f": ("先頭から読み、前向きの状態を求める", "Find the forward state, which has read from the start"),
        "g": ("末尾から読み、後ろ向きの状態を求める", "Find the backward state, which has read from the end"),
        "y": ("前向きと後ろ向きの状態を連結する", "Join the forward and the backward state"),
        "summary": ("読み終えた両方向の状態を連結する", "Join the states in which the two directions end"),
    },
    initial={"f0": ("f", 0)},
)


def outputs(
    x: Sequence, f0: Array, g: Sequence, parameters: Mapping[str, Array], *, step: StepFunction = keep
) -> dict[int, Array]:
    """y^t for each time. ``g`` maps T+1 to the state the backward RNN starts from. Returns {1..T}, each (2H,)."""
    p = parameters
    f, back = {0: f0}, dict(g)
    for t in x:
        f[t] = step("f", t, np.tanh(p["W_f"] @ x[t] + p["U_f"] @ f[t - 1] + p["b_f"]))
    for t in reversed(list(x)):
        back[t] = step("g", t, np.tanh(p["W_g"] @ x[t] + p["U_g"] @ back[t + 1] + p["b_g"]))
    return join({t: f[t] for t in x}, {t: back[t] for t in x}, step=step)


def join(f: Sequence, g: Sequence, *, step: StepFunction = keep) -> dict[int, Array]:
    """y^t = [f^t; g^t] for each time, and the summary [f^T; g^1]."""
    y = {t: step("y", t, joined(f[t], g[t])) for t in f}
    step("summary", None, joined(f[max(f)], g[min(g)]))
    return y
