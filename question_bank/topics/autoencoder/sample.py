"""The reparameterisation z = μ + σ ⊙ ε from σ, σ² or ln σ²."""

import numpy as np

from engine import autoencoder
from engine.derivation import Run
from engine.derivation.slips import Slip, formula, term_dropped
from question_bank.model.computed import Asked, Numeric
from question_bank.model.draw import Draw
from question_bank.model.family import Family, Parameters
from question_bank.model.inputs import array
from question_bank.model.instance import Rounding

SQUARES = (0.04, 0.09, 0.16, 0.25, 0.36, 0.64, 2.25, 4)


def draw(d: Draw, level: int) -> Parameters:
    """Level 1: the variance is given, a square. Level 2: its logarithm, with a table. Level 3: any logarithm."""
    p = {
        "mu": d.array("mu", (2,), (-1, -0.5, 0.2, 0.5, 1)),
        "epsilon": d.array("epsilon", (2,), (-1.5, -0.8, -0.5, 0.5, 1.5, 2)),
        "entry": d.integer("entry", 0, 1),
    }
    if level == 1:
        return {**p, "kind": "variance", "spread": d.array("spread", (2,), SQUARES)}
    values = (-2, -1, 1, 2) if level == 2 else (-1.4, -0.8, -0.5, 0.4, 0.9, 1.3)
    return {**p, "kind": "log_var", "spread": d.array("spread", (2,), values)}


def problem(p: Parameters) -> Numeric:
    """Z of one sample."""
    kind = p["kind"]
    inputs = {"mu": array(p["mu"]), "spread": {kind: array(p["spread"])}, "epsilon": array(p["epsilon"])}
    if kind == "variance":
        direct = Slip("variance-for-deviation", "z", formula(lambda v, _: v("mu") + v("variance") * v("epsilon")))
        other = Slip("deviation-halved", "z", formula(lambda v, _: v("mu") + 0.5 * v("variance") * v("epsilon")))
    else:
        direct = Slip("variance-for-deviation", "sigma", formula(lambda v, _: np.exp(v("log_var"))))
        other = Slip("logarithm-for-deviation", "sigma", formula(lambda v, _: v("log_var")))
    return Numeric(
        run=Run(autoencoder.sample, autoencoder.NOTATION, inputs),
        asked=Asked("z", None, (p["entry"],)),
        essential=(direct.id, "noise-not-scaled") if kind == "variance" else (direct.id, other.id),
        rounding=Rounding(digits=2),
        slips=(
            direct,
            other,
            Slip("noise-not-scaled", "z", formula(lambda v, _: v("mu") + v("epsilon"))),
            Slip("mean-and-deviation-exchanged", "z", formula(lambda v, _: v("sigma") + v("mu") * v("epsilon"))),
            Slip("mean-left-out", "z", term_dropped("mu")),
        ),
        words={"kind": kind},
    )


FAMILY = Family(
    id="autoencoder.sample",
    version=2,
    points=("V06",),
    asks=((1, "number"), (1, "vector"), (1, "choice"), (2, "number"), (2, "vector"), (3, "number"), (3, "choice")),
    draw=draw,
    problem=problem,
)
