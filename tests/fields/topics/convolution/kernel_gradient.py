"""The gradient with respect to the kernel."""

import numpy as np

from engine.derivation import Array, Name, Run
from engine.derivation.slips import Slip, only, part_mirrored, part_turned
from engine.gradient_check import Slope, Through
from question_bank.model.computed import Asked, Check, Numeric
from question_bank.model.draw import Draw
from question_bank.model.family import Family, Parameters
from question_bank.model.instance import Rounding
from tests.fields import convolution

PIXELS = (-4, -3, -2, -1, 1, 2, 3, 4, 5)


def draw(d: Draw, level: int) -> Parameters:
    """An input of 3 × 3, so that the kernel has 2 × 2; no two gradients are alike, so that each has its own place."""
    delta = d.shuffled("delta", [-2.0, -1.0, 1.0, 3.0])
    return {
        "x": d.array("x", (3, 3), PIXELS),
        "delta": [delta[:2], delta[2:]],
        "entry": [d.integer("m", 0, 1), d.integer("n", 0, 1)],
    }


def problem(p: Parameters) -> Numeric:
    """∂E/∂w, held against a network with any kernel: its windows are all that counts."""
    x, delta = np.array(p["x"]), np.array(p["delta"])
    forward = Run(convolution.convolve, convolution.NOTATION, {"x": x, "w": np.ones((2, 2)), "b": np.asarray(0.0)})
    weighted: dict[Name, Array] = {("y", (i + 1, j + 1)): np.asarray(delta[i, j]) for i, j in np.ndindex(2, 2)}
    return Numeric(
        run=Run(convolution.kernel_gradient, convolution.NOTATION, {"x": x, "delta": delta}),
        asked=Asked("dw", None, tuple(p["entry"])),
        conventions=("conv-delta",),
        rounding=Rounding(kind="integer", digits=0),
        slips=(
            Slip("conv-flipped", "dw", part_mirrored("delta")),
            Slip("conv-turned", "dw", part_turned("delta")),
            Slip("conv-last-window", "dw", only("last")),
        ),
        essential=("conv-flipped", "conv-last-window"),
        check=Check(Slope(Through(forward), weighted, ("w", None)), says="conv-windows"),
    )


FAMILY = Family(
    id="convolution.kernel-gradient", asks=((1, "number"), (1, "matrix"), (1, "choice")), draw=draw, problem=problem
)
