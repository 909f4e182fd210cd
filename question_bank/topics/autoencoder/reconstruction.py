"""The reconstruction error of a linear autoencoder."""

from itertools import product

import numpy as np

from engine import autoencoder
from engine.derivation import Run
from engine.derivation.slips import Slip, formula, term_dropped
from engine.functions import norm, squared_norm
from question_bank.model.computed import Asked, Numeric
from question_bank.model.draw import Draw
from question_bank.model.family import Family, Parameters
from question_bank.model.inputs import array
from question_bank.model.instance import Rounding

ENCODERS = tuple(weights for weights in product((-1.0, 0.0, 1.0), repeat=3) if any(weights))
DECODERS = tuple(product((-1.0, 1.0, 2.0), repeat=3))


def _every_value_counts(p: Parameters) -> bool:
    """Whether no bias can be left out, and none turned, without another error."""

    def error(encoder: float, decoder: float) -> float:
        biases = {"b_e": encoder * array(p["b_e"]), "b_d": decoder * array(p["b_d"])}
        weights = {name: array(p[name]) for name in ("W_e", "W_d")}
        return float(autoencoder.reconstruct(array(p["x"]), {**weights, **biases}))

    return error(1, 1) not in (error(0, 1), error(-1, 1), error(1, 0), error(1, -1))


def draw(d: Draw, level: int) -> Parameters:
    """Three inputs, one hidden unit; whole numbers."""
    x, W_e = d.array("x", (3,), (-2, -1, 1, 2, 3)), d.pick("W_e", ENCODERS)
    biases = [b_e for b_e in (-1.0, 1.0) if np.dot(W_e, x) + b_e]  # a state of 0 would silence the decoder's weights
    p: Parameters = {"x": x, "W_e": [list(W_e)], "b_e": [d.pick("b_e", biases)]}
    decoders = [[[weight] for weight in W_d] for W_d in d.shuffled("W_d", DECODERS)]
    b_d = d.array("b_d", (3,), (-1, 1))
    # Once in 400 draws no decoder goes with the bias; then the bias is another.
    drawn = (
        {**p, "b_d": [float(sign * b) for sign, b in zip(signs, b_d, strict=True)], "W_d": W_d}
        for signs in product((1, -1), repeat=3)
        for W_d in decoders
    )
    return next(filter(_every_value_counts, drawn))


def problem(p: Parameters) -> Numeric:
    """E = ½‖x - x̂‖²."""
    inputs = {"x": array(p["x"]), "parameters": {name: array(p[name]) for name in ("W_e", "b_e", "W_d", "b_d")}}
    return Numeric(
        run=Run(autoencoder.reconstruct, autoencoder.NOTATION, inputs, {"f": "identity"}),
        asked=Asked("E"),
        essential=("half-of-square-dropped", "encoder-bias-dropped", "decoder-bias-dropped"),
        rounding=Rounding(digits=1),
        conventions=("reconstruction",),
        slips=(
            Slip("half-of-square-dropped", "E", formula(lambda v, _: squared_norm(v("x") - v("x_hat")))),
            Slip("decoder-bias-dropped", "x_hat", term_dropped("b_d")),
            Slip("encoder-bias-dropped", "z", term_dropped("b_e")),
            Slip("error-not-squared", "E", formula(lambda v, _: 0.5 * norm(v("x") - v("x_hat")))),
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
