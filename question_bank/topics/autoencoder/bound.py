"""The loss of a VAE and the bound it stands for."""

import numpy as np

from engine import autoencoder
from engine.derivation import Run
from engine.derivation.slips import Slip, formula
from engine.functions import squared_norm
from question_bank.model.computed import Asked, Numeric
from question_bank.model.draw import Draw
from question_bank.model.family import Family, Parameters
from question_bank.model.fitting import all_count, fitting
from question_bank.model.inputs import array
from question_bank.model.instance import Rounding
from question_bank.topics.autoencoder.divergence import terms


def draw(d: Draw, level: int) -> Parameters:
    """Level 2: deviations whose logarithm is printed. Level 3: any. Two entries each; loss or bound is asked.

    The error counts, and every term of the divergence.
    """
    spread = (0.5, 1, 2) if level == 2 else (0.4, 0.7, 1.2, 1.5)

    def drawn(k: int) -> Parameters:
        return {
            "x": d.array(f"x {k} ", (2,), (0, 0.5, 1)),
            "x_hat": d.array(f"x_hat {k} ", (2,), (0.1, 0.2, 0.4, 0.6, 0.8)),
            "mu": d.array(f"mu {k} ", (2,), (-1.5, -0.5, 0.5, 2)),
            "sigma": d.array(f"sigma {k} ", (2,), spread),
        }

    def counts(p: Parameters) -> bool:
        error = float(squared_norm(array(p["x"]) - array(p["x_hat"]))) / 2
        return all_count((error, *terms(p["mu"], p["sigma"])))

    drawn_to_fit: Parameters = fitting(drawn, counts)
    return {**drawn_to_fit, "asked": d.pick("asked", ("L", "ELBO"))}


def problem(p: Parameters) -> Numeric:
    """L or ELBO."""
    asked = p["asked"]
    turned = (
        Slip("bound-for-loss", "L", formula(lambda v, _: -v("R") - v("KL")))
        if asked == "L"
        else Slip("loss-for-bound", "ELBO", formula(lambda v, _: v("L")))
    )
    return Numeric(
        run=Run(
            autoencoder.bound,
            autoencoder.NOTATION,
            {name: array(p[name]) for name in ("x", "x_hat", "mu", "sigma")},
        ),
        asked=Asked(asked),
        essential=(turned.id, "divergence-subtracted", "divergence-left-out"),
        rounding=Rounding(digits=2),
        conventions=("vae-loss", "kl-standard"),
        slips=(
            turned,
            Slip("divergence-subtracted", "L", formula(lambda v, _: v("R") - v("KL"))),
            Slip("divergence-left-out", "L", formula(lambda v, _: v("R"))),
            Slip("half-of-square-dropped", "R", formula(lambda v, _: squared_norm(v("x") - v("x_hat")))),
            Slip("reconstruction-left-out", "L", formula(lambda v, _: v("KL"))),
            Slip(
                "one-of-divergence-dropped",
                "KL",
                formula(lambda v, _: -0.5 * np.sum(v("log_var") - np.square(v("mu")) - np.square(v("sigma")))),
            ),
            Slip("log-deviation-for-log-variance", "log_var", formula(lambda v, _: np.log(v("sigma")))),
            Slip(
                "deviation-for-variance",
                "KL",
                formula(lambda v, _: -0.5 * np.sum(1 + v("log_var") - np.square(v("mu")) - v("sigma"))),
            ),
        ),
        words={"wanted": asked},
    )


FAMILY = Family(
    id="autoencoder.bound",
    points=("V07",),
    asks=((2, "number"), (2, "choice"), (3, "number"), (3, "choice")),
    draw=draw,
    problem=problem,
    version=5,
)
