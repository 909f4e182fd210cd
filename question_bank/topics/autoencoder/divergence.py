"""The KL divergence of a VAE from N(0, I)."""

from collections.abc import Sequence

import numpy as np

from engine import autoencoder
from engine.derivation import Run
from engine.derivation.slips import Slip, formula
from question_bank.model.computed import Asked, Numeric
from question_bank.model.draw import Draw
from question_bank.model.family import Family, Parameters
from question_bank.model.fitting import all_count, fitting
from question_bank.model.inputs import array
from question_bank.model.instance import Rounding


def draw(d: Draw, level: int) -> Parameters:
    """Two entries, in which every term counts. Level 2: logarithms of the printed table. Level 3: any."""
    values = (-2, -1, 0, 1) if level == 2 else (-1.6, -0.7, -0.3, 0.4, 0.9, 1.2)

    def drawn(k: int) -> Parameters:
        return {
            "mu": d.array(f"mu {k} ", (2,), (-2, -1, -0.5, 0.5, 1, 2)),
            "log_var": d.array(f"log_var {k} ", (2,), values),
        }

    return fitting(drawn, lambda p: all_count(terms(p["mu"], np.exp(array(p["log_var"]) / 2).tolist())))


def terms(mu: Sequence[float], sigma: Sequence[float]) -> tuple[float, ...]:
    """What the four terms of the divergence come to over all entries: of 1, of ln σ², of μ² and of σ²."""
    return (
        -len(mu) / 2,
        -float(np.sum(np.log(sigma))),
        float(np.sum(np.square(mu))) / 2,
        float(np.sum(np.square(sigma))) / 2,
    )


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
            Slip("deviation-for-variance", "variance", formula(lambda v, _: np.exp(0.5 * v("log_var")))),
        ),
    )


FAMILY = Family(
    id="autoencoder.divergence",
    points=("V08", "V09"),
    asks=((2, "number"), (2, "choice"), (3, "number"), (3, "choice")),
    draw=draw,
    problem=problem,
    version=4,
)
