"""Parameters of an LSTM: four sets of weights, peepholes as vectors."""

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
    return {
        "D": d.pick("D", (3, 4, 5, 8, 10, 20)),
        "H": d.pick("H", (4, 5, 6, 10, 20, 30)),
        "peephole": bool(d.integer("peephole", 0, 1)),
    }


def problem(p: Parameters) -> Numeric:
    """N of one LSTM layer."""
    peephole = p["peephole"]
    extra = 3 * p["H"] if peephole else 0
    inputs = {"D": array(p["D"]), "H": array(p["H"]), "G": 4.0}
    return Numeric(
        run=Run(parameter_count.gated, parameter_count.NOTATION, inputs, {"peephole": peephole}),
        asked=Asked("N"),
        rounding=Rounding(kind="integer", digits=0),
        conventions=("one-bias-each",),
        slips=(
            Slip("candidate-not-counted", "N", formula(lambda v, _: 3 * v("N_one") + extra)),
            Slip("count-bias-dropped", "N_one", formula(lambda v, _: v("H") * (v("D") + v("H")))),
            Slip("count-recurrent-dropped", "N_one", formula(lambda v, _: v("H") * (v("D") + 1))),
            Slip("one-gate-counted", "N", formula(lambda v, _: v("N_one") + extra)),
            Slip("two-biases-counted", "N_one", formula(lambda v, _: v("H") * (v("D") + v("H") + 2))),
            *(
                (
                    Slip("peephole-as-matrix", "N_peephole", formula(lambda v, _: 3 * v("H") * v("H"))),
                    Slip("peephole-of-candidate", "N_peephole", formula(lambda v, _: 4 * v("H"))),
                )
                if peephole
                else ()
            ),
        ),
        essential=("candidate-not-counted", "count-recurrent-dropped", *(("peephole-as-matrix",) if peephole else ())),
        words={"D": p["D"], "H": p["H"], "peephole": peephole},
    )


FAMILY = Family(
    id="lstm.parameter-count",
    version=3,
    points=("L06", "L12"),
    asks=((1, "number"), (1, "choice")),
    draw=draw,
    problem=problem,
    contents=72,
)
