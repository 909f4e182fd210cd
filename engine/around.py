"""Networks around values that are given: what a gradient is a gradient of, where a question gives no whole network.

A question on the backward pass gives the forward values z^t, y^t and only the weights it needs. Any network that has
exactly these values,

    u^t = W_in x^t + W z^{t-1} + b + κ^t,   z^t = f(u^t),   y^t = W_out z^t + c + κ_out^t,   κ constant,

has the gradients that are asked for: κ is what is missing to the given values (``gradient_check.Through``), and the
weights that are not given may be anything, so they are 0. Where not the loss is given but ∂E/∂s of some values s,
E = Σ ⟨∂E/∂s, s⟩ has the same gradients (``gradient_check.Slope``).
"""

from collections.abc import Callable, Mapping

import numpy as np

from engine import attention, lstm, recurrent
from engine.derivation import Array, Index, Name, Run, StepFunction, keep
from engine.functions import ActivationName
from engine.gradient_check import Slope, Through

Sequence = Mapping[int, Array]

# u where z = f(u); of ReLU and others there is no inverse.
INVERSES: dict[ActivationName, Callable[[Array], Array]] = {
    "identity": lambda z: z,
    "tanh": np.arctanh,
    "sigmoid": lambda z: np.log(z / (1 - z)),
}


def states(
    x: Sequence,
    W_in: Array,
    W: Array,
    b: Array,
    z0: Array,
    held: Sequence,
    *,
    f: ActivationName = "tanh",
    step: StepFunction = keep,
) -> dict[int, Array]:
    """``recurrent.forward``, but u^{t+1} uses the constant ``held[t]`` in the place of z^t where there is one.

    Returns z {0..T} as it follows from u^t, held or not; each (H,).
    """
    live: dict[int, Array] = {}

    def seen(name: str, index: Index, value: Array, evidence: object = None) -> Array:
        value = step(name, index, value, evidence)
        if name == "z" and isinstance(index, int) and index in held:
            live[index] = value
            return held[index]
        return value

    return recurrent.forward(x, W_in, W, b, z0, f=f, step=seen) | live  # type: ignore[arg-type]  # arrays only


def loss(
    x: Sequence,
    d: Sequence,
    W_in: Array,
    W: Array,
    W_out: Array,
    b: Array,
    c: Array,
    z0: Array,
    held: Sequence,
    *,
    f: ActivationName = "tanh",
    over_time: recurrent.Reduction = "sum",
    step: StepFunction = keep,
) -> Array:
    """The squared loss E over the times of ``d``, ``held`` as in ``states``: what truncated BPTT differentiates."""
    z = states(x, W_in, W, b, z0, held, f=f, step=step)
    y = recurrent.output(z, W_out, c, step=step)
    return recurrent.error(y, d, over_time=over_time, step=step)


def network(
    x: Sequence,
    z: Sequence,
    y: Sequence,
    d: Sequence,
    W: Array,
    W_out: Array,
    *,
    f: ActivationName = "tanh",
    over_time: recurrent.Reduction = "sum",
    cut: tuple[int, ...] = (),
) -> Through:
    """The squared loss of a network with the states ``z`` {0..T} and the outputs ``y`` (at some times, or all).

    Each z^s with s in ``cut`` is held where u^{s+1} uses it.
    """
    width, outputs = len(W), len(W_out)
    inputs = {
        "x": x,
        "d": d,
        "W_in": np.zeros((width, len(next(iter(x.values()))))),
        "W": W,
        "W_out": W_out,
        "b": np.zeros(width),
        "c": np.zeros(outputs),
        "z0": z[0],
        "held": {s: z[s] for s in cut},
    }
    known: dict[Name, Array] = {("u", t): INVERSES[f](z[t]) for t in x}
    known |= {("v", t): y[t] for t in y}
    return Through(Run(loss, recurrent.NOTATION, inputs, {"f": f, "over_time": over_time}), known)


def weights(x: Sequence, z: Sequence, delta: Sequence, W_in: Array, W: Array, b: Array, by: str) -> Slope:
    """E as a function of ``by``, one of W_in, W and b, where δ^t = ∂E/∂u^t are given: E = Σ_t (δ^t)ᵀ u^t.

    The states ``z`` {0..T} are held, since δ^t says all that comes of u^t.
    """
    inputs = {"x": x, "W_in": W_in, "W": W, "b": b, "z0": z[0], "held": {t: z[t] for t in x}}
    run = Run(states, recurrent.NOTATION, inputs, {"f": "identity"})
    return Slope(Through(run), {("u", t): delta[t] for t in delta}, (by, None))


def linear_unit(z0: Array, w: Array, slope: Sequence, *, step: StepFunction = keep) -> Array:
    """u^t = w z^{t-1}, z^t = f'^t u^t: one unit whose slope f'^t is that of each time; z of the last, (1,)."""
    z = z0
    for t in slope:
        z = step("z", t, slope[t] * step("u", t, w * z))
    return z


def unit(w: Array, slope: Sequence) -> Slope:
    """∂z^T/∂z^0 of one unit with the slopes of each time: as a linear unit has them, at z^0 = 0."""
    run = Run(linear_unit, recurrent.NOTATION, {"z0": np.zeros(1), "w": w, "slope": slope})
    return Slope(Through(run), ("z", max(slope)), ("z", 0))


def tanh_unit(w: Array, z: Sequence) -> Slope:
    """∂z^T/∂z^0 of one tanh unit that goes through the states ``z`` {1..T}, each a scalar."""
    nothing = np.zeros(1)
    inputs = {
        "x": dict.fromkeys(z, nothing),
        "W_in": np.zeros((1, 1)),
        "W": np.reshape(w, (1, 1)),
        "b": nothing,
        "z0": nothing,
    }
    known: dict[Name, Array] = {("u", t): np.reshape(INVERSES["tanh"](z[t]), 1) for t in z}
    return Slope(
        Through(Run(recurrent.forward, recurrent.NOTATION, inputs, {"f": "tanh"}), known), ("z", max(z)), ("z", 0)
    )


def cells(f: Sequence) -> Slope:
    """The diagonal of ∂C^T/∂C^0 with the forget gates ``f`` held: the direct path."""
    nothing = {t: np.zeros_like(f[t]) for t in f}
    inputs = {"i": nothing, "f": f, "a": nothing, "o": nothing, "C0": np.zeros_like(f[min(f)])}
    return Slope(Through(Run(lstm.cell_step, lstm.NOTATION, inputs)), ("C", max(f)), ("C", 0))


def lstm_step(gates: Mapping[str, Array], C: Sequence, dh: Array, gamma: Array, by: Name) -> Slope:
    """One LSTM step with the gates i, f, a, o of time 1 and the cells C^0, C^1: E = (∂E/∂h^1)ᵀ h^1 + (γ^1)ᵀ C^1.

    ``by`` is C^1 or one of the pre-activations u_i, u_f, u_a, u_o of time 1; no peephole.
    """
    nothing = np.zeros_like(C[0])
    square = np.zeros((len(nothing), len(nothing)))
    parameters = {f"{letter}_{gate}": square for letter in "WU" for gate in lstm.GATES}
    parameters |= {f"b_{gate}": nothing for gate in lstm.GATES}
    run = Run(lstm.forward, lstm.NOTATION, {"x": {1: nothing}, "h0": nothing, "C0": C[0], "parameters": parameters})
    known: dict[Name, Array] = {
        (f"u_{gate}", 1): INVERSES["tanh" if gate == "a" else "sigmoid"](value) for gate, value in gates.items()
    }
    return Slope(Through(run, {**known, ("C", 1): C[1]}), {("h", 1): dh, ("C", 1): gamma}, by)


def scores(a: Mapping[int, Array], h: Mapping[int, Array], dc: Array, position: int) -> Slope:
    """The score e_j of one position where the weights are ``a``: e_j = ln a_j up to a constant, E = (∂E/∂c)ᵀ c."""
    inputs = {"h": h, "s": np.zeros_like(dc), "parameters": {}}
    run = Run(attention.attend, attention.NOTATION, inputs, {"score": "dot"})
    known: dict[Name, Array] = {("e", j): np.log(a[j]) for j in a}
    return Slope(Through(run, known), {("context", None): dc}, ("e", position))
