"""The simple recurrent network of the note: forward, backpropagation through time, update, clipping.

    u^t = W_in x^t + W z^{t-1} + b      z^t = f(u^t)        x^t: (D,)   u^t, z^t: (H,)
    v^t = W_out z^t + c                 y^t = g(v^t)        v^t, y^t, d^t: (O,)

    δ_out^t = ∂E/∂v^t = y^t - d^t       for ½‖y - d‖² with g the identity, and for cross entropy with g softmax
    δ^t     = ∂E/∂u^t = f'(u^t) ⊙ (W_outᵀ δ_out^t + Wᵀ δ^{t+1})        δ^{T+1} = 0

Time runs from 1 to T; sequences are mappings from the time to a vector. Shapes: W_in (H, D), W (H, H), W_out (O, H),
b (H,), c (O,), z0 (H,). Source: the study note with its errata (W1-W3, A1-A6).
"""

from collections.abc import Mapping
from typing import Literal

import numpy as np

from engine.derivation import Array, Notation, StepFunction, fused, keep, total
from engine.functions import ACTIVATIONS, ActivationName, log_softmax, softmax, squared_norm

Sequence = Mapping[int, Array]
LossName = Literal["squared", "cross_entropy"]
OutputName = Literal["identity", "softmax"]
Reduction = Literal["sum", "mean"]

_GRADIENT = r"\frac{{\partial E}}{{\partial {0}}}"
W_IN, W_OUT = r"W_{\mathrm{in}}", r"W_{\mathrm{out}}"
NOTATION = Notation(
    symbols={
        "x": "x^{#}",
        "d": "d^{#}",
        "u": "u^{#}",
        "z": "z^{#}",
        "v": "v^{#}",
        "y": "y^{#}",
        "W_in": W_IN,
        "W": "W",
        "W_out": W_OUT,
        "b": "b",
        "c": "c",
        "E_t": "E^{#}",
        "E": "E",
        "f_prime": "f'(u^{#})",
        "delta_out": r"\delta^{\mathrm{out},#}",
        "delta": r"\delta^{#}",
        "dW_in": _GRADIENT.format(W_IN),
        "dW": _GRADIENT.format("W"),
        "dW_out": _GRADIENT.format(W_OUT),
        "db": _GRADIENT.format("b"),
        "dc": _GRADIENT.format("c"),
        "epsilon": r"\varepsilon",
        "W_in_new": rf"{W_IN}^{{\,\mathrm{{new}}}}",
        "W_new": r"W^{\,\mathrm{new}}",
        "b_new": r"b^{\,\mathrm{new}}",
    },
    phrases={
        "u": ("入力と前の状態に重みを掛けて足す", "Weigh the input and the previous state, and add them up"),
        "z": ("活性化関数に通して隠れ状態にする", "Pass it through the activation to get the hidden state"),
        "v": ("隠れ状態を出力層の重みで読み出す", "Read the hidden state with the output layer's weights"),
        "y": ("出力層の活性化関数に通して出力にする", "Apply the output layer's activation to get the output"),
        "E_t": ("出力と目標のずれを損失として測る", "Measure the gap between output and target as the loss"),
        "E": ("各時刻の損失を全体の損失にまとめる", "Combine the losses of the times into the whole loss"),
        "f_prime": ("誤差に掛ける活性化関数の微分を求める", "Find the activation's derivative, which scales the error"),
        "delta_out": ("損失から出力層に届く誤差を求める", "Find the error that the loss sends to the output layer"),
        "delta": (
            "届いた誤差を隠れ層の活性化前まで戻す",
            "Send the error back to before the hidden layer's activation",
        ),
        "dW_in": (
            "誤差と入力の積から入力の重みの勾配を求める",
            "Find the input weights' gradient from errors times inputs",
        ),
        "dW": (
            "誤差と前の状態の積から再帰の重みの勾配を求める",
            "Find the recurrent weights' gradient: errors times states",
        ),
        "db": ("隠れ層の誤差からバイアスの勾配を求める", "Find the hidden bias's gradient from the layer's errors"),
        "dW_out": (
            "出力の誤差と状態の積から出力の重みの勾配を求める",
            "Find the output weights' gradient: errors times states",
        ),
        "dc": (
            "出力の誤差から出力層のバイアスの勾配を求める",
            "Find the output bias's gradient from the output errors",
        ),
        "W_in_new": ("勾配と逆の向きに入力の重みを動かす", "Move the input weights against their gradient"),
        "W_new": ("勾配と逆の向きに再帰の重みを動かす", "Move the recurrent weights against their gradient"),
        "b_new": ("勾配と逆の向きにバイアスを動かす", "Move the bias against its gradient"),
    },
    initial={"z0": ("z", 0)},
)
PARAMETERS = ("W_in", "W", "W_out", "b", "c")


def forward(
    x: Sequence,
    W_in: Array,
    W: Array,
    b: Array,
    z0: Array,
    *,
    f: ActivationName = "tanh",
    step: StepFunction = keep,
) -> dict[int, Array]:
    """States of the hidden layer: u^t = W_in x^t + W z^{t-1} + b, z^t = f(u^t). Returns z {0..T}, each (H,)."""
    z = {0: z0}
    for t in x:
        u = step("u", t, W_in @ x[t] + W @ z[t - 1] + b)
        z[t] = step("z", t, ACTIVATIONS[f].value(u))
    return z


def output(
    z: Sequence,
    W_out: Array,
    c: Array,
    *,
    g: OutputName = "identity",
    step: StepFunction = keep,
) -> dict[int, Array]:
    """Outputs y^t = g(W_out z^t + c) for each time of ``z`` but 0; each (O,)."""
    return _outputs(z, W_out, c, g, step)[1]


def _outputs(
    z: Sequence, W_out: Array, c: Array, g: OutputName, step: StepFunction
) -> tuple[dict[int, Array], dict[int, Array]]:
    """v^t and y^t."""
    v, y = {}, {}
    for t in z:
        if t == 0:
            continue
        v[t] = step("v", t, W_out @ z[t] + c)
        y[t] = step("y", t, softmax(v[t]) if g == "softmax" else v[t])
    return v, y


def predict(
    x: Sequence,
    W_in: Array,
    W: Array,
    W_out: Array,
    b: Array,
    c: Array,
    z0: Array,
    *,
    f: ActivationName = "tanh",
    g: OutputName = "identity",
    step: StepFunction = keep,
) -> dict[int, Array]:
    """The whole forward pass: states, then outputs y^t {1..T}, each (O,)."""
    z = forward(x, W_in, W, b, z0, f=f, step=step)
    return output(z, W_out, c, g=g, step=step)


def error(
    y: Sequence,
    d: Sequence,
    *,
    loss: LossName = "squared",
    over_time: Reduction = "sum",
    v: Sequence | None = None,
    step: StepFunction = keep,
) -> Array:
    """The loss E over the times of ``d``: their sum or mean.

    squared: E^t = ½‖y^t - d^t‖²; cross_entropy: E^t = -d^tᵀ ln y^t with d^t one-hot. A scalar. Where y^t = softmax(v^t)
    and ``v`` is known, E^t is right even for a y^t that is 0 or 1 in floating point.
    """
    parts = {}
    for t in d:
        if loss == "squared":
            parts[t] = step("E_t", t, 0.5 * squared_norm(y[t] - d[t]))
        else:
            parts[t] = step("E_t", t, _cross_entropy(d[t], y[t], None if v is None else v[t]))
    E = total(parts)
    return step("E", None, E / len(parts) if over_time == "mean" else E)


def _cross_entropy(d: Array, y: Array, v: Array | None) -> Array:
    if v is None:
        return -(d @ np.log(y))
    return fused(lambda: -(d @ np.log(y)), lambda: -(d @ log_softmax(v)), [(y, lambda: softmax(v))])


def deltas(
    z: Sequence,
    y: Sequence,
    d: Sequence,
    W: Array,
    W_out: Array,
    *,
    f: ActivationName = "tanh",
    over_time: Reduction = "sum",
    cut: tuple[int, ...] = (),
    step: StepFunction = keep,
) -> tuple[dict[int, Array], dict[int, Array]]:
    """δ_out^t and δ^t by time, backwards from the last time of ``z``; a time before the first loss has no δ.

    The loss is taken at the times of ``d``: all of them for ΣE^t, one for a single E^t. Each state z^s with s in
    ``cut`` counts as a constant where u^{s+1} uses it, so δ^{s+1} does not reach δ^s: truncated BPTT.
    """
    delta_out: dict[int, Array] = {}
    delta: dict[int, Array] = {}
    share = len(d) if over_time == "mean" else 1
    for t in sorted((t for t in z if t > 0), reverse=True):
        f_prime = step("f_prime", t, ACTIVATIONS[f].derivative(z[t]))
        paths = []
        if t in d:
            difference = y[t] - d[t]
            delta_out[t] = step("delta_out", t, difference / share if share > 1 else difference)
            paths.append(W_out.T @ delta_out[t])
        if t + 1 in delta and t not in cut:
            paths.append(W.T @ delta[t + 1])
        if paths:
            delta[t] = step("delta", t, f_prime * (paths[0] + paths[1] if len(paths) == 2 else paths[0]))
    return delta_out, delta


def hidden_gradients(x: Sequence, z: Sequence, delta: Sequence, *, step: StepFunction = keep) -> dict[str, Array]:
    """Gradients of the hidden layer: ∂E/∂W_in = Σ δ^t (x^t)ᵀ, ∂E/∂W = Σ δ^t (z^{t-1})ᵀ, ∂E/∂b = Σ δ^t.

    The sums run over the times of δ.
    """
    times = sorted(delta)
    return {
        "W_in": step("dW_in", None, total({t: np.outer(delta[t], x[t]) for t in times})),
        "W": step("dW", None, total({t: np.outer(delta[t], z[t - 1]) for t in times})),
        "b": step("db", None, total({t: delta[t] for t in times})),
    }


def backward(
    x: Sequence,
    z: Sequence,
    y: Sequence,
    d: Sequence,
    W: Array,
    W_out: Array,
    *,
    f: ActivationName = "tanh",
    over_time: Reduction = "sum",
    cut: tuple[int, ...] = (),
    step: StepFunction = keep,
) -> dict[str, Array]:
    """Gradients of E by backpropagation through time, given the forward values; ``z`` holds z^0 as well.

    ∂E/∂W_out = Σ_t δ_out^t (z^t)ᵀ, ∂E/∂c = Σ_t δ_out^t; the others as in ``hidden_gradients``. See ``deltas`` for the
    loss and for ``cut``.
    """
    delta_out, delta = deltas(z, y, d, W, W_out, f=f, over_time=over_time, cut=cut, step=step)
    times = sorted(delta_out)
    return {
        **hidden_gradients(x, z, delta, step=step),
        "W_out": step("dW_out", None, total({t: np.outer(delta_out[t], z[t]) for t in times})),
        "c": step("dc", None, total({t: delta_out[t] for t in times})),
    }


def bptt(
    x: Sequence,
    d: Sequence,
    W_in: Array,
    W: Array,
    W_out: Array,
    b: Array,
    c: Array,
    z0: Array,
    *,
    f: ActivationName = "tanh",
    loss: LossName = "squared",
    over_time: Reduction = "sum",
    cut: tuple[int, ...] = (),
    step: StepFunction = keep,
) -> dict[str, Array]:
    """Forward pass, loss and gradients of all five parameters: see ``forward``, ``error`` and ``backward``.

    The output function follows the loss: the identity for squared, softmax for cross_entropy.
    """
    z = forward(x, W_in, W, b, z0, f=f, step=step)
    v, y = _outputs(z, W_out, c, "softmax" if loss == "cross_entropy" else "identity", step)
    error(y, d, loss=loss, over_time=over_time, v=v, step=step)
    return backward(x, z, y, d, W, W_out, f=f, over_time=over_time, cut=cut, step=step)


def update(
    parameters: Mapping[str, Array],
    gradients: Mapping[str, Array],
    epsilon: Array,
    *,
    step: StepFunction = keep,
) -> dict[str, Array]:
    """One step of gradient descent on each parameter: θ ← θ - ε ∂E/∂θ. ``epsilon`` is a scalar array."""
    return {
        name: step(f"{name}_new", None, parameter - epsilon * gradients[name]) for name, parameter in parameters.items()
    }


def update_hidden_layer(
    x: Sequence,
    z: Sequence,
    delta: Sequence,
    W_in: Array,
    W: Array,
    b: Array,
    epsilon: Array,
    *,
    step: StepFunction = keep,
) -> dict[str, Array]:
    """One step of gradient descent on W_in, W and b, from δ^t that are known; ``z`` holds z^0 as well."""
    return update_some(x, z, delta, {"W_in": W_in, "W": W, "b": b}, epsilon, step=step)


def update_some(
    x: Sequence,
    z: Sequence,
    delta: Sequence,
    parameters: Mapping[str, Array],
    epsilon: Array,
    *,
    step: StepFunction = keep,
) -> dict[str, Array]:
    """The same for those of W_in, W and b that are among ``parameters``."""
    return update(parameters, hidden_gradients(x, z, delta, step=step), epsilon, step=step)
