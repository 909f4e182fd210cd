"""Draws that the LSTM families share."""

import math
from typing import Any

import numpy as np

from engine import lstm
from question_bank.model.draw import Draw
from question_bank.model.family import Parameters
from question_bank.model.inputs import array, network

FIFTHS = (0.2, 0.4, 0.5, 0.6, 0.8)
SIGNED = (-0.8, -0.6, -0.5, -0.4, 0.4, 0.5, 0.6, 0.8)
HALVES = (-1, -0.5, 0.5, 1)
# What goes into a gate or the candidate: the input gate is not shut, the candidate not in a flat end of tanh.
INSIDE = {
    "i": (-1, -0.5, 0.5, 1, 1.5, 2),
    "f": (-2, -1.5, -1, -0.5, 0.5, 1, 1.5, 2),
    "a": (-1, -0.5, 0.5, 1),
    "o": (-2, -1.5, -1, -0.5, 0.5, 1, 1.5, 2),
}
OPEN = (-0.5, 0.5, 1, 1.5, 2)
LARGEST_BIAS = 2


def unlike(d: Draw, name: str, size: int, values: tuple[float, ...] = FIFTHS) -> tuple[list[float], ...]:
    """Three gates of ``size`` units, no two alike in any unit: else it would not show which of them was used."""
    entries = [d.shuffled(f"{name} of unit {k}", values)[:3] for k in range(size)]
    return tuple(map(list, zip(*entries, strict=True)))


def before(d: Draw, name: str, f: float, written: float, cells: tuple[float, ...], avoid: float) -> float:
    """C^{t-1} such that f C^{t-1} + ``written`` is one of ``cells``: neither large, nor near 0 or ``avoid``."""
    found = [round((cell - written) / f, 4) for cell in cells]
    return d.pick(name, [C for C in found if 0.2 <= abs(C) <= 4 and abs(C - avoid) >= 0.3])


def whole_cell(d: Draw, *, shown: bool = False) -> Parameters:
    """Weights of a cell with two inputs and one unit, and the values of one step.

    The biases make what goes into the gates unlike. Where the cell is to be ``shown``, it is where tanh matters and is
    not flat, and the output gate is not shut.
    """
    x, h0 = d.array("x", (2,), HALVES), d.array("h0", (1,), HALVES)
    parameters: Parameters = {}
    inside: dict[str, float] = {}
    for gate in lstm.GATES:
        W, U = d.array(f"W_{gate}", (1, 2), HALVES), d.array(f"U_{gate}", (1, 1), HALVES)
        weighted = float((array(W) @ array(x) + array(U) @ array(h0)).item())
        values = OPEN if shown and gate in "fo" else INSIDE[gate]
        fit = [u for u in values if gate == "a" or u not in [inside[other] for other in inside if other != "a"]]
        inside[gate] = d.pick(f"u_{gate}", [u for u in fit if abs(u - weighted) <= LARGEST_BIAS] or fit)
        parameters |= {f"W_{gate}": W, f"U_{gate}": U, f"b_{gate}": np.round([inside[gate] - weighted], 4).tolist()}
    C0 = math.copysign(1, inside["a"]) if shown else d.pick("C0", (-2, -1.5, 1.5, 2))
    return {"x": [x], "h0": h0, "C0": [C0], "parameters": parameters}


def inputs(drawn: Parameters) -> dict[str, Any]:
    """Inputs of ``lstm.forward`` from a drawn cell."""
    values = network({name: value for name, value in drawn.items() if name != "parameters"})
    return {**values, "parameters": {name: array(value) for name, value in drawn["parameters"].items()}}
