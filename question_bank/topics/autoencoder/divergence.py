"""The KL divergence of a VAE from N(0, I)."""

from itertools import product

import numpy as np

from engine import autoencoder
from engine.derivation import Run
from engine.derivation.slips import Slip, formula
from question_bank.model.computed import Asked, Numeric
from question_bank.model.draw import Draw
from question_bank.model.family import Family, Parameters
from question_bank.model.inputs import array
from question_bank.model.instance import Rounding


def draw(d: Draw, level: int) -> Parameters:
    """Two entries. Level 2: logarithms of the printed table. Level 3: any."""
    values = (-2, -1, 0, 1) if level == 2 else (-1.6, -0.7, -0.3, 0.4, 0.9, 1.2)
    pairs = [pair for pair in product(values, repeat=2) if abs(sum(pair)) > 0.2]  # else their sum would not count
    return {"mu": d.array("mu", (2,), (-2, -1, -0.5, 0.5, 1, 2)), "log_var": list(map(float, d.pick("log_var", pairs)))}


def problem(p: Parameters) -> Numeric:
    """KL(N(μ, σ²) ‖ N(0, I))."""
    return Numeric(
        run=Run(autoencoder.divergence, autoencoder.NOTATION, {name: array(p[name]) for name in ("mu", "log_var")}),
        asked=Asked("KL"),
        essential=("divergence-sign", "one-of-divergence-dropped", "half-of-divergence-dropped"),
        rounding=Rounding(digits=2),
        conventions=("kl-standard",),
        slips=(
            Slip(
                "divergence-sign",
                "KL",
                formula(lambda v, _: 0.5 * np.sum(1 + v("log_var") - np.square(v("mu")) - v("variance"))),
            ),
            Slip(
                "one-of-divergence-dropped",
                "KL",
                formula(lambda v, _: -0.5 * np.sum(v("log_var") - np.square(v("mu")) - v("variance"))),
            ),
            Slip(
                "mean-not-squared",
                "KL",
                formula(lambda v, _: -0.5 * np.sum(1 + v("log_var") - v("mu") - v("variance"))),
            ),
            Slip(
                "half-of-divergence-dropped",
                "KL",
                formula(lambda v, _: -np.sum(1 + v("log_var") - np.square(v("mu")) - v("variance"))),
            ),
            Slip(
                "log-deviation-for-log-variance",
                "KL",
                formula(lambda v, _: -0.5 * np.sum(1 + 0.5 * v("log_var") - np.square(v("mu")) - v("variance"))),
            ),
        ),
    )


FAMILY = Family(
    id="autoencoder.divergence",
    points=("V08", "V09"),
    asks=((2, "number"), (2, "choice"), (3, "number"), (3, "choice")),
    draw=draw,
    problem=problem,
    version=3,
)
