"""Whether what a gradient of BPTT is about shows in the entry that is asked for: each usual slip gives another number.

A gradient is Σ_t δ^t (…)ᵀ; an entry of it is a sum of ``Terms``, one a time. The slips are computed as the engine
computes the gradient itself: with W in the place of Wᵀ, without the error of the next time, with other factors. What is
given counts too: the loss and the factor of each time, and from the inputs on everything.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeAlias

import numpy as np

from engine import recurrent
from engine.derivation import Array
from question_bank.model.family import Parameters
from question_bank.model.fitting import LEAST, moved
from question_bank.model.inputs import network

Values: TypeAlias = Mapping[int, Array]
Fits: TypeAlias = Callable[[Parameters], bool]
Terms: TypeAlias = Callable[[Values, Mapping[str, Values]], list[float]]  # of δ by time and x, z, y, d by time

PATHS = ("future-path-dropped", "backward-transpose-dropped")


def forward_values(inputs: Mapping[str, Any], p: Parameters) -> dict[str, Any]:
    """The inputs with z and y by time, given or computed."""
    if "z" in inputs:
        return dict(inputs)
    z = recurrent.forward(*(inputs[name] for name in ("x", "W_in", "W", "b", "z0")), f=p["f"])
    return {**inputs, "z": z, "y": recurrent.output(z, inputs["W_out"], inputs["c"])}


def apart(p: Parameters, key: float, others: Iterator[float]) -> bool:
    """Whether no other number would be taken for the key, and the key not for nothing."""
    least = 0.5 if p["f"] == "identity" else LEAST
    return abs(key) > least and all(abs(other - key) > least for other in others)


def shows(
    p: Parameters,
    terms: Terms,
    *others: Terms,
    cut: tuple[int, ...] = (),
    cuts: tuple[tuple[int, ...], ...] = (),
    losses: tuple[int, ...] = (),
) -> bool:
    """Whether the sum of ``terms`` differs from what the slips give: Wᵀ, the next time's error, the earlier times.

    ``others`` are the terms of further slips. The gradient may be ``cut`` at some times, which slips take for
    ``cuts``; there may be ``losses`` at some times only.
    """
    values = forward_values(network(p["inputs"]), p)
    if losses:
        values["d"] = {t: values["d"][t] for t in losses}

    def errors(v: Mapping[str, Any], at: tuple[int, ...], W: Array, without: int = 0) -> Values:
        d = {t: target for t, target in v["d"].items() if t != without}
        return recurrent.deltas(v["z"], v["y"], d, W, v["W_out"], f=p["f"], over_time=p["over_time"], cut=at)[1]

    W, times = values["W"], tuple(values["d"])
    right = errors(values, cut, W)
    parts = terms(right, values)
    if any(abs(part) <= LEAST for part in parts):
        return False  # a time that does not count

    def wrong() -> Iterator[float]:
        yield sum(terms(errors(values, cut, W.T), values))
        yield from (sum(terms(errors(values, at, W), values)) for at in cuts or (tuple(values["x"]),))
        yield from parts[-1:] if len(parts) > 1 else ()
        yield from (sum(other(right, values)) for other in others)
        yield from (sum(terms(errors(values, cut, W, t), values)) for t in times if len(times) > 1)
        if "z" in p["inputs"] and p["f"] == "tanh":  # f'(u^t) counts
            for t in values["x"]:
                other = np.where(np.abs(values["z"][t]) == 0.5, 0.8, 0.5)
                v = {**values, "z": {**values["z"], t: other}}
                yield sum(terms(errors(v, cut, W), v))
        if "z" not in p["inputs"]:
            for inputs in moved(network(p["inputs"])):
                v = forward_values(inputs, p)
                yield sum(terms(errors(v, cut, v["W"]), v))

    return apart(p, sum(parts), wrong())


def outer(entry: tuple[int, int], name: str, before: int = 0) -> Terms:
    """The terms of an entry of Σ_t δ^t (s^{t-before})ᵀ, where s is x or z."""
    row, column = entry
    return lambda delta, v: [float(delta[t][row] * v[name][t - before][column]) for t in sorted(delta)]
