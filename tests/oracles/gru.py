"""The right answers on the GRU, from the stored parameters alone, in scalar Python."""

import math
from collections.abc import Callable
from typing import Any

from question_bank.model.instance import Instance
from tests.oracles.arranged import Computed
from tests.oracles.given import Answer, entry_or_all
from tests.oracles.scalar_rnn import Matrix, Vector, affine


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


def _step(x: Vector, h: Vector, p: dict[str, Any], update: str, reset: str = "before") -> Vector:
    zero = [0.0] * len(h)
    gates = {
        gate: [_sigmoid(u) for u in affine([(p[f"W_{gate}"], x), (p[f"U_{gate}"], h)], p.get(f"b_{gate}", zero))]
        for gate in "rz"
    }
    n = _candidate(x, h, gates["r"], p["W_h"], p["U_h"], p.get("b_h", zero), reset)
    return [mixed(a, b, c, update) for a, b, c in zip(gates["z"], h, n, strict=True)]


def whole_step(instance: Instance) -> Answer:
    """h^1 from the weights."""
    p = instance.parameters
    return tuple(_step(p["x"], p["h0"], p["parameters"], p["update"]))


def step_code(instance: Instance) -> Answer:
    """The new state as its conventions say, or what the step back gives."""
    p, said = instance.parameters, "".join(sentence.ja for sentence in instance.conventions)
    if "逆伝播" in instance.stem.ja:
        return _step_back(p)
    return tuple(_step(p["x"], p["h"], p, *(("keep", "after") if "残す割合" in said else ("new", "before"))))


def _step_back(p: dict[str, Any]) -> Answer:
    """Errors at the pre-activations of candidate, update and reset gate, and at the state before, by hand."""
    units = range(len(p["h"]))
    pairs = [(p["r"][k], p["z"][k], p["h_bar"][k], p["h"][k], p["dh_new"][k]) for k in units]
    candidate = [g * z * (1 - n * n) for _, z, n, _, g in pairs]
    update = [g * (n - old) * z * (1 - z) for _, z, n, old, g in pairs]

    def back(part: str, errors: Vector, k: int) -> float:
        return math.fsum(p[f"U_{part}"][j][k] * errors[j] for j in units)

    reset = [back("h", candidate, k) * old * r * (1 - r) for k, (r, _, _, old, _) in enumerate(pairs)]
    before = [
        g * (1 - z) + r * back("h", candidate, k) + back("z", update, k) + back("r", reset, k)
        for k, (r, z, _, _, g) in enumerate(pairs)
    ]
    return (*candidate, *update, *reset, *before)


def gru_count(instance: Instance) -> Answer:
    """Three sets, or the one that an LSTM has more."""
    p = instance.parameters
    one = p["H"] * p["D"] + p["H"] ** 2 + p["H"]
    return (float(one if p["difference"] else 3 * one),)


def _uses(t: int) -> dict[str, list[str]]:
    before = rf"h^{{({t - 1})}}"
    return {
        rf"r^{{({t})}}": [before],
        rf"z^{{({t})}}": [before],
        rf"u_h^{{({t})}}": [rf"r^{{({t})}}", before],
        rf"\tilde{{h}}^{{({t})}}": [rf"u_h^{{({t})}}"],
        rf"h^{{({t})}}": [rf"z^{{({t})}}", rf"\tilde{{h}}^{{({t})}}", before],
    }


ORACLES: dict[str, Callable[[Instance], Answer | str]] = {
    "new-state": new_state,
    "candidate": candidate,
    "whole-step": whole_step,
    "step-code": step_code,
    "parameter-count": gru_count,
    "step-order": Computed(_uses(1) | _uses(2)),
}
