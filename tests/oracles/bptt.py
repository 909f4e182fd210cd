"""The right answers on backpropagation through time, from the stored parameters alone, in scalar Python."""

from collections.abc import Callable
from typing import Any

from question_bank.model.instance import Instance
from tests.oracles import scalar_rnn
from tests.oracles.arranged import Computed, Paired, gradient
from tests.oracles.given import Answer, entry_or_all
from tests.oracles.scalar_rnn import Backward, Matrix, Vector


def _times(vectors: list[Vector]) -> dict[int, Vector]:
    return dict(enumerate(vectors, start=1))


def _errors(p: dict[str, Any], cut: tuple[int, ...] = ()) -> tuple[list[Vector], Backward]:
    """The states and the errors, from the forward values where they are given."""
    i = p["inputs"]
    if "z" in i:
        z, y = i["z"], i["y"]
    else:
        z = scalar_rnn.states(i["x"], i["W_in"], i["W"], i["b"], i["z0"], p["f"])
        y = scalar_rnn.outputs(z, i["W_out"], i["c"], "identity")
    mean = p["over_time"] == "mean"
    return z, scalar_rnn.backward(z, y, _times(i["d"]), i["W"], i["W_out"], f=p["f"], mean=mean, cut=cut)


def delta(instance: Instance) -> Answer:
    """δ^1."""
    _, errors = _errors(instance.parameters)
    first = errors.delta[0]
    assert first is not None
    return entry_or_all(instance, first)


def _gradient(name: str) -> Callable[[Instance], Answer]:
    def answer(instance: Instance) -> Answer:
        z, errors = _errors(instance.parameters)
        return entry_or_all(instance, scalar_rnn.gradients(instance.parameters["inputs"]["x"], z, errors)[name])

    return answer


def recurrent_weight(instance: Instance) -> Answer:
    """∂E/∂W."""
    return _gradient("W")(instance)


def input_weight(instance: Instance) -> Answer:
    """∂E/∂W_in."""
    return _gradient("W_in")(instance)


def output_weight(instance: Instance) -> Answer:
    """∂E/∂W_out."""
    return _gradient("W_out")(instance)


def bias_gradient(instance: Instance) -> Answer:
    """∂E/∂b."""
    _, errors = _errors(instance.parameters)
    return entry_or_all(instance, scalar_rnn.vector_sum(errors.delta))


def one_loss(instance: Instance) -> Answer:
    """∂E/∂W of the loss at the last time."""
    i = instance.parameters["inputs"]
    last = len(i["y"])
    errors = scalar_rnn.backward(
        i["z"], i["y"], {last: i["d"][last - 1]}, i["W"], i["W_out"], f=instance.parameters["f"]
    )
    return entry_or_all(instance, scalar_rnn.outer_sum(errors.delta, i["z"][:-1]))


def update(instance: Instance) -> Answer:
    """W or W_in after one step of gradient descent."""
    p = instance.parameters
    i, name = p["inputs"], p["asked"]
    gradient = scalar_rnn.outer_sum(i["delta"], i["z"][:-1] if name == "W" else i["x"])
    updated = [
        [w - i["epsilon"] * g for w, g in zip(row, other, strict=True)]
        for row, other in zip(i[name], gradient, strict=True)
    ]
    return entry_or_all(instance, updated)


def truncated(instance: Instance) -> Answer:
    """∂E/∂W with the error cut at one state."""
    z, errors = _errors(instance.parameters, (instance.parameters["cut"],))
    return entry_or_all(instance, scalar_rnn.outer_sum(errors.delta, z[:-1]))


# Checked against the note with its errata: A3 (z^{t-1}), W1 (sum over time), W3 (both paths).
FORMULAS = {
    "delta": r"$f'(u^{t}) \odot \left( W_{\mathrm{out}}^{\top} \, \delta^{\mathrm{out},t}"
    r" + W^{\top} \, \delta^{t+1} \right)$",
    "dW": r"$\sum_{t=1}^{T} \delta^{t} \, \left( z^{t-1} \right)^{\top}$",
    "dW_in": r"$\sum_{t=1}^{T} \delta^{t} \, \left( x^{t} \right)^{\top}$",
    "dW_out": r"$\sum_{t=1}^{T} \delta^{\mathrm{out},t} \, \left( z^{t} \right)^{\top}$",
}


def formula(instance: Instance) -> str:
    """The right formula as it is written."""
    return FORMULAS[instance.parameters["step"]]


def _layer_gradients(x: Matrix, h_prev: Matrix, h_next: Matrix, dh_next: Matrix, Wx: Matrix, Wh: Matrix) -> Answer:
    """dx, dh_prev, dWx, dWh and db in a row: each a sum over what the value is multiplied by, or added to."""
    dt = [[dh * (1 - h) * (1 + h) for dh, h in zip(*rows, strict=True)] for rows in zip(dh_next, h_next, strict=True)]
    back = [
        sum(d * w for d, w in zip(row, weights, strict=True)) for part in (Wx, Wh) for row in dt for weights in part
    ]
    weights = [
        sum(row[k] * d[j] for row, d in zip(part, dt, strict=True))
        for part in (x, h_prev)
        for k in range(len(part[0]))
        for j in range(len(dt[0]))
    ]
    return (*back, *weights, *(sum(column) for column in zip(*dt, strict=True)))


def backward_code(instance: Instance) -> Answer:
    """∂E/∂W from the errors of the outputs, or all gradients of one layer's step for rows of a batch."""
    p = instance.parameters
    if "dh_next" in p:
        return _layer_gradients(**{name: value for name, value in p.items() if name != "blank"})
    zero = {t: [0.0] for t in range(1, len(p["x"]) + 1)}  # then y - d is the error that was drawn
    errors = scalar_rnn.backward(p["z"], p["delta_out"], zero, p["W"], p["W_out"], f="tanh")
    return tuple(entry for row in scalar_rnn.outer_sum(errors.delta, p["z"][:-1]) for entry in row)


W_IN, W_OUT = (rf"W_{{\mathrm{{{way}}}}}" for way in ("in", "out"))
OUT = [rf"\delta^{{\mathrm{{out}},({t})}}" for t in (1, 2, 3)]
HIDDEN = [rf"\delta^{{({t})}}" for t in (1, 2, 3)]
# What each value is computed from, by hand. What is given is left out, or named and never shown.
USES: dict[str, list[str]] = {
    **{out: [] for out in OUT},
    HIDDEN[2]: [OUT[2]],
    HIDDEN[1]: [OUT[1], HIDDEN[2]],
    HIDDEN[0]: [OUT[0], HIDDEN[1]],
    gradient(W_IN): HIDDEN,
    gradient("W"): HIDDEN,
    gradient(W_OUT): OUT,
}
# Which formula belongs to what, by hand, from the chain rule.
GRADIENTS = {
    f"${gradient(W_IN)}$": r"\sum_{t=1}^{T} \delta^{t} \, \left( x^{t} \right)^{\top}",
    f"${gradient('W')}$": r"\sum_{t=1}^{T} \delta^{t} \, \left( z^{t-1} \right)^{\top}",
    f"${gradient(W_OUT)}$": r"\sum_{t=1}^{T} \delta^{\mathrm{out},t} \, \left( z^{t} \right)^{\top}",
    f"${gradient('b')}$": r"\sum_{t=1}^{T} \delta^{t}",
    f"${gradient('c')}$": r"\sum_{t=1}^{T} \delta^{\mathrm{out},t}",
}

ORACLES: dict[str, Callable[[Instance], Answer | str]] = {
    "delta": delta,
    "recurrent-weight-gradient": recurrent_weight,
    "input-weight-gradient": input_weight,
    "output-weight-gradient": output_weight,
    "update": update,
    "truncated": truncated,
    "formula": formula,
    "backward-code": backward_code,
    "bias-gradient": bias_gradient,
    "one-loss": one_loss,
    "backward-order": Computed(USES),
    "gradients-match": Paired(GRADIENTS),
}
