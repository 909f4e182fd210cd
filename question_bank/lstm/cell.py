"""Draws that the LSTM families share."""

from typing import Any

from engine import lstm
from question_bank.draw import Draw
from question_bank.family import Parameters
from question_bank.inputs import array, network

FIFTHS = (0.2, 0.4, 0.5, 0.6, 0.8)
SIGNED = (-0.8, -0.6, -0.5, -0.4, 0.4, 0.5, 0.6, 0.8)
HALVES = (-1, -0.5, 0.5, 1)


def whole_cell(d: Draw) -> Parameters:
    """Weights of a cell with two inputs and one unit, and the values of one step."""
    parameters: Parameters = {}
    for gate in lstm.GATES:
        parameters[f"W_{gate}"] = d.array(f"W_{gate}", (1, 2), HALVES)
        parameters[f"U_{gate}"] = d.array(f"U_{gate}", (1, 1), HALVES)
        parameters[f"b_{gate}"] = d.array(f"b_{gate}", (1,), (-0.5, 0, 0.5))
    return {
        "x": d.sequence("x", 1, (2,), HALVES),
        "h0": d.array("h0", (1,), HALVES),
        "C0": d.array("C0", (1,), (-2, -1, 1, 2)),
        "parameters": parameters,
    }


def inputs(drawn: Parameters) -> dict[str, Any]:
    """Inputs of ``lstm.forward`` from a drawn cell."""
    values = network({name: value for name, value in drawn.items() if name != "parameters"})
    return {**values, "parameters": {name: array(value) for name, value in drawn["parameters"].items()}}
