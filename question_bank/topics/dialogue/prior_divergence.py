"""VHRED's divergence of the posterior from a learned prior."""

import numpy as np

from engine import autoencoder
from engine.derivation import Run
from engine.derivation.slips import Slip, exchanged, formula
from question_bank.model.computed import Asked, Numeric
from question_bank.model.draw import Draw
from question_bank.model.family import Family, Parameters
from question_bank.model.fitting import LEAST, all_count, fitting
from question_bank.model.inputs import array
from question_bank.model.instance import Rounding


def draw(d: Draw, level: int) -> Parameters:
    """Two entries, in which every term counts. Level 2: the deviations are powers of two. Level 3: any.

    The two deviations and the two means of an entry are unlike, and the divergence is another the other way round.
    """
    spread = (0.5, 1, 2) if level == 2 else (0.5, 0.8, 1.2, 1.5, 2)

    def drawn(k: int) -> Parameters:
        both = [d.shuffled(f"sigma {k} {entry}", spread)[:2] for entry in (0, 1)]
        mu_q = d.array(f"mu_q {k} ", (2,), (-1, -0.5, 0.5, 1, 2))
        return {
            "mu_q": mu_q,
            "sigma_q": [float(q) for q, _ in both],
            "mu_p": [d.pick(f"mu_p {k}", [m for m in (-1.0, 0.0, 0.5, 1.0) if m != q], j) for j, q in enumerate(mu_q)],
            "sigma_p": [float(p) for _, p in both],
        }

    return fitting(drawn, _counts)


def _counts(p: Parameters) -> bool:
    """Whether each term of the divergence counts and it differs from that turned round and from that to N(0, I).

    The quotient of the formula is a term as a whole, and so are the two that it can be written as.
    """
    mu_q, sigma_q, mu_p, sigma_p = (array(p[name]) for name in ("mu_q", "sigma_q", "mu_p", "sigma_p"))
    ratio = float(np.sum(np.log(sigma_p / sigma_q)))
    spread = float(np.sum(np.square(sigma_q / sigma_p))) / 2
    shift = float(np.sum(np.square((mu_q - mu_p) / sigma_p))) / 2
    right = float(autoencoder.divergence_of_two(mu_q, sigma_q, mu_p, sigma_p))
    others = (
        autoencoder.divergence_of_two(mu_p, sigma_p, mu_q, sigma_q),
        autoencoder.divergence_of_two(mu_q, sigma_q, 0 * mu_p, sigma_p / sigma_p),
    )
    counts = all_count((ratio, spread, shift, -1.0)) and all_count((ratio, spread + shift, -1.0))
    return counts and all(abs(float(other) - right) > LEAST for other in others)


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
    version=3,
    points=("H04",),
    asks=((2, "number"), (2, "choice"), (3, "number"), (3, "choice")),
    draw=draw,
    problem=problem,
)
