"""The reconstruction error of a linear autoencoder."""

import numpy as np

from engine import autoencoder
from engine.derivation import Run
from engine.derivation.slips import Slip, formula, term_dropped
from engine.functions import squared_norm
from question_bank.draw import Draw
from question_bank.family import Asked, Family, Numeric, Parameters
from question_bank.inputs import array
from question_bank.instance import Rounding


def draw(d: Draw, level: int) -> Parameters:
    """Three inputs, one hidden unit; whole numbers."""
    return {
        "x": d.array("x", (3,), (-2, -1, 1, 2, 3)),
        "W_e": d.array("W_e", (1, 3), (-1, 0, 1)),
        "b_e": d.array("b_e", (1,), (-1, 1)),
        "W_d": d.array("W_d", (3, 1), (-1, 1, 2)),
        "b_d": d.array("b_d", (3,), (-1, 1)),
    }


def problem(p: Parameters) -> Numeric:
    """E = ½‖x - x̂‖²."""
    inputs = {"x": array(p["x"]), "parameters": {name: array(p[name]) for name in ("W_e", "b_e", "W_d", "b_d")}}
    return Numeric(
        run=Run(autoencoder.reconstruct, autoencoder.NOTATION, inputs, {"f": "identity"}),
        asked=Asked("E"),
        rounding=Rounding(digits=1),
        conventions=("reconstruction",),
        slips=(
            Slip("half-of-square-dropped", "E", formula(lambda v, _: squared_norm(v("x") - v("x_hat")))),
            Slip("decoder-bias-dropped", "x_hat", term_dropped("b_d")),
            Slip("encoder-bias-dropped", "z", term_dropped("b_e")),
            Slip("error-not-squared", "E", formula(lambda v, _: 0.5 * np.sqrt(squared_norm(v("x") - v("x_hat"))))),
            Slip("error-averaged-over-entries", "E", formula(lambda v, _: squared_norm(v("x") - v("x_hat")) / 3)),
        ),
    )


FAMILY = Family(
    id="autoencoder.reconstruction",
    version=2,
    points=("V01", "V02"),
    asks=((1, "number"), (1, "choice")),
    draw=draw,
    problem=problem,
)
