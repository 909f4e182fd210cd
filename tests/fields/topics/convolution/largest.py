"""Convolution, ReLU and the largest of all: what a global max pooling gives."""

import numpy as np

from engine.derivation import Run
from engine.derivation.slips import Slip, function_replaced, part_mirrored, part_turned, term_dropped
from question_bank.model.computed import Asked, Numeric
from question_bank.model.draw import Draw
from question_bank.model.family import Family, Parameters
from question_bank.model.instance import Rounding
from tests.fields import convolution


def draw(d: Draw, level: int) -> Parameters:
    """Small whole numbers; no two weights are alike, so that each has its own place."""
    w = d.shuffled("w", [-2.0, 1.0, 2.0, 4.0])
    return {
        "x": d.array("x", (3, 3), (0, 1, 2, 3, 5)),
        "w": [w[:2], w[2:]],
        "b": d.pick("b", (1, 2)),
    }


def problem(p: Parameters) -> Numeric:
    """Q."""
    inputs = {"x": np.array(p["x"]), "w": np.array(p["w"]), "b": np.asarray(float(p["b"]))}
    return Numeric(
        run=Run(convolution.activated, convolution.NOTATION, inputs),
        asked=Asked("q"),
        conventions=("conv-largest",),
        rounding=Rounding(digits=2),
        slips=(
            Slip("conv-averaged", "q", function_replaced("largest", "average")),
            Slip("conv-flipped", "y", part_mirrored("w")),
            Slip("conv-turned", "y", part_turned("w")),
            Slip("conv-bias-left-out", "y", term_dropped("b")),
            Slip("conv-window-turned", "y", part_turned("x")),
        ),
        essential=("conv-averaged", "conv-flipped"),
    )


FAMILY = Family(id="convolution.largest", asks=((1, "number"),), draw=draw, problem=problem)
