"""Answers on GRU and the bidirectional RNN, unit by unit."""

import math
from collections.abc import Callable
from typing import Any

from question_bank.instance import Instance
from tests.oracles.given import Answer, entry_or_all
from tests.oracles.scalar_rnn import Matrix, Vector, affine, states


def _sigmoid(u: float) -> float:
    return 1 / (1 + math.exp(-u))


def mixed(z: float, old: float, new: float, update: str) -> float:
    """Old and new in the shares of z."""
    share = z if update == "new" else 1 - z
    return old + share * (new - old)


def new_state(instance: Instance) -> Answer:
    """h^T."""
    p = instance.parameters
    h = p["h0"]
    for z, n in zip(p["z"], p["h_tilde"], strict=True):
        h = [mixed(a, b, c, p["update"]) for a, b, c in zip(z, h, n, strict=True)]
    return entry_or_all(instance, h)


def _candidate(x: Vector, h: Vector, r: Vector, W: Matrix, U: Matrix, b: Vector, reset: str) -> Vector:
    zero = [0.0] * len(b)
    if reset == "before":
        return [math.tanh(u) for u in affine([(W, x), (U, [a * c for a, c in zip(r, h, strict=True)])], b)]
    seen = affine([(U, h)], zero)
    return [math.tanh(u + a * c) for u, a, c in zip(affine([(W, x)], b), r, seen, strict=True)]


def candidate(instance: Instance) -> Answer:
    """h̃^1."""
    p = instance.parameters
    return entry_or_all(instance, _candidate(p["x"], p["h0"], p["r"], p["W"], p["U"], p["b"], p["reset"]))


def _step(x: Vector, h: Vector, p: dict[str, Any], update: str) -> Vector:
    zero = [0.0] * len(h)
    gates = {
        gate: [_sigmoid(u) for u in affine([(p[f"W_{gate}"], x), (p[f"U_{gate}"], h)], p.get(f"b_{gate}", zero))]
        for gate in "rz"
    }
    n = _candidate(x, h, gates["r"], p["W_h"], p["U_h"], p.get("b_h", zero), "before")
    return [mixed(a, b, c, update) for a, b, c in zip(gates["z"], h, n, strict=True)]


def whole_step(instance: Instance) -> Answer:
    """h^1 from the weights."""
    p = instance.parameters
    return tuple(_step(p["x"], p["h0"], p["parameters"], p["update"]))


def step_code(instance: Instance) -> Answer:
    """The new state, z the share of the new."""
    p = instance.parameters
    return tuple(_step(p["x"], p["h"], p, "new"))


def gru_count(instance: Instance) -> Answer:
    """Three sets, or the one that an LSTM has more."""
    p = instance.parameters
    one = p["H"] * p["D"] + p["H"] ** 2 + p["H"]
    return (float(one if p["difference"] else 3 * one),)


def joined_output(instance: Instance) -> Answer:
    """Forward, then backward, of the asked time."""
    p = instance.parameters
    place = p["time"] - 1
    return (*p["f"][place], *p["g"][place])


def summary(instance: Instance) -> Answer:
    """The last forward and the first backward state."""
    p = instance.parameters
    return (*p["f"][-1], *p["g"][0])


def both_count(instance: Instance) -> Answer:
    """Two plain RNNs."""
    p = instance.parameters
    return (float(2 * (p["H"] * p["D"] + p["H"] ** 2 + p["H"])),)


def join_code(instance: Instance) -> Answer:
    """Rows of forward and backward states."""
    p = instance.parameters
    zero = [0.0, 0.0]
    forward = states(p["x"], p["W_f"], p["U_f"], zero, zero, "tanh")[1:]
    backward = states(p["x"][::-1], p["W_b"], p["U_b"], zero, zero, "tanh")[1:][::-1]
    return tuple(value for one, other in zip(forward, backward, strict=True) for value in (*one, *other))


ORACLES: dict[str, Callable[[Instance], Answer | str]] = {
    "gru.new-state": new_state,
    "gru.candidate": candidate,
    "gru.whole-step": whole_step,
    "gru.step-code": step_code,
    "gru.parameter-count": gru_count,
    "bidirectional.joined-output": joined_output,
    "bidirectional.summary": summary,
    "bidirectional.parameter-count": both_count,
    "bidirectional.join-code": join_code,
}
