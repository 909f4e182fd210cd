"""VHRED's divergence of the posterior from a learned prior."""

import numpy as np

from engine import autoencoder
from engine.derivation import Run
from engine.derivation.slips import Slip, exchanged, formula
from question_bank.model.computed import Asked, Numeric
from question_bank.model.draw import Draw
from question_bank.model.family import Family, Parameters
from question_bank.model.inputs import array
from question_bank.model.instance import Rounding


def draw(d: Draw, level: int) -> Parameters:
    """Two entries. Level 2: the deviations are powers of two. Level 3: any.

    The two deviations of an entry are unlike, else the divergence would be the same the other way round.
    """
    spread = (0.5, 1, 2) if level == 2 else (0.5, 0.8, 1.2, 1.5, 2)
    both = [d.shuffled(f"sigma {k}", spread)[:2] for k in (0, 1)]
    return {
        "mu_q": d.array("mu_q", (2,), (-1, -0.5, 0.5, 1, 2)),
        "sigma_q": [float(q) for q, _ in both],
        "mu_p": d.array("mu_p", (2,), (-1, 0, 0.5, 1)),
        "sigma_p": [float(p) for _, p in both],
    }


def problem(p: Parameters) -> Numeric:
    """KL(q ‖ p)."""
    return Numeric(
        run=Run(autoencoder.divergence_of_two, autoencoder.NOTATION, {name: array(value) for name, value in p.items()}),
        asked=Asked("KL"),
        rounding=Rounding(digits=2),
        essential=("divergence-turned", "prior-taken-as-standard"),
        conventions=("two-gaussians",),
        slips=(
            Slip("divergence-turned", "parts", exchanged("sigma_q", "sigma_p")),
            Slip(
                "prior-taken-as-standard",
                "parts",
                formula(
                    lambda v, _: -np.log(v("sigma_q")) + (np.square(v("sigma_q")) + np.square(v("mu_q"))) / 2 - 0.5
                ),
            ),
            Slip(
                "half-forgotten",
                "parts",
                formula(
                    lambda v, _: (
                        np.log(v("sigma_p") / v("sigma_q"))
                        + (np.square(v("sigma_q")) + np.square(v("mu_q") - v("mu_p"))) / (2 * np.square(v("sigma_p")))
                    )
                ),
            ),
            Slip(
                "log-ratio-turned",
                "parts",
                formula(
                    lambda v, _: (
                        np.log(v("sigma_q") / v("sigma_p"))
                        + (np.square(v("sigma_q")) + np.square(v("mu_q") - v("mu_p"))) / (2 * np.square(v("sigma_p")))
                        - 0.5
                    )
                ),
            ),
            Slip(
                "deviation-for-variance",
                "parts",
                formula(
                    lambda v, _: (
                        np.log(v("sigma_p") / v("sigma_q"))
                        + (v("sigma_q") + np.square(v("mu_q") - v("mu_p"))) / (2 * v("sigma_p"))
                        - 0.5
                    )
                ),
            ),
        ),
    )


FAMILY = Family(
    id="dialogue.prior-divergence",
    version=2,
    points=("H04",),
    asks=((2, "number"), (2, "choice"), (3, "number"), (3, "choice")),
    draw=draw,
    problem=problem,
)
