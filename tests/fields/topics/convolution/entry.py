"""One entry of a feature map."""

import numpy as np

from engine.derivation import Run
from engine.derivation.slips import Slip, part_mirrored, part_moved, part_turned, term_dropped
from question_bank.model.computed import Asked, Formulas, Numeric
from question_bank.model.draw import Draw
from question_bank.model.family import Family, Parameters
from question_bank.model.instance import Rounding
from tests.fields import convolution

PIXELS, WEIGHTS = (-2, -1, 0, 1, 2, 3), (-3, -2, -1, 1, 2, 3)


def slips(at: tuple[int, int]) -> tuple[Slip, ...]:
    """In the first column there is no place to the left: a window is moved where it is asked for."""
    return (
        Slip("conv-flipped", "y", part_mirrored("w")),
        Slip("conv-turned", "y", part_turned("w")),
        Slip("conv-bias-left-out", "y", term_dropped("b")),
        Slip("conv-window-moved", "y", part_moved("x", 0, -1), at=at),
        Slip("conv-window-turned", "y", part_turned("x")),
    )


def draw(d: Draw, level: int) -> Parameters:
    """A stride of 2 at level 2."""
    size = 3 if level == 1 else 4
    return {
        "x": d.array("x", (size, size), PIXELS),
        "w": d.array("w", (2, 2), WEIGHTS),
        "b": d.pick("b", (-2, -1, 1, 2)),
        "stride": level,
        "at": [d.integer("i", 1, 2), 2],
    }


def run(p: Parameters) -> Run:
    """The whole map."""
    inputs = {"x": np.array(p["x"]), "w": np.array(p["w"]), "b": np.asarray(float(p["b"]))}
    return Run(convolution.convolve, convolution.NOTATION, inputs, {"stride": p["stride"]})


def problem(p: Parameters) -> Numeric:
    """y_{i,j}."""
    return Numeric(
        run=run(p),
        asked=Asked("y", tuple(p["at"])),
        rounding=Rounding(kind="integer", digits=0),
        slips=slips((p["at"][0], p["at"][1])),
        essential=("conv-flipped", "conv-window-moved"),
    )


def formula(p: Parameters) -> Formulas:
    """y_{i,j} for any i and j."""
    return Formulas(
        run=run(p), step=("y", (2, 2)), slips=slips((2, 2)), essential=("conv-flipped", "conv-window-moved")
    )


FAMILIES = (
    Family(id="convolution.entry", asks=((1, "number"), (1, "choice"), (2, "number")), draw=draw, problem=problem),
    Family(id="convolution.formula", asks=((1, "choice"), (2, "choice")), draw=draw, problem=formula, contents=18),
)
