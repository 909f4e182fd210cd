"""Parameters of a bidirectional RNN."""

from engine import parameter_count
from engine.derivation import Run
from engine.derivation.slips import Slip, formula
from question_bank.model.computed import Asked, Numeric
from question_bank.model.draw import Draw
from question_bank.model.family import Family, Parameters
from question_bank.model.inputs import array
from question_bank.model.instance import Rounding


def draw(d: Draw, level: int) -> Parameters:
    """Sizes that multiply well by hand."""
    return {"D": d.integer("D", 2, 12), "H": d.pick("H", (3, 4, 5, 6, 8, 10, 12, 15, 20, 30))}


def problem(p: Parameters) -> Numeric:
    """N of the recurrent layer of both directions."""
    return Numeric(
        run=Run(parameter_count.bidirectional, parameter_count.NOTATION, {"D": array(p["D"]), "H": array(p["H"])}),
        asked=Asked("N"),
        rounding=Rounding(kind="integer", digits=0),
        conventions=("one-bias-direction",),
        slips=(
            Slip("directions-share-weights", "N", formula(lambda v, _: v("N_one"))),
            Slip("count-bias-dropped", "N_one", formula(lambda v, _: v("H") * (v("D") + v("H")))),
            Slip("count-recurrent-dropped", "N_one", formula(lambda v, _: v("H") * (v("D") + 1))),
            Slip("two-biases-counted", "N_one", formula(lambda v, _: v("H") * (v("D") + v("H") + 2))),
            Slip("state-of-doubled-width", "N_one", formula(lambda v, _: v("H") * (v("D") + 2 * v("H") + 1))),
        ),
        essential=("directions-share-weights", "state-of-doubled-width"),
        words={"D": p["D"], "H": p["H"]},
    )


FAMILY = Family(
    id="bidirectional.parameter-count",
    version=2,
    points=("D02", "D04"),
    asks=((1, "number"), (1, "choice")),
    draw=draw,
    problem=problem,
)
