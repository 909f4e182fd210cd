"""The gradient of the KL term with respect to ln σ²."""

import numpy as np

from engine import autoencoder
from engine.derivation import Run
from engine.derivation.slips import Slip, formula
from engine.gradient_check import Slope, Through
from question_bank.model.computed import Asked, Check, Numeric
from question_bank.model.draw import Draw
from question_bank.model.family import Family, Parameters
from question_bank.model.inputs import array
from question_bank.model.instance import Rounding


def draw(d: Draw, level: int) -> Parameters:
    """Level 2: logarithms of the printed table. Level 3: any."""
    values = (-2, -1, -0.5, 0.5, 1, 2) if level == 2 else (-1.6, -0.9, -0.3, 0.4, 0.9, 1.3)
    return {
        "mu": d.array("mu", (2,), (-2, -1, -0.5, 0.5, 1, 2)),
        "log_var": d.array("log_var", (2,), values),
        "entry": d.integer("entry", 0, 1),
    }


def problem(p: Parameters) -> Numeric:
    """∂KL/∂ln σ²."""
    inputs = {name: array(p[name]) for name in ("mu", "log_var")}
    whole = Through(Run(autoencoder.divergence, autoencoder.NOTATION, inputs))
    return Numeric(
        run=Run(autoencoder.divergence_gradients, autoencoder.NOTATION, inputs),
        asked=Asked("dlog_var", None, (p["entry"],)),
        essential=("gradient-sign", "gradient-by-log-deviation", "variance-derivative-alone"),
        context={"mu": "the gradient with respect to the mean is the one it is taken for"},
        rounding=Rounding(digits=2),
        conventions=("kl-standard",),
        check=Check(Slope(whole, ("KL", None), ("log_var", None))),
        slips=(
            Slip("gradient-sign", "dlog_var", formula(lambda v, _: 0.5 * (1 - v("variance")))),
            Slip("gradient-by-log-deviation", "dlog_var", formula(lambda v, _: v("variance") - 1)),
            Slip("variance-derivative-alone", "dlog_var", formula(lambda v, _: 0.5 * v("variance"))),
            Slip(
                "gradient-by-deviation",
                "dlog_var",
                formula(lambda v, _: np.sqrt(v("variance")) - 1 / np.sqrt(v("variance"))),
            ),
            Slip("gradient-by-variance", "dlog_var", formula(lambda v, _: 0.5 * (1 - 1 / v("variance")))),
            Slip("deviation-for-variance", "variance", formula(lambda v, _: np.exp(0.5 * v("log_var")))),
            Slip("logarithm-for-variance", "dlog_var", formula(lambda v, _: 0.5 * (v("log_var") - 1))),
            Slip("gradient-of-mean", "dlog_var", formula(lambda v, _: v("mu"))),
        ),
    )


FAMILY = Family(
    id="autoencoder.divergence-gradient",
    points=("V09",),
    asks=((2, "number"), (2, "vector"), (2, "choice"), (3, "number"), (3, "choice")),
    draw=draw,
    problem=problem,
    version=4,
)
