"""Parameters of an autoencoder with one hidden layer."""

from engine import parameter_count
from engine.derivation import Run
from engine.derivation.slips import Slip, formula, term_dropped
from question_bank.model.computed import Asked, Numeric
from question_bank.model.draw import Draw
from question_bank.model.family import Family, Parameters
from question_bank.model.inputs import array
from question_bank.model.instance import Rounding


def draw(d: Draw, level: int) -> Parameters:
    """Sizes that multiply well by hand, the hidden layer the smaller."""
    return {"D": d.integer("D", 4, 8) * d.pick("tens", (5, 10, 20)), "H": d.integer("H", 2, 9)}


def problem(p: Parameters) -> Numeric:
    """N of encoder and decoder."""
    return Numeric(
        run=Run(parameter_count.autoencoder, parameter_count.NOTATION, {"D": array(p["D"]), "H": array(p["H"])}),
        asked=Asked("N"),
        essential=("decoder-not-counted", "all-biases-dropped", "decoder-bias-of-hidden-size"),
        rounding=Rounding(kind="integer", digits=0),
        conventions=("bias-each-layer",),
        slips=(
            Slip("decoder-not-counted", "N", term_dropped("N_decoder")),
            Slip("all-biases-dropped", "N", formula(lambda v, _: 2 * v("D") * v("H"))),
            Slip("decoder-bias-of-hidden-size", "N_decoder", formula(lambda v, _: v("D") * v("H") + v("H"))),
            Slip("weights-shared", "N", formula(lambda v, _: v("D") * v("H") + v("H") + v("D"))),
        ),
        words={"D": p["D"], "H": p["H"]},
    )


FAMILY = Family(
    id="autoencoder.parameter-count",
    version=2,
    points=("V02",),
    asks=((1, "number"), (1, "choice")),
    draw=draw,
    problem=problem,
)
